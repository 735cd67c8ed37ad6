"""The formulas of symmetry-breaking.md, against plain sums, samples and searches."""

from itertools import product

import numpy as np
from identities import identity, numbers_in
from numpy.typing import NDArray

from nnbp import (
    backprop,
    forward,
    glorot_uniform,
    one_hot,
    running_example,
    weight_shapes,
)
from nnbp.symmetry import identical_units

RNG = np.random.default_rng(40)
SIZES = (3, 4, 5, 2)
X = RNG.normal(size=(7, 3))
Y = one_hot([0, 1, 1, 0, 1, 0, 1], 2)


def with_equal_units() -> list[NDArray]:
    """Units 1 and 3 of layer 2 are equal, and units 2 and 5 of layer 3; all else is random."""
    thetas = [RNG.normal(size=shape) for shape in weight_shapes(SIZES)]
    for layer, (i, k) in ((2, (0, 2)), (3, (1, 4))):
        thetas[layer - 2][k] = thetas[layer - 2][i]
        thetas[layer - 1][:, k + 1] = thetas[layer - 1][:, i + 1]
    return thetas


THETAS = with_equal_units()
PAIRS = {2: (0, 2), 3: (1, 4)}


def measured_delta(x: NDArray, y: NDArray) -> dict[int, NDArray]:
    """Derivatives of the cost of one example by complex steps on the pre-activations."""

    def J_from(layer: int, z: NDArray) -> complex:
        a = 1 / (1 + np.exp(-z))
        for Theta in THETAS[layer - 1 :]:
            a = 1 / (1 + np.exp(-(Theta[:, 0] + Theta[:, 1:] @ a)))
        return -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))

    Z = forward(THETAS, [x]).pre_activations
    found = {}
    for layer, z in enumerate(Z, start=2):
        steps = 1e-30j * np.eye(z.size)
        found[layer] = np.array([J_from(layer, z[0] + step).imag / 1e-30 for step in steps])
    return found


DELTAS = [measured_delta(x, y) for x, y in zip(X, Y)]


def close(mine: NDArray | float, truth: NDArray | float) -> None:
    np.testing.assert_allclose(mine, truth, rtol=1e-11, atol=1e-15)


@identity("eq-zero-start-numbers")
def first_gradient_from_zeros() -> None:
    example = running_example()
    zeros = [np.zeros_like(Theta) for Theta in example.thetas]
    D1, D2 = backprop(zeros, example.X, example.Y)
    assert not D1.any()
    half, bias, again, slope, other = numbers_in("eq-zero-start-numbers")
    assert (half, bias, again, slope) == (0.5, round(D2[0, 0], 10), round(D2[0, 0], 10), 0.5)
    assert np.all(D2[0, 1:].round(10) == other)
    assert np.sum(example.y == 0) == 2


@identity("eq-equal-units")
def the_definition_finds_what_identical_units_finds() -> None:
    for layer, groups in enumerate(identical_units(THETAS), start=2):
        into, out_of = THETAS[layer - 2], THETAS[layer - 1]
        found = [
            (i, k)
            for i, k in product(range(len(into)), repeat=2)
            if i < k and all(into[i] == into[k]) and all(out_of[:, i + 1] == out_of[:, k + 1])
        ]
        assert found == groups == [PAIRS[layer]]


@identity("eq-equal-signals")
def equal_activations_and_deltas() -> None:
    net = forward(THETAS, X)
    for layer, (i, k) in PAIRS.items():
        A = net.units[layer - 1]
        close(A[:, i], A[:, k])
        for t, delta in enumerate(DELTAS):
            a, out_of = A[t], THETAS[layer - 1]
            for unit in (i, k):
                back = sum(out_of[n, unit + 1] * d for n, d in enumerate(delta[layer + 1]))
                close(a[unit] * (1 - a[unit]) * back, delta[layer][i])


@identity("eq-equal-gradients")
def equal_gradients_of_the_weights_in_and_out() -> None:
    for layer, (i, k) in PAIRS.items():
        for A, delta in zip(zip(*forward(THETAS, X).units), DELTAS):
            close(delta[layer][i] * A[layer - 2], delta[layer][k] * A[layer - 2])
            close(delta[layer + 1] * A[layer - 1][i], delta[layer + 1] * A[layer - 1][k])
    # And so the measured gradients: complex steps on the weights themselves.
    D = backprop(THETAS, X, Y, 0.7)
    for layer, (i, k) in PAIRS.items():
        close(D[layer - 2][i], D[layer - 2][k])
        close(D[layer - 1][:, i + 1], D[layer - 1][:, k + 1])


@identity("eq-xor-floor")
def one_hidden_unit_and_xor() -> None:
    """With one hidden unit the output only rises along some direction; no such four cost less."""
    grid = np.concatenate([[1e-9], np.linspace(0.005, 0.995, 199), [1 - 1e-9]])
    least = np.inf
    for angle in np.linspace(0, 2 * np.pi, 97)[:-1] + 0.01:
        corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
        order = np.argsort(corners @ [np.cos(angle), np.sin(angle)])
        y = np.array([0, 1, 1, 0])[order]
        # Dynamic programming over rising outputs: best[k] ends at most at grid[k].
        best = np.zeros(grid.size)
        for target in y:
            best = np.minimum.accumulate(best - np.log(grid if target else 1 - grid))
        least = min(least, best[-1] / 4)
    floor = (2 * np.log(1.5) + np.log(3)) / 4
    assert floor - 1e-12 <= least <= floor + 1e-4
    assert numbers_in("eq-xor-floor") == [*np.round([np.log(1.5), np.log(3), floor], 4)]


def variance_of(samples: NDArray, expected: float) -> None:
    """A sample variance lies within five of its standard deviations of the expected one."""
    n = len(samples)
    spread = np.std((samples - samples.mean()) ** 2) / np.sqrt(n)
    assert abs(samples.var() - expected) < 5 * spread


@identity("eq-variance-forward")
def variance_of_a_pre_activation() -> None:
    a, epsilon = RNG.normal(size=30), 0.4
    weights = RNG.uniform(-epsilon, epsilon, size=(40000, 30))
    variance_of(weights @ a, 30 * epsilon**2 / 3 * np.mean(a**2))


@identity("eq-variance-back")
def variance_of_what_comes_back() -> None:
    delta, epsilon = RNG.normal(size=20), 0.4
    columns = RNG.uniform(-epsilon, epsilon, size=(40000, 20))
    variance_of(columns @ delta, 20 * epsilon**2 / 3 * np.mean(delta**2))


@identity("eq-glorot")
def glorot_is_uniform_with_the_mean_of_both_variances() -> None:
    (Theta,) = glorot_uniform((300, 200), rng=0)
    epsilon = np.sqrt(6) / np.sqrt(300 + 200)
    np.testing.assert_allclose(epsilon**2 / 3, 2 / (300 + 200))
    assert 0.999 * epsilon < np.abs(Theta).max() <= epsilon
    variance_of(Theta.ravel(), 2 / (300 + 200))


@identity("eq-glorot-numbers")
def glorot_of_the_digits() -> None:
    first, second = numbers_in("eq-glorot-numbers")
    assert (first, second) == tuple(np.sqrt(6 / np.array([64 + 25, 25 + 10])).round(4))
    for Theta, epsilon in zip(glorot_uniform((64, 25, 10), rng=0), (first, second)):
        assert 0.98 * epsilon < np.abs(Theta).max() < epsilon + 5e-5
