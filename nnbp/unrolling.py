"""Matrices into one long vector and back: the form in which optimisers and checks want them.

order="C" takes each matrix row by row, as numpy does; order="F" takes it column by column, as
`[Theta1(:); Theta2(:)]` does in Octave. A vector must be rolled in the order it was unrolled.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray, choice, layer_widths, real_array, refusal, weights

Order = Literal["C", "F"]


def unroll(thetas: Sequence[ArrayLike], order: Order = "C") -> FloatArray:
    """All entries of [Theta1, Theta2, ...] (or of their gradients) in one vector, a copy."""
    choice("order", order, ["C", "F"])
    return np.concatenate([Theta.ravel(order) for Theta in weights(thetas)])


def roll(
    theta: ArrayLike, layer_sizes: Sequence[SupportsIndex], order: Order = "C"
) -> list[FloatArray]:
    """The exact inverse of `unroll`: [Theta1 .. Theta(L-1)], copies.

    theta has shape (n,), n being the number of weights between layers of these sizes; raises
    ValueError for any other.
    """
    choice("order", order, ["C", "F"])
    shapes = weight_shapes(layer_sizes)
    sizes = [rows * columns for rows, columns in shapes]
    theta = real_array("theta", theta)
    if theta.shape != (sum(sizes),):
        raise refusal(
            "theta", f"shape ({sum(sizes)},) for weights of shapes {shapes}", f"shape {theta.shape}"
        )
    pieces = np.split(theta, np.cumsum(sizes)[:-1])
    return [piece.reshape(shape, order=order).copy() for piece, shape in zip(pieces, shapes)]


def weight_shapes(layer_sizes: Sequence[SupportsIndex]) -> list[tuple[int, int]]:
    """The shape (s_(l+1), s_l + 1) of each Theta, from the sizes [s_1 .. s_L] of the layers."""
    widths = layer_widths(layer_sizes)
    return [(s_next, s + 1) for s, s_next in pairwise(widths)]


def layer_sizes_of(thetas: Sequence[ArrayLike]) -> tuple[int, ...]:
    """The sizes (s_1 .. s_L) of the layers that these weights connect, bias units not counted."""
    thetas = weights(thetas)
    return (thetas[0].shape[1] - 1, *(len(Theta) for Theta in thetas))
