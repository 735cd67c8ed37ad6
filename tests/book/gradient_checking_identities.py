"""The formulas of gradient-checking.md, against exact fractions and 50 digits by mpmath."""

from fractions import Fraction

import mpmath
import numpy as np
from identities import identity
from printed import says

from nnbp import backprop, cost, glorot_uniform, relative_error, roll, unroll

PAGE = "gradient-checking"
HUNDREDTH = Fraction(1, 100)


def J_cubic(theta: Fraction) -> Fraction:
    return 3 * theta**3 + 2


def J_smooth(theta: mpmath.mpf) -> mpmath.mpf:
    """The cost of a net with one weight: cross-entropy of g(theta), y = 0.3, and a penalty."""
    a = 1 / (1 + mpmath.exp(-theta))
    return -(0.3 * mpmath.log(a) + 0.7 * mpmath.log(1 - a)) + theta**2 / 8


def two_sided(theta: mpmath.mpf, eps: mpmath.mpf) -> mpmath.mpf:
    return (J_smooth(theta + eps) - J_smooth(theta - eps)) / (2 * eps)


@identity("eq-central-difference")
def central_difference() -> None:
    """It comes as near to the derivative as one likes."""
    with mpmath.workdps(50):
        for theta in map(mpmath.mpf, ("-2", "0.5", "3")):
            gap = abs(two_sided(theta, mpmath.mpf("1e-12")) - mpmath.diff(J_smooth, theta))
            assert gap < mpmath.mpf("1e-20")


@identity("eq-cubic-two-sided")
def cubic_two_sided() -> None:
    for eps in (Fraction(1, 3), HUNDREDTH):
        quotient = (J_cubic(1 + eps) - J_cubic(1 - eps)) / (2 * eps)
        assert quotient == (18 * eps + 6 * eps**3) / (2 * eps) == 9 + 3 * eps**2
    says(PAGE, r"= 9 + 3 \times %.4f = %.4f", HUNDREDTH**2, 9 + 3 * HUNDREDTH**2)


@identity("eq-cubic-one-sided")
def cubic_one_sided() -> None:
    for eps in (Fraction(1, 3), HUNDREDTH):
        assert (J_cubic(1 + eps) - J_cubic(Fraction(1))) / eps == 9 + 9 * eps + 3 * eps**2
    says(PAGE, r"9 + 9 \epsilon + 3 \epsilon^2 = %.4f", 9 + 9 * HUNDREDTH + 3 * HUNDREDTH**2)


@identity("eq-truncation")
def truncation() -> None:
    """What is left after the printed terms is of the next order in eps."""
    with mpmath.workdps(50):
        theta = mpmath.mpf("0.8")
        first, second, third = (mpmath.diff(J_smooth, theta, order) for order in (1, 2, 3))

        def left(eps: mpmath.mpf) -> tuple[mpmath.mpf, mpmath.mpf]:
            one = (J_smooth(theta + eps) - J_smooth(theta)) / eps
            return (
                two_sided(theta, eps) - first - eps**2 / 6 * third,
                one - first - eps / 2 * second,
            )

        (two, one), (two_smaller, one_smaller) = left(mpmath.mpf("1e-3")), left(mpmath.mpf("1e-4"))
        assert abs(two / two_smaller - 10**4) < 10
        assert abs(one / one_smaller - 10**2) < 1


@identity("eq-central-difference-entry")
def central_difference_entry() -> None:
    """Entry by entry, on a net, it gives the gradient that backpropagation gives."""
    sizes = (2, 4, 3)
    thetas = glorot_uniform(sizes, rng=1)
    X, Y = np.random.default_rng(2).normal(size=(6, 2)), np.eye(3)[[0, 1, 2, 2, 1, 0]]
    theta, D = unroll(thetas), unroll(backprop(thetas, X, Y, 0.7))
    for i in range(theta.size):
        up, down = theta.copy(), theta.copy()
        up[i], down[i] = theta[i] + 1e-5, theta[i] - 1e-5
        J_up, J_down = (cost(roll(t, sizes), X, Y, 0.7) for t in (up, down))
        assert abs((J_up - J_down) / 2e-5 - D[i]) < 1e-9


@identity("eq-relative-error")
def relative_error_as_written() -> None:
    D = np.array([3.0, -4.0, 12.0])
    assert relative_error(D, D) == 0
    assert relative_error(2 * D, D) == 1 / 3
    assert relative_error(-D, D) == np.inf
    other = np.array([3.0, -4.0, 12.5])
    by_sums = np.sqrt(np.sum((D - other) ** 2)) / np.sqrt(np.sum((D + other) ** 2))
    np.testing.assert_allclose(relative_error(D, other), by_sums, rtol=1e-15)


@identity("eq-two-errors")
def two_errors() -> None:
    """The printed best eps has the least error of all, and the error is the one that occurs."""
    theta = 0.8
    u = mpmath.mpf(2) ** -53
    J, third = abs(J_smooth(theta)), abs(mpmath.diff(J_smooth, theta, 3))

    def error(eps: mpmath.mpf) -> mpmath.mpf:
        return third / 6 * eps**2 + u * J / eps

    best = (3 * u * J / third) ** (mpmath.mpf(1) / 3)
    assert all(error(best) < error(best * factor) for factor in (0.5, 0.9, 0.99, 1.01, 1.1, 2))

    def J_double(t: np.ndarray) -> np.ndarray:
        a = 1 / (1 + np.exp(-t))
        return -(0.3 * np.log(a) + 0.7 * np.log(1 - a)) + t**2 / 8

    # Rounding is irregular, so a root mean square over many nearby weights is compared.
    nearby = theta + np.linspace(0, 1e-3, 400)
    exact = np.array([float(mpmath.diff(J_smooth, t)) for t in nearby])
    for eps in (1e-2, 1e-3, 1e-7, 1e-8, 1e-9):
        gaps = (J_double(nearby + eps) - J_double(nearby - eps)) / (2 * eps) - exact
        measured = np.sqrt(np.mean(gaps**2))
        assert 0.2 < measured / float(error(mpmath.mpf(eps))) < 5


@identity("eq-directional")
def directional() -> None:
    sizes = (2, 4, 3)
    rng = np.random.default_rng(4)
    theta = unroll(glorot_uniform(sizes, rng=3))
    X, Y = rng.normal(size=(6, 2)), np.eye(3)[[0, 1, 2, 2, 1, 0]]
    D = unroll(backprop(roll(theta, sizes), X, Y, 0.7))
    for v in rng.normal(size=(5, theta.size)):
        J_up, J_down = (cost(roll(theta + s * v, sizes), X, Y, 0.7) for s in (1e-5, -1e-5))
        np.testing.assert_allclose((J_up - J_down) / 2e-5, v @ D, rtol=1e-7, atol=1e-9)
