"""Look at a submission before it is graded: can it be read, and is it this problem set's?"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat

from exercises.problem_set import ProblemSet

SIZE_LIMIT = 10 * 2**20
CELL_LIMIT = 1000


def why_ungraded(folder: Path, problem_set: ProblemSet) -> str:
    """Return the reason why the submission in `folder` cannot be graded, or "" if it can."""
    if not folder.is_dir():
        return "it is not a folder"
    path = folder / f"{problem_set.name}.ipynb"
    files = [folder, *sorted(folder.rglob("*"))]
    if any(is_link(file) for file in files):
        return "it holds a link to another file"
    if odd := [file.name for file in files if not (file.is_dir() or file.is_file())]:
        return f"it holds something that is not a file: {_named(odd)}"
    if not path.is_file():
        others = [file.name for file in files if file.suffix == ".ipynb" and file.is_file()]
        return f"there is no {path.name} in it, but {_named(others) or 'no notebook'}"
    size = path.stat().st_size
    if size == 0:
        return "the file is empty"
    if size > SIZE_LIMIT:
        return f"the file has {size / 2**20:.0f} MB; the limit is {SIZE_LIMIT // 2**20} MB"
    try:
        if (count := len(_cells(json.loads(path.read_bytes())))) > CELL_LIMIT:
            return f"it has {count} cells; the limit is {CELL_LIMIT}"
        cells = read(path).cells
        ours = {spec.name for spec in problem_set.specs}
        if not any(_belongs(cell, ours) for cell in cells):
            return f"it holds nothing of {problem_set.name}"
    except Exception:  # nbformat has no one error for what is no notebook
        return "it is not a notebook"
    return ""


def read(path: Path) -> nbformat.NotebookNode:
    """Return the notebook without its outputs, or raise whatever shows that it is none.

    Outputs never count, and checking thousands of them takes minutes.
    """
    data = json.loads(path.read_bytes())
    for cell in _cells(data):
        if "outputs" in cell:
            cell["outputs"] = []
    text = json.dumps(data, allow_nan=False)
    notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)
    json.dumps(notebook, ensure_ascii=False).encode()  # half a character cannot be written again
    for cell in notebook.cells:
        if not isinstance(cell.source, str) or cell.cell_type not in ("code", "markdown", "raw"):
            raise TypeError("a cell without text")
    return notebook


def _cells(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the cells in a notebook's JSON; those before Jupyter had worksheets."""
    sheets = [data, *data.get("worksheets", [])]
    return [cell for sheet in sheets for cell in sheet.get("cells", [])]


def is_link(file: Path) -> bool:
    """Return whether a file stands elsewhere too."""
    return file.is_symlink() or (file.is_file() and file.stat().st_nlink > 1)


def _named(names: Iterable[str]) -> str:
    """Return file names as text that does nothing to a terminal, and is not too long."""
    return ", ".join(name if name.isprintable() else ascii(name) for name in names)[:200]


def _belongs(cell: nbformat.NotebookNode, ours: set[str]) -> bool:
    """Return whether the cell has the mark of a question, or defines its function."""
    claimed = cell.metadata.get("nbgrader")
    marked = isinstance(claimed, dict) and claimed.get("grade_id") in list(ours)
    return marked or any(f"def {name}(" in cell.source for name in ours)
