"""A class's marks: as a table for a spreadsheet, and as a summary of who made which mistake."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

from exercises.generate import check_id
from exercises.problem_set import ProblemSet
from grading.intake import why_ungraded
from grading.judge import VERDICT


@dataclass(frozen=True)
class Mark:
    """One submission's marks: points by grade id, or the reason why there are none.

    `waiting` says that a person has still to mark something.
    """

    student: str
    max_points: float
    points: dict[str, float] = field(default_factory=dict)
    mistakes: dict[str, list[str]] = field(default_factory=dict)
    waiting: bool = False
    ungraded: str = ""

    @property
    def total(self) -> float:
        return sum(self.points.values())


def class_marks(
    gradebook: Gradebook,
    root: Path,
    problem_set: ProblemSet,
    failed: Mapping[str, str] | None = None,
) -> list[Mark]:
    """Return the mark of everyone who handed something in, by name.

    `failed` says why grading failed, by student, where it did.
    """
    folders = sorted((root / "submitted").glob(f"*/{problem_set.name}"))
    return [_mark(gradebook, folder, root, problem_set, failed or {}) for folder in folders]


def _mark(
    gradebook: Gradebook,
    folder: Path,
    root: Path,
    problem_set: ProblemSet,
    failed: Mapping[str, str],
) -> Mark:
    student = folder.parent.name
    name = problem_set.name
    max_points = gradebook.find_assignment(name).max_score
    graded = root / "autograded" / student / name / f"{name}.ipynb"
    why = why_ungraded(folder, problem_set) or failed.get(student, "")
    if not why and not graded.exists():
        why = "it was not graded yet"
    if why:
        return Mark(student, max_points, ungraded=why)
    try:
        submission = gradebook.find_submission_notebook(name, name, student)
    except MissingEntry:
        return Mark(student, max_points, ungraded="the gradebook does not know it")
    points = {grade.name: grade.score for grade in submission.grades}
    waiting = any(grade.needs_manual_grade for grade in submission.grades)
    return Mark(student, max_points, points, named_mistakes(graded), waiting)


def named_mistakes(graded: Path) -> dict[str, list[str]]:
    """Return by question the mistakes that the judge named in an autograded notebook."""
    mistakes = {}
    for cell in nbformat.read(graded, as_version=4).cells:
        for output in cell.get("outputs", []):
            verdict = output.get("data", {}).get(VERDICT)
            if verdict and verdict["mistakes"]:
                mistakes[verdict["question"]] = list(verdict["mistakes"])
    return mistakes


class MarksExporter(ExportPlugin):  # type: ignore[misc]
    """``nbgrader export``: a row a submission, its points by question, or why it has none."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the marks of the assignments asked for, or of all."""
        root = Path(self.parent.coursedir.root)
        wanted = self.assignment or [assignment.name for assignment in gradebook.assignments]
        for name in wanted:
            path = Path(self.to or root / f"marks-{name}.csv")
            problem_set = ProblemSet(name)
            write_marks(class_marks(gradebook, root, problem_set), problem_set, path)
            self.log.info("Exported the marks of %s to %s", name, path)


def write_marks(marks: list[Mark], problem_set: ProblemSet, path: Path) -> None:
    """Write the marks as CSV."""
    questions = [check_id(spec.name) for spec in problem_set.specs]
    by_hand = sorted({key for mark in marks for key in mark.points} - set(questions))
    header = [column.removeprefix("check-") for column in [*questions, *by_hand]]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["student", "status", *header, "score", "max_score", "note"])
        for mark in marks:
            status = (
                "ungraded" if mark.ungraded else "to mark by hand" if mark.waiting else "graded"
            )
            if mark.ungraded:
                row = [*[""] * len(header), "", f"{mark.max_points:g}", mark.ungraded]
            else:
                row = [f"{mark.points.get(key, 0):g}" for key in [*questions, *by_hand]]
                named = ["/".join(ids) for ids in _told_once(mark.mistakes.values())]
                row += [f"{mark.total:g}", f"{mark.max_points:g}", " ".join(named)]
            writer.writerow([mark.student, status, *row])


def summary(marks: list[Mark], problem_set: ProblemSet) -> str:
    """Return the class report: the marks in brief, who made which mistake, who was not graded."""
    graded = [mark for mark in marks if not mark.ungraded]
    ungraded = [mark for mark in marks if mark.ungraded]
    lines = [f"{problem_set.name}: {len(graded)} of {len(marks)} submissions graded"]
    if graded:
        totals = sorted(mark.total for mark in graded)
        middle = totals[len(totals) // 2]
        lines[0] += f", median {middle:g} of {graded[0].max_points:g} points"
    if waiting := sum(mark.waiting for mark in graded):
        lines.append(f"{waiting} hold an answer that a person has still to mark")
    lines += ["", "Named mistakes, most frequent first:"]
    says = {wrong.mistake.id: wrong.mistake.says for wrong in problem_set.wrong_lines}
    for named, students in _by_mistake(graded):
        lines.append(f"  {len(students):3}  {' Or: '.join(says[mistake] for mistake in named)}")
        lines.append(f"       {' or '.join(named)}: {', '.join(students)}")
    if ungraded:
        lines += ["", "Not graded:"]
        lines += [f"  {mark.student}: {mark.ungraded}" for mark in ungraded]
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
