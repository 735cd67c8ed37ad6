"""The coordinator of a set: it gives out jobs, judges what comes back, and is the only writer.

A result is committed as soon as it is there: first the gradebook's rows, in one transaction, then
the autograded notebook. Once that has its name, both are done. So a run may be killed at any
moment, and the next one does what is missing.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nbformat.v4 import new_markdown_cell, new_notebook
from nbformat.v4.rwbase import rejoin_lines, split_lines
from nbgrader.apps import NbGraderAPI
from nbgrader.preprocessors import AssignLatePenalties, OverwriteCells
from tqdm import tqdm

from exercises.generate import grade_ids
from exercises.problem_set import ProblemSet
from grading.atomic import replaced
from grading.basis import (
    Basis,
    basis_of,
    changed,
    earlier_basis,
    grader_hash,
    problem_set_hash,
    released_basis,
    sign,
)
from grading.cleaning import clean
from grading.entry import Entry, by_hand, computed
from grading.execute import execute
from grading.folders import autograded, file_mode, handed_in
from grading.gradebook import Gradebook, GradebookFailed, Mark
from grading.intake import Ungradable, is_link, read, why_ungraded
from grading.job import Job, Record
from grading.judge import course_secret, job_of, judge, questions_for, who
from grading.limits import Limits
from grading.preprocessors import RunAndJudge
from grading.workers import Lost, Where, executed
from nnbp.checks import Question

SHOWN_BYTES = 50_000  # of a file that is no notebook


@dataclass(frozen=True)
class Submission:
    """What a student handed in, what its grade would rest on, and what of that is new.

    `again` says that it has been graded before, and the gradebook has it.
    """

    student: str
    folder: Path
    target: Path
    basis: Basis
    new: list[str]
    again: bool


@dataclass(frozen=True)
class Change:
    """A submission that was graded before and got other points now, or another penalty.

    `points` has from and to, by cell.
    """

    student: str
    why: list[str]
    points: dict[str, tuple[float, float]]

    def __str__(self) -> str:
        points = ", ".join(f"{key} {old:g} to {new:g}" for key, (old, new) in self.points.items())
        return f"{self.student}: {points}; changed: {', '.join(self.why) or 'nothing'}"


@dataclass
class Outcome:
    """What a run did: how many it graded, who could not be graded and why, what changed.

    `failed` says where the grader itself is to blame. `since` counts for how many submissions
    something that their result rests on has changed.
    """

    graded: int = 0
    as_before: int = 0
    ungraded: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    since: Counter[str] = field(default_factory=Counter)


class Coordinator:
    """Grades the submissions to one problem set of a course."""

    def __init__(self, course: NbGraderAPI, problem_set: ProblemSet, gradebook: Gradebook) -> None:
        self.course = course.coursedir
        self.problem_set = problem_set
        self.gradebook = gradebook
        self.released = gradebook.released(problem_set.name, grade_ids(problem_set))
        self.outcome = Outcome()
        self._runner = RunAndJudge(config=course.config)
        self._limits = Limits.of(self._runner.limits)
        self._late = AssignLatePenalties(config=course.config)
        self._late.init_plugin()
        self._overwrite = OverwriteCells(config=course.config)
        self._overwrite.gradebook = self.released
        self._overwrite.notebook_id = self._overwrite.assignment_id = problem_set.name
        self._prepared: dict[str, tuple[Submission, Any, dict[str, Question]]] = {}

    @cached_property
    def _secret(self) -> bytes:
        return course_secret(Path(self.course.root))

    def run(self, where: Where, force: bool = False) -> Outcome:
        """Grade what has changed since it was graded, or with `force` everything."""
        todo = list(self._todo(force))
        how = partial(execute, limits=self._limits, trusted=self._runner.trusted)
        with tqdm(total=len(todo), desc="grading", unit="submission", disable=not todo) as bar:
            jobs = self._jobs(todo, bar)
            for student, record in executed(jobs, len(todo), how, where, self._version):
                self._finish(student, record)
                bar.update()
        return self.outcome

    @property
    def _version(self) -> partial[str]:
        return partial(grader_hash, f"{self._limits!r} {self._runner.other_roads}")

    def _todo(self, force: bool) -> Iterator[Submission]:
        """Return what is to be graded, and note of the rest who could not be graded and why."""
        name = self.problem_set.name
        everyones = released_basis(self.released) | {
            "problem set": problem_set_hash(self.problem_set.folder, self._secret),
            "grader": self._version(),
        }
        entries = self.gradebook.entries(name)
        for folder in handed_in(self.course, name):
            student = folder.parent.name
            target = autograded(self.course, student, name)
            entry = entries.get(student)
            due = str(entry.due if entry else self.released.duedate)
            basis = basis_of(folder, f"{name}.ipynb") | {"due date": due} | everyones
            before = earlier_basis(target)
            new = changed(before if entry else before | {"gradebook": ""}, basis)
            if entry and self._owes_another_penalty(student, entry):
                new.append("penalty")
            self.outcome.since.update(new if before else [])
            if force or new:
                yield Submission(student, folder, target, basis, new, bool(before and entry))
            elif why := why_ungraded(folder, self.problem_set) or self._why_no_time(folder):
                self.outcome.ungraded[student] = why
            else:
                self.outcome.as_before += 1

    def _jobs(self, todo: list[Submission], bar: tqdm) -> Iterator[tuple[str, Job]]:
        """Yield the job of each; leave to a person what cannot be graded."""
        for submission in todo:
            try:
                yield submission.student, self._prepare(submission)
                continue
            except Ungradable as why:
                self.outcome.ungraded[submission.student] = str(why)
                if submission.new:
                    with self._going_on(submission.student):
                        self._leave_to_a_person(submission, str(why))
            except Exception as error:
                self._fail(submission.student, error)
            bar.update()

    @contextmanager
    def _going_on(self, student: str) -> Iterator[None]:
        """Note a failure with one submission, and go on; not if nothing at all can be written."""
        try:
            yield
        except (GradebookFailed, OSError):
            raise
        except Exception as error:
            self._fail(student, error)

    def _prepare(self, submission: Submission) -> Job:
        notebook = read(submission.folder, self.problem_set)
        if why := self._why_no_time(submission.folder):
            raise Ungradable(why)
        notebook = self._cleaned(notebook)
        questions = questions_for(self.problem_set, who(submission.student, notebook), self._secret)
        self._prepared[submission.student] = submission, notebook, questions
        return job_of(notebook, self.problem_set, questions)

    def _cleaned(self, notebook: Any) -> Any:
        """Return the notebook without what does not count, with the locked cells as released."""
        notebook = clean(notebook, self.released)
        notebook.metadata.kernelspec = self.released.kernelspec
        for number, cell in enumerate(notebook.cells):
            self._overwrite.preprocess_cell(cell, {}, number)
        return notebook

    def _finish(self, student: str, record: Record | Lost) -> None:
        """Judge a record and commit the result."""
        submission, notebook, questions = self._prepared.pop(student)
        if isinstance(record, Lost):
            (self.outcome.failed if record.ours else self.outcome.ungraded)[student] = record.why
            return
        with self._going_on(student):
            judge(notebook, questions, record, self._runner.other_roads == "no points")
            seen = "notebook" not in submission.new
            before, after = self._commit(submission, notebook, partial(computed, notebook, seen))
            self.outcome.graded += 1
            self._note_change(submission, before, after)

    def _leave_to_a_person(self, submission: Submission, why: str) -> None:
        """Show a person what was handed in, with the released cells to give marks for."""
        says = f"The computer could not grade this: {why}. What was handed in:"
        shown = new_markdown_cell(f"{says}\n\n{_fenced(_text(submission))}")
        notebook = self._cleaned(new_notebook(cells=[shown]))
        seen = "notebook" not in submission.new
        before, after = self._commit(submission, notebook, partial(by_hand, seen))
        self._note_change(submission, before, after)

    def _note_change(self, submission: Submission, before: Entry, after: Entry) -> None:
        pairs = {
            name: (before.points[name].score, now.score)
            for name, now in after.points.items()
            if name in before.points
        }
        pairs["penalty"] = before.penalty, after.penalty
        points = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        if submission.again and points:
            self.outcome.changes.append(Change(submission.student, submission.new, points))

    def _commit(self, submission: Submission, notebook: Any, mark: Mark) -> tuple[Entry, Entry]:
        sign(notebook, submission.basis)
        with replaced(submission.target, file_mode(self.course)) as draft:
            # As nbformat writes it, but on one line: for a line each, json has no fast way.
            # It is not copied first: what is split is joined again.
            text = json.dumps(split_lines(notebook), ensure_ascii=False)
            rejoin_lines(notebook)
            draft.write_text(text, encoding="utf-8")
            folder = submission.folder
            time = None if self._why_no_time(folder) else self._time(folder)
            return self.gradebook.write(
                self.released, submission.student, time, mark, self._penalty
            )

    def _time(self, folder: Path) -> datetime | None:
        """Return when a submission was handed in, if that is written down."""
        time: datetime | None = self.course.get_existing_timestamp(str(folder))
        return time

    def _why_no_time(self, folder: Path) -> str:
        """Return why the time that is written down cannot be read, or "" if it can."""
        try:
            self._time(folder)
        except Exception:  # dateutil and nbgrader have errors of their own
            return "its timestamp.txt does not hold a time"
        return ""

    def _penalty(self, student: str, score: float, seconds: float) -> float | None:
        """Ask nbgrader's plugin for the penalty of a late submission, within nbgrader's bounds."""
        if not seconds:
            return None
        penalty = self._late.plugin_inst.late_submission_penalty(student, score, seconds)
        if penalty is None:
            return None
        return float(self._late._check_late_penalty(SimpleNamespace(score=score), penalty))

    def _owes_another_penalty(self, student: str, entry: Entry) -> bool:
        """Return whether the penalty would be another now: by marks given by hand, or settings."""
        try:
            penalty = self._penalty(student, entry.score, entry.seconds_late) or 0.0
        except Exception:  # of the course's own plugin; it is told when the penalty is written
            return True
        return not math.isclose(penalty, entry.penalty)

    def _fail(self, student: str, error: Exception) -> None:
        self.outcome.failed[student] = f"the grader failed: {type(error).__name__}: {error}"


def _text(submission: Submission) -> str:
    """Return the beginning of the file, or the names of those that are there instead."""
    folder = submission.folder
    path = folder / submission.target.name
    if not folder.is_symlink() and path.is_file() and not is_link(path):
        with path.open("rb") as file:
            return file.read(SHOWN_BYTES).decode(errors="replace")
    names = sorted(ascii(str(file.relative_to(folder))) for file in folder.rglob("*"))
    return "\n".join(names[:50])


def _fenced(text: str) -> str:
    """Return Markdown that shows the text as it stands."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
