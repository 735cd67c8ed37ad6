"""Losses: how far the outputs are from the targets, each with its derivative delta_L."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from nnbp.activations import ACTIVATIONS, OUTPUTS
from nnbp.arguments import FloatArray, matrix, targets


def cross_entropy(Z: ArrayLike, Y: ArrayLike) -> float:
    """-1/m sum over i, k of y log h + (1 - y) log(1 - h), where h = sigmoid(Z); Z, Y are (m, K).

    It starts from the pre-activations of the output layer, because h itself rounds to 0 or 1
    for |Z| > 37, and its logarithm is then lost.
    """
    Z = matrix("Z", Z)
    m, K = Z.shape
    Y = targets(Y, m, K)
    # The summand is log(1 + e^Z) - y Z. As Z or 0, whichever is larger, plus log(1 + e^(-|Z|)),
    # the logarithm cannot overflow; and for y = 1 the larger part goes before it can swallow
    # the digits of the smaller.
    losses = np.log1p(np.exp(-np.abs(Z))) + (np.maximum(Z, 0.0) - Y * Z)
    return float(losses.sum() / m)


def softmax_cross_entropy(Z: ArrayLike, Y: ArrayLike) -> float:
    """-1/m sum over i, k of y log h, where h = softmax(Z); Z, Y are (m, K), rows of Y sum to 1."""
    Z = matrix("Z", Z)
    m, K = Z.shape
    Y = targets(Y, m, K, sum_to_one=True)
    Z = Z - Z.max(axis=1, keepdims=True)
    minus_log_h = np.log(np.exp(Z).sum(axis=1, keepdims=True)) - Z
    return float((Y * minus_log_h).sum() / m)


def squared_error(A: ArrayLike, Y: ArrayLike) -> float:
    """1/m sum over i of half the squared distance between rows of A and Y; both are (m, K).

    Half per example, as in the UFLDL tutorial, "Backpropagation Algorithm", and for one example
    E = (y - a)^2 / 2.
    """
    A = matrix("A", A)
    m, K = A.shape
    Y = targets(Y, m, K, low=-np.inf, high=np.inf)
    return float(0.5 * np.sum((A - Y) ** 2) / m)


def error(Z: FloatArray, A: FloatArray, Y: FloatArray, output: str) -> FloatArray:
    """delta_L = AL - Y. No g' here: the derivative of the loss has cancelled it."""
    return A - Y


def error_times_slope(Z: FloatArray, A: FloatArray, Y: FloatArray, output: str) -> FloatArray:
    """delta_L = (AL - Y) * g'(ZL)."""
    return (A - Y) * OUTPUTS[output].gradient(Z)


class Loss(NamedTuple):
    """A loss, its derivative, and the outputs it goes with.

    value    (ZL, AL, Y) -> the mean over the examples
    delta    (ZL, AL, Y, output) -> delta_L, the derivative of each example's loss by its ZL
    outputs  names of output activations, the usual one first
    """

    value: Callable[[FloatArray, FloatArray, FloatArray], float]
    delta: Callable[[FloatArray, FloatArray, FloatArray, str], FloatArray]
    outputs: tuple[str, ...]


LOSSES = {
    "cross_entropy": Loss(lambda Z, A, Y: cross_entropy(Z, Y), error, ("sigmoid",)),
    "softmax": Loss(lambda Z, A, Y: softmax_cross_entropy(Z, Y), error, ("softmax",)),
    "squared_error": Loss(lambda Z, A, Y: squared_error(A, Y), error_times_slope, (*ACTIVATIONS,)),
}
