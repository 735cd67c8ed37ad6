"""Backpropagation: the gradient of the cost with respect to every weight, in one backward pass.

Twice: `backprop` takes all examples at once, `backprop_loop` takes one after the other, as the
algorithm is usually written down. Both return the same [D1 .. D(L-1)].

    forward            A1 .. AL and Z2 .. ZL
    output error       delta_L = AL - Y, or (AL - Y) * g'(ZL) with squared error
    propagate back     delta_l = (delta_(l+1) Theta_l without its bias column) * g'(Z_l)
    gradients          Delta_l = delta_(l+1)^T A_l, summed over the examples
    average            D_l = Delta_l / m
    regularise         D_l += lam / m * Theta_l, but not in the bias column

In formulas an example is a column; here it is a row, hence the transposes in other places.
"""

from collections.abc import Sequence
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike

from nnbp.activations import ACTIVATIONS, OUTPUTS
from nnbp.arguments import FloatArray
from nnbp.conventions import Conventions, Options, checked, settle
from nnbp.network import Forward, forward
from nnbp.penalties import penalty_gradient


def backprop(
    thetas: Sequence[ArrayLike],
    X: ArrayLike,
    Y: ArrayLike,
    lam: float = 0.0,
    **options: Unpack[Options],
) -> list[FloatArray]:
    """The gradient of `cost`, for the same arguments: [D1 .. D(L-1)], D_l in the shape of Theta_l.

    X has shape (m, s_1), Y shape (m, K), lam is 0 or more; the options are those of
    `nnbp.conventions.Options`. Raises ValueError for anything else.
    """
    how = settle(**options)
    thetas, X, Y, lam = checked(thetas, X, Y, lam, how)
    return gradient_after(forward(thetas, X, how.hidden, how.output), thetas, Y, lam, how)


def gradient_after(
    net: Forward, thetas: list[FloatArray], Y: FloatArray, lam: float, how: Conventions
) -> list[FloatArray]:
    """`backprop`, when the forward pass is done and the arguments are checked."""
    errors = deltas_after(net, thetas, Y, how)
    Deltas = [gradients(delta, A) for delta, A in zip(errors, net.units)]
    return average_and_regularise(Deltas, thetas, len(Y), lam, how)


def deltas(
    thetas: Sequence[ArrayLike], X: ArrayLike, Y: ArrayLike, **options: Unpack[Options]
) -> list[FloatArray]:
    """The errors [delta_2 .. delta_L] of all units, one row an example: shapes (m, s_l).

    Entry (i, j) of delta_l is the derivative of the loss of example i with respect to the
    pre-activation of unit j in layer l. Bias units have none, nor has the input layer. The
    options are those of `nnbp.conventions.Options`.
    """
    how = settle(**options)
    thetas, X, Y, _ = checked(thetas, X, Y, 0.0, how)
    return deltas_after(forward(thetas, X, how.hidden, how.output), thetas, Y, how)


def deltas_after(
    net: Forward, thetas: list[FloatArray], Y: FloatArray, how: Conventions
) -> list[FloatArray]:
    """`deltas`, when the forward pass is done and the arguments are checked."""
    *hidden_Z, ZL = net.pre_activations
    delta = how.loss.delta(ZL, net.output, Y, how.output)
    found = [delta]
    for Theta, Z in zip(reversed(thetas[1:]), reversed(hidden_Z)):
        delta = propagate_back(Theta, delta, Z, how.hidden)
        found.insert(0, delta)
    return found


def propagate_back(
    Theta: FloatArray, delta: FloatArray, Z: FloatArray, hidden: str = "sigmoid"
) -> FloatArray:
    """delta_l from delta_(l+1): back through the weights Theta_l, then times g'(Z_l).

    The bias column is left out, since nothing that comes before reaches a bias unit.
    """
    # Transposed twice, so that it lies in memory as Z does.
    return (Theta[:, 1:].T @ delta.T).T * ACTIVATIONS[hidden].gradient(Z)


def gradients(delta: FloatArray, A: FloatArray) -> FloatArray:
    """Delta_l = delta_(l+1)^T [1 A_l]. The ones need no column: they only sum the deltas."""
    return np.column_stack([delta.T @ np.ones(len(A)), delta.T @ A])


def average_and_regularise(
    Deltas: list[FloatArray], thetas: list[FloatArray], m: int, lam: float, how: Conventions
) -> list[FloatArray]:
    """D = Delta / m, plus the gradient of the penalty: lam / m Theta, but 0 in the bias column."""
    pulls = penalty_gradient(thetas, m, lam, how.penalty_scale, how.regularise_bias)
    return [Delta / m + pull for Delta, pull in zip(Deltas, pulls)]


def backprop_loop(
    thetas: Sequence[ArrayLike],
    X: ArrayLike,
    Y: ArrayLike,
    lam: float = 0.0,
    **options: Unpack[Options],
) -> list[FloatArray]:
    """`backprop` with one example at a time, each a column vector, and accumulators Delta."""
    how = settle(**options)
    thetas, X, Y, lam = checked(thetas, X, Y, lam, how)
    L = len(thetas) + 1
    g, g_prime = ACTIVATIONS[how.hidden].function, ACTIVATIONS[how.hidden].gradient
    g_output = OUTPUTS[how.output].function
    # Keyed by layer, so that the indices are those of the formulas.
    Theta = dict(enumerate(thetas, start=1))
    Delta = {layer: np.zeros_like(Theta[layer]) for layer in Theta}

    for x, y in zip(X, Y):
        # forward
        a, z = {1: x}, {}
        for layer in range(1, L):
            a[layer] = np.concatenate(([1.0], a[layer]))
            z[layer + 1] = Theta[layer] @ a[layer]
            a[layer + 1] = g(z[layer + 1]) if layer + 1 < L else g_output(z[L])

        # output error
        delta = {L: how.loss.delta(z[L], a[L], y, how.output)}

        # propagate back, dropping the error of the bias unit
        for layer in range(L - 1, 1, -1):
            delta[layer] = (Theta[layer].T @ delta[layer + 1])[1:] * g_prime(z[layer])

        # gradients
        for layer in range(1, L):
            Delta[layer] += np.outer(delta[layer + 1], a[layer])

    return average_and_regularise(list(Delta.values()), thetas, len(X), lam, how)
