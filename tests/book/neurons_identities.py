"""The formulas of neurons.md."""

from itertools import pairwise

import mpmath
import numpy as np
from identities import identity, numbers_in

from nnbp import forward, sigmoid

mpmath.mp.dps = 30

RNG = np.random.default_rng(30)


def g(z: float) -> float:
    return 1 / (1 + mpmath.exp(-z))


@identity("eq-logistic-unit-numbers")
def logistic_unit_numbers() -> None:
    theta, x = [-1, 2, -1.5, 0.5], [1, 1, 1, 0]
    z = sum(weight * value for weight, value in zip(theta, x))
    h = round(float(g(z)), 4)
    # Of the weights only those with a decimal point are found; the sign of -1.5 is set apart.
    assert numbers_in("eq-logistic-unit-numbers") == [1.5, 0.5, z, -z, h]


@identity("eq-logistic-unit")
def logistic_unit() -> None:
    for n in (1, 3, 6):
        theta, x = RNG.normal(size=n + 1), RNG.normal(size=n)
        z = theta[0] * 1 + sum(theta[j] * x[j - 1] for j in range(1, n + 1))
        h = forward([[theta]], [x]).output[0, 0]
        assert np.isclose(h, float(g(z)), rtol=1e-13)


@identity("eq-soft-threshold")
def soft_threshold() -> None:
    for theta0, theta1 in RNG.normal(scale=3, size=(10, 2)):

        def h(x: float, theta0: float = theta0, theta1: float = theta1) -> float:
            return g(theta0 + theta1 * x)

        where = mpmath.findroot(lambda x, h=h: h(x) - 0.5, -theta0 / theta1 + 0.1)
        assert np.isclose(float(where), -theta0 / theta1, rtol=1e-12)
        assert np.isclose(float(mpmath.diff(h, where)), theta1 / 4, rtol=1e-12)


@identity("eq-hard-limit")
def hard_limit() -> None:
    z = np.array([-2.0, -0.01, 0.0, 0.01, 2.0])
    limit = np.array([0.0, 0.0, 0.5, 1.0, 1.0])
    gaps = [np.abs(sigmoid(c * z) - limit).max() for c in 10.0 ** np.arange(1, 6)]
    assert all(after < before for before, after in pairwise(gaps))
    assert gaps[-1] < 1e-100 or gaps[-1] == 0
