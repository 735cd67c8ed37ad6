"""Problem set 1: its known outputs are true, and no case hangs on rounding.

The truth comes from fractions, in which nothing is rounded, and from the definitions of the
Boolean functions.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import mpmath
import numpy as np
import pytest

from exercises.problem_set import ProblemSet
from nnbp.checks import Case

PROBLEM_SET = ProblemSet("ps1_perceptron_and_logic")
SEEDS = (None, 1, 2, 3)
Numbers = Sequence[Fraction]


def cases(question: str) -> list[Case]:
    """The public cases and, with three seeds, the hidden ones."""
    hidden = [case for seed in SEEDS[1:] for case in PROBLEM_SET.questions(seed)[question].cases]
    public = [asked for asked in PROBLEM_SET.public_questions if asked.name == question]
    return public[0].cases + [case for case in hidden if case.hidden]


def exact(array: Any) -> list[Fraction]:
    """The decimals that are written, not the binary numbers next to them."""
    return [Fraction(str(float(number))) for number in array]


def total(theta: Numbers, x: Numbers) -> Fraction:
    return theta[0] + sum((w * v for w, v in zip(theta[1:], x, strict=True)), Fraction(0))


def stepped(theta: Numbers, x: Numbers, y: int, alpha: Fraction) -> list[Fraction]:
    """The weights after one example, case by case as the chapter tells it."""
    says = total(theta, x) > 0
    if says == (y == 1):
        return list(theta)
    sign = alpha if y == 1 else -alpha
    return [w + sign * v for w, v in zip(theta, [Fraction(1), *x], strict=True)]


def assert_close(mine: Any, truth: Any) -> None:
    right = np.array(truth, dtype=float)
    np.testing.assert_allclose(mine, right, rtol=0, atol=1e-12 * (np.abs(right).max() or 1.0))


def test_the_logistic_unit_is_that_of_forty_digits() -> None:
    for case in cases("logistic_unit"):
        theta, x = case.arguments
        with mpmath.workdps(40):
            z = mpmath.mpf(theta[0]) + mpmath.fdot(theta[1:], x)
            assert_close(case.expected, float(1 / (1 + mpmath.exp(-z))))


def test_a_prediction_is_the_side_on_which_the_exact_sum_lies() -> None:
    for case in cases("perceptron_predict"):
        theta, X = case.arguments
        sums = [total(exact(theta), exact(x)) for x in X]
        assert_close(case.expected, [z > 0 for z in sums])
        assert any(z == 0 for z in sums) == (case.part == "at the threshold")


def test_an_update_adds_subtracts_or_does_nothing() -> None:
    moves = set()
    for case in cases("perceptron_update"):
        theta, x, y, alpha = case.arguments
        truth = stepped(exact(theta), exact(x), y, Fraction(alpha))
        assert_close(case.expected, truth)
        moves.add((y, truth != exact(theta)))
    assert moves == set(product((0, 1), (False, True)))


def test_the_unit_with_a_memory_counts_and_remembers_its_mistakes() -> None:
    for case in cases("Perceptron"):
        (n, alpha), calls = case.arguments
        past, truth = [[Fraction(0)] * (n + 1)], []
        for method, given in calls:
            if method == "learn":
                after = stepped(past[-1], exact(given[0]), given[1], Fraction(alpha))
                past += [after] if after != past[-1] else []
                truth.append(len(past) - 1)
            elif method == "predict":
                truth.append(int(total(past[-1], exact(given[0])) > 0))
            else:
                truth.append(past)
        for mine, right in zip(case.expected, truth, strict=True):
            assert_close(mine, right)


def test_training_is_that_of_exact_numbers() -> None:
    for case in cases("train_perceptron"):
        X, y, alpha, max_epochs = case.arguments
        theta, mistakes = [Fraction(0)] * (X.shape[1] + 1), []
        while len(mistakes) < max_epochs and 0 not in mistakes:
            mistakes.append(0)
            for x_t, y_t in zip(X, y, strict=True):
                after = stepped(theta, exact(x_t), y_t, Fraction(alpha))
                mistakes[-1] += after != theta
                theta = after
        assert_close(case.expected[0], theta)
        assert list(case.expected[1]) == mistakes
        assert (mistakes[-1] == 0) == (case.part == "separable")


@pytest.mark.parametrize("seed", SEEDS)
def test_in_training_no_sum_is_zero_but_for_rounding(seed: int | None) -> None:
    """Sums that are 0 on paper are 0 in float64 too; the others are far from 0."""
    rng = None if seed is None else np.random.default_rng(seed)
    spec = next(spec for spec in PROBLEM_SET.specs if spec.name == "train_perceptron")
    for _, _, (X, y, alpha, max_epochs) in spec.cases(rng):
        theta, truth = np.zeros(X.shape[1] + 1), [Fraction(0)] * (X.shape[1] + 1)
        for _ in range(max_epochs):
            for x_t, y_t in zip(X, y, strict=True):
                z, exact_z = theta[0] + theta[1:] @ x_t, total(truth, exact(x_t))
                assert (z == 0) if exact_z == 0 else abs(exact_z) > 1e-6
                theta = theta + alpha * (y_t - (z > 0)) * np.array([1.0, *x_t])
                truth = stepped(truth, exact(x_t), y_t, Fraction(alpha))


def test_at_least_k_is_a_count_of_ones() -> None:
    for case in cases("at_least"):
        X, k = case.arguments
        assert_close(case.expected, [list(row).count(1) >= k for row in X])


def outputs(thetas: list[np.ndarray], x: Numbers) -> list[Fraction]:
    for Theta in thetas:
        x = [Fraction(int(total(exact(row), x) > 0)) for row in Theta]
    return list(x)


def test_a_net_of_thresholds_is_its_units_one_by_one() -> None:
    for case in cases("threshold_net"):
        thetas, X = case.arguments
        assert_close(case.expected, [outputs(thetas, exact(x)) for x in X])


def test_xor_is_that_of_python() -> None:
    for case in cases("xor_net"):
        (X,) = case.arguments
        assert_close(case.expected, [int(x1) ^ int(x2) for x1, x2 in X])


def test_a_truth_table_counts_in_binary() -> None:
    for case in cases("truth_table"):
        (thetas,) = case.arguments
        n = thetas[0].shape[1] - 1
        for number, row in enumerate(case.expected):
            assert int("".join(str(int(bit)) for bit in row[:n]), base=2) == number
            assert_close(row[n:], outputs(thetas, exact(row[:n])))
        assert len(case.expected) == 2**n


def test_the_net_of_a_table_has_this_table_and_the_form_asked_for() -> None:
    for case in cases("table_net"):
        (values,) = case.arguments
        Theta1, Theta2 = case.expected
        ones = np.flatnonzero(values)
        rows = list(product((0, 1), repeat=Theta1.shape[1] - 1))
        says = [outputs([Theta1, Theta2], [Fraction(bit) for bit in row])[0] for row in rows]
        assert says == values.tolist()
        assert_close(Theta2, [[-0.5, *[1] * len(ones)]])
        for unit, number in zip(Theta1, ones, strict=True):
            assert_close(unit[1:], [1 if bit else -1 for bit in rows[number]])
            assert total(exact(unit), [Fraction(bit) for bit in rows[number]]) == Fraction(1, 2)


def test_the_public_nets_have_layers_of_different_sizes_and_outputs_that_change() -> None:
    public = next(asked for asked in PROBLEM_SET.public_questions if asked.name == "threshold_net")
    for case in public.cases[1:]:  # the first is the chapter's XNOR net, small on purpose
        thetas, X = case.arguments
        sizes = [len(X), X.shape[1], *(len(Theta) for Theta in thetas)]
        assert len(set(sizes)) == len(sizes)
        assert (case.expected.min(axis=0) < case.expected.max(axis=0)).all()
