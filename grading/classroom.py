"""Take a class from what was handed in to its marks: collect, grade, write the pages, sum up."""

import json
import shlex
import warnings
from pathlib import Path

from nbformat.warnings import DuplicateCellId
from nbgrader.apps import NbGraderAPI
from sqlalchemy.exc import SAWarning
from tqdm import tqdm

from exercises.course import nbgrader_api
from exercises.problem_set import ProblemSet
from grading import folders
from grading.atomic import replaced
from grading.collecting import NOBODYS, CannotCollect, Collected, collect
from grading.coordinator import Coordinator, Outcome
from grading.feedback import page
from grading.folders import autograded, feedback_page, handed_in, marks_table
from grading.gradebook import Gradebook, GradebookFailed
from grading.marks import class_marks, summary, write_marks
from grading.workers import NoWorkers, Where

ALL_GRADED, GRADER_FAILED, SOME_UNGRADED = 0, 1, 3
HERE = Where()


def grade_class(
    root: Path,
    name: str,
    where: Where = HERE,
    trusted: bool = False,
    force: bool = False,
    pages: bool = True,
) -> int:
    """Grade what was handed in below `root` for the set `name`; return an exit code.

    What has been graded and has not changed since is left alone, unless `force` is given. A
    submission that cannot be graded stays where it is and is named with the reason. With
    `trusted`, notebooks run without a sandbox.
    """
    problem_set, course = ProblemSet(name), _course(root, name)
    course.config.RunAndJudge.trusted = trusted
    try:
        collected = collect(course, name)
        collected.left_out |= folders.left_out(course.coursedir, name)
        with _gradebook(course) as gradebook:
            outcome = Coordinator(course, problem_set, gradebook).run(where, force)
            if pages:
                outcome.failed |= write_pages(course, problem_set, gradebook)
            print(_sum_up(course, problem_set, gradebook, outcome, collected))
    except (CannotCollect, GradebookFailed, NoWorkers, OSError) as error:
        raise CannotGrade(f"{error}\n{WHAT_NOW}") from error
    if outcome.failed:
        return GRADER_FAILED
    return SOME_UNGRADED if outcome.ungraded or collected.left_out else ALL_GRADED


WHAT_NOW = (
    "What was graded so far is kept. Mend this, then run the command again: it does the rest."
)
PATTERN = (
    "The pattern for names is c.FileNameCollectorPlugin.named_regexp in nbgrader_config.py; "
    "the page Grading a class has an example for Moodle."
)


class CannotGrade(Exception):
    """The class cannot be graded; the text says why and what to do."""


def renew_pages(root: Path, name: str) -> None:
    """Write the pages and the table of marks anew, with what a person has marked since."""
    problem_set, course = ProblemSet(name), _course(root, name)
    try:
        with _gradebook(course) as gradebook:
            write_pages(course, problem_set, gradebook)
            print(_sum_up(course, problem_set, gradebook))
    except (GradebookFailed, OSError) as error:
        raise CannotGrade(str(error)) from error


def write_pages(
    course: NbGraderAPI, problem_set: ProblemSet, gradebook: Gradebook
) -> dict[str, str]:
    """Write the page of everybody who has an autograded notebook; return why one has none."""
    name, heading = problem_set.name, problem_set.heading
    failed = {}
    released, entries = gradebook.released(name), gradebook.entries(name)
    students = [folder.parent.name for folder in handed_in(course.coursedir, name)]
    graded = [student for student in students if student in entries]
    for student in tqdm(graded, desc="feedback", unit="page", disable=not graded):
        notebook = json.loads(autograded(course.coursedir, student, name).read_bytes())
        try:
            text = page(heading, student, notebook, entries[student], released)
        except Exception as error:  # one page is no reason to write no other
            failed[student] = f"its page could not be written: {type(error).__name__}: {error}"
            tqdm.write(f"{student}: {failed[student]}")
            continue
        with replaced(feedback_page(course.coursedir, student, name)) as draft:
            draft.write_text(text, encoding="utf-8")
    return failed


def _course(root: Path, name: str) -> NbGraderAPI:
    # nbgrader's own use of its database, and cells that a student copied: no news to a teacher.
    warnings.filterwarnings("ignore", category=SAWarning)
    warnings.filterwarnings("ignore", category=DuplicateCellId)
    if not (root / "source" / name).is_dir():
        raise CannotGrade(
            f"{root} is not a course with the set {name}: there is no {root / 'source' / name}. "
            "Name the course's folder with --course, or generate the set there first: "
            f"python -m exercises.generate {name} --course {shlex.quote(str(root))}"
        )
    return nbgrader_api(root)


def _gradebook(course: NbGraderAPI) -> Gradebook:
    where = course.coursedir
    return Gradebook(where.db_url, where.course_id, tqdm.write)


def _sum_up(
    course: NbGraderAPI,
    problem_set: ProblemSet,
    gradebook: Gradebook,
    outcome: Outcome | None = None,
    collected: Collected | None = None,
) -> str:
    """Write the table of marks, and return the summary of the class and of the run."""
    reasons = outcome.ungraded | outcome.failed if outcome else None
    marks = class_marks(gradebook.nbgrader, course.coursedir, problem_set, reasons)
    write_marks(marks, problem_set, marks_table(course.coursedir, problem_set.name))
    told = [summary(marks, problem_set)]
    if not handed_in(course.coursedir, problem_set.name):
        told.append(folders.where_to_hand_in(course.coursedir, problem_set.name))
    if collected:
        told += _told_of(collected)
    if outcome:
        since = ", ".join(f"{what} ({count})" for what, count in outcome.since.items())
        told.append(
            f"In this run {outcome.graded} were graded; {outcome.as_before} stand as before."
            + (f" Changed since the last: {since}." if since else "")
        )
        told += ["Other points than before:", *map(str, outcome.changes)] if outcome.changes else []
    return "\n".join(told)


def _told_of(collected: Collected) -> list[str]:
    told = []
    if collected.replaced:
        told.append(f"Newer in the archive than before: {', '.join(collected.replaced)}")
    if collected.kept:
        told.append(f"Kept, since the archive's is not newer: {', '.join(collected.kept)}")
    if collected.left_out:
        told.append("Left out:")
        told += [_printable(f"  {file}: {why}") for file, why in collected.left_out.items()]
        told += [PATTERN] if NOBODYS in collected.left_out.values() else []
    return told


def _printable(text: str) -> str:
    return text if text.isprintable() else ascii(text)[1:-1]
