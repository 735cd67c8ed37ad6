"""Take a class through nbgrader's road: collect, autograde, feedback, export, summary."""

import itertools
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbformat.warnings import DuplicateCellId
from nbgrader.apps import ExportApp, NbGraderAPI, ZipCollectApp
from nbgrader.utils import capture_log
from sqlalchemy.exc import SAWarning
from tqdm import tqdm

from exercises.course import nbgrader_api
from exercises.problem_set import ProblemSet
from grading.intake import why_ungraded
from grading.marks import class_marks, summary

PAGE_SECONDS = 60.0
ALL_GRADED, GRADER_FAILED, SOME_UNGRADED = 0, 1, 3


def grade_class(root: Path, problem_set: ProblemSet, trusted: bool = False) -> int:
    """Grade everything handed in below `root`, print the summary and return an exit code.

    A submission that cannot be graded stays where it is and is named with the reason. With
    `trusted`, notebooks run without a sandbox.
    """
    # nbgrader's own use of its database, and cells that a student copied: no news to a teacher.
    warnings.filterwarnings("ignore", category=SAWarning)
    warnings.filterwarnings("ignore", category=DuplicateCellId)
    api = nbgrader_api(root)
    api.config.RunAndJudge.trusted = trusted
    collect(api, root, problem_set.name)
    failed = autograde(api, root, problem_set)
    pageless = give_feedback(api, root, problem_set.name)
    _run(ExportApp(coursedir=api.coursedir, parent=api), assignment="")
    with api.gradebook as gradebook:
        marks = class_marks(gradebook, root, problem_set, failed)
    print(summary(marks, problem_set))
    for student, cause in pageless.items():
        print(f"No feedback page for {student}: {cause}")
    if failed or pageless:
        return GRADER_FAILED
    return SOME_UNGRADED if any(mark.ungraded for mark in marks) else ALL_GRADED


def collect(api: NbGraderAPI, root: Path, name: str) -> None:
    """Sort a learning platform's archive, if there is one, into ``submitted/<student>/<set>``."""
    if (root / "downloaded" / name / "archive").exists():
        _run(ZipCollectApp(coursedir=api.coursedir, parent=api, force=True), assignment=name)


def autograde(api: NbGraderAPI, root: Path, problem_set: ProblemSet) -> dict[str, str]:
    """Grade what can be graded; return the students for whom that failed, and the cause."""
    failed = {}
    folders = sorted((root / "submitted").glob(f"*/{problem_set.name}"))
    for folder in tqdm(folders, desc="grading", unit="submission"):
        student = folder.parent.name
        if why_ungraded(folder, problem_set):
            continue
        outcome = api.autograde(problem_set.name, student)
        if not outcome["success"]:
            failed[student] = _cause(outcome)
    return failed


def give_feedback(api: NbGraderAPI, root: Path, name: str) -> dict[str, str]:
    """Write a feedback page for every graded submission; return who has none, and the cause."""
    pageless = {}
    folders = sorted((root / "autograded").glob(f"*/{name}"))
    for folder in tqdm(folders, desc="feedback", unit="submission"):
        with _time_limit(PAGE_SECONDS):
            outcome = api.generate_feedback(name, folder.parent.name)
        if not outcome["success"]:
            pageless[folder.parent.name] = _cause(outcome)
    return pageless


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise a TimeoutError in what runs within: some Markdown takes days to become HTML."""

    def stop(*_: Any) -> None:
        raise TimeoutError(f"it was not done after {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _cause(outcome: dict[str, Any]) -> str:
    """Return the line that says what went wrong: the last of the first traceback in the log."""
    lines = [line.strip() for line in outcome.get("log", "").splitlines()]
    traceback = itertools.dropwhile(lambda line: "Traceback (most recent" not in line, lines)
    told = list(itertools.takewhile(bool, traceback))
    return f"the grader failed: {told[-1] if told else outcome['error'].strip().splitlines()[-1]}"


def _run(app: Any, assignment: str) -> None:
    """Run one of nbgrader's apps, quietly; raise what it said if it fails."""
    app.log_level = "ERROR"
    app.coursedir.assignment_id = assignment
    outcome = capture_log(app)
    if not outcome["success"]:
        raise RuntimeError(f"{app.name} failed:\n{outcome.get('log', '')}{outcome['error']}")
