"""The book on paper: whole, with links that lead somewhere, and nothing cut."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import pikepdf
import pytest
from built_site import pages
from playwright.sync_api import Browser, Page

from live.one_page import OnePage
from live.pdf import PDF, PRINTED, starts

TEXT_WIDTH = round((210 - 2 * 33) / 25.4 * 96)  # A4 without the margins of print.css, in px

SITE = {
    "book/start.html": """<nav class="bd-docs-nav"><p><span class="caption-text">Part</span></p>
      <a href="other.html">1. Other</a></nav><p class="logo__title">The book</p>
      <article><h1 id="top">The book<a class="headerlink" href="#top">#</a></h1>
      <a href="other.html#place">there</a> <a href="../_downloads/set.ipynb">a file</a>
      <a href="https://example.org/">outside</a></article>""",
    "book/other.html": """<article><h1 id="top">1. Other</h1><details><p id="place">p</p></details>
      <a href="#top">up</a> <img src="../_images/a.svg">
      <details class="question" data-set="ps9"><p>What is asked</p>
      <p>It is tried on:</p><ul class="question__cases"><li>a case</li></ul>
      <p class="question__ways"><a href="../exercises/ps9.zip">the kit</a></p></details>
      <form class="pst-js-only"><input></form>
      <svg><path id="drawn" d="M 0 0"></path><use href="#drawn"></use></svg></article>""",
}


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A site of two pages as one page."""
    html = tmp_path_factory.mktemp("site") / "html"
    for path, text in SITE.items():
        (html / path).parent.mkdir(parents=True, exist_ok=True)
        (html / path).write_text(text, encoding="utf-8")
    return OnePage(html).text({"start": 3, "other": 5})


def test_gives_an_id_the_name_of_its_page(joined: str) -> None:
    assert 'id="start--top"' in joined
    assert 'id="other--top"' in joined


def test_leads_from_page_to_page_within(joined: str) -> None:
    assert '<a href="#other--place">there</a>' in joined
    assert '<a href="#other--top">up</a>' in joined


def test_leads_to_another_host_as_before(joined: str) -> None:
    assert '<a href="https://example.org/">outside</a>' in joined


def test_only_names_a_file_that_paper_does_not_have(joined: str) -> None:
    assert "a file" in joined
    assert "set.ipynb" not in joined


def test_finds_images_beside_it(joined: str) -> None:
    assert 'src="html/_images/a.svg"' in joined


def test_opens_what_is_folded(joined: str) -> None:
    assert re.search('<details[^>]* open=""', joined)


def test_keeps_of_a_question_what_it_asks_and_where_to_answer(joined: str) -> None:
    asked = joined[joined.index("What is asked") : joined.index("<svg")]
    assert "To be answered in <code>ps9.ipynb</code>: see Problem sets." in asked
    assert "tried on" not in asked
    assert "the kit" not in asked


def test_leaves_out_what_only_a_screen_can_do(joined: str) -> None:
    assert "<input" not in joined


def test_a_drawing_still_refers_to_its_own_parts(joined: str) -> None:
    assert '<use href="#drawn">' in joined
    assert '<path d="M 0 0" id="drawn">' in joined


def test_contents_name_parts_chapters_and_sheets(joined: str) -> None:
    contents = joined[joined.index("<nav") : joined.index("</nav>")]
    assert "Part" in contents
    assert '<a href="#other"><span>1. Other</span>' in contents
    assert ">5<" in contents


@pytest.fixture(scope="module")
def pdf() -> Iterator[pikepdf.Pdf]:
    if not PDF.is_file():
        pytest.fail(f"the book is not printed: there is no {PDF}; run `make pdf`")
    with pikepdf.open(PDF) as document:
        yield document


@pytest.fixture(scope="module")
def sheet(pdf: pikepdf.Pdf, browser: Browser) -> Iterator[Page]:
    """The page that was printed, as wide as the text is on paper."""
    with browser.new_page(viewport={"width": TEXT_WIDTH, "height": 900}) as page:
        page.emulate_media(media="print")
        page.goto(PRINTED.as_uri())
        yield page


def links(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    found = [annotation for page in pdf.pages for annotation in page.get("/Annots", [])]
    return [annotation for annotation in found if annotation.Subtype == "/Link"]


def test_has_every_page_of_the_book_in_order(pdf: pikepdf.Pdf) -> None:
    numbers = starts(PDF)
    first_sheets = [numbers[PurePosixPath(page).name] for page in pages()]
    assert first_sheets == sorted(set(first_sheets))


def test_every_link_within_leads_somewhere(pdf: pikepdf.Pdf) -> None:
    within = [str(link.Dest).lstrip("/") for link in links(pdf) if "/Dest" in link]
    assert len(within) > len(pages())
    assert set(within) <= set(starts(PDF))


def test_no_link_leads_into_the_machine_that_printed(pdf: pikepdf.Pdf) -> None:
    outside = [str(link.A.URI) for link in links(pdf) if "/A" in link and "/URI" in link.A]
    assert [address for address in outside if not address.startswith("http")] == []


def test_has_an_outline(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        assert len(outline.root) >= len(pages())


def test_contents_name_the_sheets(sheet: Page, pdf: pikepdf.Pdf) -> None:
    numbers = starts(PDF)
    for link in sheet.locator(".book-contents a").all():
        name = str(link.get_attribute("href")).lstrip("#")
        assert link.locator(".book-contents__number").inner_text() == str(numbers[name])


@pytest.mark.parametrize(
    "part", [".formula__body", "pre", "table", "img", ".katex", ".explorable__frame"]
)
def test_cuts_nothing(sheet: Page, part: str) -> None:
    wider = sheet.locator(f"article {part}").evaluate_all(
        """all => all.filter(e => e.offsetParent && Math.max(
               e.getBoundingClientRect().right,
               e.getBoundingClientRect().left + e.scrollWidth) > innerWidth + 1)
             .map(e => `${e.closest("article").id}: ${e.textContent.slice(0, 80)}`)"""
    )
    assert wider == []


def test_every_figure_is_there(sheet: Page) -> None:
    missing = sheet.locator("article img").evaluate_all(
        "all => all.filter(image => image.naturalWidth === 0).map(image => image.src)"
    )
    assert missing == []


def test_every_part_that_a_drawing_refers_to_is_there(sheet: Page) -> None:
    missing = sheet.locator("article use").evaluate_all(
        """all => all.map(use => use.getAttribute("href").slice(1))
             .filter(id => !document.getElementById(id))"""
    )
    assert missing == []
