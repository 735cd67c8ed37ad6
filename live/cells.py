"""Live cells: each code cell of a page gets a button that opens it for editing and running.

The scripts in `scripts` do the rest, at the first click. They need the code of all cells of the
page in order, hidden ones too: it stands beside the page, in `<page>.cells.json`. A page whose
front matter says `live: false` shows files of the book that a browser does not have.

`live_bundle` in the configuration is the folder of `live.bundle`; without it no cell is live.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from live.bundled import bundle_scripts

HERE = Path(__file__).parent
OFFER = (
    '<button type="button" class="live__offer pst-js-only">{}'
    '<span class="visually-hidden"> {}</span></button>'
)


def setup(app: Sphinx) -> None:
    app.add_config_value("live_bundle", "", "html")
    app.connect("builder-inited", copy_python)
    app.connect("doctree-resolved", offer_cells)
    app.connect("html-page-context", name_cells)


def is_on(app: Sphinx) -> bool:
    return bool(app.config.live_bundle) and app.builder.name == "html"


def copy_python(app: Sphinx) -> None:
    """Copy the bundle and what runs in it into the site, and bundle the editor."""
    if not is_on(app):
        return
    bundle = Path(app.srcdir) / app.config.live_bundle
    if not (bundle / "sizes.json").is_file():
        raise ExtensionError(f"{bundle} holds no Python for the browser: run `make bundle`")
    target = Path(app.outdir) / "pyodide"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(bundle, target)
    scripts = Path(app.outdir) / "_static" / "live"
    shutil.rmtree(scripts, ignore_errors=True)
    shutil.copytree(HERE / "scripts", scripts)
    shutil.copy(HERE / "runner.py", scripts)
    bundle_scripts(app, scripts)
    app.add_js_file("live/live.js", type="module")


def offer_cells(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Give each cell that a reader sees an id and a button, and write the code of all."""
    if not is_on(app):
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
            offer = OFFER.format("Edit and run", f"cell {number}")
            sources[0].append(nodes.raw("", offer, format="html"))
    cells = [
        {"id": f"cell-{index}", "code": cell.source}
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
    ]
    path = Path(app.outdir) / f"{page}.cells.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(cells, indent=1, ensure_ascii=False), encoding="utf-8")


def name_cells(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Let the page say where the code of its cells is."""
    if is_on(app) and doctree is not None and any(map(_is_live, doctree.findall(nodes.container))):
        name = f"{page.rpartition('/')[2]}.cells.json"
        meta = f'\n    <meta name="live-cells" content="{name}" />'
        context["metatags"] = context.get("metatags", "") + meta


def _executed(app: Sphinx, page: str) -> Path:
    """Return the notebook that myst-nb has written after running the page."""
    return Path(app.outdir).parent / "jupyter_execute" / f"{page}.ipynb"


def _part(container: nodes.container) -> str:
    return str(container.get("nb_element", ""))


def _is_live(container: nodes.container) -> bool:
    return _part(container) == "cell_code" and "live" in container["classes"]
