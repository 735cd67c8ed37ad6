"""Look at a submission before it is graded: can it be read, and is it this problem set's?"""

import json
from pathlib import Path

import nbformat

from exercises.problem_set import ProblemSet

SIZE_LIMIT = 10 * 2**20
CELL_LIMIT = 1000


def why_ungraded(folder: Path, problem_set: ProblemSet) -> str:
    """Return the reason why the submission in `folder` cannot be graded, or "" if it can."""
    path = folder / f"{problem_set.name}.ipynb"
    if any(file.is_symlink() for file in [folder, *folder.rglob("*")]):
        return "it holds a link to another file"
    if not path.is_file():
        others = ", ".join(sorted(file.name for file in folder.glob("*.ipynb"))) or "no notebook"
        return f"there is no {path.name} in it, but {others}"
    size = path.stat().st_size
    if size == 0:
        return "the file is empty"
    if size > SIZE_LIMIT:
        return f"the file has {size / 2**20:.0f} MB; the limit is {SIZE_LIMIT // 2**20} MB"
    try:
        if (count := _count(path)) > CELL_LIMIT:
            return f"it has {count} cells; the limit is {CELL_LIMIT}"
        cells = _cells(path)
        ours = {spec.name for spec in problem_set.specs}
        if not any(_belongs(cell, ours) for cell in cells):
            return f"it holds nothing of {problem_set.name}"
    except Exception:  # nbformat has no one error for what is no notebook
        return "it is not a notebook"
    return ""


def _count(path: Path) -> int:
    """Return how many cells the file holds, before anything is made of them."""
    data = json.loads(path.read_bytes())
    sheets = [data, *data.get("worksheets", [])]  # those of the notebooks before Jupyter
    return sum(len(sheet.get("cells", [])) for sheet in sheets)


def _cells(path: Path) -> list[nbformat.NotebookNode]:
    """Return the notebook's cells, or raise whatever shows that it is none."""
    cells: list[nbformat.NotebookNode] = nbformat.read(path, as_version=4).cells
    json.dumps(cells, ensure_ascii=False).encode()  # half a character cannot be written again
    if not all(isinstance(cell.source, str) for cell in cells):
        raise TypeError("a cell without text")
    return cells


def _belongs(cell: nbformat.NotebookNode, ours: set[str]) -> bool:
    """Return whether the cell has the mark of a question, or defines its function."""
    claimed = cell.metadata.get("nbgrader")
    marked = isinstance(claimed, dict) and claimed.get("grade_id") in list(ours)
    return marked or any(f"def {name}(" in cell.source for name in ours)
