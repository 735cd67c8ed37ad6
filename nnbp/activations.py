"""Activation functions g and their derivatives g'."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray, real_array


def sigmoid(z: ArrayLike) -> FloatArray:
    """g(z) = 1 / (1 + e^(-z)), elementwise; values in [0, 1], any shape.

    No z overflows: the exponential is taken of -|z| only.
    """
    z = real_array("z", z)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def sigmoid_gradient(z: ArrayLike) -> FloatArray:
    """g'(z) = g(z) (1 - g(z)), elementwise; values in [0, 1/4], any shape.

    The argument is the pre-activation z, not the activation g(z).
    """
    z = real_array("z", z)
    # g(-z) is 1 - g(z), without the rounding that the subtraction suffers for large z.
    return sigmoid(z) * sigmoid(-z)


class Activation(NamedTuple):
    """An activation function and its derivative, both taken at the pre-activation."""

    function: Callable[[ArrayLike], FloatArray]
    gradient: Callable[[ArrayLike], FloatArray]


ACTIVATIONS = {"sigmoid": Activation(sigmoid, sigmoid_gradient)}
