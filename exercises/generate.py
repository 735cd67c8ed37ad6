"""Generate from the text sources what the students get: ``python -m exercises.generate``.

For each problem set: ``source/<set>/`` (the notebook with solutions and nbgrader's metadata);
through nbgrader ``release/<set>/`` (the notebook without solutions, and ``known_outputs.json``);
and ``kits/<set>.zip``, what a student takes home. And one table for instructors,
``release/known_mistakes.csv``.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell
from tqdm import tqdm

from exercises.consistency import refuse_inconsistent
from exercises.course import PROBLEM_SETS, nbgrader_api
from exercises.kits import write_kits
from exercises.known_mistakes import namings, write_table
from exercises.problem_set import EXERCISES, ProblemSet
from nnbp.checks.known import dumps

KNOWN_OUTPUTS = "known_outputs.json"
KNOWN_MISTAKES = "known_mistakes.csv"


def generate(root: Path = EXERCISES, names: Sequence[str] = PROBLEM_SETS) -> None:
    """Generate problem sets, all of them if none is named, as an nbgrader course below `root`.

    Raise a ValueError that lists every fault if one of the sets is inconsistent; then nothing is
    generated.
    """
    problem_sets = [ProblemSet(name) for name in names]
    refuse_inconsistent(problem_sets)
    for problem_set in tqdm(problem_sets, desc="generating", unit="set"):
        name = problem_set.name
        write_source(problem_set, root / "source" / name)
        shutil.rmtree(root / "release" / name, ignore_errors=True)
        outcome = nbgrader_api(root).generate_assignment(name)
        if not outcome["success"]:
            raise RuntimeError(f"nbgrader could not generate {name}:\n{outcome['log']}")
        let_cells_run(root / "release" / name / f"{name}.ipynb")
    told = [naming for problem_set in problem_sets for naming in namings(problem_set)]
    write_table(told, root / "release" / KNOWN_MISTAKES)
    write_kits(root, names)


def write_source(problem_set: ProblemSet, folder: Path) -> None:
    """Write the set's notebook with nbgrader's metadata, and its known outputs, into `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    nbformat.write(source_notebook(problem_set), folder / f"{problem_set.name}.ipynb")
    known = dumps(problem_set.public_questions)
    (folder / KNOWN_OUTPUTS).write_text(known, encoding="utf-8")


def let_cells_run(released: Path) -> None:
    """Take out the stubs that stand outside a function: there they would stop the notebook."""
    notebook = nbformat.read(released, as_version=4)
    for cell in notebook.cells:
        lines = cell.source.splitlines()
        cell.source = "\n".join(line for line in lines if line != "raise NotImplementedError()")
    nbformat.write(notebook, released)


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


if __name__ == "__main__":
    generate()
