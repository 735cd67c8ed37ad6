"""Every known mistake is caught, and is called by its name."""

import pytest
from sets import NAMINGS, SETS, judged

from exercises.known_mistakes import Naming
from exercises.problem_set import ProblemSet, WrongLine

every_mistake = pytest.mark.parametrize("naming", NAMINGS, ids=lambda naming: naming.mistake.id)
every_set = pytest.mark.parametrize("problem_set", SETS.values(), ids=SETS.keys())


def test_there_are_as_many_as_promised() -> None:
    assert len(NAMINGS) >= 90


@every_mistake
def test_it_is_caught_by_the_public_cases(naming: Naming) -> None:
    assert naming.caught_by == "public cases"


def test_nearly_all_are_named_alone_or_with_one_that_is_the_same_program() -> None:
    unnamed = [naming.mistake.id for naming in NAMINGS if not naming.known]
    assert len(unnamed) <= 0.15 * len(NAMINGS), unnamed


@every_mistake
def test_it_says_what_is_wrong_and_where_to_look_in_few_words(naming: Naming) -> None:
    mistake = naming.mistake
    assert mistake.says.endswith(".")
    assert mistake.look
    assert mistake.title
    assert len(f"{mistake.says} {mistake.look}".split()) <= 60


@every_set
def test_in_what_is_built_on_it_it_is_named_too(problem_set: ProblemSet) -> None:
    for wrong in problem_set.wrong_lines:
        namespace = problem_set.solution(wrong)
        for question in problem_set.public_questions:
            shows = any(wrong.mistake.id in case.mistakes for case in question.cases)
            if not shows or question.name == wrong.mistake.question:
                continue
            named = [mistake.id for mistake in judged(question, namespace).named]
            # A mistake of the question's own that gives the same output is named in its place.
            own = [key for key in named if question.mistakes[key].question == question.name]
            assert wrong.mistake.id in named or own, (wrong.mistake.id, question.name)


def test_a_wrong_line_that_does_not_stand_in_the_solution_is_refused() -> None:
    problem_set = SETS["ps3_backprop"]
    mistake = problem_set.wrong_lines[0].mistake
    with pytest.raises(ValueError, match="stands 0 times in the solution of sigmoid_gradient"):
        problem_set.solution(WrongLine(mistake, "return nothing like this", "pass"))
