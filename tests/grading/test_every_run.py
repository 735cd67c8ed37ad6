"""A class graded a hundred times, each time on other hidden cases: everyone gets what is theirs."""

from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from exercises.problem_set import ProblemSet
from exercises.sample_class import Member, expected_points, members, submission
from grading.cleaning import Released, clean
from grading.execute import execute
from grading.judge import job_of, judge, questions_for

PROBLEM_SET = ProblemSet("ps3_backprop")
NAME = PROBLEM_SET.name
GRADED = [member for member in members(PROBLEM_SET) if not member.ungraded]
RUNS = 100


@pytest.fixture(scope="module")
def released(generated: Path) -> Released:
    with Gradebook(f"sqlite:///{generated / 'gradebook.db'}") as gradebook:
        return Released.of(gradebook.find_notebook(NAME, NAME))


@pytest.mark.parametrize("member", GRADED, ids=lambda member: member.id)
def test_the_points_are_the_same_every_time(
    member: Member, generated: Path, released: Released
) -> None:
    handed_in = submission(PROBLEM_SET, generated / "release" / NAME / f"{NAME}.ipynb", member)
    expected = expected_points(PROBLEM_SET, member)
    for run in range(RUNS):
        notebook = clean(nbformat.reads(handed_in, as_version=4), released)
        questions = questions_for(PROBLEM_SET, member.id, b"secret of run %d" % run)
        record = execute(job_of(notebook, PROBLEM_SET, questions))
        reports = judge(notebook, questions, record)
        assert {name: report.points for name, report in reports.items()} == expected, run
