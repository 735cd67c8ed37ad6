"""A class graded a hundred times, on several draws of hidden cases: all get what is theirs."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import nbformat
import pytest

from exercises.problem_set import ProblemSet
from exercises.sample_class import Member, expected_points, members, submission
from grading.cleaning import clean
from grading.execute import execute
from grading.gradebook import Released
from grading.judge import job_of, judge, questions_for
from grading.limits import Limits

PROBLEM_SET = ProblemSet("ps3_backprop")
NAME = PROBLEM_SET.name
GRADED = [member for member in members(PROBLEM_SET) if not member.ungraded]
RUNS, DRAWS, AT_A_TIME = 100, 4, 3
# One member never ends: at the usual limit a hundred runs would take a quarter of an hour.
SOON = Limits(call_seconds=0.3)


@pytest.mark.parametrize("member", GRADED, ids=lambda member: member.id)
def test_the_points_are_the_same_every_time(
    member: Member, generated: Path, released: Released
) -> None:
    handed_in = submission(PROBLEM_SET, generated / "release" / NAME / f"{NAME}.ipynb", member)
    expected = expected_points(PROBLEM_SET, member)
    limits = SOON if member.id == "infinite-loop" else Limits()
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for draw in range(DRAWS):
            questions = questions_for(PROBLEM_SET, member.id, b"secret %d" % draw)
            notebooks = [
                clean(nbformat.reads(handed_in, as_version=4), released)
                for _ in range(RUNS // DRAWS)
            ]
            jobs = [job_of(notebook, PROBLEM_SET, questions) for notebook in notebooks]
            for run, record in enumerate(pool.map(partial(execute, limits=limits), jobs)):
                reports = judge(notebooks[run], questions, record)
                assert {name: report.points for name, report in reports.items()} == expected, run
