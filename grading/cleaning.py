"""Make a submission again from the student's texts, with the metadata of the released notebook.

No code of the student is lost. What a submission says of itself does not count: outputs, tags,
points, locks and checksums are those of the released notebook.
"""

import re
from itertools import pairwise
from typing import Any

from nbformat import from_dict
from nbformat.v4 import nbformat, nbformat_minor

from grading.gradebook import Released


def clean(notebook: Any, released: Released) -> Any:
    """Return a new notebook of the student's texts with the released metadata.

    A cell that appears twice counts once, the last; a check that was moved before its answer goes
    behind it; a graded cell that was deleted comes back empty.
    """
    known = {name: _metadata(name, released) for name in released.source_cells}
    cells = _without_repeats(notebook.cells, known)
    _move_checks_behind_answers(cells, known)
    _restore_missing(cells, known, released)
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number:02d}"
    made = from_dict({"metadata": {}, "nbformat": nbformat, "nbformat_minor": nbformat_minor})
    made.cells = cells
    return made


def _metadata(name: str, released: Released) -> dict[str, Any]:
    """Return the nbgrader metadata of a cell as the gradebook knows it."""
    cell = released.source_cells[name]
    graded = name in released.grade_cells
    metadata = {
        "schema_version": 3,
        "grade_id": name,
        "cell_type": cell.cell_type,
        "checksum": cell.checksum,
        "locked": cell.locked,
        "grade": graded,
        "solution": name in released.solution_cells,
        "task": False,
    }
    return metadata | ({"points": released.grade_cells[name].max_score} if graded else {})


def _without_repeats(cells: list[Any], known: dict[str, Any]) -> list[Any]:
    """Return new cells with the same texts; of those with the same grade id the last keeps it.

    Such a cell has the type that it was released with.
    """
    kept: list[Any] = []
    seen: set[str] = set()
    for cell in reversed(cells):
        claimed = cell.metadata.get("nbgrader")
        grade_id = claimed.get("grade_id") if isinstance(claimed, dict) else None
        if isinstance(grade_id, str) and grade_id in known and grade_id not in seen:
            seen.add(grade_id)
            kept.append(_plain(cell, known[grade_id]["cell_type"]))
            kept[-1].metadata["nbgrader"] = dict(known[grade_id])
        else:
            kept.append(_plain(cell, cell.cell_type))
    return kept[::-1]


def _plain(cell: Any, cell_type: str) -> Any:
    """Return a new cell of this type with the same text, and the pictures pasted into it."""
    pictures = {"attachments": cell.attachments} if "attachments" in cell else {}
    return _new_cell(cell_type, cell.source, **(pictures if cell_type == "markdown" else {}))


def _new_cell(cell_type: str, source: str, **more: Any) -> Any:
    """Return a cell as nbformat makes it, without its check, which takes longer than all else."""
    if cell_type == "code":
        more |= {"outputs": [], "execution_count": None}
    return from_dict({"cell_type": cell_type, "metadata": {}, "source": source, **more})


def _places(cells: list[Any]) -> dict[str, int]:
    """Return where the cell of each grade id stands."""
    return {
        cell.metadata["nbgrader"]["grade_id"]: number
        for number, cell in enumerate(cells)
        if "nbgrader" in cell.metadata
    }


def _move_checks_behind_answers(cells: list[Any], known: dict[str, Any]) -> None:
    """Put a check that stands before the released cell it followed right behind that cell."""
    places = _places(cells)
    for answer, check in pairwise(known):
        if known[check]["grade"] and not known[check]["solution"]:
            here, there = places.get(check), places.get(answer)
            if here is not None and there is not None and here < there:
                cells.insert(there, cells.pop(here))
                places = _places(cells)


def _restore_missing(cells: list[Any], known: dict[str, Any], released: Released) -> None:
    """Put deleted graded cells back, each behind the cell it followed in the released notebook.

    Where none is left to go by, they go to the end; and a check goes behind what it checks, though
    that cell may not say what it is.
    """
    place = 0 if any("nbgrader" in cell.metadata for cell in cells) else len(cells)
    places = _places(cells)
    before = ""
    for grade_id, metadata in known.items():
        if grade_id in places:
            place = places[grade_id] + 1
        elif metadata["grade"]:
            source = released.source_cells[grade_id].source
            place = max(place, _behind_definition(cells, before))
            cells.insert(place, _new_cell(metadata["cell_type"], source))
            cells[place].metadata["nbgrader"] = dict(metadata)
            places = _places(cells)
            place += 1
        before = grade_id


def _behind_definition(cells: list[Any], name: str) -> int:
    """Return the place behind the last cell that defines `name`, or 0."""
    defines = re.compile(rf"^(def|class) {re.escape(name)}\b|^{re.escape(name)} *=", re.MULTILINE)
    found = [n for n, cell in enumerate(cells, start=1) if defines.search(cell.source)]
    return found[-1] if found else 0
