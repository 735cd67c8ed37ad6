"""Activation functions g and their derivatives g', and softmax."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray, real_array, refusal


def sigmoid(z: ArrayLike) -> FloatArray:
    """g(z) = 1 / (1 + e^(-z)), elementwise; values in [0, 1], any shape."""
    z = real_array("z", z)
    with np.errstate(over="ignore"):  # where e^(-z) is infinite, g(z) is 0, as it should be
        return 1.0 / (1.0 + np.exp(-z))


def sigmoid_gradient(z: ArrayLike) -> FloatArray:
    """g'(z) = g(z) (1 - g(z)), elementwise; values in [0, 1/4], any shape.

    The argument is the pre-activation z, not the activation g(z).
    """
    # g (1 - g) is e / (1 + e)^2, where e may be e^z or e^(-z): the smaller does not overflow,
    # and nothing is subtracted.
    e: FloatArray = np.exp(-np.abs(real_array("z", z)))
    e /= (1.0 + e) ** 2
    return e


def tanh(z: ArrayLike) -> FloatArray:
    """(e^z - e^(-z)) / (e^z + e^(-z)), elementwise; values in [-1, 1], any shape."""
    return np.tanh(real_array("z", z))


def tanh_gradient(z: ArrayLike) -> FloatArray:
    """1 - tanh(z)^2, elementwise; values in [0, 1], any shape."""
    # tanh(z) is 2 g(2z) - 1, so its slope is 4 g'(2z), in which nothing is subtracted.
    return 4.0 * sigmoid_gradient(2.0 * real_array("z", z))


def relu(z: ArrayLike) -> FloatArray:
    """The larger of z and 0, elementwise; any shape."""
    return np.maximum(real_array("z", z), 0.0)


def relu_gradient(z: ArrayLike) -> FloatArray:
    """1 where z > 0, else 0, elementwise; any shape. At the kink z = 0 it is 0 by convention."""
    return (real_array("z", z) > 0.0).astype(np.float64)


def identity(z: ArrayLike) -> FloatArray:
    """z itself, a copy; the output of a regression."""
    return real_array("z", z).copy()


def identity_gradient(z: ArrayLike) -> FloatArray:
    """1 everywhere; any shape."""
    return np.ones_like(real_array("z", z))


def softmax(z: ArrayLike) -> FloatArray:
    """e^(z_k) / sum over j of e^(z_j), along the last axis; values in [0, 1] that sum to 1.

    The largest z_j of each row is subtracted from all of them first: it cancels in the quotient,
    and nothing can overflow.
    """
    z = real_array("z", z)
    if z.ndim == 0 or z.size == 0:
        raise refusal("z", "at least one number in a row", f"shape {z.shape}")
    e: FloatArray = np.exp(z - z.max(axis=-1, keepdims=True))
    e /= e.sum(axis=-1, keepdims=True)
    return e


def softmax_gradient(z: ArrayLike) -> FloatArray:
    """Raises ValueError: each z_k moves every output of its row, so the derivative is a matrix.

    It is never needed alone: together with the loss "softmax" it becomes A - Y.
    """
    raise refusal("activation", "a function of one z", "'softmax', a function of all in a row")


class Activation(NamedTuple):
    """An activation function of one unit, with what follows from it.

    function, gradient  g and g', both taken at the pre-activation
    low, high           the values that g can reach or come near to: targets lie between them
    off                 the target of an output unit that should say no, 1 being yes
    """

    function: Callable[[ArrayLike], FloatArray]
    gradient: Callable[[ArrayLike], FloatArray]
    low: float
    high: float
    off: float = 0.0


ACTIVATIONS = {
    "sigmoid": Activation(sigmoid, sigmoid_gradient, 0.0, 1.0),
    "tanh": Activation(tanh, tanh_gradient, -1.0, 1.0, off=-1.0),
    "relu": Activation(relu, relu_gradient, 0.0, np.inf),
    "identity": Activation(identity, identity_gradient, -np.inf, np.inf),
}

# Softmax is for output layers alone.
OUTPUTS = ACTIVATIONS | {"softmax": Activation(softmax, softmax_gradient, 0.0, 1.0)}
