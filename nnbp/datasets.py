"""The two examples of the book: a net small enough to hold in the head, and the digits."""

from dataclasses import dataclass
from importlib import resources

import numpy as np

from nnbp.arguments import FloatArray, IntArray
from nnbp.network import one_hot
from nnbp.unrolling import layer_sizes_of


@dataclass(frozen=True, eq=False)
class RunningExample:
    """Weights [Theta1, Theta2], examples X, labels y, their one-hot rows Y, and lam."""

    thetas: list[FloatArray]
    X: FloatArray
    y: IntArray
    lam: float

    @property
    def Y(self) -> FloatArray:
        """The labels as one-hot rows, shape (5, 2)."""
        return one_hot(self.y, self.layer_sizes[-1])

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """(2, 3, 2)"""
        return layer_sizes_of(self.thetas)


def running_example() -> RunningExample:
    """Two inputs, three hidden units, two outputs, five examples; new arrays in every call.

    No two weights are equal in size, no unit is saturated, both classes occur, and the weights
    as they stand label three of the five examples rightly.
    """
    Theta1 = [[1.4, -1.6, -0.7], [-1.2, 0.5, 1.8], [0.6, 1.0, -1.5]]
    Theta2 = [[-0.3, -0.9, -0.4, 1.3], [-1.7, 1.1, -0.2, -0.8]]
    X = [[0.8, 1.1], [0.3, 1.0], [0.5, 1.4], [-1.2, 0.7], [1.5, 0.6]]
    y = [0, 1, 1, 1, 0]
    return RunningExample([np.array(Theta1), np.array(Theta2)], np.array(X), np.array(y), lam=0.5)


def digits() -> tuple[FloatArray, IntArray]:
    """1797 handwritten digits: X of shape (1797, 64), values 0 to 1, and labels y, 0 to 9.

    A row of X is an image of 8 by 8 pixels, row by row. E. Alpaydin and C. Kaynak, Optical
    Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998,
    doi:10.24432/C50P49, CC BY 4.0; see data/README.md.
    """
    file = resources.files("nnbp").joinpath("data", "digits.npz")
    with file.open("rb") as stream, np.load(stream) as stored:
        return stored["images"] / 16.0, stored["labels"].astype(np.intp)
