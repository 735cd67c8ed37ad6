"""Live cells in a real browser: what they show, and how they are edited, run, stopped and kept."""

import shutil
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from built_site import Visit, serve, visit
from live_page import (
    button,
    cell,
    edit,
    live_pages,
    run,
    run_whole_page,
    same_text,
    shown,
    wait_until_ended,
    write,
)
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from test_accessibility import violations

PAGE = "book/cost-function"  # prints, a figure, a folded cell


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader who has never been here."""
    with browser.new_context(color_scheme="light", reduced_motion="reduce") as context:
        yield context


@pytest.fixture
def reading(site: str, context: BrowserContext) -> Visit:
    return visit(context, f"{site}/{PAGE}.html")


@pytest.fixture(scope="session")
def ran(site: str, browser: Browser) -> Any:
    """Every cell of a page, run once for all tests that only look at what it shows."""
    pages: dict[str, tuple[Visit, list[dict[str, Any]]]] = {}

    def run_once(page: str) -> tuple[Visit, list[dict[str, Any]]]:
        if page not in pages:
            with browser.new_context(reduced_motion="reduce") as context:
                seen = visit(context, f"{site}/{page}.html")
                pages[page] = seen, run_whole_page(seen)
        return pages[page]

    return run_once


def every_live_page(test: Any) -> Any:
    return pytest.mark.parametrize("page", live_pages())(test)


@every_live_page
def test_every_cell_prints_what_the_build_printed(ran: Any, page: str) -> None:
    """A cell that says that it magnifies rounding may differ, but tells the same story."""
    different = {}
    for each in ran(page)[1]:
        book, live = each["book"]["text"], each["live"]["text"]
        if not same_text(book, live, rtol=0.15 if each["rounded"] else 0):
            different[each["id"]] = book, live
    assert different == {}


@every_live_page
def test_every_cell_draws_what_the_build_drew(ran: Any, page: str) -> None:
    """Two releases of matplotlib set letters a little apart, so small pictures are compared."""
    for each in ran(page)[1]:
        book, live = each["book"]["figures"], each["live"]["figures"]
        assert len(book) == len(live), each["id"]
        for one, other in zip(book, live, strict=True):
            assert np.abs(np.subtract(one, other)).mean() < 6, each["id"]


@every_live_page
def test_every_figure_keeps_its_description(ran: Any, page: str) -> None:
    for each in ran(page)[1]:
        assert each["live"]["descriptions"] == each["book"]["descriptions"], each["id"]


@every_live_page
def test_running_asks_no_other_host_and_logs_no_error(ran: Any, page: str) -> None:
    seen = ran(page)[0]
    assert seen.foreign + seen.failed + seen.complaints == []


def test_every_page_with_code_is_live_or_says_why_not(html: Path) -> None:
    """Pages that show files of the book say `live: false`; there are no others without cells."""
    with_code = {
        f"book/{path.stem}"
        for path in html.glob("book/*.html")
        if 'class="cell_input' in path.read_text(encoding="utf-8")
    }
    not_live = {
        f"book/{path.stem}"
        for path in (Path(__file__).parents[2] / "book").glob("*.md")
        if "\nlive: false\n" in path.read_text(encoding="utf-8").split("\n---\n")[0] + "\n"
    }
    assert with_code - set(live_pages()) == with_code & not_live


def test_loads_nothing_before_a_click(site: str, context: BrowserContext) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    visit(context, f"{site}/{PAGE}.html")
    names = {url.partition("?")[0].rpartition("/")[2] for url in asked if "/live/" in url}
    assert names == {"live.js", "saved.js"}
    assert not [url for url in asked if "/pyodide/" in url or url.endswith(".cells.json")]


def test_says_how_far_the_loading_is(reading: Visit) -> None:
    said = reading.page.evaluate_handle(
        """() => {
          const said = [];
          new MutationObserver(() => said.push(document.querySelector(".live__state")?.textContent))
            .observe(document.body, {childList: true, characterData: true, subtree: true});
          return said;
        }"""
    )
    edit(cell(reading.page, 0))
    expect(cell(reading.page, 0).locator(".live__state")).to_have_text(
        "Python is ready.", timeout=60_000
    )
    sizes = [text for text in said.json_value() if text and text.startswith("Loading Python: ")]
    assert sizes
    assert all(text.endswith(" MB") for text in sizes)


def test_run_brings_the_cells_above_up_to_date(reading: Visit) -> None:
    third = cell(reading.page, 2)
    edit(third)
    assert "after the 2 cells above" in run(third)  # and a hidden one
    assert "after" not in run(third)
    first = cell(reading.page, 0)
    edit(first)
    write(first, "import numpy as np\nfrom nnbp import *\nprint('mine')")
    assert "after the cell above" in run(third)


def test_says_which_cell_above_failed(reading: Visit) -> None:
    page = reading.page
    edit(cell(page, 0))
    write(cell(page, 0), "raise RuntimeError('mine')")
    edit(cell(page, 2))
    assert run(cell(page, 2)).startswith("Not run: the cell In [2] above, which holds your text,")
    assert "RuntimeError: mine" in shown(cell(page, 2))


def test_shows_a_traceback_from_the_cell_on(reading: Visit) -> None:
    first = cell(reading.page, 0)
    edit(first)
    write(first, "def f():\n    return 1 / 0\n\nf()")
    assert "ended with an error" in run(first)
    assert shown(first).startswith('Traceback (most recent call last):\n  File "In [2]", line 4')


def test_a_form_in_html_is_shown_without_its_scripts(reading: Visit) -> None:
    first = cell(reading.page, 0)
    edit(first)
    unsafe = "<b>rich</b><img src=x onerror=\"document.title='taken'\"><script>1</script>"
    write(first, f"class Rich:\n    _repr_html_ = lambda self: {unsafe!r}\nRich()")
    run(first)
    expect(first.locator(".live__output b")).to_have_text("rich")
    assert reading.page.title() != "taken"
    assert first.locator(".live__output [onerror], .live__output script").count() == 0


def test_stops_an_endless_loop_in_under_a_second(reading: Visit) -> None:
    first = cell(reading.page, 0)
    edit(first)
    write(first, "print('begun')\nwhile True:\n    pass")
    button(first, "Run").click()
    expect(first.locator(".live__output")).to_contain_text("begun", timeout=60_000)
    before = time.monotonic()
    button(first, "Stop").click()
    assert wait_until_ended(first).startswith("Stopped. Python starts anew")
    assert time.monotonic() - before < 1
    write(first, "print('alive')")
    run(first)
    assert shown(first) == "alive\n"


def test_stops_a_loop_that_prints_without_end(reading: Visit) -> None:
    first = cell(reading.page, 0)
    edit(first)
    write(first, "while True:\n    print('again and again')")
    button(first, "Run").click()
    expect(first.locator(".live__output")).to_contain_text("... cut after", timeout=60_000)
    before = time.monotonic()
    button(first, "Stop").click()
    assert wait_until_ended(first).startswith("Stopped")
    assert time.monotonic() - before < 1


def test_keeps_the_state_when_the_browser_lets_it_interrupt(
    html: Path, context: BrowserContext
) -> None:
    isolating = {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
    }
    for address in serve(html, isolating):
        page = visit(context, f"{address}/{PAGE}.html").page
        assert page.evaluate("crossOriginIsolated")
        first = cell(page, 0)
        edit(first)
        write(first, "kept = 7\nprint('begun')\nwhile True:\n    pass")
        button(first, "Run").click()
        expect(first.locator(".live__output")).to_contain_text("begun", timeout=60_000)
        button(first, "Stop").click()
        assert "ended with an error" in wait_until_ended(first)
        write(first, "print(kept)")
        run(first)
        assert shown(first) == "7\n"
        break


def test_reset_gives_the_text_and_the_output_of_the_book(reading: Visit) -> None:
    first = cell(reading.page, 0)
    book = first.locator(".cell_output:not(.live__output)")
    edited = edit(first)
    original = edited.inner_text()
    write(first, "print('mine')")
    run(first)
    expect(book).to_be_hidden()
    button(first, "Reset").click()
    expect(edited).to_have_text(original, use_inner_text=True)
    expect(book).to_be_visible()
    assert shown(first) == ""


def test_a_text_is_kept_and_flagged(reading: Visit) -> None:
    page = reading.page
    edit(cell(page, 1))
    expect(cell(page, 1).locator(".live__edited")).to_be_hidden()
    write(cell(page, 1), "print('kept')")
    expect(cell(page, 1).locator(".live__edited")).to_be_visible()
    page.reload()
    expect(cell(page, 1).locator(".live__offer")).to_contain_text("your text")
    expect(cell(page, 0).locator(".live__offer")).not_to_contain_text("your text")
    expect(edit(cell(page, 1))).to_have_text("print('kept')")


def test_says_what_failed_and_leaves_the_page_readable(
    html: Path, tmp_path: Path, context: BrowserContext
) -> None:
    broken = tmp_path / "html"
    shutil.copytree(html, broken, ignore=shutil.ignore_patterns("numpy-*.whl"))
    for address in serve(broken):
        page = visit(context, f"{address}/{PAGE}.html").page
        first = cell(page, 0)
        edit(first)
        said = wait_until_ended(first)
        assert said.startswith("Python could not be loaded: numpy-")
        assert said.endswith("The page can be read as before.")
        expect(first.locator(".cell_output:not(.live__output)")).to_be_visible()
        break


def test_tries_again_after_a_failure(reading: Visit) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    page = reading.page
    page.route("**/pyodide.asm.wasm", refuse)
    edit(cell(page, 0))
    said = wait_until_ended(cell(page, 0))
    assert said.startswith("Python could not be loaded: pyodide.asm.wasm")
    page.unroute("**/pyodide.asm.wasm", refuse)
    assert run(cell(page, 0)).startswith("In [")


class BreaksOff(SimpleHTTPRequestHandler):
    """Sends the first half of Python and hangs up."""

    def do_GET(self) -> None:
        if not self.path.endswith(".wasm"):
            super().do_GET()
            return
        content = Path(self.translate_path(self.path)).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "application/wasm")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2])
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_says_that_a_connection_broke_off(html: Path, context: BrowserContext) -> None:
    handler = partial(BreaksOff, directory=str(html))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = visit(context, f"http://127.0.0.1:{server.server_port}/{PAGE}.html").page
        edit(cell(page, 0))
        said = wait_until_ended(cell(page, 0))
        assert said.startswith("Python could not be loaded: pyodide.asm.wasm broke off")
        server.shutdown()


def test_works_with_the_keyboard_alone(reading: Visit) -> None:
    page = reading.page
    offer = cell(page, 0).locator(".live__offer")
    offer.focus()
    page.keyboard.press("Enter")
    editor = cell(page, 0).locator(".cm-content")
    expect(editor).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("if True:\nprint('typed')")  # the editor indents the second line
    page.keyboard.press("Shift+Enter")
    assert wait_until_ended(cell(page, 0)).startswith("In [")
    assert shown(cell(page, 0)) == "typed\n"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(button(cell(page, 0), "Run")).to_be_focused()


def test_works_below_a_sub_path(parent_of_site: str, context: BrowserContext) -> None:
    seen = visit(context, f"{parent_of_site}/html/{PAGE}.html")
    edit(cell(seen.page, 0))
    assert run(cell(seen.page, 0)).startswith("In [")
    assert seen.failed + seen.foreign + seen.complaints == []


def test_loads_a_package_that_a_text_asks_for_by_surprise(reading: Visit) -> None:
    first = cell(reading.page, 0)
    edit(first)
    write(first, "name = 'sci' + 'py'\n__import__(name).__version__")
    run(first)
    assert "scipy has been loaded now; please run it again." in shown(first)
    run(first)
    assert shown(first).startswith("'1.")


def test_reads_without_javascript(site: str, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/{PAGE}.html")
        assert page.locator(".live__offer:visible").count() == 0
        expect(cell(page, 0).locator(".cell_output")).to_be_visible()


IN_PAGE = """async (code) => {
  const live = await import(new URL("../_static/live/live.js", location.href));
  const output = document.createElement("div");
  output.dataset.alt = "A line.";
  document.querySelector("article").append(output);
  const ran = live.runInPage(code, output);
  if (code.includes("while True")) {
    const begun = () => output.textContent.includes("begun");
    while (!begun()) await new Promise((resolve) => setTimeout(resolve, 20));
    await live.stopInPage();
  }
  const { right } = await ran;
  const descriptions = [...output.querySelectorAll("img")].map((image) => image.alt);
  return { right, descriptions, text: output.textContent };
}"""


def test_other_scripts_run_python_among_the_variables_of_the_page(reading: Visit) -> None:
    def run_in_page(code: str) -> Any:
        return reading.page.evaluate(IN_PAGE, code)

    nothing: list[str] = []
    run_in_page("a = 3")
    assert run_in_page("print(a)") == {"right": True, "descriptions": nothing, "text": "3\n"}
    drawn = run_in_page("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert drawn["descriptions"] == ["A line."]
    assert not run_in_page("1 / 0")["right"]
    stopped = run_in_page("print('begun')\nwhile True:\n    pass")
    assert not stopped["right"]
    assert stopped["text"].startswith("Stopped. Python starts anew")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_serious_in_open_cells(reading: Visit, mode: str) -> None:
    page: Page = reading.page
    page.emulate_media(color_scheme=mode)  # type: ignore[arg-type]
    page.wait_for_function("mode => document.documentElement.dataset.theme === mode", arg=mode)
    edit(cell(page, 1))
    write(
        cell(page, 1), "def f(x):\n    '''One.'''\n    return x + 1.5  # a comment\nprint(f(1)); f("
    )
    run(cell(page, 1))
    edit(cell(page, 2))
    cell(page, 1).locator(".cm-content").focus()
    assert violations(reading, {"resultTypes": ["violations"]}) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_open_cells_fit_the_screen(reading: Visit, width: int) -> None:
    page = reading.page
    page.set_viewport_size({"width": width, "height": 844})
    edit(cell(page, 0))
    run(cell(page, 0))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
