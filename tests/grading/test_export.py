"""`nbgrader export`: a file a set, with those who are asked for; what is no set is told."""

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from exercises.course import PROBLEM_SETS

NAME = "ps3_backprop"
NBGRADER = Path(sys.executable).parent / "nbgrader"


@pytest.fixture
def class_(course: Any) -> Any:
    """A course in which two have handed in, and in which there is a midterm."""
    course.hand_in("right-loop", student="ana")
    course.hand_in("blank", student="bea")
    with Gradebook(course.db_url) as gradebook:
        gradebook.add_assignment("midterm")
    return course


def export(course: Any, *options: str) -> subprocess.CompletedProcess[str]:
    command = [NBGRADER, "export", *options]
    return subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)


def tables(course: Any) -> dict[str, list[str]]:
    """Return the students in each table that stands in the course's folder."""
    return {path.name: students(path) for path in course.root.glob("*.csv")}


def students(path: Path) -> list[str]:
    with path.open(newline="", encoding="utf-8") as file:
        return [row["student"] for row in csv.DictReader(file)]


def test_each_set_has_a_file_and_another_assignment_is_left_out(class_: Any) -> None:
    done = export(class_, "--to", "all.csv")
    assert done.returncode == 0, done.stderr
    assert "The assignment midterm is left out: there is no problem set 'midterm'" in done.stderr
    nobody: dict[str, list[str]] = {f"all-{name}.csv": [] for name in PROBLEM_SETS}
    assert tables(class_) == nobody | {f"all-{NAME}.csv": ["ana", "bea"]}


def test_one_set_has_the_file_that_is_named(class_: Any) -> None:
    export(class_, "--assignment", NAME, "--to", "one.csv")
    assert tables(class_) == {"one.csv": ["ana", "bea"]}


def test_only_those_who_are_asked_for_are_written(class_: Any) -> None:
    export(class_, "--assignment", NAME, "--student", "bea")
    assert tables(class_) == {f"marks-{NAME}.csv": ["bea"]}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--assignment", "nothere"], "there is no problem set 'nothere'; there are ps1_"),
        (["--assignment", "midterm"], "there is no problem set 'midterm'; there are ps1_"),
        (["--student", "bob"], "nothing was handed in by bob"),
    ],
)
def test_what_is_not_there_is_named_and_nothing_is_written(
    options: list[str], says: str, class_: Any
) -> None:
    done = export(class_, *options)
    assert done.returncode == 1
    assert f"Nothing was exported: {says}" in done.stderr
    assert "Traceback" not in done.stderr
    assert tables(class_) == {}
