"""A class's marks: as a table for a spreadsheet, and as a summary of who made which mistake."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import ExportPlugin

from exercises.generate import check_id
from exercises.problem_set import ProblemSet
from grading.atomic import replaced
from grading.entry import Entry
from grading.folders import autograded, handed_in, marks_table
from grading.gradebook import entries, released
from grading.intake import why_ungraded
from grading.judge import VERDICT

ABSENT = "nothing handed in"


@dataclass(frozen=True)
class Mark:
    """One submission's marks: points by grade id, or the reason why the computer gave none.

    `waiting` says that a person has still to mark something. `roads` holds by question the
    evidence that an answer was reached by another road than its own computation.
    """

    student: str
    max_points: float
    points: dict[str, float] = field(default_factory=dict)
    penalty: float = 0.0
    mistakes: dict[str, list[str]] = field(default_factory=dict)
    roads: dict[str, list[str]] = field(default_factory=dict)
    waiting: bool = False
    ungraded: str = ""

    @property
    def total(self) -> float:
        return max(0.0, sum(self.points.values()) - self.penalty)

    @property
    def status(self) -> str:
        """Graded, or what is still to do."""
        if self.ungraded and not self.points:
            return "ungraded"
        return "to mark by hand" if self.waiting else "graded"


def class_marks(
    gradebook: Gradebook,
    course: CourseDirectory,
    problem_set: ProblemSet,
    ungraded: Mapping[str, str] | None = None,
) -> list[Mark]:
    """Return the mark of everyone who handed something in or is in the gradebook, by name.

    `ungraded` says by student why the computer gave no marks; else each submission is looked at.
    """
    name = problem_set.name
    max_points = released(gradebook, name).max_score
    found = entries(gradebook, name)
    folders = {folder.parent.name: folder for folder in handed_in(course, name)}
    enrolled = {student.id for student in gradebook.students}
    if ungraded is None:
        ungraded = {student: why_ungraded(each, problem_set) for student, each in folders.items()}
    marks = []
    for student in sorted(folders.keys() | enrolled):
        entry, graded = found.get(student, Entry()), autograded(course, student, name)
        why = ungraded.get(student, "")
        if student not in folders:
            why = "" if entry.marked else ABSENT
        elif not why and not (graded.exists() and student in found):
            why = "it was not graded yet"
        marks.append(_mark(student, max_points, entry, why, graded))
    return marks


def _mark(student: str, max_points: float, entry: Entry, why: str, graded: Path) -> Mark:
    by_hand = any(points.manual_score is not None for points in entry.points.values())
    if why and not by_hand:
        return Mark(student, max_points, ungraded=why)
    verdicts = [] if why or not graded.exists() else read_verdicts(graded)
    return Mark(
        student,
        max_points,
        {name: points.score for name, points in entry.points.items()},
        entry.penalty,
        {said["question"]: said["mistakes"] for said in verdicts if said["mistakes"]},
        {said["question"]: said["road"] for said in verdicts if said.get("road")},
        entry.waiting,
        why,
    )


def read_verdicts(graded: Path) -> list[dict[str, Any]]:
    """Return the judge's verdicts in an autograded notebook, as data."""
    cells = json.loads(graded.read_bytes())["cells"]
    outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    return [data[VERDICT] for data in outputs if VERDICT in data]


class MarksExporter(ExportPlugin):  # type: ignore[misc]
    """``nbgrader export``: a file a set, in it a row a submission, its points or why it has none.

    Where there are several sets, the file that ``--to`` names has the set's name added to its own.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the marks of the assignments and students asked for, or of all."""
        course = self.parent.coursedir
        sets = self._problem_sets(gradebook)
        tables = [class_marks(gradebook, course, problem_set) for problem_set in sets]
        if self.student:
            tables = self._of_students(tables)
        for problem_set, marks in zip(sets, tables):
            path = self._path(problem_set.name, several=len(sets) > 1)
            write_marks(marks, problem_set, path)
            self.log.info("Exported the marks of %s to %s", problem_set.name, path)

    def _problem_sets(self, gradebook: Gradebook) -> list[ProblemSet]:
        """Return the sets asked for, or all that the gradebook has; other assignments are told."""
        found = []
        for name in self.assignment or [one.name for one in gradebook.assignments]:
            try:
                problem_set = ProblemSet(str(name))
                released(gradebook, problem_set.name)
            except ValueError as error:
                if self.assignment:
                    self.parent.fail("Nothing was exported: %s", error)
                self.log.warning("The assignment %s is left out: %s", name, error)
            else:
                found.append(problem_set)
        return found

    def _of_students(self, tables: list[list[Mark]]) -> list[list[Mark]]:
        asked = {str(student) for student in self.student}
        tables = [[mark for mark in marks if mark.student in asked] for marks in tables]
        if absent := asked - {mark.student for marks in tables for mark in marks}:
            self.parent.fail(
                "Nothing was exported: nothing was handed in by %s", ", ".join(sorted(absent))
            )
        return tables

    def _path(self, name: str, several: bool) -> Path:
        if not self.to:
            return marks_table(self.parent.coursedir, name)
        path = Path(self.to)
        return path.with_name(f"{path.stem}-{name}{path.suffix}") if several else path


def write_marks(marks: list[Mark], problem_set: ProblemSet, path: Path) -> None:
    """Write the marks as CSV."""
    questions = [check_id(spec.name) for spec in problem_set.specs]
    by_hand = sorted({key for mark in marks for key in mark.points} - set(questions))
    header = [column.removeprefix("check-") for column in [*questions, *by_hand]]
    with replaced(path) as draft, draft.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["student", "status", *header, "score", "max_score", "note"])
        for mark in marks:
            points = [f"{mark.points.get(key, 0):g}" for key in [*questions, *by_hand]]
            total = f"{mark.total:g}"
            if mark.status == "ungraded":
                points, total = [""] * len(header), ""
            row = [mark.student, mark.status, *points, total, f"{mark.max_points:g}", _note(mark)]
            writer.writerow(row)


def _note(mark: Mark) -> str:
    notes = [mark.ungraded] if mark.ungraded else []
    notes += ["/".join(ids) for ids in _told_once(mark.mistakes.values())]
    notes += [f"another road in {question}" for question in mark.roads]
    notes += [f"late: -{mark.penalty:g}"] if mark.penalty else []
    return " ".join(notes)


def summary(marks: list[Mark], problem_set: ProblemSet) -> str:
    """Return the class report: the marks in brief, who made which mistake, who was not graded."""
    absent = [mark.student for mark in marks if mark.ungraded == ABSENT]
    graded = [mark for mark in marks if not mark.ungraded]
    count = len(marks) - len(absent)
    lines = [f"{problem_set.name}: {len(graded)} of {count} submissions graded"]
    if graded:
        totals = sorted(mark.total for mark in graded)
        middle = totals[len(totals) // 2]
        lines[0] += f", median {middle:g} of {graded[0].max_points:g} points"
    waiting = [mark.student for mark in marks if mark.points and mark.waiting]
    if waiting:
        lines += ["", f"A person has still to mark {len(waiting)}:"]
        lines += [f"  {', '.join(waiting)}"]
    says = {wrong.mistake.id: wrong.mistake.says for wrong in problem_set.wrong_lines}
    by_mistake = _by_mistake(graded)
    lines += ["", "Named mistakes, most frequent first:"] if by_mistake else []
    for named, students in by_mistake:
        lines.append(f"  {len(students):3}  {' Or: '.join(says[mistake] for mistake in named)}")
        lines.append(f"       {' or '.join(named)}: {', '.join(students)}")
    roads = [
        f"  {mark.student}, {question}: {'; '.join(told)}"
        for mark in marks
        for question, told in mark.roads.items()
    ]
    lines += ["", "Signs of another road than the question's own:", *roads] if roads else []
    ungraded = [mark for mark in marks if mark.ungraded and mark.ungraded != ABSENT]
    reasons = [f"  {mark.student}: {mark.ungraded}" for mark in ungraded]
    lines += ["", "Not graded by the computer:", *reasons] if reasons else []
    if absent:
        lines += [
            "",
            f"{len(absent)} more are in the gradebook, with {ABSENT}; the table has them.",
        ]
    return "\n".join(lines)


def _by_mistake(marks: list[Mark]) -> list[tuple[tuple[str, ...], list[str]]]:
    """Group the students by mistake; mistakes that give the same output stand together."""
    students: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for mark in marks:
        for named in _told_once(mark.mistakes.values()):
            students[named].append(mark.student)
    return sorted(students.items(), key=lambda item: (-len(item[1]), item[0]))


def _told_once(mistakes: Iterable[list[str]]) -> list[tuple[str, ...]]:
    """Return a student's mistakes, each once: one in a step shows again in what is built on it."""
    told: list[tuple[str, ...]] = []
    for named in sorted(mistakes, key=len):
        if not any(set(named) & set(before) for before in told):
            told.append(tuple(named))
    return told
