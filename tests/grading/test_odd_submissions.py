"""Whatever lies where a notebook should: it is named with a reason, and the others are graded."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exercises.problem_set import ProblemSet
from grading.classroom import SOME_UNGRADED
from grading.intake import SIZE_LIMIT, why_ungraded

PROBLEM_SET = ProblemSet("ps3_backprop")


def fifo(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # a socket's whole path must be short
    socket.socket(socket.AF_UNIX).bind(path.name)
    os.chdir(before)


def folder(path: Path) -> None:
    path.mkdir()


def no_folder(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("x")


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(SIZE_LIMIT * 1000)


def name_of_bytes(path: Path) -> None:
    Path(path.parent, os.fsdecode(b"\xff")).mkdir()


def hard_link(path: Path) -> None:
    path.hardlink_to(path.parents[3] / "gradebook.db")


def timestamp(text: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_text((path.parents[2] / "honest" / path.parent.name / path.name).read_text())
        path.with_name("timestamp.txt").write_text(text)

    write.__name__ = f"timestamp {text}"
    return write


ODD = [fifo, a_socket, folder, no_folder, sparse, name_of_bytes, hard_link]
ODD += [timestamp("garbage"), timestamp("0001-01-01 00:00:00 +14")]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.__name__)
def test_it_stops_nobody_else(
    odd: Callable[[Path], None], course: Any, deserved: Callable[[str], dict[str, float]]
) -> None:
    course.hand_in("right-einsum", student="honest")
    path = course.submitted("a")
    path.parent.mkdir(parents=True)
    odd(path)
    assert course.grade() == SOME_UNGRADED
    assert course.computed("honest") == deserved("right-einsum")
    assert "a,ungraded" in (course.root / "marks-ps3_backprop.csv").read_text()


def test_a_student_whose_name_is_no_text_is_named(course: Any, capsys: Any) -> None:
    course.hand_in("right-einsum", student="honest")
    Path(course.root, "submitted", os.fsdecode(b"\xff"), "ps3_backprop").mkdir(parents=True)
    assert course.grade() == SOME_UNGRADED
    assert r"\udcff" in capsys.readouterr().out


def test_a_thousand_outputs_that_are_none_cost_no_time(course: Any) -> None:
    course.hand_in("right-einsum")
    path = course.submitted("right-einsum")
    notebook = json.loads(path.read_text())
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["outputs"] = [{"output_type": "x"}] * 20_000
    path.write_text(json.dumps(notebook))
    assert why_ungraded(path.parent, PROBLEM_SET) == ""


@pytest.mark.parametrize("spoil", [{"attachments": {"a": float("nan")}}, {"cell_type": "other"}])
def test_a_cell_that_no_notebook_has_is_a_reason(spoil: dict[str, Any], course: Any) -> None:
    course.hand_in("right-einsum")
    path = course.submitted("right-einsum")
    notebook = json.loads(path.read_text())
    notebook["cells"][-1] |= spoil
    path.write_text(json.dumps(notebook))
    assert why_ungraded(path.parent, PROBLEM_SET) == "it is not a notebook"
