"""The formulas of training.md."""

import re

import numpy as np
from identities import identity, labelled_formulas, numbers_in

from nnbp import backprop, cost, glorot_uniform, gradient_descent, one_hot, weight_shapes

RNG = np.random.default_rng(50)
SIZES = (3, 4, 2)
THETAS = [RNG.normal(size=shape) for shape in weight_shapes(SIZES)]
X = RNG.normal(size=(12, 3))
Y = one_hot(RNG.integers(2, size=12), 2)


@identity("eq-digits-weights")
def weights_of_the_net_for_the_digits() -> None:
    first, second = (Theta.size for Theta in glorot_uniform((64, 25, 10), rng=0))
    shown = [int(n) for n in re.findall(r"\d+", dict(labelled_formulas())["eq-digits-weights"])]
    assert shown == [25, 64, 1, 10, 25, 1, first, second, first + second]


@identity("eq-descent")
def a_step_goes_against_the_measured_gradient() -> None:
    alpha, lam, eps = 0.3, 0.8, 1e-5
    stepped = gradient_descent(THETAS, X, Y, lam, alpha, steps=1, progress=False).thetas
    for layer, Theta in enumerate(THETAS):
        for place in np.ndindex(Theta.shape):
            J = []
            for nudge in (eps, -eps):
                nudged = [T.copy() for T in THETAS]
                nudged[layer][place] += nudge
                J.append(cost(nudged, X, Y, lam))
            slope = (J[0] - J[1]) / (2 * eps)
            np.testing.assert_allclose(stepped[layer][place], Theta[place] - alpha * slope, 1e-7)


@identity("eq-batch-mean")
def the_mean_over_batches_is_the_gradient() -> None:
    for size in (1, 2, 3, 4, 6, 12):
        of_batches = [
            backprop(THETAS, X[first : first + size], Y[first : first + size])
            for first in range(0, 12, size)
        ]
        for layer, D in enumerate(backprop(THETAS, X, Y)):
            mean = np.mean([gradients[layer] for gradients in of_batches], axis=0)
            np.testing.assert_allclose(mean, D, rtol=1e-11, atol=1e-15)


@identity("eq-xor-ends")
def costs_at_which_training_on_xor_ends() -> None:
    """Outputs 0, 1 and twice 1/2; or one right and three 2/3. Right answers cost nothing."""

    def J(outputs: list[float], targets: list[int]) -> float:
        given = [h if y else 1 - h for h, y in zip(outputs, targets)]
        return -sum(np.log(given)) / 4

    ends = [J([0, 1, 1 / 2, 1 / 2], [0, 1, 1, 0]), J([0, 2 / 3, 2 / 3, 2 / 3], [0, 1, 1, 0])]
    assert numbers_in("eq-xor-ends") == [*np.round(ends, 4)]
    np.testing.assert_allclose(ends[0], 2 * np.log(2) / 4)
    np.testing.assert_allclose(ends[1], (2 * np.log(1.5) + np.log(3)) / 4)
