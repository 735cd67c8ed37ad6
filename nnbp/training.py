"""Learning: the objective an optimiser sees, plain gradient descent, and L-BFGS from scipy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray, layer_widths, positive, weights, whole_number
from nnbp.backprop import backprop
from nnbp.costs import cost
from nnbp.network import one_hot
from nnbp.unrolling import Order, layer_sizes_of, roll, unroll


@dataclass(frozen=True, eq=False)
class Training:
    """The weights at the end, and the history of J: before the first step, then after each."""

    thetas: list[FloatArray]
    history: FloatArray


def cost_and_gradient(
    theta: ArrayLike,
    layer_sizes: Sequence[SupportsIndex],
    X: ArrayLike,
    y: ArrayLike,
    lam: float = 0.0,
    order: Order = "C",
) -> tuple[float, FloatArray]:
    """(J, grad) at the unrolled weights: the objective for `scipy.optimize.minimize(jac=True)`.

    theta and grad have shape (n,), both unrolled in the same order; y holds labels 0..K-1.
    """
    K = layer_widths(layer_sizes)[-1]
    thetas = roll(theta, layer_sizes, order)
    Y = one_hot(y, K)
    return cost(thetas, X, Y, lam), unroll(backprop(thetas, X, Y, lam), order)


def gradient_descent(
    thetas: Sequence[ArrayLike],
    X: ArrayLike,
    Y: ArrayLike,
    lam: float = 0.0,
    learning_rate: float = 1.0,
    steps: int = 100,
) -> Training:
    """`steps` times Theta := Theta - learning_rate * D, with all examples in every step.

    X has shape (m, s_1), Y shape (m, K). The given weights are left as they are; the history
    holds steps + 1 costs.
    """
    learning_rate = positive("learning_rate", learning_rate)
    current = [Theta.copy() for Theta in weights(thetas)]
    history = [cost(current, X, Y, lam)]
    for _ in range(whole_number("steps", steps, least=0)):
        D = backprop(current, X, Y, lam)
        current = [Theta - learning_rate * D_l for Theta, D_l in zip(current, D)]
        history.append(cost(current, X, Y, lam))
    return Training(current, np.array(history))


def minimize(
    thetas: Sequence[ArrayLike],
    X: ArrayLike,
    y: ArrayLike,
    lam: float = 0.0,
    max_iterations: int = 200,
) -> Training:
    """Minimise J from these weights with scipy's L-BFGS-B; y holds labels 0..K-1.

    Stops at a minimum or after `max_iterations`. Raises ImportError if scipy is missing.
    """
    try:
        from scipy import optimize  # type: ignore[import-untyped]
    except ImportError:
        raise ImportError(
            "minimize needs scipy (pip install scipy); gradient_descent works without it"
        ) from None
    layer_sizes = layer_sizes_of(thetas)
    start = unroll(thetas)
    history = [cost_and_gradient(start, layer_sizes, X, y, lam)[0]]

    def record(intermediate_result: Any) -> None:
        history.append(float(intermediate_result.fun))

    found = optimize.minimize(
        cost_and_gradient,
        start,
        args=(layer_sizes, X, y, lam),
        method="L-BFGS-B",
        jac=True,
        callback=record,
        options={"maxiter": whole_number("max_iterations", max_iterations, least=1)},
    )
    return Training(roll(found.x, layer_sizes), np.array(history))
