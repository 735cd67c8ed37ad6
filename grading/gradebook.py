"""nbgrader's gradebook, written in bulk: a submission's rows in one transaction.

The rows are those that ``nbgrader autograde`` writes one at a time through its object mapper.
Points and comments that a person has given are never touched. SQLite and PostgreSQL serve.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from nbgrader import api
from sqlalchemy.exc import DatabaseError

from grading.entry import Entry, Points

RETRY_SECONDS = 1.0
PATIENCE_SECONDS = 600.0

ASSIGNMENT = api.Assignment.__table__
CELL = api.BaseCell.__table__
COMMENT = api.Comment.__table__
GRADE = api.Grade.__table__
GRADE_CELL = api.GradeCell.__table__
NOTEBOOK = api.SubmittedNotebook.__table__
RELEASED = api.Notebook.__table__
SOLUTION_CELL = api.SolutionCell.__table__
SOURCE_CELL = api.SourceCell.__table__
STUDENT = api.Student.__table__
SUBMISSION = api.SubmittedAssignment.__table__

Result = TypeVar("Result")


class GradebookFailed(Exception):
    """The gradebook cannot be read or written; the text says which and why."""


@dataclass(frozen=True)
class Released:
    """A set's notebook as it was released: what nbgrader keeps of it and of its cells, by name."""

    assignment_id: str
    notebook_id: str
    kernelspec: Any
    duedate: datetime | None
    source_cells: Mapping[str, Any]
    grade_cells: Mapping[str, Any]
    solution_cells: Mapping[str, Any]

    @property
    def max_score(self) -> float:
        return float(sum(cell.max_score for cell in self.grade_cells.values()))

    def find_source_cell(self, name: str, *_: str) -> Any:
        """Answer nbgrader's OverwriteCells as its own gradebook would."""
        if name not in self.source_cells:
            raise api.MissingEntry(name)
        return self.source_cells[name]

    def find_graded_cell(self, name: str, *_: str) -> Any:
        """Answer nbgrader's OverwriteCells as its own gradebook would."""
        return self.grade_cells[name]


Mark = Callable[[Entry], Entry]
Penalty = Callable[[str, float, float], float | None]


class Gradebook:
    """The gradebook at `db_url`; use it as a context manager.

    While another program holds it, wait, and `say` so. Raise `GradebookFailed` if it fails.
    """

    def __init__(self, db_url: str, course_id: str, say: Callable[[str], None] = print) -> None:
        self._say = say
        self._name = sa.make_url(db_url).render_as_string(hide_password=True)
        self.nbgrader = self._patiently(lambda: api.Gradebook(db_url, course_id))
        self._writing = sa.create_engine(db_url)
        if self._writing.dialect.name == "sqlite":
            _lock_at_the_beginning(self._writing)

    def __enter__(self) -> "Gradebook":
        return self

    def __exit__(self, *_: object) -> None:
        self.nbgrader.close()
        self._writing.dispose()

    def released(self, name: str, order: Sequence[str] = ()) -> Released:
        """Return what nbgrader keeps of the set `name`, with the cells in that order."""
        return self._patiently(lambda: released(self.nbgrader, name, order))

    def entries(self, name: str) -> dict[str, Entry]:
        """Return by student what the gradebook holds of the set `name`."""
        return self._patiently(lambda: entries(self.nbgrader, name))

    def write(
        self,
        released: Released,
        student: str,
        timestamp: datetime | None,
        mark: Mark,
        penalty: Penalty,
    ) -> tuple[Entry, Entry]:
        """Put in the place of an entry what `mark` makes of it; return the one and the other.

        `penalty(student, score, seconds late)` says what to deduct; None where nothing is.
        """

        def work() -> tuple[Entry, Entry]:
            with self._writing.begin() as db:
                place = _Place(db, released, student, timestamp)
                before = place.entry()
                after = mark(before)
                deducted = penalty(student, after.score, before.seconds_late)
                after.penalty = deducted or 0.0
                place.store(after, deducted)
            return before, after

        return self._patiently(work)

    def _patiently(self, work: Callable[[], Result]) -> Result:
        """Do the work, again and again while another program holds the gradebook."""
        patient_until = time.monotonic() + PATIENCE_SECONDS
        told = False
        while True:
            try:
                return work()
            except (DatabaseError, api.InvalidEntry) as error:
                says = str(getattr(error, "orig", error)).strip()
                if "locked" not in says or time.monotonic() > patient_until:
                    raise GradebookFailed(f"the gradebook {self._name}: {says}") from error
            if not told:
                self._say(f"Another program holds the gradebook {self._name}; waiting for it.")
                told = True
            time.sleep(RETRY_SECONDS)


def released(gradebook: api.Gradebook, name: str, order: Sequence[str] = ()) -> Released:
    """Return what nbgrader keeps of the set `name`; a ValueError says if there is nothing.

    A database keeps no order. Where it matters, `order` names the cells in the notebook's.
    """
    asked = sa.select(RELEASED, ASSIGNMENT.c.duedate).select_from(ASSIGNMENT.join(RELEASED))
    asked = asked.where(ASSIGNMENT.c.name == name, RELEASED.c.name == name)
    if (notebook := gradebook.db.execute(asked).first()) is None:
        raise ValueError(
            f"the gradebook does not know {name}: generate the set first "
            f"(python -m exercises.generate {name}, with --course for a folder of your own)"
        )

    def cells(columns: list[Any], table: Any) -> dict[str, Any]:
        asked = _select(columns, table, columns[0].table.c.notebook_id == notebook.id)
        found = {cell.name: cell for cell in gradebook.db.execute(asked)}
        return {key: found.pop(key) for key in order if key in found} | found

    named = [CELL.c.id, CELL.c.name]
    graded = [*named, GRADE_CELL.c.max_score, GRADE_CELL.c.cell_type]
    return Released(
        notebook.assignment_id,
        notebook.id,
        notebook.kernelspec and json.loads(notebook.kernelspec),
        notebook.duedate,
        cells(list(SOURCE_CELL.c), SOURCE_CELL),
        cells(graded, CELL.join(GRADE_CELL)),
        cells(named, CELL.join(SOLUTION_CELL)),
    )


def entries(gradebook: api.Gradebook, name: str) -> dict[str, Entry]:
    """Return by student what the gradebook holds of the set `name`, in three queries."""
    handed_in = ASSIGNMENT.join(SUBMISSION).join(NOTEBOOK)
    student, this_set = SUBMISSION.c.student_id, ASSIGNMENT.c.name == name
    penalty, extension = NOTEBOOK.c.late_submission_penalty, SUBMISSION.c.extension
    columns = [student, penalty, SUBMISSION.c.timestamp, ASSIGNMENT.c.duedate, extension]
    found = {
        key: Entry(penalty=penalty or 0.0, timestamp=time, due=_extended(due, extension))
        for key, penalty, time, due, extension in gradebook.db.execute(
            _select(columns, handed_in, this_set)
        )
    }
    columns = [student, CELL.c.name, *_points_columns()]
    marks = handed_in.join(GRADE, GRADE.c.notebook_id == NOTEBOOK.c.id)
    marks = marks.join(CELL, CELL.c.id == GRADE.c.cell_id)
    for key, cell, *points in gradebook.db.execute(_select(columns, marks, this_set)):
        found[key].points[cell] = Points(*points)
    said = sa.func.coalesce(COMMENT.c.manual_comment, COMMENT.c.auto_comment)
    remarks = handed_in.join(COMMENT, COMMENT.c.notebook_id == NOTEBOOK.c.id)
    remarks = remarks.join(CELL, CELL.c.id == COMMENT.c.cell_id)
    asked = _select([student, CELL.c.name, said], remarks, this_set, said.is_not(None))
    for key, cell, comment in gradebook.db.execute(asked):
        found[key].comments[cell] = comment
    return found


def _extended(due: datetime | None, extension: timedelta | None) -> datetime | None:
    return due and due + (extension or timedelta())


def _select(columns: list[Any], joined: Any, *where: Any) -> Any:
    return sa.select(*columns).select_from(joined).where(*where)


def _points_columns() -> list[Any]:
    return [GRADE.c[name] for name in Points.__dataclass_fields__]


class _Place:
    """One submission's rows within a transaction; those that are missing are made."""

    def __init__(
        self, db: sa.Connection, released: Released, student: str, timestamp: datetime | None
    ) -> None:
        self.db = db
        self.released = released
        assignment = {"assignment_id": released.assignment_id}
        db.execute(HOLD, assignment)
        self._find_or_make(STUDENT, id=student)
        self.submission = self._find_or_make(SUBMISSION, **assignment, student_id=student)
        self.notebook = self._find_or_make(
            NOTEBOOK, assignment_id=self.submission.id, notebook_id=released.notebook_id
        )
        self.timestamp = timestamp or self.submission.timestamp
        if timestamp:
            db.execute(HANDED_IN, {"submission": self.submission.id, "time": timestamp})
        self._make_missing(GRADE, released.grade_cells)
        self._make_missing(COMMENT, released.solution_cells)

    def entry(self) -> Entry:
        """Return what the rows hold now."""
        rows = self.db.execute(MARKED, {"notebook": self.notebook.id})
        return Entry(
            {name: Points(*points) for name, *points in rows},
            penalty=self.notebook.late_submission_penalty or 0.0,
            timestamp=self.timestamp,
            due=_extended(self.released.duedate, self.submission.extension),
        )

    def store(self, entry: Entry, deducted: float | None) -> None:
        """Write the computer's points and comments, and the penalty."""
        notebook, cells = self.notebook.id, self.released.grade_cells
        points = [
            {
                "notebook": notebook,
                "cell": cells[name].id,
                "points": points.auto_score,
                "waiting": points.needs_manual_grade,
            }
            for name, points in entry.points.items()
        ]
        self._all(SCORE, points)
        cells = self.released.solution_cells
        comments = [
            {"notebook": notebook, "cell": cells[name].id, "says": says}
            for name, says in entry.comments.items()
        ]
        self._all(TELL, comments)
        self.db.execute(DEDUCT, {"notebook": notebook, "penalty": deducted})

    def _all(self, statement: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.db.execute(statement, rows)

    def _find_or_make(self, table: sa.Table, **keys: Any) -> Any:
        asked = _rows_with(table, *keys)
        if (row := self.db.execute(asked, keys).first()) is None:
            made = keys if "id" in keys else {"id": api.new_uuid(), **keys}
            self.db.execute(table.insert(), made)
            row = self.db.execute(asked, keys).one()
        return row

    def _make_missing(self, table: sa.Table, cells: Mapping[str, Any]) -> None:
        mine = {"notebook_id": self.notebook.id}
        rows = self.db.execute(_rows_with(table, "notebook_id"), mine)
        there = {row.cell_id for row in rows}
        wanted = [cell.id for cell in cells.values() if cell.id not in there]
        self._all(
            table.insert(), [{"id": api.new_uuid(), "cell_id": cell, **mine} for cell in wanted]
        )


@cache
def _rows_with(table: sa.Table, *names: str) -> Any:
    """Return the statement that finds the rows in which these columns are what is given."""
    return sa.select(table).where(*(table.c[name] == sa.bindparam(name) for name in names))


def _of_cell(table: sa.Table) -> Any:
    mine = table.c.notebook_id == sa.bindparam("notebook")
    return table.update().where(mine, table.c.cell_id == sa.bindparam("cell"))


# Made once: to put a statement together takes about as long as to execute it.
# On PostgreSQL the assignment is held, so that two programs do not both make the same rows.
HOLD = sa.select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.id == sa.bindparam("assignment_id"))
HOLD = HOLD.with_for_update()
HANDED_IN = SUBMISSION.update().where(SUBMISSION.c.id == sa.bindparam("submission"))
HANDED_IN = HANDED_IN.values(timestamp=sa.bindparam("time"))
MARKED = _select(
    [CELL.c.name, *_points_columns()],
    GRADE.join(CELL),
    GRADE.c.notebook_id == sa.bindparam("notebook"),
)
SCORE = _of_cell(GRADE).values(
    auto_score=sa.bindparam("points"), needs_manual_grade=sa.bindparam("waiting")
)
TELL = _of_cell(COMMENT).values(auto_comment=sa.bindparam("says"))
DEDUCT = NOTEBOOK.update().where(NOTEBOOK.c.id == sa.bindparam("notebook"))
DEDUCT = DEDUCT.values(late_submission_penalty=sa.bindparam("penalty"))


def _lock_at_the_beginning(engine: sa.Engine) -> None:
    """Let a transaction on SQLite lock the file before it reads: another writer waits meanwhile."""

    @sa.event.listens_for(engine, "connect")
    def leave_transactions_to_us(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
