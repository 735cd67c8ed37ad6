"""The cost J(Theta): how far the outputs are from the targets, plus a penalty on the weights."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray, matrix, not_negative, targets, weights, whole_number
from nnbp.network import forward


def cost(thetas: Sequence[ArrayLike], X: ArrayLike, Y: ArrayLike, lam: float = 0.0) -> float:
    """J(Theta): cross-entropy averaged over the m examples, plus the penalty.

    X has shape (m, s_1), Y shape (m, K) with values from 0 to 1, lam is 0 or more.
    Raises ValueError for anything else. Finite wherever the pre-activations are.
    """
    ZL = forward(thetas, X).pre_activations[-1]
    return cross_entropy(ZL, Y) + penalty(thetas, len(ZL), lam)


def cross_entropy(Z: ArrayLike, Y: ArrayLike) -> float:
    """-1/m sum over i, k of y log h + (1 - y) log(1 - h), where h = sigmoid(Z); Z, Y are (m, K).

    It starts from the pre-activations of the output layer, because h itself rounds to 0 or 1
    for |Z| > 37, and its logarithm is then lost.
    """
    Z = matrix("Z", Z)
    m, K = Z.shape
    Y = targets(Y, m, K)
    minus_log_h = np.logaddexp(0.0, -Z)  # log(1 + e^(-Z))
    minus_log_1_minus_h = np.logaddexp(0.0, Z)  # log(1 + e^Z)
    losses = Y * minus_log_h + (1.0 - Y) * minus_log_1_minus_h
    return float(losses.sum() / m)


def penalty(thetas: Sequence[ArrayLike], m: int, lam: float) -> float:
    """lam / (2m) times the sum of the squared weights, the bias weights (column 0) left out."""
    thetas = weights(thetas)
    m = whole_number("m", m, least=1)
    lam = not_negative("lam", lam)
    return lam / (2 * m) * sum(_sum_of_squares(Theta[:, 1:]) for Theta in thetas)


def _sum_of_squares(array: FloatArray) -> float:
    return float(np.sum(array**2))
