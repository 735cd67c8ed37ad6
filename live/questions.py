"""The problem sets in the book: ``{questions}`` shows those that belong to a page.

Each question's statement, stub and public cases are read from its released set, so that they are
the student's. ``{problem-sets}`` lists the sets. The released sets and their kits are part of the
site, below ``exercises/``.
"""

import re
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
import numpy as np
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from nnbp.checks.known import Case, Question, read_known
from nnbp.surfaces import Surface

RELEASED, KITS = Path("exercises/release"), Path("exercises/kits")
IN_SITE = "exercises"
STATED = re.compile(r"^\*\*(?:Time|Points)\*\*: .*?\.$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class ReleasedSet:
    """A problem set as it is handed out."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def files(self) -> list[Path]:
        return [self.folder / f"{self.name}.ipynb", self.folder / "known_outputs.json"]

    @cached_property
    def cells(self) -> list[Any]:
        cells: list[Any] = nbformat.read(self.files[0], as_version=4).cells
        return cells

    @cached_property
    def questions(self) -> dict[str, Question]:
        return read_known(self.files[1])

    @property
    def title(self) -> str:
        return str(self.cells[0].source.splitlines()[0].removeprefix("# "))

    @property
    def stated(self) -> str:
        """What the set says of its time and points."""
        said = (line.replace("**", "").replace("\n", " ") for line in STATED.findall(self.text))
        return " ".join(said)

    @property
    def text(self) -> str:
        return str(self.cells[0].source)

    def as_handed_out(self, name: str) -> tuple[str, str, str]:
        """Return a question's heading, its statement without the heading, and its stub."""
        ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in self.cells]
        number = ids.index(name)
        above = (cell.source for cell in reversed(self.cells[:number]))
        text = next(source for source in above if "## " in source)
        heading, _, statement = text.rpartition("## ")[2].partition("\n")
        return heading.strip(), statement.strip(), self.cells[number].source


def released_sets(root: Path) -> list[ReleasedSet]:
    """Return the released problem sets of the course in `root`, by name."""
    return [ReleasedSet(path.parent) for path in sorted((root / RELEASED).glob("*/*.ipynb"))]


class question(nodes.Element):  # noqa: N801 - docutils' nodes are called like their tags
    """A question as something that opens; ``summary`` is what is read before."""


class QuestionsDirective(SphinxDirective):
    """Shows every question whose page this is."""

    def run(self) -> list[nodes.Node]:
        page = PurePosixPath(self.env.docname).name
        shown = []
        for released in released_sets(Path(self.env.srcdir)):
            for path in released.files:
                self.env.note_dependency(str(path))
            for asked in released.questions.values():
                if asked.page == page:
                    shown.append(self._question(released, asked))
        if not shown:
            raise self.error(
                f"no question belongs to the page {page}; run `python -m exercises.generate`"
            )
        return shown

    def _question(self, released: ReleasedSet, asked: Question) -> nodes.Node:
        heading, statement, stub = released.as_handed_out(asked.name)
        points = f"{asked.max_points:g} point{'' if asked.max_points == 1 else 's'}"
        place = f"{_up(self.env.docname)}/{released.name}"
        shown = question(
            summary=f"{released.title.partition(':')[0]}, {heading} ({points})",
            ids=[f"question-{asked.name.replace('_', '-')}"],
            data={
                "data-set": released.name,
                "data-question": asked.name,
                "data-known": f"{place}/known_outputs.json",
                "data-notebook": f"{place}/{released.name}.ipynb",
            },
        )
        self.state.nested_parse(StringList(statement.splitlines(), "question"), 0, shown)
        shown += nodes.literal_block(stub, stub, language="python", classes=["question__stub"])
        if asked.cases:
            shown += nodes.paragraph("", "It is tried on these cases, and on hidden ones:")
            items = [nodes.list_item("", nodes.paragraph("", c)) for c in _cases(asked)]
            shown += nodes.bullet_list("", *items, classes=["question__cases"])
        shown += _ways(released, self.env.docname, has_jupyter(self.env.app))
        return shown


class ProblemSetsDirective(SphinxDirective):
    """Lists the problem sets, with what each says of itself and the ways to it."""

    def run(self) -> list[nodes.Node]:
        items = []
        for released in released_sets(Path(self.env.srcdir)):
            self.env.note_dependency(str(released.files[0]))
            name = nodes.paragraph("", "", nodes.strong("", released.title))
            stated = nodes.paragraph("", released.stated)
            ways = _ways(released, self.env.docname, has_jupyter(self.env.app))
            items.append(nodes.list_item("", name, stated, ways))
        if not items:
            raise self.error("no problem set is released; run `python -m exercises.generate`")
        return [nodes.bullet_list("", *items, classes=["problem-sets"])]


def _up(page: str) -> str:
    return "../" * page.count("/") + IN_SITE


def has_jupyter(app: Sphinx) -> bool:
    """Return whether the site has Python for the browser, and so its Jupyter (`live.lite`)."""
    return (Path(app.outdir) / "pyodide").is_dir()


def _ways(released: ReleasedSet, page: str, in_browser: bool) -> nodes.paragraph:
    """Return the line that says how to get at the whole set."""
    name = released.name
    opened = f"{'../' * page.count('/')}lite/lab/index.html?path=problem-sets/{name}/{name}.ipynb"
    kit = nodes.reference("", "the whole set as a kit", refuri=f"{_up(page)}/{name}.zip")
    notebook = nodes.reference("", "its notebook", refuri=f"{_up(page)}/{name}/{name}.ipynb")
    parts = [nodes.Text("Download "), kit, nodes.Text(", or "), notebook, nodes.Text(" alone.")]
    if in_browser:
        here = nodes.reference("", "Open the set in the browser", refuri=opened)
        parts = [here, nodes.Text(". "), *parts]
    return nodes.paragraph("", "", *parts, classes=["question__ways"])


def _cases(asked: Question) -> list[str]:
    """Say of each public case what goes in, and what should come out."""
    return [_case(asked, case) for case in asked.cases]


def _case(asked: Question, case: Case) -> str:
    if asked.kind == "class":
        return f"{case.label}: {', '.join(str(method) for method, _ in case.arguments[1])}"
    given = ", ".join(
        f"{name} {_form(value)}" for name, value in zip(asked.parameters, case.arguments)
    )
    return f"{case.label}: {given}; the result {_form(case.expected)}"


def _form(value: Any) -> str:
    """Say what a value is: a number is shown, an array by its shape, a list by its length."""
    if isinstance(value, np.ndarray):
        return f"of shape {value.shape}" if value.ndim else f"= {float(value):.6g}"
    if isinstance(value, float):
        return f"= {value:.6g}"
    if isinstance(value, Surface):
        return f"a cost ({value.kind})"
    if isinstance(value, list | tuple) and not all(isinstance(item, int) for item in value):
        return f"a {type(value).__name__} of {len(value)}"
    return f"= {value}"


def visit_question(page: HTML5Translator, node: question) -> None:
    page.body.append(page.starttag(node, "details", CLASS="question", **node["data"]))
    page.body.append(f"<summary>{page.encode(node['summary'])}</summary>\n")


def depart_question(page: HTML5Translator, node: question) -> None:
    page.body.append("</details>\n")


def copy_sets(app: Sphinx) -> None:
    """Make the released sets and their kits part of the site."""
    released = Path(app.srcdir) / RELEASED
    if app.builder.format != "html" or not released.is_dir():
        return
    target = Path(app.outdir) / IN_SITE
    shutil.rmtree(target, ignore_errors=True)
    for one in released_sets(Path(app.srcdir)):
        shutil.copytree(one.folder, target / one.name)
        shutil.copy(Path(app.srcdir) / KITS / f"{one.name}.zip", target)


def setup(app: Sphinx) -> None:
    app.add_node(question, html=(visit_question, depart_question))
    app.add_directive("questions", QuestionsDirective)
    app.add_directive("problem-sets", ProblemSetsDirective)
    app.connect("builder-inited", copy_sets)
