"""A class graded again, with a grader that fails, with pages that never end, with scripts."""

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell

from exercises.course import nbgrader_api
from exercises.generate import generate
from exercises.problem_set import ProblemSet
from exercises.sample_class import members, submission
from grading import classroom
from grading.marks import class_marks

PROBLEM_SET = ProblemSet("ps3_backprop")
NAME = PROBLEM_SET.name
RIGHT = next(member for member in members(PROBLEM_SET) if member.id == "right-vectorised")
SCRIPTS = """<script>alert(1)</script> <img src=x onerror=alert(2)> <svg onload=alert(3)>

# <script>alert(4)</script>

<a href="javascript:alert(5)">a</a> ![](attachment:photo.png) and $a < b$
"""
PHOTO = {"photo.png": {"image/png": "iVBORw0KGgo="}}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("course")
    generate(root)
    return root


@pytest.fixture
def hand_in(generated: Path) -> Callable[..., Path]:
    """Hand in the right answers with some more cells; return the notebook's path."""

    def write(student: str, *more: nbformat.NotebookNode) -> Path:
        released = generated / "release" / NAME / f"{NAME}.ipynb"
        notebook = nbformat.reads(submission(PROBLEM_SET, released, RIGHT), as_version=4)
        notebook.cells += more
        path = generated / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook))
        return path

    return write


def autograded(root: Path, student: str) -> Path:
    return root / "autograded" / student / NAME / f"{NAME}.ipynb"


@pytest.fixture
def page(generated: Path, hand_in: Callable[..., Path]) -> str:
    """Return the feedback page on a notebook with scripts and a photo in a cell."""
    hand_in("scripts", new_markdown_cell(SCRIPTS, attachments=PHOTO))
    api = nbgrader_api(generated)
    assert api.autograde(NAME, "scripts")["success"]
    assert api.generate_feedback(NAME, "scripts")["success"]
    text = (generated / "feedback" / "scripts" / NAME / f"{NAME}.html").read_text()
    return text[text.index("<body") :]


def test_a_page_runs_nothing_that_a_student_wrote_and_shows_pictures(page: str) -> None:
    for what in ("<script>alert", "<img src=x", "<svg", "onerror=alert(2)>", 'href="javascript'):
        assert what not in page
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in page
    assert "$a &lt; b$" in page


def test_grading_again_gives_the_same_notebook(
    generated: Path, hand_in: Callable[..., Path]
) -> None:
    hand_in("again", new_markdown_cell("more"))
    api = nbgrader_api(generated)
    written = []
    for _ in range(2):
        assert api.autograde(NAME, "again")["success"]
        written.append(autograded(generated, "again").read_text())
    assert written[0] == written[1]


def test_a_later_file_that_cannot_be_read_is_named_and_the_earlier_mark_is_not_given(
    generated: Path, hand_in: Callable[..., Path]
) -> None:
    path = hand_in("later")
    api = nbgrader_api(generated)
    assert api.autograde(NAME, "later")["success"]
    path.write_text("")
    with api.gradebook as gradebook:
        marks = class_marks(gradebook, generated, PROBLEM_SET)
    (mark,) = [mark for mark in marks if mark.student == "later"]
    assert (mark.ungraded, mark.points) == ("the file is empty", {})


def test_a_page_that_takes_too_long_is_named_and_the_others_are_written(
    generated: Path, hand_in: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in("endless", new_markdown_cell("\\begin{a}" * 20000))
    api = nbgrader_api(generated)
    assert api.autograde(NAME, "endless")["success"]
    monkeypatch.setattr(classroom, "PAGE_SECONDS", 5.0)
    pageless = classroom.give_feedback(api, generated, NAME)
    assert set(pageless) == {"endless"}
    assert "TimeoutError: it was not done after 5 seconds" in pageless["endless"]


def test_the_cause_of_a_failure_is_told(generated: Path, hand_in: Callable[..., Path]) -> None:
    hand_in("unlucky")
    secret = generated / "hidden-cases.secret"
    secret.unlink(missing_ok=True)
    secret.mkdir()
    failed = classroom.autograde(nbgrader_api(generated), generated, PROBLEM_SET)
    secret.rmdir()
    assert "IsADirectoryError" in failed["unlucky"]
