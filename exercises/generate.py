"""Generate from the text sources what the students get: ``python -m exercises.generate``.

For each problem set: ``source/<set>/`` (the notebook with solutions and nbgrader's metadata);
through nbgrader ``release/<set>/`` (the notebook without solutions, and ``known_outputs.json``);
and ``kits/<set>.zip``, what a student takes home. And one table for instructors,
``release/known_mistakes.csv``. A course folder of your own gets an ``nbgrader_config.py``, too.
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from tqdm import tqdm

from exercises.consistency import Inconsistent, refuse_inconsistent
from exercises.course import PROBLEM_SETS, give_configuration, nbgrader_api
from exercises.kits import write_kits
from exercises.known_mistakes import namings, write_table
from exercises.problem_set import EXERCISES, ProblemSet
from nnbp.checks.known import dumps

KNOWN_OUTPUTS = "known_outputs.json"
KNOWN_MISTAKES = "known_mistakes.csv"


class NotGenerated(Exception):
    """A set cannot be generated; the text says why and what to do."""


def main() -> int:
    """Run the command line; see the module."""
    asked = _parser().parse_args()
    try:
        generate(asked.course, asked.sets or PROBLEM_SETS)
    except (Inconsistent, NotGenerated, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def generate(root: Path = EXERCISES, names: Sequence[str] = PROBLEM_SETS) -> None:
    """Generate problem sets as an nbgrader course below `root`; others that are there stay.

    Raise Inconsistent, which lists every fault, if one of the sets is; then nothing is generated.
    Raise NotGenerated where nbgrader refuses a set; then what was released of it stays.
    """
    root = root.resolve()
    problem_sets = [ProblemSet(name) for name in names]
    refuse_inconsistent(problem_sets)
    (root / "source").mkdir(parents=True, exist_ok=True)
    give_configuration(root)
    for problem_set in tqdm(problem_sets, desc="generating", unit="set"):
        release(problem_set, root)
    told = [naming for problem_set in problem_sets for naming in namings(problem_set)]
    released = [name for name in PROBLEM_SETS if (root / "release" / name).is_dir()]
    others = [name for name in released if name not in names]
    write_table(told, root / "release" / KNOWN_MISTAKES, others)
    write_kits(root, released)


def release(problem_set: ProblemSet, root: Path) -> None:
    """Make the set's source and release aside; when nbgrader is content they take their places."""
    name = problem_set.name
    with TemporaryDirectory(prefix=".", dir=root / "source") as aside:
        made = Path(aside)
        write_source(problem_set, made / "source" / name)
        course = nbgrader_api(root)
        course.coursedir.source_directory = str(made / "source")
        course.coursedir.release_directory = str(made / "release")
        outcome = course.generate_assignment(name)
        if not outcome["success"]:
            raise NotGenerated(_why_refused(problem_set, course.coursedir.db_url, outcome))
        let_cells_run(made / "release" / name / f"{name}.ipynb")
        for folder in ("source", "release"):
            shutil.rmtree(root / folder / name, ignore_errors=True)
            (root / folder).mkdir(exist_ok=True)
            (made / folder / name).rename(root / folder / name)


def _why_refused(problem_set: ProblemSet, db_url: str, outcome: dict[str, Any]) -> str:
    name, log = problem_set.name, outcome.get("log", outcome["error"])
    if "Cannot add or remove cells" not in log:
        return f"nbgrader could not generate {name}:\n{log}"
    with Gradebook(db_url) as gradebook:
        before = {cell.name for cell in gradebook.find_notebook(name, name).source_cells}
    now = set(grade_ids(problem_set))
    gone, new = (", ".join(sorted(ids)) or "none" for ids in (before - now, now - before))
    return (
        f"Students have handed in {name}, so its cells must keep their grade ids "
        f"(gone: {gone}; new: {new}). Keep the old ones (given-N names a code cell by its place), "
        "or begin a new set under another name. What was released before stands as it was."
    )


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m exercises.generate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "sets", nargs="*", type=_set, metavar="SET", help="a set, such as ps3_backprop (all)"
    )
    parser.add_argument(
        "--course",
        type=Path,
        default=EXERCISES,
        metavar="DIR",
        help="the course's folder; made if it is not there (this project's exercises)",
    )
    return parser


def _set(text: str) -> str:
    try:
        return ProblemSet(text.rstrip("/")).name
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())
