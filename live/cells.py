"""Live cells: each code cell of a page gets a button that opens it for editing and running.

The scripts in `scripts` do the rest, at the first click. They need the code of all cells of the
page in order, hidden ones too: it stands beside the page, in `<page>.cells.json`. A page whose
front matter says `live: false` shows files of the book that a browser does not have.

`live_bundle` in the configuration is the folder of `live.bundle`. Where no bundle could be had, the
book is built all the same, and no cell is live.
"""

import json
import shutil
import sys
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from sphinx.application import Sphinx

from live.bundled import bundle_scripts

HERE = Path(__file__).parent


def setup(app: Sphinx) -> None:
    app.add_config_value("live_bundle", "", "html")
    app.connect("builder-inited", copy_python)
    app.connect("doctree-resolved", offer_cells)
    app.connect("html-page-context", name_cells)


def has_python(app: Sphinx) -> bool:
    """Return whether the site that is built has Python for its pages."""
    return app.builder.name == "html" and (_bundle(app) / "sizes.json").is_file()


def copy_python(app: Sphinx) -> None:
    """Copy the bundle and what runs in it into the site, and bundle the editor."""
    target = Path(app.outdir) / "pyodide"
    scripts = Path(app.outdir) / "_static" / "live"
    shutil.rmtree(target, ignore_errors=True)
    shutil.rmtree(scripts, ignore_errors=True)
    if not has_python(app):
        if app.builder.name == "html" and app.config.live_bundle:
            says = f"No cell will run in the pages: {_bundle(app)} holds no Python for the browser."
            print(f"{says} `make bundle` fetches it.", file=sys.stderr)
        return
    shutil.copytree(_bundle(app), target)
    shutil.copytree(HERE / "scripts", scripts)
    shutil.copy(HERE / "runner.py", scripts)
    bundle_scripts(app, scripts)
    app.add_js_file("live/live.js", type="module")


def offer_cells(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Give each cell that a reader sees an id and a button, and write the code of all."""
    if not has_python(app):
        return
    containers = [n for n in doctree.findall(nodes.container) if _part(n) == "cell_code"]
    if not containers:
        return
    notebook = nbformat.read(_executed(app, page), as_version=4)
    if notebook.metadata.get("live", True) is False:
        return
    for number, container in enumerate(containers, 1):
        sources = [n for n in container.findall(nodes.container) if _part(n) == "cell_code_source"]
        if sources:
            container["ids"].append(f"cell-{container['cell_index']}")
            container["classes"].append("live")
            sources[0].append(offer("Edit and run", f"cell {number}"))
    cells = [
        {"id": f"cell-{index}", "code": cell.source}
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
    ]
    path = Path(app.outdir) / f"{page}.cells.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(cells, indent=1, ensure_ascii=False), encoding="utf-8")


def offer(words: str, of_what: str) -> nodes.raw:
    """Return a button that opens something for editing; its `words` and what it opens."""
    return nodes.raw(
        "",
        f'<button type="button" class="live__offer pst-js-only">{words}'
        f'<span class="visually-hidden">: {escape(of_what)}</span></button>',
        format="html",
    )


def name_cells(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Let the page say where the code of its cells is."""
    if (
        has_python(app)
        and doctree is not None
        and any(map(_is_live, doctree.findall(nodes.container)))
    ):
        name = f"{page.rpartition('/')[2]}.cells.json"
        meta = f'\n    <meta name="live-cells" content="{name}" />'
        context["metatags"] = context.get("metatags", "") + meta


def _bundle(app: Sphinx) -> Path:
    return Path(app.srcdir) / str(app.config.live_bundle)


def _executed(app: Sphinx, page: str) -> Path:
    """Return the notebook that myst-nb has written after running the page."""
    return Path(app.outdir).parent / "jupyter_execute" / f"{page}.ipynb"


def _part(container: nodes.container) -> str:
    return str(container.get("nb_element", ""))


def _is_live(container: nodes.container) -> bool:
    return _part(container) == "cell_code" and "live" in container["classes"]
