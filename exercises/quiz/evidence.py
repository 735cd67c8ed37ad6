"""What the claims of the quiz are tried on: a snippet `settled` of options.yml sees these names.

Small arrays, nets and functions, each with the numbers that its question states. A snippet is
Python whose last line is an expression: true exactly if the option is right.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from nnbp import (
    backprop,
    check_gradient,
    cost,
    cross_entropy,
    forward,
    glorot_uniform,
    gradient_descent,
    identical_units,
    minimize,
    numerical_gradient,
    one_hot,
    relative_error,
    roll,
    running_example,
    sigmoid,
    sigmoid_gradient,
    softmax,
    stochastic_gradient_descent,
    unroll,
)
from nnbp.graph import Node, backward

__all__ = [
    "Fraction",
    "Node",
    "backprop",
    "backward",
    "cross_entropy",
    "forward",
    "glorot_uniform",
    "gradient_descent",
    "minimize",
    "relative_error",
    "roll",
    "sigmoid",
    "softmax",
    "stochastic_gradient_descent",
]

example = running_example()


def gives(make: Callable[[], Any], wanted: np.ndarray) -> bool:
    """Return whether `make` returns the array `wanted`, and not an error or another shape."""
    try:
        made = np.asarray(make())
    except ValueError:
        return False
    return made.shape == wanted.shape and np.allclose(made, wanted)


# One step of the accumulator: layers of 6, 5, 4 and 3 units, one example.

rng = np.random.default_rng(0)
delta3, delta4 = rng.normal(size=4), rng.normal(size=3)
a3, a4 = rng.normal(size=5), rng.normal(size=3)
share = np.array([[delta4[i] * a3[j] for j in range(5)] for i in range(3)])


def column(vector: np.ndarray) -> np.ndarray:
    """A vector as in the formulas."""
    return vector[:, np.newaxis]


# Two matrices in one vector, column after column: Theta1 is 6 x 3, and Theta2 is 3 x 7.

Theta1, Theta2 = np.arange(18.0).reshape(6, 3), 100 + np.arange(21.0).reshape(3, 7)
v = np.concatenate([Theta1.ravel("F"), Theta2.ravel("F")])


def octave(first: int, last: int, rows: int, columns: int) -> np.ndarray:
    """reshape(v(first:last), rows, columns): counted from 1, the last included, by columns."""
    return v[first - 1 : last].reshape(rows, columns, order="F")


# Quotients, in fractions, so that nothing is rounded.


def cubic(theta: Fraction) -> Fraction:
    return 4 * theta**3 - 7


def two_sided(J: Callable[[Fraction], Fraction], theta: Fraction, eps: Fraction) -> Fraction:
    return (J(theta + eps) - J(theta - eps)) / (2 * eps)


# A network on which one step at a time can be done wrongly, in the cost, the gradient or both.

SIZES, m = (4, 6, 3), 7
theta = rng.uniform(-1.5, 1.5, 51)
X, y = rng.uniform(-1.5, 1.5, (m, 4)), np.array([0, 1, 2, 2, 0, 1, 1])
Y = one_hot(y, 3)


def not_bias(Theta: np.ndarray) -> np.ndarray:
    """Theta with zeros in the bias column."""
    return Theta * (np.arange(Theta.shape[1]) > 0)


def J_and_D(
    theta: np.ndarray,
    lam: float,
    Y: np.ndarray = Y,
    bias: float = 1.0,
    output_error: Callable[..., np.ndarray] = lambda A, Y: A - Y,
    slope: Callable[[np.ndarray], np.ndarray] = sigmoid_gradient,
    step_before: float = 0.0,
    divided_by: float = m,
    penalised: Callable[[np.ndarray], np.ndarray] = not_bias,
    pull: Callable[[np.ndarray], np.ndarray] = not_bias,
) -> tuple[float, np.ndarray]:
    """The cost and its gradient; each argument with a default is a place for a mistake."""
    T1, T2 = roll(theta, SIZES)
    A1 = np.column_stack([np.ones(m), X])
    Z2 = A1 @ T1.T
    A2 = np.column_stack([np.full(m, bias), sigmoid(Z2)])
    A3 = sigmoid(A2 @ T2.T)
    J = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m
    J += lam / (2 * m) * sum(np.sum(penalised(T) ** 2) for T in (T1, T2))
    delta3 = output_error(A3, Y)
    D2 = delta3.T @ A2 / divided_by
    delta2 = delta3 @ (T2 - step_before * D2)[:, 1:] * slope(Z2)
    D1 = delta2.T @ A1 / divided_by
    return float(J), unroll([D1 + lam / m * pull(T1), D2 + lam / m * pull(T2)])


def passes(lam: float = 2.0, at: np.ndarray = theta, **mistake: Any) -> bool:
    """Return whether a program with this mistake passes its own gradient check."""
    D = J_and_D(at, lam, **mistake)[1]
    return check_gradient(lambda t: J_and_D(t, lam, **mistake)[0], D, at, blocks=SIZES).agrees


def falls(steps: int = 40, **mistake: Any) -> bool:
    """Return whether J falls in every step along the gradient of a program with this mistake."""
    at, costs = theta, []
    for _ in range(steps):
        J, D = J_and_D(at, 2.0, **mistake)
        costs.append(J)
        at = at - 0.1 * D
    return bool(np.all(np.diff(costs) < 0))


def evaluations(n: int) -> int:
    """How often J is computed to nudge each of n weights up and down."""
    count = 0

    def J(theta: np.ndarray) -> float:
        nonlocal count
        count += 1
        return float(np.sum(theta))

    numerical_gradient(J, np.ones(n))
    return count


# Output deltas, measured.


def delta_of(loss: Callable[[np.ndarray], float], z: np.ndarray) -> np.ndarray:
    """The derivative of one example's loss by the pre-activations of the outputs."""
    return numerical_gradient(loss, z)


z, target = np.array([0.7, -1.2, 0.4]), np.array([0.0, 1.0, 0.0])
a = sigmoid(z)


def is_delta(formula: np.ndarray, loss: Callable[[np.ndarray], float]) -> bool:
    return np.allclose(formula, delta_of(loss, z), rtol=1e-6)


# Starts of the running example's net, and whether descent parts its hidden units.


def stay_equal(thetas: Sequence[np.ndarray], lam: float = 0.0, steps: int = 40) -> bool:
    """Return whether two or more hidden units are still copies after gradient descent."""
    run = gradient_descent(thetas, example.X, example.Y, lam, steps=steps, progress=False)
    return any(map(bool, identical_units(run.thetas)))


def start(first: Any, second: Any) -> list[np.ndarray]:
    """Theta1 (3, 3) and Theta2 (2, 4), filled up from what is given."""
    return [np.broadcast_to(first, (3, 3)).astype(float), np.broadcast_to(second, (2, 4)) * 1.0]


def J_of(thetas: Sequence[np.ndarray], lam: float = 0.0) -> float:
    """The cost of the running example."""
    return cost(thetas, example.X, example.Y, lam)


# The error of a quotient, in a given precision, of a J whose derivatives are all of the size of J.


def error_at(
    eps: float, kind: type = np.float64, one_sided: bool = False, factor: float = 1.0
) -> float:
    """The relative error against `factor` times the right gradient."""

    def J(theta: np.ndarray) -> Any:
        return np.mean(np.exp(theta))

    where: np.ndarray = np.linspace(-0.5, 0.5, 6).astype(kind)
    numeric = []
    for nudge in np.eye(6, dtype=kind) * kind(eps):
        below = where if one_sided else where - nudge
        width = kind(eps) if one_sided else kind(2 * eps)
        numeric.append((J(where + nudge) - J(below)) / width)
    return relative_error(np.array(numeric, float), factor * np.exp(where.astype(float)) / 6)
