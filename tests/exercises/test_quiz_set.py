"""The quiz: every option can be decided, guessing earns nothing, and the functions are true."""

import ast
import itertools
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from exercises.problem_set import ProblemSet
from exercises.quiz import evidence
from nnbp import unroll
from nnbp.checks.choices import credit

QUIZ = ProblemSet("quiz")
OPTIONS = QUIZ.options
QUESTIONS = {question.name: question for question in QUIZ.public_questions}
SOURCE = (QUIZ.folder / "quiz.md").read_text(encoding="utf-8")
BOOK_PAGE = QUIZ.folder.parents[1] / "book" / "quiz.md"


def right(question: str) -> str:
    return "".join(option["letter"] for option in OPTIONS[question] if option["right"])


def letters(question: str) -> str:
    return "".join(option["letter"] for option in OPTIONS[question])


def answers_of(options: str, size: int) -> Iterator[str]:
    return map("".join, itertools.combinations(options, size))


def outcome_of(snippet: str) -> Any:
    """Run a snippet and return the value of the expression in its last line."""
    body = ast.parse(snippet).body
    last = body.pop()
    assert isinstance(last, ast.Expr), "the last line must be an expression"
    names = dict(vars(evidence))
    exec(compile(ast.Module(body, []), "settled", "exec"), names)
    return eval(compile(ast.Expression(last.value), "settled", "eval"), names)


SETTLED = [
    pytest.param(option, id=f"{question}-{option['letter']}")
    for question, options in OPTIONS.items()
    for option in options
    if "settled" in option
]


@pytest.mark.parametrize("option", SETTLED)
def test_an_option_is_settled_as_it_is_marked(option: dict[str, Any]) -> None:
    assert bool(outcome_of(option["settled"])) is option["right"]


def test_few_options_are_left_to_judgement() -> None:
    every = [option for options in OPTIONS.values() for option in options]
    judged = [option["text"] for option in every if "settled" not in option]
    assert len(judged) <= 5, judged


@pytest.mark.parametrize("question", OPTIONS)
def test_a_question_has_eight_options_or_more_and_three_to_five_are_right(question: str) -> None:
    assert letters(question) == "abcdefghijklmnop"[: len(OPTIONS[question])]
    assert len(OPTIONS[question]) >= 8
    assert 3 <= len(right(question)) <= 5


@pytest.mark.parametrize("question", OPTIONS)
def test_blind_answers_of_any_size_earn_under_seven_percent(question: str) -> None:
    for size in range(len(letters(question)) + 1):
        earned = [credit(answer, right(question)) for answer in answers_of(letters(question), size)]
        assert np.mean(earned) < 0.07, size


@pytest.mark.parametrize("question", OPTIONS)
def test_an_answer_without_thought_earns_nothing(question: str) -> None:
    options = letters(question)
    runs = [options[i:j] for i in range(len(options) + 1) for j in range(i, len(options) + 1)]
    for answer in ["", options, *runs, options[::2], options[1::2], options[::3]]:
        assert credit(answer, right(question)) == 0, answer


def test_the_same_answer_to_all_questions_earns_little() -> None:
    shared = "abcdefghi"
    best = max(
        np.mean([credit(answer, right(question)) for question in OPTIONS])
        for size in range(len(shared) + 1)
        for answer in answers_of(shared, size)
    )
    assert best < 0.15


@pytest.mark.parametrize("question", OPTIONS)
def test_one_error_costs_half_and_two_cost_all(question: str) -> None:
    options, key = letters(question), right(question)
    assert credit(key, key) == 1
    for letter in options:
        flipped = "".join(sorted(set(key) ^ {letter}))
        assert credit(flipped, key) == 0.5
        for other in options.replace(letter, ""):
            assert credit("".join(sorted(set(flipped) ^ {other})), key) == 0


def test_every_option_of_the_courses_quiz_is_there_with_the_verdict_of_the_page() -> None:
    page = BOOK_PAGE.read_text(encoding="utf-8")
    verdicts = {}
    for number, text in _questions(page):
        found = re.findall(r"^(?:````|::::)\{dropdown\} \((\w)\) .+\n(\w+)", text, re.MULTILINE)
        verdicts |= {f"{number}{letter}": word in ("Right", "True") for letter, word in found}
    mine = {
        option["source"]: option["right"]
        for options in OPTIONS.values()
        for option in options
        if "source" in option
    }
    assert mine == verdicts


def _questions(page: str) -> Iterator[tuple[str, str]]:
    pieces = re.split(r"^## (\d)\.", page, flags=re.MULTILINE)[1:]
    return zip(pieces[::2], pieces[1::2], strict=True)


@pytest.mark.parametrize("question", OPTIONS)
def test_the_notebook_lists_the_options_as_they_are_declared(question: str) -> None:
    listed = "\n".join(f"- **{o['letter']}**: {o['text']}" for o in OPTIONS[question])
    assert f"\n\n{listed}\n\n```" in SOURCE, f"quiz.md should list:\n{listed}"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_share_is_added_entry_by_entry(seed: int) -> None:
    for case in QUIZ.questions(seed)["add_share"].cases:
        Delta, delta, a = case.arguments
        assert len({*Delta.shape}) == 2, "rows and columns must differ in number"
        for (i, j), entry in np.ndenumerate(case.expected):
            exact = Fraction(Delta[i, j]) + Fraction(delta[i]) * Fraction(a[j])
            assert entry == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_slice_holds_the_second_matrix_and_nothing_else(seed: int) -> None:
    for case in QUIZ.questions(seed)["theta2_slice"].cases:
        s1, s2, s3 = case.arguments
        assert len({s1, s2, s3}) == 3 or case.label.startswith("the running example")
        start, stop = case.expected
        theta = unroll([np.zeros((s2, s1 + 1)), np.ones((s3, s2 + 1))])
        np.testing.assert_array_equal(np.flatnonzero(theta), np.arange(start, stop))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_quotient_is_that_of_exact_fractions(seed: int) -> None:
    for case in QUIZ.questions(seed)["central_difference"].cases:
        J, theta, eps = case.arguments
        c = [Fraction(float(entry)) for entry in J.parameters[0][:, 0]]
        above, below = Fraction(theta) + Fraction(eps), Fraction(theta) - Fraction(eps)
        rise = sum(c_k * (above**k - below**k) for k, c_k in enumerate(c))
        assert case.expected == pytest.approx(float(rise / (2 * Fraction(eps))), rel=1e-12)
