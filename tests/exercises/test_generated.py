"""What is generated is the same each time, and complete."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from sets import NAMINGS, SETS

from exercises.generate import NotGenerated, generate, release
from exercises.problem_set import ProblemSet

every_set = pytest.mark.parametrize("problem_set", SETS.values(), ids=SETS.keys())


def files(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for folder in ("source", "release", "kits")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


def test_generating_twice_gives_the_same_bytes(generated: Path, tmp_path: Path) -> None:
    generate(tmp_path)
    once, twice = files(generated), files(tmp_path)
    assert once.keys() == twice.keys()
    assert [name for name in once if once[name] != twice[name]] == []


@every_set
def test_every_question_is_asked_and_checked_once(problem_set: ProblemSet, generated: Path) -> None:
    name = problem_set.name
    released = nbformat.read(generated / "release" / name / f"{name}.ipynb", as_version=4)
    ids = [
        cell.metadata.nbgrader.grade_id for cell in released.cells if "nbgrader" in cell.metadata
    ]
    assert len(ids) == len(set(ids))
    for spec in problem_set.specs:
        assert ids.index(f"check-{spec.name}") == ids.index(spec.name) + 1


def test_the_table_of_mistakes_has_a_row_for_each(generated: Path) -> None:
    table = generated / "release" / "known_mistakes.csv"
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["mistake"] for row in rows] == [naming.mistake.id for naming in NAMINGS]
    assert {row["caught by"] for row in rows} == {"public cases"}


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
def test_another_grade_id_is_refused_once_students_have_handed_in_and_the_release_stays(
    generated: Path, tmp_path: Path, edited: Callable[[str, str, str], ProblemSet]
) -> None:
    root = shutil.copytree(generated, tmp_path / "course")
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        gradebook.add_student("ana")
        gradebook.add_submission("ps3_backprop", "ana")
    other = edited("ps3_backprop.md", '"answer": "derivation"', '"answer": "proof"')
    with pytest.raises(NotGenerated, match=r"ps3_backprop.* \(gone: derivation; new: proof\)"):
        release(other, root)
    assert files(root) == files(generated)
