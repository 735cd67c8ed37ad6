"""Explorables in the built book, in a real browser: by keyboard and pointer, quick, and told."""

import json
import re
import shutil
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from built_site import ROOT, Visit, serve, visit
from live_page import PATIENCE
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from test_accessibility import violations

from live.explorables import figure_markup, publish
from live.frames import UnknownColourError, frames_of, shared
from nnbp.explorables import EXPLORABLES, Explorable, Frame

PAGES = {
    match[1]: f"book/{page.stem}"
    for page in sorted((ROOT / "book").glob("*.md"))
    for match in re.finditer(r"^```\{explorable\} (\w+)", page.read_text("utf-8"), re.MULTILINE)
}
QUICK = 100  # milliseconds; of several moves, as a busy machine is slow at some

# The time from the event that a control sends to the first paint after the frame has changed.
TIMES = """(figure) => {
  window.times = [];
  figure.querySelector("form").addEventListener("input", () => {
    const start = performance.now();
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.times.push(performance.now() - start);
      channel.port2.postMessage(null);
    });
  }, { capture: true });
}"""

NUMBER = re.compile(r"\d+(?:\.\d+)?")

each = pytest.mark.parametrize("name", EXPLORABLES)


def published(html: Path, name: str) -> list[dict[str, Any]]:
    file = html / "_static" / "explorables" / f"{name}.json"
    frames: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["frames"]
    return frames


def place(name: str, **values: Any) -> int:
    """The place of a frame in the file."""
    stop = {p.name: p.start for p in EXPLORABLES[name].parameters} | values
    return list(EXPLORABLES[name].stops()).index(stop)


def figure_on(page: Page, name: str) -> Locator:
    return page.locator(f'.explorable[data-name="{name}"]')


def alt(figure: Locator) -> str:
    return figure.locator(".explorable__frame").get_attribute("aria-label") or ""


def load(figure: Locator) -> None:
    """Bring the figure into sight, and wait until it has taken in its frames."""
    name = figure.get_attribute("data-name")
    with figure.page.expect_response(re.compile(rf"explorables/{name}\.json")) as frames:
        figure.locator("form input").first.focus()
    # The first frame alone refers to fewer paths than all do.
    paths = frames.value.json()["paths"].count("<path")
    expect(figure.locator(".explorable__paths path")).to_have_count(paths)


def typical_time(page: Page, moves: int) -> float:
    page.wait_for_function("moves => window.times.length >= moves", arg=moves)
    return statistics.median(page.evaluate("window.times"))


def test_every_explorable_stands_in_a_chapter() -> None:
    assert set(PAGES) == set(EXPLORABLES)


# What is published.


@each
def test_the_frames_are_what_python_computes(html: Path, name: str) -> None:
    explorable = EXPLORABLES[name]
    assert published(html, name) == json.loads(json.dumps(frames_of(explorable)["frames"]))


@each
def test_a_frame_has_no_colour_of_its_own(html: Path, name: str) -> None:
    fixed = re.compile(r"(?:fill|stroke)(?:: |=\")#")
    assert [frame["alt"] for frame in published(html, name) if fixed.search(frame["svg"])] == []


@each
def test_an_element_has_one_id_and_no_other_has_it(html: Path, name: str) -> None:
    file = html / "_static" / "explorables" / f"{name}.json"
    paths = json.loads(file.read_text(encoding="utf-8"))["paths"]
    ids = re.findall(r'\bid="([^"]*)"', paths)
    assert len(ids) == paths.count("<path") == len(set(ids))


def test_a_colour_without_a_counterpart_in_dark_mode_is_refused() -> None:
    from matplotlib.figure import Figure

    figure = Figure()
    figure.text(0.5, 0.5, "red", color="#ff0000")
    with pytest.raises(UnknownColourError, match="#ff0000"):
        shared("red", [Frame(figure, "A red word.")])


# What a reader does.


@each
def test_answers_to_the_keyboard_at_once(site: str, light: BrowserContext, name: str) -> None:
    page = visit(light, f"{site}/{PAGES[name]}.html").page
    figure = figure_on(page, name)
    load(figure)
    figure.evaluate(TIMES)
    slider = figure.locator('input[type="range"]').last
    before = alt(figure), slider.input_value()
    slider.focus()
    keys = (
        ["ArrowRight", "ArrowLeft"] if slider.input_value() == "0" else ["ArrowLeft", "ArrowRight"]
    )
    for moves in (1, 3, 5):
        page.keyboard.press(keys[0])
        typical_time(page, moves)
        assert alt(figure) != before[0]
        page.keyboard.press(keys[1])
        time = typical_time(page, moves + 1)
        assert (alt(figure), slider.input_value()) == before
    assert time < QUICK
    page.close()


@each
def test_answers_to_the_pointer_at_once(site: str, light: BrowserContext, name: str) -> None:
    page = visit(light, f"{site}/{PAGES[name]}.html").page
    figure = figure_on(page, name)
    load(figure)
    figure.evaluate(TIMES)
    before = alt(figure)
    slider = figure.locator('input[type="range"]').first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    ends = [0.02, 0.98] if int(slider.input_value()) > 0 else [0.98, 0.02]
    for moves, place in enumerate(ends * 2, start=1):
        page.mouse.click(box["x"] + box["width"] * place, box["y"] + box["height"] / 2)
        time = typical_time(page, moves)
        assert alt(figure) != before
        before = alt(figure)
    assert time < QUICK
    page.close()


@each
def test_every_stop_shows_the_frame_of_its_values(
    site: str, html: Path, light: BrowserContext, name: str
) -> None:
    """The picture, its description and what is read out, for the last stop of every control."""
    explorable, frames = EXPLORABLES[name], published(html, name)
    state = "&".join(f"{name}.{p.name}={address(p.values[-1])}" for p in explorable.parameters)
    result = visit(light, f"{site}/{PAGES[name]}.html?{state}")
    figure = figure_on(result.page, name)
    last = frames[-1]
    result.page.wait_for_function(
        "([figure, alt]) => figure.ariaLabel === alt",
        arg=[figure.locator(".explorable__frame").element_handle(), last["alt"]],
    )
    assert figure.locator("[aria-live]").first.text_content() == last["alt"]
    assert result.failed + result.foreign + result.complaints == []
    texts = [p.written(p.values[-1]) for p in explorable.parameters if not p.is_choice]
    assert figure.locator("output").all_text_contents() == texts
    valuetexts = figure.locator('input[type="range"]').evaluate_all(
        "all => all.map(r => r.ariaValueText)"
    )
    assert valuetexts == texts
    result.page.close()


def address(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def test_the_state_stands_in_the_address_and_is_restored(site: str, light: BrowserContext) -> None:
    page = visit(light, f"{site}/book/training.html").page
    figure = figure_on(page, "learning_rates")
    load(figure)
    figure.locator("input").press("End")
    other = figure_on(page, "overfitting")
    load(other)
    other.locator("input").press("ArrowRight")
    page.wait_for_url("**learning_rates.rate=30&overfitting.lam=0.003")
    address, seen = page.url, (alt(figure), alt(other))
    page.close()

    again = visit(light, address).page
    assert (alt(figure_on(again, "learning_rates")), alt(figure_on(again, "overfitting"))) == seen
    again.close()


def test_a_figure_at_its_start_leaves_the_address_clean(site: str, light: BrowserContext) -> None:
    page = visit(light, f"{site}/book/computational-graphs.html?fork.x=-3#at-a-fork").page
    figure = figure_on(page, "fork")
    for _ in range(5):
        figure.locator("input").first.press("ArrowRight")
    page.wait_for_url("**/computational-graphs.html#at-a-fork")
    page.close()


def test_a_choice_of_words_is_made_by_keyboard(
    site: str, html: Path, light: BrowserContext
) -> None:
    page = visit(light, f"{site}/{PAGES['equal_units']}.html").page
    figure = figure_on(page, "equal_units")
    load(figure)
    figure.locator('input[type="radio"]').first.press("ArrowDown")
    frame = published(html, "equal_units")[place("equal_units", start="one nudged")]
    assert alt(figure) == frame["alt"]
    page.close()


def test_a_delta_is_predicted_before_it_is_shown(
    site: str, html: Path, light: BrowserContext
) -> None:
    page = visit(light, f"{site}/{PAGES['forward_backward']}.html").page
    figure = figure_on(page, "forward_backward")
    load(figure)
    frames = published(html, "forward_backward")
    before, first = frames[place("forward_backward")], frames[place("forward_backward", step=3)]
    step = figure.locator('input[type="range"]').last

    step.press("End")  # runs into the first question
    question = figure.locator(".explorable__question")
    assert step.input_value() == "3"
    assert alt(figure) == before["alt"]
    assert first["question"]["text"] in (question.text_content() or "")

    wrong = 1 if first["question"]["right"] == 0 else 0
    question.locator("button").nth(wrong).press("Enter")
    assert alt(figure) == first["alt"]
    said = figure.locator(".explorable__said").text_content()
    assert said == f"Not right: {first['question']['because']}"
    assert step.evaluate("slider => slider === document.activeElement")

    step.press("ArrowRight")
    second = frames[place("forward_backward", step=4)]["question"]
    figure.locator(".explorable__question button").nth(second["right"]).click()
    assert figure.locator(".explorable__said").text_content() == f"Right: {second['because']}"
    page.close()


def test_frames_that_cannot_be_loaded_are_told(site: str, light: BrowserContext) -> None:
    page = visit(light, f"{site}/{PAGES['fork']}.html").page
    page.route("**/explorables/*.json*", lambda route: route.abort())
    figure = figure_on(page, "fork")
    before = alt(figure)
    figure.locator("input").first.press("ArrowRight")
    told = figure.locator(".explorable__said p")
    told.wait_for()
    assert "could not be loaded" in (told.text_content() or "")
    assert alt(figure) == before
    page.close()


# Where less is there.


@each
def test_without_javascript_the_first_frame_stands(
    site: str, html: Path, browser: Browser, name: str
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = visit(context, f"{site}/{PAGES[name]}.html").page
        figure = figure_on(page, name)
        assert alt(figure) == published(html, name)[place(name)]["alt"]
        box = figure.locator(".explorable__frame > svg").bounding_box()
        assert box is not None and box["height"] > 100
        assert not figure.locator("form").is_visible()


@each
def test_frames_are_fetched_once_when_the_figure_comes_into_sight(
    site: str, browser: Browser, name: str
) -> None:
    with browser.new_context() as context:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        page = visit(context, f"{site}/{PAGES[name]}.html").page
        assert [url for url in asked if "/explorables/" in url] == []
        load(figure_on(page, name))
        page.locator("#main-content").evaluate("main => main.scrollIntoView()")
        figure_on(page, name).locator('input[type="range"]').last.press("Home")
        assert len([url for url in asked if f"/explorables/{name}.json" in url]) == 1


@each
def test_fits_a_narrow_screen(site: str, browser: Browser, name: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = visit(context, f"{site}/{PAGES[name]}.html").page
        figure = figure_on(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert figure.evaluate("f => f.scrollWidth <= f.clientWidth")
        slider = figure.locator('input[type="range"]').first.bounding_box()
        assert slider is not None and slider["height"] >= 24


@each
def test_the_printed_figure_has_no_controls(site: str, light: BrowserContext, name: str) -> None:
    page = visit(light, f"{site}/{PAGES[name]}.html").page
    page.emulate_media(media="print")
    figure = figure_on(page, name)
    assert not figure.locator("form").is_visible()
    assert figure.locator(".explorable__frame > svg").is_visible()
    page.close()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", ["forward_backward", "equal_units", "v_curve"])
def test_axe_finds_nothing_serious_in_use(
    site: str, browser: Browser, name: str, mode: Any
) -> None:
    """With a question open, with words to choose from, and after a move."""
    with browser.new_context(color_scheme=mode, reduced_motion="reduce") as context:
        result = visit(context, f"{site}/{PAGES[name]}.html")
        figure = figure_on(result.page, name)
        load(figure)
        figure.locator('input[type="range"]').last.press("ArrowRight")
        options = {"resultTypes": ["violations"]}
        assert violations(result, options) == []


@pytest.mark.parametrize("mode", ["light", "dark"])
@each
def test_the_text_of_a_frame_stands_out(site: str, browser: Browser, name: str, mode: Any) -> None:
    """Letters are outlines, which axe does not see: their fill against the page, 4.5 : 1."""
    from test_symbols import contrast

    with browser.new_context(color_scheme=mode) as context:
        figure = figure_on(visit(context, f"{site}/{PAGES[name]}.html").page, name)
        colours = figure.evaluate(
            """figure => {
              const seen = [getComputedStyle(document.body).backgroundColor];
              for (const use of figure.querySelectorAll(".explorable__frame use")) {
                const style = getComputedStyle(use);
                if (use.closest("g[transform], text, g") && style.stroke === "none") {
                  seen.push(style.fill);
                }
              }
              return [...new Set(seen)].map(colour => "#" + colour.match(/\\d+/g).slice(0, 3)
                .map(part => Number(part).toString(16).padStart(2, "0")).join(""));
            }"""
        )
    ground, *fills = colours
    assert {fill for fill in fills if contrast(fill, ground) < 4.5} == set()


# Values between the stops: the code that goes to Python.


def between(explorable: Explorable) -> dict[str, Any]:
    """Values between the last two stops where there are some, else one of these."""
    values = {}
    for p in explorable.parameters:
        *_, below, value = p.values
        if not p.is_choice:
            value = (float(below) + float(value)) / 2
        values[p.name] = int(value) if p.is_whole else value
    return values


@pytest.fixture(scope="module")
def opened(site: str, light: BrowserContext) -> Iterator[Callable[[str], Visit]]:
    """A page of the book for all tests that use its Python, which starts but once there."""
    visits: dict[str, Visit] = {}

    def open_once(page: str) -> Visit:
        if page not in visits:
            visits[page] = visit(light, f"{site}/{page}.html")
        return visits[page]

    yield open_once
    for each_visit in visits.values():
        each_visit.page.close()


@each
def test_python_in_the_page_computes_what_python_computes_here(
    opened: Callable[[str], Visit], name: str
) -> None:
    result = opened(PAGES[name])
    figure, values = figure_on(result.page, name), between(EXPLORABLES[name])
    figure.locator("summary").click()
    code = figure.locator("textarea")
    arguments = "".join(f", {key}={value!r}" for key, value in values.items())
    code.fill(re.sub(r"\(.*\)", f'("{name}"{arguments})', code.input_value(), count=1))
    figure.get_by_role("button", name="Run it live").click()
    output = figure.locator(".explorable__output")
    picture = output.locator("figure img")
    picture.wait_for(timeout=PATIENCE)
    there, here = output.locator("pre").text_content() or "", EXPLORABLES[name](**values).alt
    assert NUMBER.sub("#", there).strip() == NUMBER.sub("#", here)
    # float32 has a last digit of its own in each build of numpy
    numbers = [[float(number) for number in NUMBER.findall(text)] for text in (there, here)]
    assert numbers[0] == pytest.approx(numbers[1], rel=0, abs=2e-6)
    assert picture.evaluate("image => image.decode().then(() => image.naturalHeight)") > 100
    assert picture.get_attribute("alt")
    expect(figure.get_by_role("button", name="Run it live")).to_be_visible()
    assert result.foreign + result.failed + result.complaints == []


def test_python_in_the_page_is_stopped(opened: Callable[[str], Visit]) -> None:
    figure = figure_on(opened(PAGES["fork"]).page, "fork")
    figure.evaluate("figure => (figure.querySelector('details').open = true)")
    figure.locator("textarea").fill("print('here')\nwhile True: pass")
    figure.get_by_role("button", name="Run it live").click()
    output = figure.locator(".explorable__output")
    expect(output.locator("pre")).to_have_text("here\n", timeout=PATIENCE)
    figure.get_by_role("button", name="Stop").click()
    expect(output).to_contain_text("Stopped.")
    expect(figure.get_by_role("button", name="Run it live")).to_be_visible()


LIVE = """export async function runInPage(code, output) {
  if (code.includes("rate=-1")) throw new Error("no Python here");
  output.textContent = code;
}"""


@pytest.fixture
def figure_with_python(tmp_path: Path, light: BrowserContext) -> Iterator[Locator]:
    """A page with one explorable, in a site whose live/live.js shows the code that it gets."""
    explorable = EXPLORABLES["learning_rates"]
    frames = shared(explorable.name, [explorable(**stop) for stop in explorable.stops()])
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "live.js").write_text(LIVE, encoding="utf-8")
    shutil.copy(ROOT / "book" / "assets" / "explorables.js", tmp_path)
    publish(tmp_path, explorable.name, frames)
    script = '<script type="module" src="explorables.js"></script>'
    page = figure_markup(explorable, frames, has_python=True) + script
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    for site in serve(tmp_path):
        page_there = visit(light, f"{site}/index.html").page
        yield figure_on(page_there, "learning_rates")
        page_there.close()


def test_hands_the_code_of_the_frame_to_python(figure_with_python: Locator) -> None:
    figure_with_python.locator("input").press("End")
    figure_with_python.locator("summary").click()
    code = figure_with_python.locator("textarea")
    expect(code).to_have_value(re.compile(r'explore_frame\("learning_rates", rate=30\)'))
    code.fill(code.input_value().replace("rate=30", "rate=0.37"))
    figure_with_python.get_by_role("button", name="Run it live").click()
    output = figure_with_python.locator(".explorable__output")
    expect(output).not_to_be_empty()
    given = output.text_content() or ""
    values: dict[str, Any] = {}
    exec(given, values)
    assert values["frame"].alt == EXPLORABLES["learning_rates"](rate=0.37).alt


def test_python_that_cannot_be_started_is_told(figure_with_python: Locator) -> None:
    figure_with_python.locator("summary").click()
    figure_with_python.locator("textarea").fill('explore_frame("learning_rates", rate=-1)')
    figure_with_python.get_by_role("button", name="Run it live").click()
    output = figure_with_python.locator(".explorable__output")
    expect(output).to_have_text("Python could not be started: no Python here")
