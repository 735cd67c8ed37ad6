"""Generate from the text sources what the students get: ``python -m exercises.generate``.

For each problem set: ``source/<set>/`` (the notebook with solutions and nbgrader's metadata) and,
through nbgrader, ``release/<set>/`` (the notebook without solutions, and ``known_outputs.json``).
"""

import json
import math
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell

from exercises.course import PROBLEM_SETS, nbgrader_api
from exercises.problem_set import EXERCISES, ProblemSet
from exercises.sample_class import expected_table
from nnbp.checks.known import dumps

KNOWN_OUTPUTS = "known_outputs.json"


def generate(root: Path = EXERCISES) -> None:
    """Generate all problem sets as an nbgrader course below `root`, and print what was made."""
    for name in PROBLEM_SETS:
        problem_set = ProblemSet(name)
        write_source(problem_set, root / "source" / name)
        outcome = nbgrader_api(root).generate_assignment(name)
        if not outcome["success"]:
            raise RuntimeError(f"nbgrader could not generate {name}:\n{outcome['log']}")
        print(f"generated {root / 'release' / name}")


def write_source(problem_set: ProblemSet, folder: Path) -> None:
    """Write the set's notebook with nbgrader's metadata, and its known outputs, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(source_notebook(problem_set), folder / f"{problem_set.name}.ipynb")
    known = dumps(problem_set.public_questions)
    released = EXERCISES / "release" / problem_set.name / KNOWN_OUTPUTS
    if released.exists() and in_step(known, released.read_text(encoding="utf-8")):
        known = released.read_text(encoding="utf-8")
    (folder / KNOWN_OUTPUTS).write_text(known, encoding="utf-8")


def in_step(generated: str, released: str) -> bool:
    """Return whether two texts of known outputs say the same.

    Another processor or numpy may round the last bits of a number otherwise; that is no change.
    """
    return _alike(json.loads(generated), json.loads(released))


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-7, abs_tol=1e-12)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return type(one) is type(other) and bool(one == other)


def source_notebook(problem_set: ProblemSet) -> Any:
    """Return the set's notebook: each answer cell is followed by the cell that checks it."""
    notebook = problem_set.notebook()
    points = {spec.name: sum(spec.points.values()) for spec in problem_set.specs}
    cells = []
    for cell in notebook.cells:
        question, answer = cell.metadata.get("question"), cell.metadata.get("answer")
        if question:
            cells.append(_marked(cell, question, solution=True))
            check = new_code_cell(f'check("{question}")')
            cells.append(_marked(check, check_id(question), locked=True, points=points[question]))
        elif answer:
            given = cell.metadata["points"]
            cells.append(_marked(cell, answer, solution=True, points=given))
        elif cell.cell_type == "code":
            cells.append(_marked(cell, f"given-{len(cells)}", locked=True))
        else:
            cell.metadata.clear()
            cells.append(cell)
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:02d}"
    notebook.cells = cells
    notebook.metadata.pop("jupytext", None)
    nbformat.validate(notebook)
    return notebook


def grade_ids(problem_set: ProblemSet) -> list[str]:
    """Return the names of the cells that nbgrader keeps, in the notebook's order."""
    cells = source_notebook(problem_set).cells
    return [cell.metadata["nbgrader"]["grade_id"] for cell in cells if cell.metadata]


def check_id(question: str) -> str:
    """Return the grade id of the cell that checks `question`."""
    return f"check-{question}"


def _marked(
    cell: Any, grade_id: str, solution: bool = False, locked: bool = False, points: float = 0
) -> Any:
    """Give the cell nbgrader's metadata and no other."""
    cell.metadata.clear()
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": bool(points),
        "solution": solution,
        "locked": locked,
        "task": False,
    } | ({"points": points} if points else {})
    return cell


def main() -> None:
    """Generate the course in this folder, and the marks that the sample class deserves."""
    generate()
    for name in PROBLEM_SETS:
        problem_set = ProblemSet(name)
        expected_marks(problem_set).write_text(expected_table(problem_set), encoding="utf-8")


def expected_marks(problem_set: ProblemSet) -> Path:
    """Return where the marks that the sample class deserves are written."""
    return problem_set.folder / "sample_class" / "expected_marks.csv"


if __name__ == "__main__":
    main()
