"""Look at a submission before it is graded: can it be read, and is it this problem set's?"""

from pathlib import Path

import nbformat

from exercises.problem_set import ProblemSet

SIZE_LIMIT = 10 * 2**20


def why_ungraded(folder: Path, problem_set: ProblemSet) -> str:
    """Return the reason why the submission in `folder` cannot be graded, or "" if it can."""
    path = folder / f"{problem_set.name}.ipynb"
    if not path.exists():
        others = ", ".join(sorted(file.name for file in folder.glob("*.ipynb"))) or "no notebook"
        return f"there is no {path.name} in it, but {others}"
    size = path.stat().st_size
    if size == 0:
        return "the file is empty"
    if size > SIZE_LIMIT:
        return f"the file has {size / 2**20:.0f} MB; the limit is {SIZE_LIMIT // 2**20} MB"
    try:
        notebook = nbformat.read(path, as_version=4)
        ours = {spec.name for spec in problem_set.specs}
        if any(_belongs(cell, ours) for cell in notebook.cells):
            return ""
    except Exception:  # nbformat has no one error for what is no notebook
        return "it is not a notebook"
    return f"it holds nothing of {problem_set.name}"


def _belongs(cell: nbformat.NotebookNode, ours: set[str]) -> bool:
    """Return whether the cell has the mark of a question, or defines its function."""
    marked = cell.metadata.get("nbgrader", {}).get("grade_id") in ours
    return marked or any(f"def {name}(" in cell.source for name in ours)
