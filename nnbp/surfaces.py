"""Cost surfaces that are data: functions of theta that can be written down, sent and called.

A `Surface` is a kind and its parameters. Called at theta it gives J, and the gradient too where
it is asked for. So a question can hand a function to an answer, wherever that answer runs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnbp.arguments import (
    FloatArray,
    choice,
    examples,
    labels,
    layer_widths,
    matrix,
    not_negative,
    number,
    real_array,
    refusal,
)

Valley = tuple[float, Callable[[], FloatArray]]  # J, and how to get its gradient, a vector


@dataclass(frozen=True, eq=False)
class Surface:
    """J as a function of theta, an array of any shape, read by rows (C order).

    kind           parameters              J
    "polynomial"   [c], (degree + 1, n)    sum over k and i of c[k, i] theta_i^k
    "bowl"         [A, b, c]               theta' A theta / 2 + b' theta + c; A is (n, n)
    "network"      [sizes, X, y, lam]      the regularised cross-entropy of a network of sigmoids,
                                           its weights unrolled; labels y are 0..K-1

    Called, it returns J, a float; with `with_gradient` it returns (J, gradient), the gradient in
    the shape of theta. theta is not changed. Raises ValueError for an unknown kind, for other
    parameters, and for a theta of another size.
    """

    kind: str
    parameters: Sequence[Any]
    with_gradient: bool = False

    def __post_init__(self) -> None:
        count = len(PARAMETERS[choice("kind", self.kind, [*PARAMETERS])])
        if len(self.parameters) != count:
            expected = f"[{', '.join(PARAMETERS[self.kind])}] for a {self.kind}"
            raise refusal("parameters", expected, f"{len(self.parameters)} of them")

    def __call__(self, theta: ArrayLike) -> float | tuple[float, FloatArray]:
        theta = real_array("theta", theta)
        J, gradient = KINDS[self.kind](theta.ravel(), *self.parameters)
        return (J, gradient().reshape(theta.shape)) if self.with_gradient else J


def polynomial(theta: FloatArray, coefficients: ArrayLike) -> Valley:
    c = matrix("coefficients", coefficients)
    theta = _of_size(theta, c.shape[1])
    k = np.arange(len(c))[:, np.newaxis]
    return float(np.sum(c * theta**k)), lambda: np.sum((k * c)[1:] * theta ** k[:-1], axis=0)


def bowl(theta: FloatArray, A: ArrayLike, b: ArrayLike, c: float) -> Valley:
    A, b = matrix("A", A), real_array("b", b)
    if A.shape != (b.size, b.size):
        raise refusal("A", f"shape ({b.size}, {b.size}), as b has {b.size}", f"shape {A.shape}")
    theta = _of_size(theta, b.size)
    J = float(theta @ A @ theta / 2 + b @ theta + number("c", c))
    return J, lambda: (A + A.T) @ theta / 2 + b


def network(
    theta: FloatArray, layer_sizes: Sequence[int], X: ArrayLike, y: ArrayLike, lam: float
) -> Valley:
    widths, lam = layer_widths(layer_sizes), not_negative("lam", lam)
    X = examples(X, units=widths[0])
    m, K = len(X), widths[-1]
    classes = np.arange(K) if K > 1 else np.array([1])
    Y = (labels(y, K)[:, np.newaxis] == classes).astype(float)
    if len(Y) != m:
        raise refusal("y", f"one label an example, {m}", f"{len(Y)} labels")
    shapes = [(s_next, s + 1) for s, s_next in pairwise(widths)]
    ends = np.cumsum([rows * columns for rows, columns in shapes])
    pieces = np.split(_of_size(theta, int(ends[-1])), ends[:-1])
    thetas = [piece.reshape(shape) for piece, shape in zip(pieces, shapes)]

    Z = X @ thetas[0][:, 1:].T + thetas[0][:, 0]
    for Theta in thetas[1:]:
        A = np.exp(-np.logaddexp(0.0, -Z))  # the sigmoid, safe for large z
        Z = A @ Theta[:, 1:].T + Theta[:, 0]
    squares = sum(float(np.sum(Theta[:, 1:] ** 2)) for Theta in thetas)
    J = float(np.sum(np.logaddexp(0.0, Z) - Y * Z)) / m + lam / (2 * m) * squares

    def gradient() -> FloatArray:
        # Only here, so that J can be had where backpropagation is what is asked for.
        from nnbp.backprop import backprop

        return np.concatenate([D.ravel() for D in backprop(thetas, X, Y, lam)])

    return J, gradient


def _of_size(theta: FloatArray, n: int) -> FloatArray:
    if theta.size != n:
        raise refusal("theta", f"{n} entries", f"{theta.size}")
    return theta


KINDS: dict[str, Callable[..., Valley]] = {
    "polynomial": polynomial,
    "bowl": bowl,
    "network": network,
}
PARAMETERS = {
    "polynomial": ("c",),
    "bowl": ("A", "b", "c"),
    "network": ("layer_sizes", "X", "y", "lam"),
}
