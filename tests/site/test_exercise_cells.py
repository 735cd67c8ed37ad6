"""Questions of the problem sets answered in the page: checked there, with the mistake named."""

import json
import time
from collections.abc import Iterator

import pytest
from built_site import HTML, Visit, visit
from live_page import button, shown, write
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from test_accessibility import violations

from exercises.course import PROBLEM_SETS
from exercises.problem_set import ProblemSet

PATIENCE = 60_000  # milliseconds
SETS = {name: ProblemSet(name) for name in PROBLEM_SETS}
PAGES = sorted({f"book/{spec.chapter}" for one in SETS.values() for spec in one.specs})

PS3 = SETS["ps3_backprop"]
PAGE_OF = {spec.name: f"book/{spec.chapter}" for spec in PS3.specs}
WRONG = {wrong.mistake.id: wrong for wrong in PS3.wrong_lines}
FIVE = [
    "slope-of-tanh",
    "delta-extra-slope",
    "hidden-slope-missing",
    "not-averaged",
    "bias-regularised",
]

# Keeps answers as the page itself does; they are the same on every page of the site.
KEEP = """async ([address, set, answers]) => {
  const { keyOf, saveText } = await import(address);
  for (const [question, text] of Object.entries(answers)) {
    saveText(keyOf({ dataset: { set, question } }), text, "");
  }
}"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader who has never been here."""
    with browser.new_context(color_scheme="light", reduced_motion="reduce") as context:
        yield context


@pytest.fixture
def reading(site: str, context: BrowserContext) -> Visit:
    return visit(context, f"{site}/{PAGE_OF['hidden_delta']}.html")


def answers(problem_set: ProblemSet) -> dict[str, str]:
    """Return right answers to all questions of a set, by question."""
    letters = {
        name: "".join(option["letter"] for option in options if option["right"])
        for name, options in problem_set.options.items()
    }
    return problem_set.answers | {name: f'{name} = "{right}"' for name, right in letters.items()}


def keep(page: Page, problem_set: ProblemSet, kept: dict[str, str]) -> None:
    """Let the browser keep these answers, as if the reader had written them at another time."""
    address = page.evaluate("new URL('../_static/live/saved.js', location.href).href")
    page.evaluate(KEEP, [address, problem_set.name, kept])


def opened(page: Page, question: str) -> Locator:
    """Open a question's editor and return the question."""
    found = page.locator(f'.question[data-question="{question}"]')
    found.locator("summary").click()
    found.locator(".live__offer").click()
    found.locator(".cm-content").wait_for()
    return found


def state_of(question: Locator) -> str:
    """Wait until what runs has ended; return what the page says of it."""
    expect(button(question, "Stop")).to_have_attribute("aria-disabled", "true", timeout=PATIENCE)
    return question.locator(".live__state").text_content() or ""


def checked(question: Locator) -> Locator:
    """Check what the editor holds and return the report."""
    button(question, "Check").click()
    assert state_of(question).startswith("Checked")
    return question.locator(".nnbp-report")


@pytest.mark.parametrize("mistake", FIVE)
def test_names_a_known_mistake_with_a_link_to_its_page(
    site: str, context: BrowserContext, mistake: str
) -> None:
    wrong = WRONG[mistake]
    asked = wrong.mistake.question
    seen = visit(context, f"{site}/{PAGE_OF[asked]}.html")
    keep(seen.page, PS3, {name: text for name, text in PS3.answers.items() if name != asked})
    question = opened(seen.page, asked)
    write(question, PS3.answers[asked].replace(wrong.right, wrong.wrong))
    report = checked(question)
    expect(report).to_have_attribute("data-verdict", "wrong")
    expect(report).to_contain_text(wrong.mistake.says)
    link = report.locator("cite[data-page] a").first
    expect(link).to_have_attribute("href", f"{wrong.mistake.page}.html")
    assert (HTML / "book" / f"{wrong.mistake.page}.html").is_file()
    assert seen.foreign + seen.failed + seen.complaints == []


@pytest.mark.parametrize("page", PAGES)
def test_takes_the_right_answer_to_every_question_of_a_page(
    site: str, context: BrowserContext, page: str
) -> None:
    seen = visit(context, f"{site}/{page}.html")
    for problem_set in SETS.values():
        keep(seen.page, problem_set, answers(problem_set))
    verdicts = {}
    for asked in seen.page.locator(".question").evaluate_all("all => all.map(q => q.dataset)"):
        question = opened(seen.page, asked["question"])
        verdicts[asked["question"]] = checked(question).get_attribute("data-verdict")
    assert set(verdicts.values()) == {"right"}, verdicts
    assert seen.foreign + seen.failed + seen.complaints == []


def test_runs_an_earlier_answer_that_is_used_and_says_so(reading: Visit) -> None:
    page = reading.page
    question = opened(page, "hidden_delta")
    write(question, PS3.answers["hidden_delta"])
    expect(checked(question)).to_have_attribute("data-verdict", "wrong")
    told = question.locator(".live__output > p")
    expect(told).to_contain_text("earlier questions that have no answer in this browser yet")
    expect(told.locator("a")).to_have_text("sigmoid_gradient")
    address = told.locator("a").get_attribute("href") or ""
    file, _, anchor = address.partition("#")
    assert f'id="{anchor}"' in (HTML / "book" / file).read_text(encoding="utf-8")

    write(opened(page, "sigmoid_gradient"), PS3.answers["sigmoid_gradient"])
    expect(checked(question)).to_have_attribute("data-verdict", "right")
    assert "with your earlier answer to sigmoid_gradient" in state_of(question)


def test_says_whose_earlier_answer_fails(reading: Visit) -> None:
    keep(reading.page, PS3, {"sigmoid_gradient": "def sigmoid_gradient(z):\n    return ("})
    question = opened(reading.page, "hidden_delta")
    write(question, PS3.answers["hidden_delta"])
    button(question, "Check").click()
    assert state_of(question).startswith("Not checked: it ended with an error")
    assert shown(question).lstrip().startswith('File "sigmoid_gradient", line 2')


def test_an_answer_leaves_the_cells_of_the_page_alone(reading: Visit) -> None:
    page = reading.page
    question = opened(page, "output_delta")
    write(question, "np = None\n" + PS3.answers["output_delta"])
    checked(question)
    cell = page.locator(".live").first
    cell.locator(".live__offer").click()
    write(cell, "print('np' in globals())")
    button(cell, "Run").click()
    expect(cell.locator(".live__output")).to_have_text("False", timeout=PATIENCE)


def test_letters_are_noted_and_not_judged(site: str, context: BrowserContext) -> None:
    page = visit(context, f"{site}/book/notation.html").page
    question = opened(page, "row_shapes")
    write(question, 'row_shapes = "ab"')
    expect(checked(question)).to_contain_text("are noted. The grader marks them.")


def test_stops_an_endless_answer_in_under_a_second(reading: Visit) -> None:
    question = opened(reading.page, "output_delta")
    write(question, "print('begun')\nwhile True:\n    pass")
    button(question, "Check").click()
    expect(question.locator(".live__output")).to_contain_text("begun", timeout=PATIENCE)
    before = time.monotonic()
    button(question, "Stop").click()
    assert state_of(question).startswith("Stopped. Python starts anew")
    assert time.monotonic() - before < 1


def test_keeps_an_answer_until_it_is_reset(reading: Visit) -> None:
    page = reading.page
    question = opened(page, "output_delta")
    stub = question.locator(".cm-content").inner_text()
    write(question, "mine = 1")
    page.reload()
    question = opened(page, "output_delta")
    expect(question.locator(".cm-content")).to_have_text("mine = 1")
    expect(question.locator(".live__edited")).to_have_text("Edited; kept in this browser.")
    button(question, "Reset").click()
    expect(question.locator(".cm-content")).to_have_text(stub, use_inner_text=True)
    page.reload()
    assert "your text" not in page.locator(".question .live__offer").all_inner_texts()


def test_a_button_stays_under_the_pointer_when_an_editor_above_loses_the_focus(
    reading: Visit,
) -> None:
    below = opened(reading.page, "hidden_delta")
    state = below.locator(".live__state")
    expect(state).to_have_text("Python is ready.", timeout=PATIENCE)
    opened(reading.page, "sigmoid_gradient")
    a_hand = 150  # milliseconds between press and release
    button(below, "Reset").click(delay=a_hand)
    expect(state).to_have_text("The stub as it was given.")


def test_downloads_the_notebook_with_the_answers(reading: Visit) -> None:
    keep(reading.page, PS3, {"backprop": "def backprop(): pass"})
    question = opened(reading.page, "output_delta")
    write(question, "def output_delta(A, Y):\n    return A - Y")
    with reading.page.expect_download() as download:
        button(question, "Download the notebook with my answers").click()
    assert download.value.suggested_filename == "ps3_backprop.ipynb"
    notebook = json.loads(download.value.path().read_text(encoding="utf-8"))
    found = {c["metadata"].get("nbgrader", {}).get("grade_id"): c for c in notebook["cells"]}
    assert found["output_delta"]["source"] == "def output_delta(A, Y):\n    return A - Y"
    assert found["backprop"]["source"] == "def backprop(): pass"
    assert "raise NotImplementedError()" in "".join(found["hidden_delta"]["source"])


def test_says_that_the_problem_set_is_missing(reading: Visit) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=404)

    reading.page.route("**/known_outputs.json", refuse)
    question = opened(reading.page, "output_delta")
    button(question, "Check").click()
    expect(question.locator(".live__state")).to_contain_text(
        "known_outputs.json was refused (404)", timeout=PATIENCE
    )


def test_works_with_the_keyboard_alone(reading: Visit) -> None:
    page = reading.page
    question = page.locator('.question[data-question="output_delta"]')
    question.locator("summary").focus()
    page.keyboard.press("Enter")
    question.locator(".live__offer").focus()
    page.keyboard.press("Enter")
    expect(question.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("def output_delta(A, Y):\nreturn A - Y")  # the editor indents
    page.keyboard.press("Shift+Enter")
    expect(question.locator(".nnbp-report")).to_contain_text("right, in all", timeout=PATIENCE)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(button(question, "Check")).to_be_focused()


def test_reads_without_javascript(site: str, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/{PAGE_OF['hidden_delta']}.html")
        question = page.locator('.question[data-question="hidden_delta"]')
        question.locator("summary").click()
        expect(question.locator(".question__stub")).to_be_visible()
        assert question.locator(".live__offer:visible").count() == 0


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious_and_it_fits(reading: Visit, mode: str, width: int) -> None:
    page = reading.page
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=mode)  # type: ignore[arg-type]
    page.wait_for_function("mode => document.documentElement.dataset.theme === mode", arg=mode)
    question = opened(page, "output_delta")
    write(question, "def output_delta(A, Y):\n    return Y - A  # the wrong way round")
    checked(question)
    question.locator(".cm-content").focus()
    assert violations(reading, {"resultTypes": ["violations"]}) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
