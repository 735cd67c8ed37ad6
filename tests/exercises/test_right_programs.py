"""A right answer in any style gets full marks, in the public cases and in hidden ones."""

import numpy as np
import pytest
from sets import RIGHT, SETS, judged

from exercises.problem_set import ProblemSet

SEEDS = (1, 2, 3)
every_set = pytest.mark.parametrize("problem_set", SETS.values(), ids=SETS.keys())


def test_there_are_as_many_as_promised() -> None:
    assert len(RIGHT) >= 60


@pytest.mark.parametrize(("name", "style", "question"), RIGHT)
def test_it_gets_full_marks(name: str, style: str, question: str) -> None:
    problem_set = SETS[name]
    namespace = problem_set.solution(answers=problem_set.right_programs()[style])
    for seed in SEEDS:
        found = judged(problem_set.questions(seed)[question], namespace)
        assert found.right, str(found)
        assert found.points == found.max_points


@every_set
def test_the_solution_gets_full_marks(problem_set: ProblemSet) -> None:
    for seed in SEEDS:
        for question in problem_set.questions(seed).values():
            found = judged(question, problem_set.solution())
            assert (found.right, found.points) == (True, found.max_points), str(found)


@every_set
def test_hidden_cases_depend_on_the_seed_and_on_nothing_else(problem_set: ProblemSet) -> None:
    one, again, other = (problem_set.questions(seed) for seed in (1, 1, 2))
    drawn = [name for name, question in one.items() if question.kind != "choices"]
    for name in drawn:
        assert repr(one[name].cases[-1].arguments) == repr(again[name].cases[-1].arguments)
    assert any(
        repr(one[name].cases[-1].arguments) != repr(other[name].cases[-1].arguments)
        for name in drawn
    )


@every_set
def test_whoever_returns_the_known_outputs_fails_the_hidden_cases(
    problem_set: ProblemSet,
) -> None:
    for question in problem_set.questions(5).values():
        hidden = [case for case in question.cases if case.hidden]
        if question.kind == "choices":
            continue
        assert hidden, question.name
        public = [case for case in question.cases if not case.hidden]
        known = [repr(case.arguments) for case in public]
        assert any(repr(case.arguments) not in known for case in hidden), question.name


@every_set
def test_of_a_hidden_case_no_value_is_told(problem_set: ProblemSet) -> None:
    for question in problem_set.questions(7).values():
        told = str(judged(question, {question.name: lambda *given: np.float64(0.12345678)}))
        for case in question.cases:
            if case.hidden and isinstance(case.expected, float):
                assert f"{case.expected:.6g}" not in told
