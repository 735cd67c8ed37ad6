"""Problem set 5: its known outputs are true, by other roads than the solution's."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf
from sets import SETS, judged

from nnbp import cost_and_gradient, unroll
from nnbp.checks import Case
from nnbp.surfaces import Surface
from nnbp.symmetry import identical_units

PROBLEM_SET = SETS["ps5_initialization_and_training"]
QUESTIONS = {question.name: question for question in PROBLEM_SET.public_questions}


@pytest.fixture(autouse=True)
def _forty_digits() -> Iterator[None]:
    with mp.workdps(40):
        yield


def cases(question: str) -> Any:
    """Parametrise a test over the public cases of this question."""
    known = QUESTIONS[question].cases
    return pytest.mark.parametrize("case", known, ids=[case.label for case in known])


def exact(array: Any) -> Any:
    """The entries of an array as numbers of 40 digits."""
    return np.vectorize(mpf, otypes=[object])(array)


def assert_same(mine: Any, truth: Any) -> None:
    """Equal to 1e-12 of the largest entry."""
    truth = np.asarray(truth).astype(float)
    np.testing.assert_allclose(mine, truth, rtol=0, atol=1e-12 * (np.abs(truth).max() or 1.0))


@cases("glorot_limit")
def test_the_limit_is_that_of_forty_digits(case: Case) -> None:
    assert_same(case.expected, mp.sqrt(mpf(6) / sum(case.arguments)))


def test_the_limit_that_the_text_states() -> None:
    assert QUESTIONS["glorot_limit"].cases[0].arguments == [64, 25]
    assert round(QUESTIONS["glorot_limit"].cases[0].expected, 4) == 0.2596


@cases("initial_weights")
def test_the_weights_are_the_draws_of_one_generator_stretched(case: Case) -> None:
    sizes, seed = case.arguments
    draws = iter(np.random.Generator(np.random.PCG64(seed)).random(1000))
    for (s, s_next), Theta in zip(pairwise(sizes), case.expected, strict=True):
        assert Theta.shape == (s_next, s + 1)
        limit = mp.sqrt(mpf(6) / (s + s_next))
        assert_same(Theta.ravel(), [limit * (2 * mpf(next(draws)) - 1) for _ in Theta.flat])


@cases("first_copies")
def test_the_copies_are_the_groups_of_identical_units(case: Case) -> None:
    (groups,) = identical_units(case.arguments, tolerance=0)
    first = {unit: group[0] for group in groups for unit in group}
    assert case.expected.tolist() == [first.get(unit, unit) for unit in range(len(case.expected))]


@cases("gradient_step")
def test_a_step_is_that_of_forty_digits(case: Case) -> None:
    thetas, gradients, alpha = case.arguments
    for mine, Theta, D in zip(case.expected, thetas, gradients, strict=True):
        assert_same(mine, exact(Theta) - mpf(alpha) * exact(D))


def complex_cost(theta: Any, sizes: list[int], X: Any, Y: Any, lam: float) -> complex:
    """J of a network of sigmoids; the weights may be complex."""
    A, begin, squares = X, 0, 0.0
    for s, s_next in pairwise(sizes):
        Theta = theta[begin : begin + s_next * (s + 1)].reshape(s_next, s + 1)
        begin += Theta.size
        squares = squares + np.sum(Theta[:, 1:] ** 2)
        A = 1 / (1 + np.exp(-(A @ Theta[:, 1:].T + Theta[:, 0])))
    surprise = -np.sum(np.log(np.where(Y == 1, A, 1 - A)))
    return complex((surprise + lam / 2 * squares) / len(X))


def descended(J: Callable[[Any], complex], theta: Any, alpha: float, steps: int) -> Any:
    """Theta and the history of J, each slope by a step of 1e-30 i."""
    history = [J(theta).real]
    for _ in range(steps):
        nudged = theta + 1e-30j * np.eye(theta.size)
        theta = theta - alpha * np.array([J(row).imag / 1e-30 for row in nudged])
        history.append(J(theta).real)
    return theta, history


def complex_surface(surface: Surface) -> Callable[[Any], complex]:
    """A bowl or a network once more, for complex theta."""
    if surface.kind == "bowl":
        A, b, c = surface.parameters
        return lambda theta: complex(theta @ A @ theta / 2 + b @ theta + c)
    sizes, X, y, lam = surface.parameters
    Y = np.arange(sizes[-1]) == y[:, np.newaxis]
    return lambda theta: complex_cost(theta, sizes, X, Y, lam)


@cases("descend")
def test_descent_agrees_with_the_complex_step(case: Case) -> None:
    f, theta, alpha, steps = case.arguments
    end, history = descended(complex_surface(f), theta.ravel(), alpha, steps)
    assert_same(case.expected[0].ravel(), end)
    assert_same(case.expected[1], history)


def test_one_case_of_descent_climbs() -> None:
    histories = [case.expected[1] for case in QUESTIONS["descend"].cases]
    assert sum(history[-1] > history[0] for history in histories) == 1


@cases("Momentum")
def test_momentum_is_the_sum_of_all_gradients_each_weaker_with_age(case: Case) -> None:
    (alpha, mu), calls = case.arguments
    gradients = [exact(D) for _, (_, D) in calls]
    for t, (_, (theta, _)) in enumerate(calls):
        V = sum(mpf(mu) ** (t - k) * gradients[k] for k in range(t + 1))
        assert_same(case.expected[t], exact(theta) - mpf(alpha) * V)


def test_an_object_that_goes_on_from_another_is_found_out() -> None:
    namespace = PROBLEM_SET.solution()
    right = namespace["Momentum"]

    class Shared(right):  # type: ignore[misc, valid-type]
        memory: dict[int, Any] = {}  # noqa: RUF012  # the mistake

        def step(self, theta: Any, D: Any) -> Any:
            self.V = Shared.memory.get(theta.size, 0.0)
            after = super().step(theta, D)
            Shared.memory[theta.size] = self.V
            return after

    verdict = judged(QUESTIONS["Momentum"], namespace | {"Momentum": Shared})
    found = {finding.kind for case in verdict.cases for finding in case.found}
    assert "not repeatable" in found


@cases("minibatches")
def test_every_example_is_in_one_batch_in_its_order(case: Case) -> None:
    order, size = case.arguments
    assert [number for batch in case.expected for number in batch] == order.tolist()
    assert all(len(batch) == size for batch in case.expected[:-1])
    assert 1 <= len(case.expected[-1]) <= size


@cases("accuracy")
def test_the_accuracy_is_the_share_of_right_answers(case: Case) -> None:
    outputs, y = case.arguments
    right = [sorted(range(len(h)), key=h.__getitem__)[-1] == label for h, label in zip(outputs, y)]
    assert_same(case.expected, mpf(sum(right)) / len(y))


@cases("accuracy")
def test_every_class_is_among_the_labels_or_the_answers(case: Case) -> None:
    outputs, y = case.arguments
    assert set(range(outputs.shape[1])) <= {*y.tolist(), *outputs.argmax(axis=1).tolist()}


def patience_is_out(costs: list[float], step: int, patience: int) -> bool:
    """None of the last `patience` costs up to this step is below all that came before it."""
    last = range(max(step - patience + 1, 0), step + 1)
    return step >= patience and not any(all(costs[k] < J for J in costs[:k]) for k in last)


@cases("early_stop")
def test_training_stops_where_patience_is_out(case: Case) -> None:
    costs, patience = case.arguments[0].tolist(), case.arguments[1]
    out = [step for step in range(len(costs)) if patience_is_out(costs, step, patience)]
    stop = min(out, default=len(costs) - 1)
    seen = costs[: stop + 1]
    assert list(case.expected) == [stop, seen.index(min(seen))]


def test_some_cases_stop_early_and_some_do_not() -> None:
    stopped = Counter(
        case.expected[0] < len(case.arguments[0]) - 1 for case in QUESTIONS["early_stop"].cases
    )
    assert stopped[True] >= 2 and stopped[False] >= 1


@cases("train")
def test_training_agrees_with_the_complex_step(case: Case) -> None:
    thetas, X, Y, lam, alpha, steps = case.arguments
    sizes = [X.shape[1], *(len(Theta) for Theta in thetas)]
    theta = unroll(thetas)
    end, history = descended(
        lambda theta: complex_cost(theta, sizes, X, Y, lam), theta, alpha, steps
    )
    assert_same(unroll(case.expected[0]), end)
    assert_same(case.expected[1], history)
    assert_same(history[0], cost_and_gradient(theta, sizes, X, Y, lam)[0])
