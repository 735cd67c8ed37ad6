"""The formulas of perceptron.md."""

from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
from identities import identity
from printed import says

from nnbp import add_bias
from nnbp.perceptron import (
    batch_perceptron,
    margin,
    mistake_bound,
    online_perceptron,
    separable_examples,
    threshold,
)

mpmath.mp.dps = 30

PAGE = "perceptron"
RNG = np.random.default_rng(31)
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
AND = np.array([0, 0, 0, 1])

# Examples that a known theta of length 1 separates, and what the online rule does with them.
X, Y, STAR = separable_examples(60, 3, 0.05, RNG)
ONES_AND_X = add_bias(X)
SIGNS = 2 * Y - 1


def mistakes() -> list[tuple[int, np.ndarray, np.ndarray]]:
    """The example, theta before and theta after, for each mistake in turn, alpha = 1."""
    theta, made, clean = np.zeros(X.shape[1] + 1), [], False
    while not clean:
        clean = True
        for t, x in enumerate(ONES_AND_X):
            if (theta @ x > 0) != (Y[t] == 1):
                made.append((t, theta, theta + SIGNS[t] * x))
                theta, clean = made[-1][2], False
    return made


MISTAKES = mistakes()
R = max(np.linalg.norm(x) for x in ONES_AND_X)
GAMMA = min(s * (STAR @ x) for s, x in zip(SIGNS, ONES_AND_X))


@identity("eq-threshold-unit")
def threshold_unit() -> None:
    for theta in RNG.integers(-3, 4, size=(50, 3)):
        says_1 = [theta[0] + theta[1] * x1 + theta[2] * x2 > 0 for x1, x2 in CORNERS]
        assert threshold(add_bias(CORNERS) @ theta).tolist() == says_1


@identity("eq-perceptron-numbers")
def perceptron_numbers() -> None:
    first = online_perceptron([[1, 1]], [1], max_epochs=1).history
    assert first.tolist() == [[0, 0, 0], [1, 1, 1]]


@identity("eq-perceptron-rule")
def perceptron_rule_is_the_three_rules_in_words() -> None:
    for x1, x2 in CORNERS:
        for target in (0, 1):
            for theta in RNG.integers(-2, 3, size=(20, 3)):
                expected = [Fraction(int(weight)) for weight in theta]
                low = theta[0] + theta[1] * x1 + theta[2] * x2 <= 0
                on = [j for j, value in enumerate((1, x1, x2)) if value == 1]
                if low and target == 1:
                    for j in on:
                        expected[j] += Fraction(1, 4)
                if not low and target == 0:
                    for j in on:
                        expected[j] -= Fraction(1, 4)
                run = online_perceptron(
                    [[x1, x2]], [target], alpha=0.25, max_epochs=1, theta=theta.astype(float)
                )
                assert run.theta.tolist() == expected


@identity("eq-update-effect")
def update_effect() -> None:
    for alpha in (0.1, 1.0, 3.0):
        for error in (-1, 0, 1):
            theta, x = RNG.normal(size=(2, 4))
            after = sum((w + alpha * error * v) * v for w, v in zip(theta, x))
            length = sum(v * v for v in x)
            assert np.isclose(after, theta @ x + alpha * error * length, rtol=1e-12)


@identity("eq-line-distance")
def line_distance() -> None:
    for theta0, theta1, theta2, x1, x2 in RNG.normal(size=(20, 5)):
        # Go along the line x2 = -(theta0 + theta1 s) / theta2 to the place nearest to the point.
        def square(s: float, th=(theta0, theta1, theta2), x=(x1, x2)) -> float:
            on_line = -(th[0] + th[1] * s) / th[2]
            return (s - x[0]) ** 2 + (on_line - x[1]) ** 2

        nearest = mpmath.findroot(lambda s, f=square: mpmath.diff(f, s), x1)
        shown = abs(theta0 + theta1 * x1 + theta2 * x2) / np.hypot(theta1, theta2)
        assert np.isclose(float(mpmath.sqrt(square(nearest))), shown, rtol=1e-9)


@identity("eq-batch-perceptron")
def batch_rule() -> None:
    run = batch_perceptron(X, SIGNS, alpha=0.5, max_epochs=20)
    for before, after in pairwise(run.history):
        Delta = np.zeros(X.shape[1] + 1)
        for s, x in zip(SIGNS, ONES_AND_X):
            if s * (before @ x) <= 0:
                Delta += s * x
        assert np.allclose(after, before + 0.5 * Delta / len(X), rtol=1e-12)


@identity("eq-margin-radius")
def margin_and_radius() -> None:
    assert np.isclose(np.linalg.norm(STAR), 1)
    assert GAMMA > 0
    assert np.isclose(margin(X, Y, STAR), GAMMA, rtol=1e-12)
    assert np.isclose(mistake_bound(X, Y, STAR), (R / GAMMA) ** 2, rtol=1e-12)


@identity("eq-progress")
def progress_is_at_least_k_gamma() -> None:
    assert len(MISTAKES) > 10
    for k, (t, before, after) in enumerate(MISTAKES, start=1):
        assert np.isclose(STAR @ after, STAR @ before + SIGNS[t] * (STAR @ ONES_AND_X[t]))
        assert STAR @ after >= STAR @ before + GAMMA - 1e-12
        assert STAR @ after >= k * GAMMA - 1e-9


@identity("eq-length")
def length_grows_by_r_squared_at_most() -> None:
    for k, (t, before, after) in enumerate(MISTAKES, start=1):
        x, s = ONES_AND_X[t], SIGNS[t]
        assert s * (before @ x) <= 0
        assert np.isclose(after @ after, before @ before + 2 * s * (before @ x) + x @ x)
        assert after @ after <= before @ before + R**2 + 1e-12
        assert after @ after <= k * R**2 + 1e-9


@identity("eq-mistake-bound")
def chain_of_the_theorem() -> None:
    for k, (_, _, after) in enumerate(MISTAKES, start=1):
        chain = [k * GAMMA, STAR @ after, np.linalg.norm(after), np.sqrt(k) * R]
        assert all(low <= high + 1e-9 for low, high in pairwise(chain))
    assert len(MISTAKES) == online_perceptron(X, Y).mistakes <= (R / GAMMA) ** 2


@identity("eq-mistake-bound-numbers")
def mistake_bound_numbers() -> None:
    star = [-3, 2, 2]
    sums = [(2 * y - 1) * (star[0] + star[1] * a + star[2] * b) for (a, b), y in zip(CORNERS, AND)]
    R_squared = max(1 + a * a + b * b for a, b in CORNERS.tolist())
    gamma_squared = Fraction(min(sums) ** 2, sum(weight**2 for weight in star))
    says(PAGE, r"k \le %d \cdot %d = %d", R_squared, 1 / gamma_squared, R_squared / gamma_squared)


@identity("eq-sigmoid-rule")
def sigmoid_rule_is_descent() -> None:
    alpha = 0.7
    for y in (0, 1):
        theta, x = RNG.normal(size=(2, 3))

        def error(*theta: float, x: np.ndarray = x, y: int = y) -> float:
            h = 1 / (1 + mpmath.exp(-mpmath.fdot(theta, x)))
            return -y * mpmath.log(h) - (1 - y) * mpmath.log(1 - h)

        for j in range(3):
            along = tuple(int(i == j) for i in range(3))
            slope = float(mpmath.diff(error, tuple(theta), along))
            h = 1 / (1 + np.exp(-theta @ x))
            assert np.isclose(theta[j] - alpha * slope, theta[j] + alpha * (y - h) * x[j])
