"""The formulas of blame.md, against derivatives taken with 30 digits by mpmath."""

from collections.abc import Callable, Sequence

import mpmath
import numpy as np
from identities import identity
from printed import says

from nnbp import running_example, weight_shapes

mpmath.mp.dps = 30

Vector = Sequence[float]
PAGE = "blame"

# A net with unequal layers and weights of order 1, and one example.
RNG = np.random.default_rng(21)
THETAS = [RNG.normal(size=shape) for shape in weight_shapes((2, 4, 3, 2))]
X, Y = RNG.normal(size=2), np.array([0.0, 1.0])

FIRST = running_example()


def g(z: float) -> float:
    return 1 / (1 + mpmath.exp(-z))


def affine(Theta: np.ndarray, a: Vector) -> list[float]:
    return [mpmath.fdot(row, [1, *a]) for row in Theta.tolist()]


def J_from_z(thetas: Sequence[np.ndarray], y: Vector, z: Vector) -> float:
    """The cost of the example, given the pre-activations before the weights in `thetas`."""
    for Theta in thetas:
        z = affine(Theta, [g(value) for value in z])
    return -sum(t * mpmath.log(g(v)) + (1 - t) * mpmath.log(1 - g(v)) for t, v in zip(y, z))


def derivatives(f: Callable[[Vector], float], point: Vector) -> np.ndarray:
    def along(i: int) -> Callable[[float], float]:
        return lambda t: f([*point[:i], t, *point[i + 1 :]])

    return np.array([float(mpmath.diff(along(i), point[i])) for i in range(len(point))])


def pre_activations(thetas: Sequence[np.ndarray], x: Vector) -> dict[int, list[float]]:
    z = {2: affine(thetas[0], x)}
    for layer, Theta in enumerate(thetas[1:], start=2):
        z[layer + 1] = affine(Theta, [g(value) for value in z[layer]])
    return z


Z = pre_activations(THETAS, X)
DELTA = {
    layer: derivatives(lambda z, layer=layer: J_from_z(THETAS[layer - 1 :], Y, z), z)
    for layer, z in Z.items()
}
ACTIVATIONS = {layer: [g(value) for value in z] for layer, z in Z.items()}
BLAME = {
    layer: derivatives(
        lambda a, layer=layer: J_from_z(THETAS[layer:], Y, affine(THETAS[layer - 1], a)),
        ACTIVATIONS[layer],
    )
    for layer in (2, 3)
}


def close(mine: np.ndarray | float, truth: np.ndarray | float) -> None:
    np.testing.assert_allclose(mine, truth, rtol=1e-12, atol=1e-14)


def of_the_first_example() -> tuple[np.ndarray, list[float], np.ndarray]:
    """Theta2, z(2) and delta(3)."""
    z = pre_activations(FIRST.thetas, FIRST.X[0])
    delta3 = derivatives(lambda z: J_from_z([], FIRST.Y[0], z), z[3])
    return FIRST.thetas[1], z[2], delta3


@identity("eq-blame-numbers")
def blame_of_unit_1() -> None:
    Theta2, _, (d1, d2) = of_the_first_example()
    u, v = Theta2[0, 1], Theta2[1, 1]
    says(PAGE, r"b_1 = \underbrace{(%.1f) \times (%.4f)}_{%.4f}", u, d1, u * d1)
    says(PAGE, r"+ \underbrace{%.1f \times %.4f}_{%.4f} = %.4f", v, d2, v * d2, u * d1 + v * d2)


@identity("eq-blame")
def blame_is_the_derivative_of_what_a_unit_says() -> None:
    for layer in (2, 3):
        Theta = THETAS[layer - 1]
        for j, truth in enumerate(BLAME[layer], start=1):
            close(sum(Theta[i, j] * d for i, d in enumerate(DELTA[layer + 1])), truth)


@identity("eq-blame-sum")
def shares_add_up_to_delta_times_the_weights() -> None:
    for layer in (2, 3):
        for row, delta in zip(THETAS[layer - 1].tolist(), DELTA[layer + 1]):
            close(sum(weight * delta for weight in row[1:]), delta * sum(row[1:]))


@identity("eq-blame-sum-numbers")
def sums_of_the_shares() -> None:
    Theta2, _, (d1, d2) = of_the_first_example()
    first, second = Theta2[:, 1:]
    says(
        PAGE,
        r"%.4f \times (%.1f - %.1f + %.1f) = %d",
        *(d1, first[0], -first[1], first[2], round(d1 * first.sum(), 12)),
    )
    says(
        PAGE,
        r"%.4f \times (%.1f - %.1f - %.1f) = %.4f",
        *(d2, second[0], -second[1], -second[2], d2 * second.sum()),
    )


@identity("eq-blame-balance")
def balance_of_a_layer() -> None:
    for layer in (2, 3):
        z_next = [float(value) for value in Z[layer + 1]]
        a = [float(value) for value in ACTIVATIONS[layer]]
        close(
            DELTA[layer + 1] @ THETAS[layer - 1][:, 0] + BLAME[layer] @ a,
            DELTA[layer + 1] @ z_next,
        )


@identity("eq-blame-delta")
def delta_is_blame_times_slope() -> None:
    for layer in (2, 3):
        slopes = np.array([float(mpmath.diff(g, value)) for value in Z[layer]])
        close(BLAME[layer] * slopes, DELTA[layer])


@identity("eq-blame-delta-numbers")
def delta_of_unit_1() -> None:
    Theta2, z2, delta3 = of_the_first_example()
    blame, slope = Theta2[:, 1] @ delta3, mpmath.diff(g, z2[0])
    says(PAGE, r"\delta^{(2)}_1 = %.4f \times %.4f = %.4f", blame, slope, blame * slope)
