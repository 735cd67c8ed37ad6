"""The Jupyter in the site: it asks no other host, runs a page, takes a problem set to full marks.

What it shows is driven as a student does it: by pointer, keyboard and menu.
"""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from built_site import ROOT, pages
from playwright.sync_api import Browser, Locator, Page

from exercises.course import PROBLEM_SETS
from exercises.generate import source_notebook
from exercises.problem_set import ProblemSet
from live.lite import HTML, LITE

SET = ProblemSet("ps3_backprop")
PATIENCE = 180_000  # ms: a browser on a busy machine starts Python once, and then runs it all
# A cell whose code is folded shows no number.
RUN_ALREADY = """() => [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")]
  .every(prompt => prompt.textContent === "" || /\\[\\d+\\]/.test(prompt.textContent))"""
# JupyterLab leaves out what is run before the toolbar names a kernel, and calls even that idle.
PYTHON_WAITS = """() => {
  const [kernel, state] = [".jp-KernelName", ".jp-Notebook-ExecutionIndicator"]
    .map(part => document.querySelector(part));
  return kernel?.textContent.startsWith("Python") && state?.dataset.status === "idle";
}"""


@dataclass
class Jupyter:
    """A notebook open in the site's Jupyter, and what the browser said on the way."""

    page: Page
    origin: str
    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def cell(self, number: int) -> Locator:
        return self.page.locator(".jp-Notebook .jp-Cell").nth(number)

    def choose(self, menu: str, entry: str) -> None:
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        self.page.locator(".lm-Menu").get_by_text(entry, exact=True).click()

    def run_all(self) -> None:
        self.choose("Run", "Run All Cells")
        self.page.wait_for_function(RUN_ALREADY, timeout=PATIENCE)

    def errors(self) -> list[str]:
        kind = '[data-mime-type="application/vnd.jupyter.error"]'
        return self.page.locator(f".jp-OutputArea-output{kind}").all_inner_texts()


@pytest.fixture(scope="module")
def lite(html: Path) -> Path:
    if not (LITE / "index.html").is_file():
        pytest.fail(f"the Jupyter in the site is not built: there is no {LITE}; run `make lite`")
    return LITE


@pytest.fixture
def jupyter(lite: Path, parent_of_site: str, browser: Browser) -> Iterator[Jupyter]:
    """The site's Jupyter below a sub-path."""
    with browser.new_context(color_scheme="light", viewport={"width": 1200, "height": 900}) as tabs:
        page = tabs.new_page()
        seen = Jupyter(page, f"{parent_of_site}/html/lite")
        own = (parent_of_site, "data:", "blob:")
        tabs.on(
            "request", lambda r: seen.foreign.append(r.url) if not r.url.startswith(own) else None
        )
        page.on(
            "response",
            lambda r: seen.failed.append(f"{r.status} {r.url}") if r.status >= 400 else None,
        )
        page.on("console", lambda m: seen.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        yield seen


def opened(jupyter: Jupyter, app: str, path: str) -> Jupyter:
    jupyter.page.goto(f"{jupyter.origin}/{app}/index.html?path={path}")
    jupyter.page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=PATIENCE)
    jupyter.page.wait_for_function(PYTHON_WAITS, timeout=PATIENCE)
    return jupyter


def test_has_every_page_that_a_browser_can_run(lite: Path) -> None:
    offered = {path.stem for path in (lite / "files" / "pages").glob("*.ipynb")}
    live = {
        Path(page).name
        for page in pages()
        if nbformat.read(HTML / f"{page}.ipynb", 4).metadata.get("live", True)
    }
    assert offered == live


def test_has_every_problem_set(lite: Path) -> None:
    for name in PROBLEM_SETS:
        folder = lite / "files" / "problem-sets" / name
        assert (folder / f"{name}.ipynb").is_file()
        assert (folder / "known_outputs.json").is_file()


def test_its_lock_names_only_files_of_the_site(lite: Path) -> None:
    lock = json.loads((lite / "python" / "pyodide-lock.json").read_text(encoding="utf-8"))
    files = {name: lite / "python" / p["file_name"] for name, p in lock["packages"].items()}
    assert {name for name, path in files.items() if not path.is_file()} == set()


def test_its_pages_forbid_other_hosts(lite: Path) -> None:
    without = [p for p in lite.rglob("*.html") if "Content-Security-Policy" not in p.read_text()]
    assert without == []


@pytest.mark.parametrize("page", ["deriving-delta", "training"])
def test_a_page_runs(jupyter: Jupyter, page: str) -> None:
    opened(jupyter, "notebooks", f"pages/{page}.ipynb").run_all()
    assert jupyter.errors() == []
    assert jupyter.foreign + jupyter.failed + jupyter.complaints == []


def test_an_explorable_answers_to_the_keyboard(jupyter: Jupyter) -> None:
    opened(jupyter, "notebooks", "pages/computational-graphs.ipynb")
    cell = jupyter.page.locator(".jp-Notebook .jp-CodeCell").filter(has_text='explore("fork")')
    cell.locator(".cm-content").click()
    jupyter.page.keyboard.press("Shift+Enter")
    frame = cell.locator(".jp-OutputArea [role=img]")
    frame.wait_for(timeout=PATIENCE)
    before = frame.get_attribute("aria-label")
    cell.get_by_role("slider").first.focus()
    jupyter.page.keyboard.press("ArrowRight")
    jupyter.page.wait_for_function(
        "before => document.querySelector('[role=img][aria-label]').ariaLabel !== before",
        arg=before,
    )
    assert jupyter.errors() == []
    assert jupyter.foreign + jupyter.failed + jupyter.complaints == []


def test_a_problem_set_solved_there_gets_full_marks(jupyter: Jupyter, tmp_path: Path) -> None:
    opened(jupyter, "lab", f"problem-sets/{SET.name}/{SET.name}.ipynb")
    solved = source_notebook(SET)
    for number, cell in enumerate(solved.cells):
        given = cell.metadata.get("nbgrader", {})
        if given.get("solution") and cell.cell_type == "code":
            write(jupyter.cell(number), cell.source)
    jupyter.run_all()
    assert jupyter.errors() == []

    jupyter.page.keyboard.press("Control+s")
    with jupyter.page.expect_download() as download:
        jupyter.choose("File", "Download")
    submitted = tmp_path / "submitted" / "ada" / SET.name
    submitted.mkdir(parents=True)
    download.value.save_as(submitted / f"{SET.name}.ipynb")
    assert jupyter.foreign + jupyter.failed + jupyter.complaints == []
    assert graded(tmp_path) == {spec.name: sum(spec.points.values()) for spec in SET.specs}


def write(cell: Locator, text: str) -> None:
    """Replace what stands in `cell`, as by pasting."""
    cell.locator(".cm-content").click()
    cell.page.keyboard.press("Control+A")
    cell.page.keyboard.insert_text(text)


def graded(root: Path) -> dict[str, float]:
    """Return the points by question that the one submission below `root` gets."""
    made = "from pathlib import Path; import sys; from exercises.generate import generate"
    command = [sys.executable, "-c", f"{made}; generate(Path(sys.argv[1]))", str(root)]
    subprocess.run(command, cwd=ROOT, check=True)
    grade(root)
    with (root / f"marks-{SET.name}.csv").open(newline="", encoding="utf-8") as file:
        [row] = csv.DictReader(file)
    return {spec.name: float(row[spec.name]) for spec in SET.specs}


def grade(root: Path) -> None:
    """Grade the course below `root` as an instructor does."""
    command = [sys.executable, "-m", "grading", "autograde", SET.name, "--course", str(root)]
    subprocess.run(command, cwd=ROOT, check=True)
