"""Each page as a notebook: `<page>.ipynb` beside the page, and the links to it.

Jupyter on the reader's machine opens it, and so does the Jupyter in the site (`live.lite`), except
for a page that shows files of the book which a browser does not have (`live: false`).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import jupytext
import nbformat
from docutils import nodes
from nbformat.v4 import new_code_cell, new_markdown_cell
from pybtex.database import Person, parse_file
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from live.plain_markdown import References, plain
from live.plain_questions import plain_questions, plain_sets
from live.questions import has_jupyter, released_sets
from nnbp.explorables import EXPLORABLES

# The tags with which a page hides a cell or its code; a notebook folds the code.
HIDING = {"remove-cell", "remove-input", "hide-cell", "hide-input"}
EXPLORABLE = re.compile(r"^```\{explorable\} *(\w+)\n```$", re.MULTILINE)
EXPLORE = 'from nnbp.explorables import explore\n\nexplore("{}")'


def setup(app: Sphinx) -> None:
    app.connect("build-finished", write_notebooks)
    app.connect("html-page-context", offer_notebook, priority=900)


def to_notebook(source: str, references: References) -> Any:
    """Return the page with this MyST `source` as a notebook without outputs."""
    notebook = jupytext.reads(source, fmt="md:myst")
    notebook.cells = [cell for old in notebook.cells for cell in _cells(old, references)]
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    notebook.metadata.pop("jupytext", None)
    nbformat.validate(notebook)
    return notebook


def _cells(cell: Any, references: References) -> Iterator[Any]:
    """Yield what becomes of a cell of the page; below a figure stands its caption."""
    if cell.cell_type == "markdown":
        texts = EXPLORABLE.split(cell.source)
        yield from _markdown(texts[0], references)
        for name, text in zip(texts[1::2], texts[2::2]):
            label = f"explore-{name.replace('_', '-')}"
            yield new_code_cell(EXPLORE.format(name))
            yield from _caption(EXPLORABLES[name].caption, label, references)
            yield from _markdown(text, references)
        return
    tags = HIDING.intersection(cell.metadata.get("tags", []))
    figure = cell.metadata.get("mystnb", {}).get("figure", {})
    cell.metadata.clear()
    if tags:
        cell.metadata["jupyter"] = {"source_hidden": True}
    yield cell
    if figure:
        yield from _caption(figure["caption"], figure.get("name", ""), references)


def _markdown(text: str, references: References) -> Iterator[Any]:
    if text.strip():
        yield new_markdown_cell(plain(text.strip("\n"), references))


def _caption(text: str, label: str, references: References) -> Iterator[Any]:
    number = references.numbers.get(label)
    yield from _markdown(f"**Figure {number}.** {text}" if number else text, references)


def write_notebooks(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.name != "html":
        return
    references = collect_references(app)
    sets = released_sets(Path(app.srcdir))
    for page in sorted(app.env.found_docs):
        lists = {
            "questions": plain_questions(sets, PurePosixPath(page).name),
            "problem-sets": plain_sets(sets),
        }
        notebook = to_notebook(_source(app, page), replace(references, lists=lists))
        target = Path(app.outdir) / f"{page}.ipynb"
        target.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def collect_references(app: Sphinx) -> References:
    """Return what the pages of the book call one another, their formulas and their sources."""
    env = app.env
    equations: dict[str, tuple[str, int]] = env.get_domain("math").data["objects"]
    labels: dict[str, tuple[str, str, str]] = env.get_domain("std").data["labels"]
    figures = {
        label: number
        for label, (page, anchor, _) in labels.items()
        if (number := _number(env, page, "figure", anchor))
    }
    return References(
        titles={PurePosixPath(page).name: t.astext() for page, t in env.titles.items()},
        numbers=figures
        | {
            label: _number(env, page, "displaymath", f"equation-{label}") or str(number)
            for label, (page, number) in equations.items()
        },
        names=_names(Path(app.srcdir), getattr(app.config, "bibtex_bibfiles", [])),
    )


def _number(env: BuildEnvironment, page: str, kind: str, anchor: str) -> str:
    """Return the number of a formula or a figure in the book: the chapter's, a dot, its own."""
    numbers = env.toc_fignumbers.get(page, {}).get(kind, {}).get(anchor, ())
    return ".".join(map(str, numbers))


def _names(root: Path, files: list[str]) -> dict[str, tuple[str, str]]:
    found = {}
    for file in files:
        for key, entry in parse_file(root / file).entries.items():
            people = entry.persons.get("author") or entry.persons.get("editor") or []
            found[key] = (_together(people), entry.fields.get("year", "n.d."))
    return found


def _together(people: list[Person]) -> str:
    names = [" ".join([*person.prelast_names, *person.last_names]).strip("{}") for person in people]
    return " and ".join(names) if len(names) < 3 else f"{names[0]} et al."


def offer_notebook(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Fill the menu behind the page's download button."""
    menus = [b for b in context.get("header_buttons", []) if b.get("label") == "download-buttons"]
    if not menus or doctree is None:
        return
    name = PurePosixPath(page).name
    file, lite = f"{name}.ipynb", f"lite/notebooks/index.html?path=pages/{name}.ipynb"
    entries = [(file, "Download notebook", "For Jupyter on your machine", "fas fa-download")]
    if is_live(app, page) and has_jupyter(app):
        here = "This page in Jupyter, in the browser"
        entries.insert(0, (context["pathto"](lite, 1), "Open as notebook", here, "fas fa-code"))
    menus[0]["tooltip"] = "Take this page along"
    menus[0]["buttons"] = [
        {"type": "link", "url": url, "text": text, "tooltip": tooltip, "icon": icon}
        for url, text, tooltip, icon in entries
    ]


def is_live(app: Sphinx, page: str) -> bool:
    """Return whether a browser has all that the page's cells need."""
    live: Any = app.env.metadata[page].get("live", True)
    return str(live).lower() != "false"


def _source(app: Sphinx, page: str) -> str:
    return Path(app.env.doc2path(page)).read_text(encoding="utf-8")
