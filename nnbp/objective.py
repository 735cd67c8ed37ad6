"""The objective an optimiser sees: one long vector in, the cost and its gradient out."""

from collections.abc import Sequence
from typing import SupportsIndex, Unpack

import numpy as np
from numpy.typing import ArrayLike

from nnbp.activations import OUTPUTS
from nnbp.arguments import FloatArray
from nnbp.backprop import gradient_after
from nnbp.conventions import Options, checked, settle
from nnbp.costs import cost_after
from nnbp.network import forward, one_hot
from nnbp.unrolling import Order, roll, unroll


def cost_and_gradient(
    theta: ArrayLike,
    layer_sizes: Sequence[SupportsIndex],
    X: ArrayLike,
    y: ArrayLike,
    lam: float = 0.0,
    order: Order = "C",
    **options: Unpack[Options],
) -> tuple[float, FloatArray]:
    """(J, grad) at the unrolled weights: the objective for `scipy.optimize.minimize(jac=True)`.

    theta and grad have shape (n,), both unrolled in the same order. y holds labels 0..K-1, shape
    (m,), or else targets Y, shape (m, K). The options are those of `nnbp.conventions.Options`.
    One forward pass serves both results.
    """
    how = settle(**options)
    thetas = roll(theta, layer_sizes, order)
    Y = one_hot(y, len(thetas[-1]), OUTPUTS[how.output].off) if np.ndim(y) == 1 else y
    thetas, X, Y, lam = checked(thetas, X, Y, lam, how)
    net = forward(thetas, X, how.hidden, how.output)
    J = cost_after(net, thetas, Y, lam, how)
    return J, unroll(gradient_after(net, thetas, Y, lam, how), order)
