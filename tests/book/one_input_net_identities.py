"""The formulas of one-input-net.md, against derivatives taken with 30 digits by mpmath."""

from collections.abc import Sequence

import mpmath
from identities import identity
from printed import says

from nnbp import running_example

mpmath.mp.dps = 30

PAGE = "one-input-net"

EXAMPLE = running_example()
THETA1, THETA2 = map(mpmath.mpf, (EXAMPLE.thetas[0][0, 2], EXAMPLE.thetas[1][0, 1]))
X, Y = map(mpmath.mpf, (EXAMPLE.X[0, 1], EXAMPLE.Y[0, 0]))


def g(z: float) -> float:
    return 1 / (1 + mpmath.exp(-z))


def slope(z: float) -> float:
    return mpmath.diff(g, z)


def half_square(a: float) -> float:
    return (a - Y) ** 2 / 2


def E(theta1: float, theta2: float) -> float:
    return half_square(g(theta2 * g(theta1 * X)))


Z2 = THETA1 * X
A2 = g(Z2)
Z3 = THETA2 * A2
A3 = g(Z3)
OF_THETA1 = mpmath.diff(E, (THETA1, THETA2), (1, 0))
OF_THETA2 = mpmath.diff(E, (THETA1, THETA2), (0, 1))
DELTA3 = mpmath.diff(lambda z: half_square(g(z)), Z3)
DELTA2 = mpmath.diff(lambda z: half_square(g(THETA2 * g(z))), Z2)


def close(mine: float, truth: float) -> None:
    assert abs(mine - truth) <= 1e-20


@identity("eq-one-forward")
def the_line_is_a_part_of_the_net() -> None:
    """The same numbers from `forward`, with the biases of the line set to 0."""
    from nnbp import forward

    net = forward([[[0, float(THETA1)]], [[0, float(THETA2)]]], [[float(X)]])
    for mine, theirs in zip((Z2, Z3), net.pre_activations):
        assert abs(mine - float(theirs[0, 0])) < 1e-15
    assert abs(A3 - float(net.output[0, 0])) < 1e-15
    close(half_square(A3), E(THETA1, THETA2))


@identity("eq-one-forward-numbers")
def forward_numbers() -> None:
    says(
        PAGE,
        r"z^{(2)} &= %.1f \times %.1f = %.4f & a^{(2)} &= g(%.4f) = %.4f",
        *(THETA1, X, Z2, Z2, A2),
    )
    says(
        PAGE,
        r"z^{(3)} &= %.1f \times %.4f = %.4f & a^{(3)} &= g(%.4f) = %.4f",
        *(THETA2, A2, Z3, Z3, A3),
    )
    says(PAGE, r"E &= \tfrac{1}{2} (%.4f - %d)^2 = %.4f", A3, Y, E(THETA1, THETA2))


@identity("eq-one-last")
def last_weight_line_by_line() -> None:
    of_a3 = mpmath.diff(half_square, A3)
    close(of_a3 * mpmath.diff(lambda theta: g(theta * A2), THETA2), OF_THETA2)
    close((A3 - Y) * slope(Z3) * mpmath.diff(lambda theta: theta * A2, THETA2), OF_THETA2)
    close((A3 - Y) * A3 * (1 - A3) * A2, OF_THETA2)


@identity("eq-one-last-numbers")
def last_weight_numbers() -> None:
    says(PAGE, r"g'(%.4f) = %.4f \times %.4f = %.4f$", Z3, A3, 1 - A3, slope(Z3))
    says(PAGE, r"= %.4f \times %.4f \times %.4f = %.4f", A3 - Y, slope(Z3), A2, OF_THETA2)


@identity("eq-one-first")
def first_weight_line_by_line() -> None:
    begin = (A3 - Y) * slope(Z3)
    close(begin * mpmath.diff(lambda theta: THETA2 * g(theta * X), THETA1), OF_THETA1)
    of_a2 = mpmath.diff(lambda a: THETA2 * a, A2)
    close(begin * of_a2 * mpmath.diff(lambda theta: g(theta * X), THETA1), OF_THETA1)
    of_theta1 = mpmath.diff(lambda theta: theta * X, THETA1)
    close(begin * THETA2 * slope(Z2) * of_theta1, OF_THETA1)
    close(begin * THETA2 * A2 * (1 - A2) * X, OF_THETA1)


@identity("eq-one-first-numbers")
def first_weight_numbers() -> None:
    says(PAGE, r"g'(%.4f) = %.4f \times %.4f = %.4f$", Z2, A2, 1 - A2, slope(Z2))
    says(
        PAGE,
        r"= %.4f \times %.4f \times (%.1f) \times %.4f \times %.1f = %.4f",
        *(A3 - Y, slope(Z3), THETA2, slope(Z2), X, OF_THETA1),
    )


@identity("eq-one-deltas")
def both_deltas() -> None:
    close((A3 - Y) * slope(Z3), DELTA3)
    close(DELTA3 * THETA2 * slope(Z2), DELTA2)


@identity("eq-one-derivatives")
def derivatives_from_deltas() -> None:
    close(DELTA3 * A2, OF_THETA2)
    close(DELTA2 * X, OF_THETA1)


@identity("eq-one-deltas-numbers")
def deltas_in_numbers() -> None:
    says(PAGE, r"\delta^{(3)} &= %.4f \times %.4f = %.4f", A3 - Y, slope(Z3), DELTA3)
    says(
        PAGE,
        r"\delta^{(2)} &= %.4f \times (%.1f) \times %.4f = %.4f",
        *(DELTA3, THETA2, slope(Z2), DELTA2),
    )


@identity("eq-one-step-numbers")
def one_step() -> None:
    says(PAGE, r"&:= %.1f - 1 \times %.4f = %.4f", THETA1, OF_THETA1, THETA1 - OF_THETA1)
    says(PAGE, r"&:= %.1f - 1 \times (%.4f) = %.4f", THETA2, OF_THETA2, THETA2 - OF_THETA2)


CHAINS = [[0.8], [1.5, -0.7], [0.5, 2.0, -1.1, 3.0], [-8.0, 5.0, 6.0, -4.0, 1.0]]


def pre_activations(thetas: Sequence[float]) -> list[float]:
    """z of layers 2 to L, where thetas are those of layers 1 to L - 1."""
    found, a = [], X
    for theta in thetas:
        found.append(theta * a)
        a = g(found[-1])
    return found


def first_derivative(thetas: Sequence[float]) -> float:
    def of_first(theta: float) -> float:
        return half_square(g(pre_activations([theta, *thetas[1:]])[-1]))

    return mpmath.diff(of_first, thetas[0])


@identity("eq-chain-product")
def product_along_the_chain() -> None:
    for thetas in CHAINS:
        z = pre_activations(thetas)
        product = (g(z[-1]) - Y) * slope(z[-1]) * X
        for theta, before in zip(thetas[1:], z):
            product *= theta * slope(before)
        close(product, first_derivative(thetas))


@identity("eq-chain-bound")
def bound_of_the_first_derivative() -> None:
    for thetas in CHAINS:
        L = len(thetas) + 1
        error = abs(g(pre_activations(thetas)[-1]) - Y)
        weights = mpmath.fprod(abs(theta) for theta in thetas[1:])
        assert abs(first_derivative(thetas)) <= error / 4 * abs(X) / 4 ** (L - 2) * weights
