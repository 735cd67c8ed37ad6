"""Problem set 4: its known outputs are true, and its suspects are what the text says of them."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf
from sets import SETS, judged

from nnbp import check_gradient, cost, one_hot, roll
from nnbp.checks import Case
from nnbp.surfaces import Surface

PROBLEM_SET = SETS["ps4_unrolling_and_gradient_checking"]
QUESTIONS = {question.name: question for question in PROBLEM_SET.public_questions}
ACTIVATIONS = {"repaired_a": lambda z: 1 / (1 + np.exp(-z)), "repaired_b": np.tanh}


@pytest.fixture(autouse=True)
def _forty_digits() -> Iterator[None]:
    with mp.workdps(40):
        yield


def cases(*questions: str) -> Any:
    """Parametrise a test over the public cases of these questions."""
    pairs = [(question, case) for question in questions for case in QUESTIONS[question].cases]
    ids = [f"{question}: {case.label}" for question, case in pairs]
    return pytest.mark.parametrize(("question", "case"), pairs, ids=ids)


def exact(array: Any) -> Any:
    """The entries of an array as numbers of 40 digits."""
    return np.vectorize(mpf, otypes=[object])(array)


def assert_same(mine: Any, truth: Any) -> None:
    """Equal to 1e-12 of the largest entry."""
    truth = np.asarray(truth).astype(float)
    np.testing.assert_allclose(mine, truth, rtol=0, atol=1e-12 * (np.abs(truth).max() or 1.0))


def places(layer_sizes: list[int], order: str) -> Iterator[tuple[int, int, int, int]]:
    """Every weight as (matrix, row, column, place in the vector), by the formula of the book."""
    begin = 0
    for matrix, (s, s_next) in enumerate(pairwise(layer_sizes)):
        for i in range(s_next):
            for j in range(s + 1):
                yield matrix, i, j, begin + (i * (s + 1) + j if order == "C" else j * s_next + i)
        begin += s_next * (s + 1)


@cases("unroll_weights")
def test_a_weight_stands_where_the_formula_says(question: str, case: Case) -> None:
    (thetas,) = case.arguments
    sizes = [thetas[0].shape[1] - 1, *(len(Theta) for Theta in thetas)]
    for matrix, i, j, place in places(sizes, "C"):
        assert case.expected[place] == thetas[matrix][i, j]


@cases("roll_weights")
def test_a_weight_comes_from_where_the_formula_says(question: str, case: Case) -> None:
    theta, sizes = case.arguments
    for matrix, i, j, place in places(sizes, "C"):
        assert case.expected[matrix][i, j] == theta[place]


@cases("from_octave")
def test_a_weight_moves_from_its_place_by_columns_to_that_by_rows(
    question: str, case: Case
) -> None:
    vector, sizes = case.arguments
    for (*_, by_rows), (*_, by_columns) in zip(places(sizes, "C"), places(sizes, "F")):
        assert case.expected[by_rows] == vector[by_columns]


def exact_value(surface: Surface, theta: Any) -> Any:
    """A surface once more, with 40 digits."""
    theta = theta.ravel()
    if surface.kind == "polynomial":
        return sum(np.sum(exact(row) * theta**k) for k, row in enumerate(surface.parameters[0]))
    if surface.kind == "bowl":
        A, b, c = map(exact, surface.parameters)
        return theta @ A @ theta / 2 + b @ theta + c
    sizes, X, y, lam = surface.parameters
    A, begin, squares = exact(X), 0, mpf(0)
    for s, s_next in pairwise(sizes):
        Theta = theta[begin : begin + s_next * (s + 1)].reshape(s_next, s + 1)
        begin += Theta.size
        squares += np.sum(Theta[:, 1:] ** 2)
        A = np.vectorize(lambda z: 1 / (1 + mp.exp(-z)), otypes=[object])(
            A @ Theta[:, 1:].T + Theta[:, 0]
        )
    right = np.where(np.arange(sizes[-1]) == y[:, np.newaxis], A, 1 - A)
    surprise = -np.sum(np.vectorize(mp.log, otypes=[object])(right))
    return (surprise + mpf(lam) / 2 * squares) / len(X)


@cases("numerical_gradient")
def test_the_quotients_are_those_of_forty_digits(question: str, case: Case) -> None:
    f, theta, eps = case.arguments
    theta, eps = exact(theta), mpf(eps)
    truth = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        nudge = np.zeros(theta.shape, dtype=int)
        nudge[i] = 1
        rise = exact_value(f, theta + nudge * eps) - exact_value(f, theta - nudge * eps)
        truth[i] = float(rise / (2 * eps))
    assert_same(case.expected, truth)


def exact_error(numeric: Any, analytic: Any) -> Any:
    numeric, analytic = exact(numeric), exact(analytic)
    gap, total = np.sum((numeric - analytic) ** 2), np.sum((numeric + analytic) ** 2)
    return mp.sqrt(gap / total) if gap else mpf(0)


@cases("relative_error")
def test_the_relative_errors_are_those_of_forty_digits(question: str, case: Case) -> None:
    assert case.expected == pytest.approx(float(exact_error(*case.arguments)), rel=1e-12)


@cases("block_errors")
def test_each_block_has_its_own_relative_error(question: str, case: Case) -> None:
    numeric, analytic, sizes = case.arguments
    for number in range(len(sizes) - 1):
        for column, is_bias in enumerate((True, False)):
            block = [
                place
                for matrix, _, j, place in places(sizes, "C")
                if matrix == number and (j == 0) is is_bias
            ]
            truth = float(exact_error(numeric[block], analytic[block]))
            assert case.expected[number, column] == pytest.approx(truth, rel=1e-12)


@cases("verdict")
def test_the_verdict_is_that_of_the_table(question: str, case: Case) -> None:
    number = bisect_right([1e-7, 1e-4, 1e-2], float(np.max(case.arguments[0])))
    assert case.expected == ["agrees", "doubtful", "probably wrong", "wrong"][number]


def test_every_verdict_is_asked_for() -> None:
    assert len({case.expected for case in QUESTIONS["verdict"].cases}) == 4


def complex_cost(
    g: Callable[[Any], Any], theta: Any, sizes: list[int], X: Any, y: Any, lam: float
) -> complex:
    """J of a network with g in its hidden layer; the weights may be complex."""
    (s1, s2, K), m = sizes, len(X)
    Theta1 = theta[: s2 * (s1 + 1)].reshape(s2, s1 + 1)
    Theta2 = theta[s2 * (s1 + 1) :].reshape(K, s2 + 1)
    Z = g(X @ Theta1[:, 1:].T + Theta1[:, 0]) @ Theta2[:, 1:].T + Theta2[:, 0]
    sign = np.where(np.arange(K) == y[:, np.newaxis], -1, 1)
    squares = np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2)
    return complex(np.sum(np.log(1 + np.exp(sign * Z))) / m + lam / (2 * m) * squares)


@cases("repaired_a", "repaired_b")
def test_the_repaired_programs_agree_with_the_complex_step(question: str, case: Case) -> None:
    theta, *rest = case.arguments
    g = ACTIVATIONS[question]
    steps = theta + 1e-30j * np.eye(theta.size)
    truth = [complex_cost(g, nudged, *rest).imag / 1e-30 for nudged in steps]
    J, gradient = case.expected
    assert pytest.approx(complex_cost(g, theta, *rest).real, rel=1e-12) == J
    assert_same(gradient, truth)


def checked(program: Any, case: Case) -> dict[str, bool]:
    """What a check of the program's own gradient says of each block: does it agree?"""
    theta, sizes, *rest = case.arguments
    _, gradient = program(theta, sizes, *rest)
    check = check_gradient(lambda t: program(t, sizes, *rest)[0], gradient, theta, blocks=sizes)
    return {block.name: block.verdict == "agrees" for block in check.blocks}


@cases("repaired_a")
def test_a_check_sees_the_first_suspect_in_theta1_and_nowhere_else(
    question: str, case: Case
) -> None:
    for block, agrees in checked(PROBLEM_SET.solution()["suspect_a"], case).items():
        assert agrees is block.startswith("Theta2")


@cases("repaired_b")
def test_a_check_cannot_see_the_second_suspect_but_a_known_value_can(
    question: str, case: Case
) -> None:
    theta, sizes, X, y, lam = case.arguments
    suspect = PROBLEM_SET.solution()["suspect_b"]
    assert all(checked(suspect, case).values())
    known = cost(roll(theta, sizes), X, one_hot(y, sizes[-1]), lam, hidden="tanh")
    assert abs(suspect(*case.arguments)[0] - known) > 0.01


@pytest.mark.parametrize("letter", ["a", "b"])
def test_a_suspect_handed_in_as_it_is_is_named(letter: str) -> None:
    namespace = PROBLEM_SET.solution()
    namespace[f"repaired_{letter}"] = namespace[f"suspect_{letter}"]
    named = judged(QUESTIONS[f"repaired_{letter}"], namespace).named
    assert [mistake.id for mistake in named] == [f"suspect-{letter}-as-it-was"]


def test_the_notebooks_own_check_tells_the_suspects_apart() -> None:
    namespace = PROBLEM_SET.solution()
    own_check, lam = namespace["own_check"], namespace["example"].lam
    for strength in (0.0, lam):
        assert np.array_equal(
            own_check(namespace["suspect_a"], strength) > 1e-2, [[True, True], [False, False]]
        )
        assert np.max(own_check(namespace["suspect_b"], strength)) < 1e-7
