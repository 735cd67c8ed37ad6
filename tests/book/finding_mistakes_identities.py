"""The formula of finding-mistakes.md, at the running example."""

import numpy as np
from identities import identity

from nnbp import backprop, cost, numerical_gradient, running_example

EXAMPLE = running_example()
(THETA1, THETA2), X, Y, LAM = EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y, EXAMPLE.lam
M = len(X)


def nudged(lam: float) -> list[np.ndarray]:
    return [
        numerical_gradient(lambda T: cost([T, THETA2], X, Y, lam), THETA1),
        numerical_gradient(lambda T: cost([THETA1, T], X, Y, lam), THETA2),
    ]


@identity("eq-gap")
def gap() -> None:
    without_penalty = backprop([THETA1, THETA2], X, Y)
    for D, truth in zip(without_penalty, nudged(0.0)):
        summed = M * D
        np.testing.assert_allclose(summed, M * truth, rtol=1e-6)
    for D, truth, Theta in zip(without_penalty, nudged(LAM), (THETA1, THETA2)):
        expected = -LAM / M * Theta
        expected[:, 0] = 0.0
        np.testing.assert_allclose(D - truth, expected, atol=1e-8)
