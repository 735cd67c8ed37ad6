"""The formulas of backpropagation.md, against complex steps, counted products and plain sums."""

from itertools import pairwise

import numpy as np
from identities import identity
from numpy.typing import NDArray
from printed import says

from nnbp import backprop, cost, deltas, forward, running_example, weight_shapes

PAGE = "backpropagation"

# A net with unequal layers and weights of order 1, seven examples, all three classes.
RNG = np.random.default_rng(30)
SIZES = (2, 5, 4, 3)
THETAS = [RNG.normal(size=shape) for shape in weight_shapes(SIZES)]
X = RNG.normal(size=(7, 2))
Y = np.eye(3)[[0, 1, 2, 0, 1, 2, 1]]
M, LAM = len(X), 0.8


def J(thetas: list[NDArray], X: NDArray, Y: NDArray, lam: float) -> complex:
    """The cost, for complex weights too."""
    A = X
    for Theta in thetas:
        A = 1 / (1 + np.exp(-(Theta[:, 0] + A @ Theta[:, 1:].T)))
    penalty = lam / (2 * len(X)) * sum(np.sum(Theta[:, 1:] ** 2) for Theta in thetas)
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / len(X) + penalty


def by_complex_step(X: NDArray, Y: NDArray, lam: float) -> list[NDArray]:
    """The gradient to rounding error: the imaginary part of J at Theta + 1e-30 i, over 1e-30."""
    gradients = []
    for layer, Theta in enumerate(THETAS):
        gradient = np.empty_like(Theta)
        for place in np.ndindex(Theta.shape):
            nudged = [T.astype(complex) for T in THETAS]
            nudged[layer][place] += 1e-30j
            gradient[place] = J(nudged, X, Y, lam).imag / 1e-30
        gradients.append(gradient)
    return gradients


TRUTH = by_complex_step(X, Y, LAM)
SHARES = [by_complex_step(x[None], y[None], 0.0) for x, y in zip(X, Y)]
NET = forward(THETAS, X)
DELTAS = deltas(THETAS, X, Y)


def close(mine: list[NDArray], truth: list[NDArray]) -> None:
    for one, other in zip(mine, truth, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-14)


def accumulated() -> list[NDArray]:
    """Delta of each layer, by the formula with the label eq-accumulate."""
    Deltas = [np.zeros_like(Theta) for Theta in THETAS]
    for t in range(M):
        for layer, Delta in enumerate(Deltas):
            Delta += DELTAS[layer][t][:, None] @ NET.activations[layer][t][None, :]
    return Deltas


@identity("eq-mean-of-gradients")
def mean_of_gradients() -> None:
    close([np.mean(shares, axis=0) for shares in zip(*SHARES)], by_complex_step(X, Y, 0.0))


@identity("eq-accumulate")
def accumulate() -> None:
    close(accumulated(), [np.sum(shares, axis=0) for shares in zip(*SHARES)])


@identity("eq-regularised-gradient")
def regularised_gradient() -> None:
    D = []
    for Delta, Theta in zip(accumulated(), THETAS):
        D_l = Delta / M + LAM / M * Theta
        D_l[:, 0] = Delta[:, 0] / M
        D.append(D_l)
    close(D, TRUTH)


@identity("eq-backprop-matrices")
def backprop_matrices() -> None:
    delta, Deltas = NET.output - Y, []
    for layer in (3, 2, 1):
        Deltas.insert(0, delta.T @ NET.activations[layer - 1])
        if layer > 1:
            A = NET.activations[layer - 1][:, 1:]
            delta = (delta @ THETAS[layer - 1])[:, 1:] * (A * (1 - A))
    close(Deltas, [np.sum(shares, axis=0) for shares in zip(*SHARES)])


@identity("eq-sum-in-the-product")
def sum_in_the_product() -> None:
    for layer, delta in enumerate(DELTAS):
        A, Delta = NET.activations[layer], DELTAS[layer].T @ NET.activations[layer]
        for i, j in np.ndindex(Delta.shape):
            total = sum(delta[t, i] * A[t, j] for t in range(M))
            np.testing.assert_allclose(total, Delta[i, j], rtol=1e-12, atol=1e-15)


class Counting(float):
    """A number that counts the products it takes part in."""

    products = 0

    def __mul__(self, other: float) -> "Counting":
        Counting.products += 1
        return Counting(float(self) * float(other))

    __rmul__ = __mul__

    def __add__(self, other: float) -> "Counting":
        return Counting(float(self) + float(other))

    __radd__ = __add__


def products_of_one_example(sizes: tuple[int, ...]) -> tuple[int, int, int]:
    """Counted while plain loops run: forward, propagate back, gradients (no slopes, no g)."""
    thetas = [np.vectorize(Counting, otypes=[object])(np.ones(s)) for s in weight_shapes(sizes)]
    counts = []

    def count() -> None:
        counts.append(Counting.products)
        Counting.products = 0

    Counting.products = 0
    a = [[Counting(1)] * (sizes[0] + 1)]
    for Theta in thetas:
        a.append([Counting(1)] + [sum(w * v for w, v in zip(row, a[-1])) for row in Theta])
    count()
    deltas = {len(sizes): a[-1][1:]}
    for layer in range(len(sizes) - 1, 1, -1):
        Theta, delta = thetas[layer - 1], deltas[layer + 1]
        deltas[layer] = [
            sum(Theta[i, j] * delta[i] for i in range(len(delta))) for j in range(1, Theta.shape[1])
        ]
    count()
    for layer in range(1, len(sizes)):
        _ = [d * v for d in deltas[layer + 1] for v in a[layer - 1]]
    count()
    return tuple(counts)  # type: ignore[return-value]


@identity("eq-multiplications")
def multiplications() -> None:
    for sizes in ((2, 3, 2), (2, 5, 4, 3), (8, 6, 4)):
        n = sum(s_next * (s + 1) for s, s_next in pairwise(sizes))
        back = sum(s * s_next for s, s_next in pairwise(sizes[1:]))
        assert products_of_one_example(sizes) == (n, back, n)
        assert n + back + n < 3 * n


@identity("eq-gradient-step")
def gradient_step() -> None:
    """What is left of the fall of J after the prediction shrinks with the square of the rate."""
    D = backprop(THETAS, X, Y, LAM)
    squares = sum(np.sum(D_l**2) for D_l in D)

    def left(rate: float) -> float:
        moved = [Theta - rate * D_l for Theta, D_l in zip(THETAS, D)]
        return cost(moved, X, Y, LAM) - (cost(THETAS, X, Y, LAM) - rate * squares)

    np.testing.assert_allclose(left(1e-2) / left(1e-3), 100, rtol=0.05)
    assert abs(left(1e-3)) < 1e-2 * 1e-3 * squares


def followed_weight() -> tuple[list[float], float]:
    """The five shares of Theta(1)_12 in the running example, and its entry of D."""
    example = running_example()
    shares = [backprop(example.thetas, [x], [y])[0][0, 2] for x, y in zip(example.X, example.Y)]
    return shares, backprop(example.thetas, example.X, example.Y, example.lam)[0][0, 2]


@identity("eq-accumulator-numbers")
def accumulator_numbers() -> None:
    shares, _ = followed_weight()
    first, *others = shares
    signed = " ".join(f"{'-' if s < 0 else '+'} {abs(s):.4f}" for s in others)
    says(
        PAGE,
        r"= \tfrac{1}{5} \, (%.4f %s) \\ &= \tfrac{1}{5} \, (%.4f) = %.4f",
        *(first, signed, sum(shares), sum(shares) / 5),
    )


@identity("eq-regularised-numbers")
def regularised_numbers() -> None:
    shares, D = followed_weight()
    says(
        PAGE,
        r"D^{(1)}_{12} = %.4f + \frac{0.5}{5} \times (-0.7) = %.4f - %.4f = %.4f",
        *(sum(shares) / 5, sum(shares) / 5, 0.07, D),
    )
