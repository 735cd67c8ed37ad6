"""Where grading plugs into nbgrader: one preprocessor cleans a submission, one runs and judges it.

They are named in `exercises.course.configure`, so that nbgrader's own commands use them.
"""

import functools
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Dict, Enum

from exercises.generate import grade_ids
from exercises.problem_set import ProblemSet
from grading.cleaning import clean
from grading.execute import execute
from grading.gradebook import released
from grading.intake import why_ungraded
from grading.judge import course_secret, job_of, judge, questions_for, who
from grading.limits import Limits

_problem_set = functools.cache(ProblemSet)


def refuse_other_assignments(assignment: str, **_: Any) -> None:
    """End nbgrader's autograde with a sentence where the assignment is no problem set.

    nbgrader would log any error but this one, with its traceback, and go on.
    """
    try:
        _problem_set(assignment)
    except ValueError as error:
        raise SystemExit(
            f"Nothing was run: {error}. Only a problem set's notebooks run in the sandbox; keep "
            f"{assignment} in another course folder."
        ) from None


class CleanSubmission(NbGraderPreprocessor):  # type: ignore[misc]
    """Make a notebook of the student's texts as `cleaning` does, or raise a ValueError.

    It says why a submission cannot be graded at all.
    """

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """Clean the notebook; see the class."""
        names = resources["nbgrader"]
        course = self.parent.parent.coursedir
        folder = course.format_path(
            course.submitted_directory, names["student"], names["assignment"]
        )
        problem_set = _problem_set(names["assignment"])
        if why := why_ungraded(Path(folder), problem_set):
            raise ValueError(why)
        with Gradebook(names["db_url"]) as gradebook:
            cells = released(gradebook, problem_set.name, grade_ids(problem_set))
            return clean(notebook, cells), resources


class RunAndJudge(NbGraderPreprocessor):  # type: ignore[misc]
    """Run the notebook in a sandbox and judge it outside, in place of nbgrader's Execute."""

    trusted = Bool(
        False, help="Run without a sandbox. Only for notebooks that you wrote yourself."
    ).tag(config=True)

    limits = Dict(help=f"What a submission may use, by name; otherwise: {asdict(Limits())}").tag(
        config=True
    )
    other_roads = Enum(
        ["report", "no points"],
        "report",
        help="What an answer earns that was reached by numerical differences or by a library that "
        "differentiates: its points and a report to whoever marks, or no points.",
    ).tag(config=True)

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """Run and judge the notebook; see the class."""
        names = resources["nbgrader"]
        problem_set = _problem_set(names["assignment"])
        root = Path(self.parent.parent.coursedir.root)
        asker = who(names["student"], notebook)
        questions = questions_for(problem_set, asker, course_secret(root))
        job = job_of(notebook, problem_set, questions)
        record = execute(job, Limits.of(self.limits), self.trusted)
        judge(notebook, questions, record, own_road_only=self.other_roads == "no points")
        return notebook, resources
