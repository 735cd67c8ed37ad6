"""Backpropagation: the gradient of the cost with respect to every weight, in one backward pass.

Twice: `backprop` takes all examples at once, `backprop_loop` takes one after the other, as the
algorithm is usually written down. Both return the same [D1 .. D(L-1)].

    forward            A1 .. AL and Z2 .. ZL
    output error       delta_L = AL - Y
    propagate back     delta_l = (delta_(l+1) Theta_l without its bias column) * g'(Z_l)
    gradients          Delta_l = delta_(l+1)^T A_l, summed over the examples
    average            D_l = Delta_l / m
    regularise         D_l += lam / m * Theta_l, but not in the bias column

In formulas an example is a column; here it is a row, hence the transposes in other places.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from nnbp.activations import sigmoid, sigmoid_gradient
from nnbp.arguments import FloatArray, examples, not_negative, targets, weights
from nnbp.network import Forward, forward


def backprop(
    thetas: Sequence[ArrayLike], X: ArrayLike, Y: ArrayLike, lam: float = 0.0
) -> list[FloatArray]:
    """The gradient of `cost(thetas, X, Y, lam)`: [D1 .. D(L-1)], D_l in the shape of Theta_l.

    X has shape (m, s_1), Y shape (m, K), lam is 0 or more. Raises ValueError for anything else.
    """
    thetas, X, Y, lam = _checked(thetas, X, Y, lam)
    net = forward(thetas, X)
    Deltas = [delta.T @ A for delta, A in zip(_deltas(thetas, net, Y), net.activations[:-1])]
    return average_and_regularise(Deltas, thetas, len(X), lam)


def deltas(thetas: Sequence[ArrayLike], X: ArrayLike, Y: ArrayLike) -> list[FloatArray]:
    """The errors [delta_2 .. delta_L] of all units, one row an example: shapes (m, s_l).

    Entry (i, j) of delta_l is the derivative of the loss of example i with respect to the
    pre-activation of unit j in layer l. Bias units have none, nor has the input layer.
    """
    thetas, X, Y, _ = _checked(thetas, X, Y, 0.0)
    return _deltas(thetas, forward(thetas, X), Y)


def _deltas(thetas: list[FloatArray], net: Forward, Y: FloatArray) -> list[FloatArray]:
    delta = output_error(net.output, Y)
    found = [delta]
    for Theta, Z in zip(reversed(thetas[1:]), reversed(net.pre_activations[:-1])):
        delta = propagate_back(Theta, delta, Z)
        found.insert(0, delta)
    return found


def output_error(AL: FloatArray, Y: FloatArray) -> FloatArray:
    """delta_L = AL - Y. No g' here: with cross-entropy and a sigmoid output it cancels."""
    return AL - Y


def propagate_back(Theta: FloatArray, delta: FloatArray, Z: FloatArray) -> FloatArray:
    """delta_l from delta_(l+1): back through the weights Theta_l, then times g'(Z_l).

    The bias column is left out, since nothing that comes before reaches a bias unit.
    """
    return (delta @ Theta[:, 1:]) * sigmoid_gradient(Z)


def average_and_regularise(
    Deltas: list[FloatArray], thetas: list[FloatArray], m: int, lam: float
) -> list[FloatArray]:
    """D = (Delta + lam Theta) / m, and D = Delta / m in the bias column."""
    D = []
    for Delta, Theta in zip(Deltas, thetas):
        pull = lam * Theta
        pull[:, 0] = 0.0
        D.append((Delta + pull) / m)
    return D


def backprop_loop(
    thetas: Sequence[ArrayLike], X: ArrayLike, Y: ArrayLike, lam: float = 0.0
) -> list[FloatArray]:
    """`backprop` with one example at a time, each a column vector, and accumulators Delta."""
    thetas, X, Y, lam = _checked(thetas, X, Y, lam)
    L = len(thetas) + 1
    # Keyed by layer, so that the indices are those of the formulas.
    Theta = dict(enumerate(thetas, start=1))
    Delta = {layer: np.zeros_like(Theta[layer]) for layer in Theta}

    for x, y in zip(X, Y):
        # forward
        a, z = {1: x}, {}
        for layer in range(1, L):
            a[layer] = np.concatenate(([1.0], a[layer]))
            z[layer + 1] = Theta[layer] @ a[layer]
            a[layer + 1] = sigmoid(z[layer + 1])

        # output error
        delta = {L: a[L] - y}

        # propagate back, dropping the error of the bias unit
        for layer in range(L - 1, 1, -1):
            delta[layer] = (Theta[layer].T @ delta[layer + 1])[1:] * sigmoid_gradient(z[layer])

        # gradients
        for layer in range(1, L):
            Delta[layer] += np.outer(delta[layer + 1], a[layer])

    return average_and_regularise(list(Delta.values()), thetas, len(X), lam)


def _checked(
    thetas: Sequence[ArrayLike], X: ArrayLike, Y: ArrayLike, lam: float
) -> tuple[list[FloatArray], FloatArray, FloatArray, float]:
    thetas = weights(thetas)
    X = examples(X, units=thetas[0].shape[1] - 1)
    Y = targets(Y, m=len(X), K=len(thetas[-1]))
    return thetas, X, Y, not_negative("lam", lam)
