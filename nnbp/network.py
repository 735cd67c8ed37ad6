"""The network itself: examples in, activations out.

Layers are numbered 1 to L. `thetas` is the list [Theta1 .. Theta(L-1)]; Theta_l maps layer l to
layer l+1 and has shape (s_(l+1), s_l + 1), with the bias weights in column 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnbp.activations import ACTIVATIONS
from nnbp.arguments import (
    FloatArray,
    IntArray,
    choice,
    examples,
    labels,
    matrix,
    refusal,
    weights,
    whole_number,
)


@dataclass(frozen=True, eq=False)
class Forward:
    """What a forward pass leaves behind, one array a layer and one row an example.

    activations      [A1 .. AL]; A1 .. A(L-1) of shape (m, s_l + 1) begin with the bias column
                     of ones, AL of shape (m, K) has none
    pre_activations  [Z2 .. ZL], of shape (m, s_l)
    """

    activations: list[FloatArray]
    pre_activations: list[FloatArray]

    @property
    def output(self) -> FloatArray:
        """AL, the hypothesis h(x) of every example; shape (m, K)."""
        return self.activations[-1]


def forward(
    thetas: Sequence[ArrayLike], X: ArrayLike, hidden: str = "sigmoid", output: str = "sigmoid"
) -> Forward:
    """Forward pass of all examples at once: Z = A Theta^T, then A = g(Z), layer by layer.

    X has shape (m, s_1), without a bias column. `hidden` and `output` name the activation
    functions. Raises ValueError for shapes that do not fit.
    """
    thetas = weights(thetas)
    X = examples(X, units=thetas[0].shape[1] - 1)
    g_hidden = ACTIVATIONS[choice("hidden", hidden, list(ACTIVATIONS))].function
    g_output = ACTIVATIONS[choice("output", output, list(ACTIVATIONS))].function

    activations, pre_activations = [add_bias(X)], []
    for Theta in thetas[:-1]:
        Z = activations[-1] @ Theta.T
        pre_activations.append(Z)
        activations.append(add_bias(g_hidden(Z)))
    Z = activations[-1] @ thetas[-1].T
    pre_activations.append(Z)
    activations.append(g_output(Z))
    return Forward(activations, pre_activations)


def predict(thetas: Sequence[ArrayLike], X: ArrayLike) -> IntArray:
    """The label 0..K-1 of each example: the output unit with the largest activation; (m,).

    Raises ValueError for a network with one output unit, which names no class.
    """
    Z = forward(thetas, X).pre_activations[-1]
    if Z.shape[1] < 2:
        raise refusal("thetas", "two output units or more", f"{Z.shape[1]}")
    # g never falls, so the largest Z has the largest activation, even where g rounds to 1.
    largest: IntArray = np.argmax(Z, axis=1)
    return largest


def add_bias(X: ArrayLike) -> FloatArray:
    """A copy of X, shape (m, n), with a column of ones before the others: (m, n + 1)."""
    X = matrix("X", X)
    return np.hstack([np.ones((len(X), 1)), X])


def one_hot(y: ArrayLike, K: int) -> FloatArray:
    """Labels 0..K-1, shape (m,), as rows with a single 1: shape (m, K)."""
    K = whole_number("K", K, least=1)
    return np.eye(K)[labels(y, K)]
