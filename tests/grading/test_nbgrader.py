"""nbgrader's own commands grade a course as it is generated, by its `nbgrader_config.py`."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from exercises.problem_set import ProblemSet
from exercises.sample_class import expected_points, members, submission

PROBLEM_SET = ProblemSet("ps3_backprop")
MEMBERS = {member.id: member for member in members(PROBLEM_SET)}
CHOSEN = ["bias-regularised", "not-a-notebook", "test-cell-twice"]


@pytest.fixture(scope="module")
def course(generated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course folder with three submissions, one of which is not a notebook."""
    root = shutil.copytree(generated, tmp_path_factory.mktemp("nbgrader") / "course")
    for name in CHOSEN:
        folder = root / "submitted" / name / "ps3_backprop"
        folder.mkdir(parents=True)
        released = root / "release" / "ps3_backprop" / "ps3_backprop.ipynb"
        text = submission(PROBLEM_SET, released, MEMBERS[name])
        (folder / "ps3_backprop.ipynb").write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def autograded(course: Path) -> subprocess.CompletedProcess[str]:
    return nbgrader(course, "autograde", "ps3_backprop")


def nbgrader(course: Path, *command: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "nbgrader"
    return subprocess.run([program, *command], cwd=course, capture_output=True, text=True)


@pytest.mark.parametrize("name", ["bias-regularised", "test-cell-twice"])
def test_the_command_gives_the_deserved_points(
    name: str, course: Path, autograded: subprocess.CompletedProcess[str]
) -> None:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        score = gradebook.find_submission("ps3_backprop", name).score
    assert score == sum(expected_points(PROBLEM_SET, MEMBERS[name]).values()), autograded.stderr


def test_the_command_names_what_it_could_not_grade(
    autograded: subprocess.CompletedProcess[str],
) -> None:
    assert autograded.returncode != 0
    assert "error processing assignment 'ps3_backprop' for student 'not-a-notebook'" in (
        autograded.stderr
    )


def test_feedback_and_export_follow(
    course: Path, autograded: subprocess.CompletedProcess[str]
) -> None:
    feedback = nbgrader(course, "generate_feedback", "ps3_backprop")
    assert feedback.returncode == 0, feedback.stderr
    export = nbgrader(course, "export")
    assert export.returncode == 0, export.stderr
    marks = (course / "marks-ps3_backprop.csv").read_text()
    assert "bias-regularised,graded,1,1,2,2,0,2,4,2,0,14,24,bias-regularised" in marks
    assert "not-a-notebook,ungraded" in marks


def test_a_manual_mark_survives_grading_again(
    course: Path, autograded: subprocess.CompletedProcess[str]
) -> None:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        asked = ("derivation", "ps3_backprop", "ps3_backprop", "test-cell-twice")
        gradebook.find_grade(*asked).manual_score = 3
        gradebook.db.commit()
    again = nbgrader(course, "autograde", "ps3_backprop", "--student", "test-cell-twice", "--force")
    assert again.returncode == 0, again.stderr
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_grade(*asked).score == 3


def test_a_released_notebook_validates_as_unfinished_and_a_solved_one_as_right(
    course: Path, tmp_path: Path
) -> None:
    shutil.copytree(course / "release" / "ps3_backprop", tmp_path / "work")
    released = tmp_path / "work" / "ps3_backprop.ipynb"
    unfinished = nbgrader(tmp_path / "work", "validate", "ps3_backprop.ipynb")
    assert "not attempted yet" in unfinished.stdout
    released.write_text(submission(PROBLEM_SET, released, MEMBERS["right-einsum"]))
    solved = nbgrader(tmp_path / "work", "validate", "ps3_backprop.ipynb")
    assert "Success" in solved.stdout, solved.stdout + solved.stderr


def test_what_is_no_problem_set_is_refused_in_a_sentence_and_never_run(
    course: Path, tmp_path: Path
) -> None:
    ran = tmp_path / "ran"
    notebook = new_notebook(cells=[new_code_cell(f"open({str(ran)!r}, 'w')")])
    folder = course / "submitted" / "ana" / "midterm"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "midterm.ipynb")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.add_assignment("midterm")
        gradebook.add_notebook("midterm", "midterm")
    done = nbgrader(course, "autograde", "midterm")
    assert done.returncode == 1
    assert "Nothing was run: there is no problem set 'midterm'; there are ps1_" in done.stderr
    assert "keep midterm in another course folder." in done.stderr
    assert "Traceback" not in done.stderr
    assert not ran.exists()
    assert not (course / "autograded" / "ana").exists()
