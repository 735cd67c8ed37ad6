"""Look at a submission before it is graded: can it be read, and is it this problem set's?"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat

from exercises.problem_set import ProblemSet

SIZE_LIMIT = 10 * 2**20
CELL_LIMIT = 1000


class Ungradable(Exception):
    """A submission cannot be graded by the computer; the text says why."""


def why_ungraded(folder: Path, problem_set: ProblemSet) -> str:
    """Return the reason why the submission in `folder` cannot be graded, or "" if it can."""
    try:
        read(folder, problem_set)
    except Ungradable as error:
        return str(error)
    return ""


def read(folder: Path, problem_set: ProblemSet) -> nbformat.NotebookNode:
    """Return the notebook in `folder` without its outputs, or raise Ungradable.

    Outputs never count, and looking at thousands of them takes minutes.
    """
    path = _file(folder, problem_set)
    try:
        data = json.loads(path.read_bytes())
        count = len(_cells(data))
        notebook = _notebook(data) if count <= CELL_LIMIT else None
        ours = {spec.name for spec in problem_set.specs}
        belongs = any(_belongs(cell, ours) for cell in notebook.cells) if notebook else None
    except Exception:  # nbformat has no one error for what is no notebook
        raise Ungradable("it is not a notebook") from None
    if notebook is None:
        raise Ungradable(f"it has {count} cells; the limit is {CELL_LIMIT}")
    if not belongs:
        raise Ungradable(f"it holds nothing of {problem_set.name}")
    return notebook


def _file(folder: Path, problem_set: ProblemSet) -> Path:
    """Return the notebook's path if all that was handed in are plain files, not too large."""
    if not folder.is_dir():
        raise Ungradable("it is not a folder")
    path = folder / f"{problem_set.name}.ipynb"
    files = [folder, *sorted(folder.rglob("*"))]
    if any(is_link(file) for file in files):
        raise Ungradable("it holds a link to another file")
    if odd := [file.name for file in files if not (file.is_dir() or file.is_file())]:
        raise Ungradable(f"it holds something that is not a file: {_named(odd)}")
    if not path.is_file():
        others = [file.name for file in files if file.suffix == ".ipynb" and file.is_file()]
        has = _named(others) or "no notebook"
        raise Ungradable(f"there is no {path.name} in it, but {has}")
    size = path.stat().st_size
    if size == 0:
        raise Ungradable("the file is empty")
    if size > SIZE_LIMIT:
        says = f"the file has {size / 2**20:.0f} MB; the limit is {SIZE_LIMIT // 2**20} MB"
        raise Ungradable(says)
    return path


def _notebook(data: dict[str, Any]) -> nbformat.NotebookNode:
    """Return a notebook of its JSON, or raise whatever shows that it is none."""
    for cell in _cells(data):
        if "outputs" in cell:
            cell["outputs"] = []
        if cell.get("level", 1) not in range(1, 7):
            raise ValueError("a heading of no level")  # it would become as many characters
    # Neither a nan nor half a character could be written again.
    json.dumps(data, allow_nan=False, ensure_ascii=False).encode()
    # Not nbformat.reads: it only logs what is against the schema, and takes half the time for it.
    major, minor = nbformat.reader.get_version(data)
    made = nbformat.versions[major].to_notebook_json(data, minor=minor)
    notebook: nbformat.NotebookNode = nbformat.convert(made, 4)
    for cell in notebook.cells:
        if not isinstance(cell.source, str) or cell.cell_type not in ("code", "markdown", "raw"):
            raise TypeError("a cell without text")
        if not (isinstance(cell.metadata, dict) and _are_pictures(cell.get("attachments", {}))):
            raise TypeError("a cell with metadata or pictures that are none")
    return notebook


def _are_pictures(attachments: Any) -> bool:
    """Return whether these are data by type by name; an old notebook's were never looked at."""
    return isinstance(attachments, dict) and all(
        isinstance(forms, dict) and all(isinstance(data, str | list) for data in forms.values())
        for forms in attachments.values()
    )


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
