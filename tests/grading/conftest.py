"""Execute a few cells as a submission; a course folder in which a small class hands in."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook as NbGraderGradebook

from exercises.generate import generate, grade_ids
from exercises.problem_set import ProblemSet
from exercises.sample_class import expected_points, members, submission
from grading.classroom import grade_class
from grading.entry import Entry, Points
from grading.execute import execute
from grading.gradebook import Gradebook, Released, entries
from grading.job import Job, Record, Run, Step
from grading.limits import Limits

FAST = Limits(call_seconds=0.5, cell_seconds=20.0, output_bytes=1000)
PROBLEM_SET = ProblemSet("ps3_backprop")
NAME = PROBLEM_SET.name
MEMBERS = {member.id: member for member in members(PROBLEM_SET)}


@pytest.fixture(scope="session")
def submit() -> Callable[..., Record]:
    """Execute steps in a sandbox, a text being a cell; return the record."""

    def run(*steps: str | Step, limits: Limits = FAST, trusted: bool = False) -> Record:
        made = [Run(step) if isinstance(step, str) else step for step in steps]
        return execute(Job(made, ("backprop",)), limits, trusted)

    return run


class Course:
    """A course folder with problem set 3, released; students are called as they answer."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.db_url = f"sqlite:///{root / 'gradebook.db'}"

    def hand_in(self, member: str, *more: Any, student: str = "") -> str:
        """Hand in what that member of the sample class does, and more cells."""
        released = self.root / "release" / NAME / f"{NAME}.ipynb"
        text = submission(PROBLEM_SET, released, MEMBERS[member])
        if more:
            notebook = nbformat.reads(text, as_version=4)
            notebook.cells += more
            text = json.dumps(notebook)
        path = self.submitted(student or member)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return student or member

    def submitted(self, student: str) -> Path:
        return self.root / "submitted" / student / NAME / f"{NAME}.ipynb"

    def autograded(self, student: str) -> Path:
        return self.root / "autograded" / student / NAME / f"{NAME}.ipynb"

    def page(self, student: str) -> str:
        path = self.root / "feedback" / student / NAME / f"{NAME}.html"
        return path.read_text(encoding="utf-8")

    def grade(self, **options: Any) -> int:
        return grade_class(self.root, NAME, **options)

    def entries(self) -> dict[str, Entry]:
        """Return what the gradebook holds, by student."""
        with NbGraderGradebook(self.db_url) as gradebook:
            return entries(gradebook, NAME)

    def points(self, student: str) -> dict[str, Points]:
        return self.entries()[student].points

    def computed(self, student: str) -> dict[str, float | None]:
        """Return the computer's points by question."""
        points = self.points(student)
        return {spec.name: points[f"check-{spec.name}"].auto_score for spec in PROBLEM_SET.specs}

    def mark(self, student: str, **given: Any) -> None:
        """Mark the derivation by hand, as formgrader does."""
        with NbGraderGradebook(self.db_url) as gradebook:
            where = ("derivation", NAME, NAME, student)
            for key, value in given.items():
                setattr(gradebook.find_grade(*where), key, value)
            gradebook.db.commit()


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("generated")
    generate(root)
    return root


@pytest.fixture(scope="session")
def released(generated: Path) -> Released:
    """Return the cells of problem set 3, as the gradebook holds them."""
    with Gradebook(f"sqlite:///{generated / 'gradebook.db'}", "") as gradebook:
        return gradebook.released(NAME, grade_ids(PROBLEM_SET))


@pytest.fixture(scope="session")
def make_course() -> type[Course]:
    return Course


@pytest.fixture
def course(generated: Path, tmp_path: Path) -> Course:
    """Return a course of its own for a test; nobody has handed in anything."""
    shutil.copytree(generated, tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.fixture(scope="session")
def deserved() -> Callable[[str], dict[str, float]]:
    """Return what the computer should give to a member of the sample class, by question."""
    return lambda member: expected_points(PROBLEM_SET, MEMBERS[member])
