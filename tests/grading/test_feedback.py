"""A student's page: short, without scripts or hidden values, legible in light and dark."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from playwright.sync_api import Page, sync_playwright

from exercises.course import nbgrader_api
from exercises.problem_set import ProblemSet
from grading import feedback
from grading.entry import Entry
from grading.feedback import LONGEST, PAGE_SECONDS, ROOM
from grading.formulas import mathml
from grading.judge import VERDICT, course_secret, questions_for
from grading.safe_html import LONGEST_PICTURES, html_of, markdown2html

NAME = "ps3_backprop"
HEADING = "Problem set 3: backpropagation"
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SCRIPTS = """<script>document.title = "1"</script> <img src=x onerror="document.title = '2'">
<svg onload="document.title = '3'"></svg> <style>body { display: none }</style>

# <script>document.title = "4"</script> $x$

<a href="javascript:document.title = '5'">a</a> ![$<b onclick=x>$](attachment:photo.png)
$\\text{<script>document.title = "6"</script>}$ $\\href{javascript:document.title = '7'}{x}$
"""
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
PICTURE += "awAAAABJRU5ErkJggg=="
PHOTO = {"photo.png": {"image/png": PICTURE}}


@pytest.fixture
def browser_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield browser.new_page()
        browser.close()


def show(page: Page, course: Any, student: str) -> None:
    path = course.root / "feedback" / student / NAME / f"{NAME}.html"
    page.goto(path.as_uri())


def test_a_page_shows_the_points_and_names_the_mistake(course: Any) -> None:
    course.hand_in("bias-regularised")
    course.grade()
    page = course.page("bias-regularised")
    assert "<strong>14</strong> of 24 points" in page
    assert "The bias weights are regularised too" in page
    assert "should be -0.5; yours is -0.08" in page


def test_a_page_holds_no_value_of_a_hidden_case(course: Any) -> None:
    """A program right on the public cases only: the page names the hidden case and no number."""
    course.hand_in("right-einsum", student="knows")
    path = course.submitted("knows")
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "output_delta":
            cell["source"] = "def output_delta(A, Y):\n    return A - Y + (len(A) > 8)"
    path.write_text(json.dumps(notebook))
    course.grade()
    page = course.page("knows")
    assert "wrong  a hidden net of 3 layers" in page
    assert "a value is wrong; of a hidden case no more is shown" in page
    questions = questions_for(ProblemSet(NAME), "knows", course_secret(course.root))
    hidden = [case for question in questions.values() for case in question.cases if case.hidden]
    numbers = {f"{x:.6g}" for case in hidden for x in flat(case.expected)}
    numbers = {number for number in numbers if len(number) > 5}
    assert numbers
    assert not [number for number in numbers if number in page]


def flat(value: Any) -> list[float]:
    if isinstance(value, list | tuple):
        return [x for item in value for x in flat(item)]
    return [float(x) for x in getattr(value, "ravel", lambda: [value])()]


def test_a_page_runs_nothing_that_a_student_wrote(course: Any, browser_page: Page) -> None:
    shown = new_markdown_cell(SCRIPTS, attachments=PHOTO)
    output = "print('<script>document.title = 8</script>')"
    course.hand_in("right-einsum", shown, new_code_cell(output), student="scripts")
    course.grade()
    show(browser_page, course, "scripts")
    whose = f"Feedback for scripts on {HEADING}"
    assert browser_page.title() == f"{whose} (Score: 20.0 / 24.0)"
    assert browser_page.locator("h1").first.inner_text() == whose
    kinds = browser_page.evaluate("[...document.querySelectorAll('*')].map(e => e.localName)")
    assert not {"script", "svg", "iframe", "object", "form"} & set(kinds)
    assert kinds.count("style") == 1
    attributes = browser_page.evaluate(
        "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
    )
    assert not [name for name in attributes if name.startswith("on")]
    assert not browser_page.locator("[href^=javascript]").count()


def test_a_page_says_whose_it_is_whatever_that_is_called(course: Any, browser_page: Page) -> None:
    student = '<b onclick=x>{{ 7 * 7 }}&amp;"'
    course.hand_in("blank", student=student)
    course.grade()
    page = course.page(student)
    whose = "&lt;b onclick=x&gt;{{ 7 * 7 }}&amp;amp;&#34;"
    assert f"<title>Feedback for {whose} on {HEADING} (Score: 0.0 / 24.0)</title>" in page
    assert f"<h1>Feedback for {whose} on {HEADING}</h1>" in page
    show(browser_page, course, student)
    assert browser_page.title().startswith(f"Feedback for {student} on {HEADING}")


def test_a_page_forbids_scripts_even_if_one_got_in(course: Any, browser_page: Page) -> None:
    course.hand_in("blank")
    course.grade()
    path = course.root / "feedback" / "blank" / NAME / f"{NAME}.html"
    intruder = "<script>document.title = 'run'</script><img src=x onerror=\"document.title='run'\">"
    path.write_text(path.read_text().replace("</main>", f"{intruder}</main>"))
    show(browser_page, course, "blank")
    browser_page.wait_for_timeout(200)
    assert browser_page.title() != "run"


def test_pictures_and_formulas_are_shown_and_nothing_is_asked_of_another_host(
    course: Any, browser_page: Page
) -> None:
    picture = new_markdown_cell("![mine](attachment:photo.png) $\\frac{a}{b}$", attachments=PHOTO)
    figure = new_code_cell("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    course.hand_in("right-einsum", picture, figure, student="draws")
    course.grade()
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    show(browser_page, course, "draws")
    assert not [url for url in asked if not url.startswith(("file:", "data:"))]
    widths = browser_page.evaluate("[...document.images].map(image => image.naturalWidth)")
    assert len(widths) == 2
    assert all(widths)
    assert browser_page.locator("math mfrac").count() >= 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_can_be_read_by_everybody(course: Any, browser_page: Page, scheme: Any) -> None:
    course.hand_in("bias-regularised", new_code_cell("1 / 0"), new_markdown_cell("# Mine\n$x^2$"))
    course.grade()
    browser_page.emulate_media(color_scheme=scheme)
    show(browser_page, course, "bias-regularised")
    browser_page.evaluate(AXE.read_text())  # by the debugger's door, which no policy closes
    found = browser_page.evaluate(
        "axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
    )
    assert found == []


def test_a_page_stays_small_whatever_the_notebook_holds(course: Any) -> None:
    flood = new_code_cell("for n in range(200): print(str(n) * 10_000)")
    noise = new_code_cell(
        "import matplotlib.pyplot as plt\nfor _ in range(9):\n"
        "    plt.imshow(np.random.default_rng(_).random((400, 400)))\n    plt.show()"
    )
    long = new_markdown_cell("many words " * 100_000)
    course.hand_in("right-einsum", flood, noise, long, *[flood] * 20, student="floods")
    course.grade()
    page = course.page("floods")
    assert ROOM / 2 < len(page.encode()) < 300_000
    assert "is left out here" in page
    assert "20</strong> of 24" in page


def test_markdown_that_takes_too_long_is_shown_as_it_stands(
    course: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "TEXT_SECONDS", 0.1)
    course.hand_in("right-einsum", new_markdown_cell("\\begin{a}" * 2000), student="endless")
    course.hand_in("right-loop")
    course.grade()
    assert '<pre class="plain">\\begin{a}\\begin{a}' in course.page("endless")
    assert "<strong>20</strong>" in course.page("right-loop")


def test_nbgraders_own_pages_still_work(course: Any) -> None:
    course.hand_in("right-einsum", new_markdown_cell(SCRIPTS, attachments=PHOTO))
    course.hand_in("not-a-notebook")
    course.grade()
    for student in ("right-einsum", "not-a-notebook"):
        outcome = nbgrader_api(course.root).generate_feedback(NAME, student)
        assert outcome["success"], outcome.get("log")
        body = course.page(student).partition("<body")[2]
        assert not re.search(r"<script>document|<svg onload|href=.javascript", body)


@pytest.mark.parametrize(
    ("latex", "kinds"),
    [
        (r"\Theta_{ij}^{(l)}", ["msubsup"]),
        (r"\frac{\partial J}{\partial \Theta}", ["mfrac"]),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", ["mtable"]),
        (r"\sum_{i=1}^m x_i \odot \hat y", ["msubsup", "mover"]),
    ],
)
def test_formulas_become_mathml(latex: str, kinds: list[str]) -> None:
    assert all(f"<{kind}" in mathml(latex) for kind in kinds)


@pytest.mark.parametrize("latex", ["x^", r"\begin{a}" * 500, "{" * 3000])
def test_a_formula_with_a_mistake_is_shown_as_code(latex: str) -> None:
    assert mathml(latex).startswith("<code>")


def page_of(*cells: Any) -> str:
    released: Any = SimpleNamespace(grade_cells={}, max_score=1.0)
    return feedback.page(HEADING, "s1042", {"cells": cells}, Entry(), released)


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which each text is added that is made HTML."""
    seen: list[str] = []
    monkeypatch.setattr(feedback, "_markdown", lambda text, _: seen.append(text) or text)
    return seen


def test_a_full_page_converts_nothing_more(converted: list[str]) -> None:
    page = page_of(*[new_markdown_cell("x" * LONGEST) for _ in range(40)])
    assert len(converted) == ROOM // LONGEST
    assert page.count("left out here") == 1


@pytest.mark.parametrize("text", ["x", "x" * 200, "x" * 2000, "字" * 2000])
def test_a_thousand_cells_stay_below_the_bound(text: str) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": text}
    code = new_code_cell(text, outputs=[output] * 20)
    assert len(page_of(*[code, new_markdown_cell(text)] * 500).encode()) < 300_000


def test_many_slow_texts_take_no_longer_than_a_page_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "TEXT_SECONDS", 0.2)
    monkeypatch.setattr(feedback, "PAGE_SECONDS", 0.5)
    slow: list[str] = []

    def convert(text: str, _: Any) -> str:
        slow.append(text)
        time.sleep(PAGE_SECONDS)
        return text

    monkeypatch.setattr(feedback, "_markdown", convert)
    page = page_of(*[new_markdown_cell(f"{n}") for n in range(50)])
    assert 1 <= len(slow) <= 3
    assert page.count('<pre class="plain">') == 50


def test_no_long_text_of_a_student_is_kept_in_memory() -> None:
    caches = [feedback._known_markdown, feedback._known_code]
    before = [cache.cache_info().currsize for cache in caches]
    page_of(new_markdown_cell("a word " * 2000), new_code_cell("x = 1\n" * 2000))
    assert [cache.cache_info().currsize for cache in caches] == before


def test_a_long_verdict_is_cut_and_has_room_before_the_cells() -> None:
    data = {VERDICT: {}, "text/plain": "v" * 10 * LONGEST}
    check = new_code_cell("", outputs=[new_output("display_data", data=data)])
    page = page_of(*[new_markdown_cell("x" * LONGEST) for _ in range(40)], check)
    assert page.count("v" * LONGEST) == 1
    assert len(page) < ROOM + 20_000


def test_a_formula_that_takes_too_long_stops_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: Any, **__: Any) -> None:
        raise TimeoutError

    monkeypatch.setattr("grading.formulas.convert_to_element", late)
    with pytest.raises(TimeoutError):
        mathml("a_formula + nobody_else_wrote")


@pytest.mark.parametrize("forged", ["\ue0000\ue001", "\ue0001\ue001", "&#xe000;1&#xe001;"])
def test_a_formula_is_shown_once_whatever_places_are_forged(forged: str) -> None:
    source = "$" + "(" * 1990 + "$ "
    assert html_of(source + forged * 5900).count("<math") == html_of(source).count("<math") == 1


def test_no_formula_gets_into_an_attribute() -> None:
    assert "title" not in html_of("<div title='\n\na $x$ b\n\n'>c</div>")


@pytest.mark.parametrize("address", ["data:text/html,x", "DATA:x", "da&#116;a:x", "javascript:x"])
def test_no_link_leads_to_what_it_holds_itself(address: str) -> None:
    for source in (f"[a]({address})", f'<a href="{address}">a</a>', f'<a href=" {address}">a</a>'):
        assert "href" not in html_of(source)


@pytest.mark.parametrize("address", ["https://a.example/b", "mailto:a@b.example", "#c", "d.html"])
def test_other_links_stay(address: str) -> None:
    assert f'href="{address}"' in html_of(f"[a]({address})")


def test_a_student_can_name_nothing_as_the_page_does() -> None:
    shown = html_of('<div id="check-backprop" class="verdict right">24 of 24</div>\n\n# Mine')
    assert "<div>24 of 24</div>" in shown
    assert "id=" not in shown


def test_a_picture_shown_too_often_is_refused() -> None:
    pictures = {"a": {"image/png": "A" * (LONGEST_PICTURES // 10)}}
    assert html_of("![](attachment:a)" * 5, pictures).count("<img") == 5
    with pytest.raises(ValueError, match="too large"):
        html_of("![](attachment:a)" * 1000, pictures)


def test_formgrader_shows_a_very_long_text_as_it_stands() -> None:
    """As Markdown this one would take ten seconds."""
    shown = markdown2html(SimpleNamespace(), "<b>" * LONGEST)
    assert shown == f"<pre>{'&lt;b&gt;' * LONGEST}</pre>"
