"""Every page of the book as a reader's browser meets it."""

import re
from collections.abc import Callable

import pytest
from built_site import ROOT, Visit, pages

VISIBLE_TEXT = """() => {
  const walker = document.createTreeWalker(
    document.querySelector("article"), NodeFilter.SHOW_TEXT,
    node => node.parentElement.closest("pre, code, script, style, .katex")
      ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  let text = "";
  while (walker.nextNode()) text += walker.currentNode.data;
  return text;
}"""

every_page = pytest.mark.parametrize("page", pages())

VisitPage = Callable[[str], Visit]


@every_page
def test_asks_no_other_host(visited: VisitPage, page: str) -> None:
    assert visited(page).foreign == []


@every_page
def test_finds_every_file_it_asks_for(visited: VisitPage, page: str) -> None:
    assert visited(page).failed == []


@every_page
def test_logs_no_error(visited: VisitPage, page: str) -> None:
    assert visited(page).complaints == []


@every_page
def test_renders_the_formulas_of_its_source(visited: VisitPage, page: str) -> None:
    source = (ROOT / f"{page}.md").read_text(encoding="utf-8")
    prose = re.sub(
        r"^(```+)[^\n]*code-cell.*?^\1|`[^`\n]+`", "", source, flags=re.MULTILINE | re.DOTALL
    )
    expects_formulas = re.search(r"\$[^$]+\$", prose) is not None
    rendered = visited(page).page.locator("article .katex").count()
    assert (rendered > 0) == expects_formulas


@every_page
def test_has_no_refused_formula(visited: VisitPage, page: str) -> None:
    assert visited(page).page.locator(".katex-error").count() == 0


@every_page
def test_shows_no_raw_latex(visited: VisitPage, page: str) -> None:
    text = visited(page).page.evaluate(VISIBLE_TEXT)
    assert re.findall(r".{0,30}(?:\$|\\\(|\\\[|\\begin).{0,30}", text) == []


@every_page
def test_has_language_title_and_one_visible_heading(visited: VisitPage, page: str) -> None:
    tab = visited(page).page
    assert tab.get_attribute("html", "lang") == "en"
    assert "Backpropagation, Checked" in tab.title()
    assert tab.locator("h1:visible").count() == 1


@every_page
def test_describes_every_image(visited: VisitPage, page: str) -> None:
    images = visited(page).page.locator("article img")
    undescribed = images.evaluate_all("all => all.filter(i => !i.alt.trim()).map(i => i.src)")
    assert undescribed == []


@every_page
def test_cuts_no_formula_on_a_desktop_screen(visited: VisitPage, page: str) -> None:
    formulas = visited(page).page.locator(".formula__body")
    cut = formulas.evaluate_all(
        "all => all.filter(f => f.scrollWidth > f.clientWidth + 1).map(f => f.textContent)"
    )
    assert cut == []


@every_page
def test_fits_a_narrow_screen(visited: VisitPage, page: str) -> None:
    tab = visited(page).page
    size = tab.viewport_size
    assert size is not None
    tab.set_viewport_size({"width": 390, "height": 844})
    try:
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    finally:
        tab.set_viewport_size(size)
