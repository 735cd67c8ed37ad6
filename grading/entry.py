"""What a gradebook holds of one submission: the computer's points, a person's, and comments."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution

NO_RESPONSE = "No response."  # what nbgrader says of an answer that is as it was released


@dataclass
class Points:
    """What a cell got, from the computer and from a person; None where nobody has said."""

    auto_score: float | None = None
    manual_score: float | None = None
    extra_credit: float | None = None
    needs_manual_grade: bool = True

    @property
    def score(self) -> float:
        given = self.auto_score if self.manual_score is None else self.manual_score
        return 0.0 if given is None else given + (self.extra_credit or 0.0)


@dataclass
class Entry:
    """What the gradebook holds of one submission: points and comments by cell, the penalty.

    `due` is the student's own date, extension included.
    """

    points: dict[str, Points] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    penalty: float = 0.0
    timestamp: datetime | None = None
    due: datetime | None = None

    @property
    def seconds_late(self) -> float:
        """By how much the submission missed its due date."""
        if self.timestamp is None or self.due is None:
            return 0.0
        return max(0.0, (self.timestamp - self.due).total_seconds())

    @property
    def score(self) -> float:
        """The points in all, before the penalty for a late submission."""
        return sum(points.score for points in self.points.values())

    @property
    def marked(self) -> bool:
        """Whether the computer or a person has given points."""
        given = ((points.auto_score, points.manual_score) for points in self.points.values())
        return any(score is not None for pair in given for score in pair)

    @property
    def waiting(self) -> bool:
        """Whether a person has still to look at something."""
        return any(points.needs_manual_grade for points in self.points.values())


def computed(notebook: Any, seen: bool, before: Entry) -> Entry:
    """Return the entry with the points and comments that nbgrader reads from the notebook.

    A mark given by hand asks to be looked at again, unless whoever gave it had `seen` this very
    submission and the computer's points are the same.
    """
    after = Entry()
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if is_grade(cell):
            old = before.points.get(name, Points())
            auto_score, _ = determine_grade(cell)
            waiting = auto_score is None or old.manual_score is not None
            if old.manual_score is not None and seen and auto_score == old.auto_score:
                waiting = old.needs_manual_grade
            after.points[name] = replace(old, auto_score=auto_score, needs_manual_grade=waiting)
        if is_solution(cell):
            untouched = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
            after.comments[name] = NO_RESPONSE if untouched else None
    return after


def by_hand(seen: bool, before: Entry) -> Entry:
    """Return the entry of what only a person can mark: no points but those given by hand."""
    points = {
        name: replace(
            old,
            auto_score=None,
            needs_manual_grade=old.manual_score is None or not seen or old.needs_manual_grade,
        )
        for name, old in before.points.items()
    }
    return Entry(points)
