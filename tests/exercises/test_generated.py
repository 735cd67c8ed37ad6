"""What is generated and kept in the repository is in step with its sources."""

from pathlib import Path

import nbformat
import pytest

from exercises.course import PROBLEM_SETS
from exercises.generate import KNOWN_OUTPUTS, expected_marks, generate, in_step
from exercises.problem_set import EXERCISES, ProblemSet
from exercises.sample_class import expected_table
from nnbp.checks.known import dumps

HINT = "run `make exercises` and commit what it changed"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course folder with all problem sets generated anew."""
    root = tmp_path_factory.mktemp("course")
    generate(root)
    return root


@pytest.mark.parametrize("name", PROBLEM_SETS)
def test_the_released_files_are_in_step(name: str, course: Path) -> None:
    fresh, kept = course / "release" / name, EXERCISES / "release" / name
    assert {path.name for path in fresh.iterdir()} == {path.name for path in kept.iterdir()}, HINT
    notebook = f"{name}.ipynb"
    assert (fresh / notebook).read_text() == (kept / notebook).read_text(), HINT


@pytest.mark.parametrize("name", PROBLEM_SETS)
def test_the_known_outputs_are_in_step(name: str) -> None:
    kept = (EXERCISES / "release" / name / KNOWN_OUTPUTS).read_text(encoding="utf-8")
    assert in_step(dumps(ProblemSet(name).public_questions), kept), HINT


def test_in_step_sees_a_changed_digit_but_not_a_changed_bit() -> None:
    assert in_step('[{"x": 0.1}]', '[{"x": 0.10000000000000002}]')
    assert not in_step('[{"x": 0.1}]', '[{"x": 0.10001}]')
    assert not in_step('[{"x": 0.1}]', '[{"y": 0.1}]')
    assert not in_step('["a"]', '["b"]')


@pytest.mark.parametrize("name", PROBLEM_SETS)
def test_the_expected_marks_are_in_step(name: str) -> None:
    problem_set = ProblemSet(name)
    assert expected_marks(problem_set).read_text() == expected_table(problem_set), HINT


@pytest.mark.parametrize("name", PROBLEM_SETS)
def test_the_released_notebook_holds_no_solution(name: str) -> None:
    released = (EXERCISES / "release" / name / f"{name}.ipynb").read_text(encoding="utf-8")
    problem_set = ProblemSet(name)
    for wrong in problem_set.wrong_lines:
        assert wrong.right not in released
    assert "MARK SCHEME" not in released
    assert "BEGIN SOLUTION" not in released


@pytest.mark.parametrize("name", PROBLEM_SETS)
def test_every_question_is_asked_and_checked_once(name: str) -> None:
    released = nbformat.read(EXERCISES / "release" / name / f"{name}.ipynb", as_version=4)
    ids = [
        cell.metadata.nbgrader.grade_id for cell in released.cells if "nbgrader" in cell.metadata
    ]
    assert len(ids) == len(set(ids))
    for spec in ProblemSet(name).specs:
        assert ids.index(f"check-{spec.name}") == ids.index(spec.name) + 1
