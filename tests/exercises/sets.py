"""The problem sets, read once for all tests."""

from typing import Any

from exercises.course import PROBLEM_SETS
from exercises.known_mistakes import Naming, namings
from exercises.problem_set import ProblemSet
from nnbp.checks import Question, Report, outcomes, report

SETS = {name: ProblemSet(name) for name in PROBLEM_SETS}
NAMINGS: list[Naming] = [naming for one in SETS.values() for naming in namings(one)]
RIGHT = [
    (name, style, question)
    for name, one in SETS.items()
    for style, answers in one.right_programs().items()
    for question in answers
]


def judged(question: Question, namespace: dict[str, Any]) -> Report:
    return report(question, outcomes(question, namespace))
