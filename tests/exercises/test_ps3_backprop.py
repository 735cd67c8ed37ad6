"""Problem set 3: its known outputs are true, and its cases can tell mistakes apart."""

import ast
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from exercises.nets import nets
from exercises.problem_set import ProblemSet
from nnbp import forward, one_hot, roll, sigmoid, unroll
from nnbp.checks import outcomes, report

PROBLEM_SET = ProblemSet("ps3_backprop")
QUESTIONS = {question.name: question for question in PROBLEM_SET.public_questions}


def complex_step_gradient(thetas: list[np.ndarray], X: Any, Y: Any, lam: float) -> list[np.ndarray]:
    """The gradient by another road: a step of 1e-30 i in each weight, and no cancellation."""

    def J(theta: np.ndarray) -> complex:
        A, first = X, 0
        weights = []
        for Theta in thetas:
            weights.append(theta[first : first + Theta.size].reshape(Theta.shape))
            first += Theta.size
        for Theta in weights:
            A = 1 / (1 + np.exp(-(Theta[:, 0] + A @ Theta[:, 1:].T)))
        data = -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum() / len(X)
        return complex(data + lam / (2 * len(X)) * sum((T[:, 1:] ** 2).sum() for T in weights))

    theta = np.concatenate([Theta.ravel() for Theta in thetas]).astype(complex)
    gradient = []
    for i in range(theta.size):
        nudged = theta.copy()
        nudged[i] += 1e-30j
        gradient.append(J(nudged).imag / 1e-30)
    shapes = [Theta.shape for Theta in thetas]
    pieces = np.split(np.array(gradient), np.cumsum([a * b for a, b in shapes])[:-1])
    return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]


@pytest.mark.parametrize("number", range(len(QUESTIONS["backprop"].cases)))
def test_the_expected_gradients_are_those_of_the_complex_step(number: int) -> None:
    case = QUESTIONS["backprop"].cases[number]
    for mine, truth in zip(case.expected, complex_step_gradient(*case.arguments), strict=True):
        np.testing.assert_allclose(mine, truth, rtol=0, atol=1e-12 * np.abs(truth).max())


@pytest.mark.parametrize("number", range(len(QUESTIONS["nn_cost_function"].cases)))
def test_the_objective_is_the_cost_and_the_same_gradient(number: int) -> None:
    case = QUESTIONS["nn_cost_function"].cases[number]
    theta, sizes, X, y, lam = case.arguments
    thetas, Y = roll(theta, sizes), one_hot(y, sizes[-1])
    A = forward(thetas, X).output
    J = -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum() / len(X)
    J += lam / (2 * len(X)) * sum((Theta[:, 1:] ** 2).sum() for Theta in thetas)
    assert case.expected[0] == pytest.approx(J, rel=1e-12)
    truth = unroll(complex_step_gradient(thetas, X, Y, lam))
    np.testing.assert_allclose(case.expected[1], truth, rtol=0, atol=1e-12 * np.abs(truth).max())


def test_the_slope_is_that_of_the_complex_step() -> None:
    for case in QUESTIONS["sigmoid_gradient"].cases:
        (z,) = case.arguments
        slope = (1 / (1 + np.exp(-(z + 1e-30j)))).imag / 1e-30
        np.testing.assert_allclose(case.expected, slope, rtol=1e-13)
        assert not np.allclose(sigmoid(z), slope)


@pytest.mark.parametrize("seed", [None, 1, 2, 3, 4, 5])
def test_the_nets_tell_mistakes_apart(seed: int | None) -> None:
    rng = None if seed is None else np.random.default_rng(seed)
    drawn = nets(rng)
    for net in drawn if seed is not None else drawn[1:]:  # the running example is small on purpose
        sizes = [*net.layer_sizes, len(net.X)]
        assert len(set(sizes)) == len(sizes), "layer sizes and m must all differ"
        assert net.layer_sizes[-1] >= 3
        assert set(net.y) == set(range(net.layer_sizes[-1])), "every class must be present"
        assert len(net.X) >= 5
        assert all(0.5 < np.abs(Theta).max() < 3 for Theta in net.thetas), "weights of order 1"


@pytest.mark.parametrize("number", range(len(QUESTIONS["one_example"].cases)))
def test_the_gradients_of_one_example_are_those_of_the_complex_step(number: int) -> None:
    case = QUESTIONS["one_example"].cases[number]
    Theta1, Theta2, x, y = case.arguments
    truth = complex_step_gradient([Theta1, Theta2], x[np.newaxis], y[np.newaxis], 0.0)
    for mine, exact in zip(case.expected, truth, strict=True):
        np.testing.assert_allclose(mine, exact, rtol=0, atol=1e-12 * np.abs(exact).max())


def uses(line: str) -> set[str]:
    """The names that a line needs."""
    _, _, formula = line.partition(" = ")
    names = {node.id for node in ast.walk(ast.parse(formula)) if isinstance(node, ast.Name)}
    return names - {"np", "sigmoid", "W1", "W2", "x", "target"}


def makes(line: str) -> str:
    return line.partition(" = ")[0]


def orders(lines: dict[str, str], letters: set[str], made: frozenset[str]) -> Iterator[str]:
    """Every order of the letters in which no line uses what has not been made."""
    if not letters:
        yield ""
    for letter in sorted(letters):
        if uses(lines[letter]) <= made:
            rest = orders(lines, letters - {letter}, made | {makes(lines[letter])})
            yield from (letter + order for order in rest)


def points_of(order: str) -> float:
    namespace = PROBLEM_SET.solution()
    namespace["ORDER"] = order
    question = QUESTIONS["one_example"]
    return report(question, outcomes(question, namespace)).points


def test_every_order_that_can_be_run_is_right_and_no_other() -> None:
    given = PROBLEM_SET.solution()
    right = set(given["ORDER"])
    possible = set(orders(given["LINES"], right, frozenset()))
    assert len(possible) > 10
    assert all(points_of(order) == 2 for order in possible)
    one = given["ORDER"]
    swapped = {
        one[:i] + one[j] + one[i + 1 : j] + one[i] + one[j + 1 :]
        for i, j in itertools.combinations(range(len(one)), 2)
    }
    assert all(points_of(order) == 0 for order in swapped - possible)


@pytest.mark.parametrize(
    "written", [", ".join, " ".join, ",".join, "; ".join, str.upper, list], ids=repr
)
def test_blanks_commas_and_capitals_make_no_difference(written: Any) -> None:
    assert points_of(written("infjlobkeag")) == 2


def test_each_line_is_needed_and_no_wrong_line_can_take_its_place() -> None:
    given = PROBLEM_SET.solution()
    lines, right = given["LINES"], given["ORDER"]
    for letter in right:
        assert points_of(right.replace(letter, "")) == 0
    wrong = set(lines) - set(right)
    assert 3 <= len(wrong) <= 4
    for letter in wrong:
        (replaced,) = (r for r in right if makes(lines[r]) == makes(lines[letter]))
        assert points_of(right.replace(replaced, letter)) == 0


@pytest.mark.parametrize(
    ("order", "error", "says"),
    [
        ("n", NameError, "line n uses start, and no line before it has made that"),
        ("in", NameError, "no line has made the answer yet"),
        ("i?", ValueError, r"there is no line '\?'"),
        ("", NotImplementedError, "no line has been chosen yet"),
        (" , ", NotImplementedError, "no line has been chosen yet"),
    ],
)
def test_an_order_that_cannot_be_followed_is_told_why(
    order: str, error: type[Exception], says: str
) -> None:
    given = PROBLEM_SET.solution()
    with pytest.raises(error, match=says):
        given["follow"](order, given["LINES"], W1=np.eye(2), x=np.ones(1))
