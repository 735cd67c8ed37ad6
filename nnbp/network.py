"""The network itself: examples in, activations out.

Layers are numbered 1 to L. `thetas` is the list [Theta1 .. Theta(L-1)]; Theta_l maps layer l to
layer l+1 and has shape (s_(l+1), s_l + 1), with the bias weights in column 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from nnbp.activations import ACTIVATIONS, OUTPUTS
from nnbp.arguments import (
    FloatArray,
    IntArray,
    choice,
    examples,
    labels,
    matrix,
    number,
    weights,
    whole_number,
)


@dataclass(frozen=True, eq=False)
class Forward:
    """What a forward pass leaves behind, one array a layer and one row an example.

    units            [A1 .. AL], of shape (m, s_l): the values of the units, the bias left out;
                     A1 is X
    pre_activations  [Z2 .. ZL], of shape (m, s_l)
    """

    units: list[FloatArray]
    pre_activations: list[FloatArray]

    @cached_property
    def activations(self) -> list[FloatArray]:
        """[A1 .. AL] as the formulas have them: all but AL begin with the bias column of ones."""
        return [add_bias(A) for A in self.units[:-1]] + [self.output]

    @property
    def output(self) -> FloatArray:
        """AL, the hypothesis h(x) of every example; shape (m, K)."""
        return self.units[-1]


def forward(
    thetas: Sequence[ArrayLike], X: ArrayLike, hidden: str = "sigmoid", output: str = "sigmoid"
) -> Forward:
    """Forward pass of all examples at once: Z = A Theta^T, then A = g(Z), layer by layer.

    X has shape (m, s_1), without a bias column. `hidden` names the activation function of the
    hidden layers: "sigmoid", "tanh", "relu" or "identity"; `output` that of the last, which may
    also be "softmax". Raises ValueError for shapes that do not fit.
    """
    thetas = weights(thetas)
    X = examples(X, units=thetas[0].shape[1] - 1)
    g_hidden = ACTIVATIONS[choice("hidden", hidden, [*ACTIVATIONS])].function
    g_output = OUTPUTS[choice("output", output, [*OUTPUTS])].function

    units, pre_activations = [X], []
    for Theta, g in zip(thetas, [g_hidden] * (len(thetas) - 1) + [g_output]):
        Z = pre_activation(Theta, units[-1])
        pre_activations.append(Z)
        units.append(g(Z))
    return Forward(units, pre_activations)


def pre_activation(Theta: FloatArray, A: FloatArray) -> FloatArray:
    """Z = [1 A] Theta^T. The ones need no column: what they multiply, the bias, is added."""
    # Transposed twice, the product of a tall matrix and a narrow one takes a third less time.
    Z: FloatArray = (Theta[:, 1:] @ A.T).T
    Z += Theta[:, 0]
    return Z


def predict(
    thetas: Sequence[ArrayLike], X: ArrayLike, hidden: str = "sigmoid", output: str = "sigmoid"
) -> IntArray:
    """The label of each example; shape (m,).

    With K > 1 output units it is 0..K-1, the unit with the largest activation. With one output
    unit it is 1 where the output is at least halfway from no to yes, and else 0: 0.5, or 0 for
    tanh, whose no is -1.
    """
    net = forward(thetas, X, hidden, output)
    if net.output.shape[1] == 1:
        halfway = (OUTPUTS[output].off + 1.0) / 2.0
        return (net.output[:, 0] >= halfway).astype(np.intp)
    # g never falls, so the largest Z has the largest activation, even where g rounds to 1.
    largest: IntArray = np.argmax(net.pre_activations[-1], axis=1)
    return largest


def add_bias(X: ArrayLike) -> FloatArray:
    """A copy of X, shape (m, n), with a column of ones before the others: (m, n + 1)."""
    X = matrix("X", X)
    return np.hstack([np.ones((len(X), 1)), X])


def one_hot(y: ArrayLike, K: int, low: float = 0.0) -> FloatArray:
    """Labels 0..K-1, shape (m,), as rows with a single 1 and else `low`: shape (m, K).

    Column k holds the one-vs-rest labels of class k: is it k, or not? K = 1 stands for two
    classes and one output unit: the labels are 0 and 1, and 1 becomes 1, 0 becomes `low`.
    `low` is -1 for tanh outputs.
    """
    K = whole_number("K", K, least=1)
    low = number("low", low)
    rows = np.array([[low], [1.0]]) if K == 1 else np.where(np.eye(K) == 1.0, 1.0, low)
    return rows[labels(y, K)]
