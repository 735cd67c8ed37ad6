"""The formulas of cost-function.md, against sums with 30 digits by mpmath."""

import mpmath
import numpy as np
from identities import identity, numbers_in

from nnbp import cost, cross_entropy, forward, penalty, running_example

mpmath.mp.dps = 30

EXAMPLE = running_example()
THETAS, X, Y, LAM = EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y, EXAMPLE.lam
M = len(X)
HIDDEN = forward(THETAS, X).activations[1]
A3 = forward(THETAS, X).output
PROBABILITY = np.where(Y == 1, A3, 1 - A3)  # given to what happened
SURPRISE = -np.log(PROBABILITY)
SQUARES = [sum(w**2 for row in Theta.tolist() for w in row[1:]) for Theta in THETAS]


def g(z: float) -> mpmath.mpf:
    return 1 / (1 + mpmath.exp(-z))


def outputs(x: np.ndarray) -> list[mpmath.mpf]:
    a = [mpmath.mpf(value) for value in x]
    for Theta in THETAS:
        a = [g(mpmath.fdot(row, [1, *a])) for row in Theta.tolist()]
    return a


def data_part() -> mpmath.mpf:
    """The mean over examples of minus the log of the probability given to what happened."""
    total = mpmath.mpf(0)
    for x, label in zip(X, EXAMPLE.y):
        for k, a in enumerate(outputs(x)):
            total -= mpmath.log(a if k == label else 1 - a)
    return total / M


def close(mine: float, truth: float) -> bool:
    return abs(mine - truth) <= 1e-13 * abs(truth)


@identity("eq-surprise-numbers")
def surprises_of_the_first_example() -> None:
    a1, first, a2, second = numbers_in("eq-surprise-numbers")
    assert [a1, a2] == A3[0].round(4).tolist()
    assert [first, second] == SURPRISE[0].round(4).tolist()


@identity("eq-surprise")
def both_cases_of_the_surprise() -> None:
    for a in np.linspace(0.01, 0.99, 25):
        for y, case in ((1, -np.log(a)), (0, -np.log(1 - a))):
            assert np.isclose(-(y * np.log(a) + (1 - y) * np.log(1 - a)), case, rtol=1e-14)


@identity("eq-logistic-cost")
def cost_of_one_output() -> None:
    theta = THETAS[1][1].tolist()
    total = mpmath.mpf(0)
    for a, y in zip(HIDDEN.tolist(), Y[:, 1]):
        p = g(mpmath.fdot(theta, a))
        total += -(y * mpmath.log(p) + (1 - y) * mpmath.log(1 - p))
    assert close(cost([THETAS[1][1:]], HIDDEN[:, 1:], Y[:, 1:]), total / M)


@identity("eq-logistic-cost-numbers")
def values_of_output_2() -> None:
    expected = [*SURPRISE[:, 1].round(4), SURPRISE[:, 1].mean().round(4)]
    assert numbers_in("eq-logistic-cost-numbers") == expected


@identity("eq-cross-entropy")
def data_part_of_the_cost() -> None:
    assert close(cost(THETAS, X, Y), data_part())


@identity("eq-cross-entropy-numbers")
def costs_of_the_two_outputs() -> None:
    each = SURPRISE.mean(axis=0)
    assert numbers_in("eq-cross-entropy-numbers") == [*each.round(4), each.sum().round(4)]


@identity("eq-penalty")
def penalty_of_all_weights_but_those_of_the_bias() -> None:
    assert close(penalty(THETAS, M, LAM), LAM / (2 * M) * sum(SQUARES))


@identity("eq-penalty-numbers")
def penalty_of_the_running_example() -> None:
    first, second = (round(value, 2) for value in SQUARES)
    factor, total = LAM / (2 * M), sum(SQUARES)
    expected = [LAM, first, second, factor, round(total, 2), round(factor * total, 4)]
    assert numbers_in("eq-penalty-numbers") == expected


@identity("eq-cost")
def the_whole_cost() -> None:
    assert close(cost(THETAS, X, Y, LAM), data_part() + LAM / (2 * M) * sum(SQUARES))


@identity("eq-cost-numbers")
def the_whole_cost_of_the_running_example() -> None:
    parts = [cost(THETAS, X, Y), penalty(THETAS, M, LAM)]
    assert numbers_in("eq-cost-numbers") == [*np.round(parts, 4), round(sum(parts), 4)]


@identity("eq-stable")
def surprises_from_the_pre_activation() -> None:
    for z in (-1000.0, -40.0, -1.5, 0.0, 0.3, 40.0, 1000.0):
        with mpmath.workdps(500):  # so that 1 - g(1000) is not 0
            wrong_side, right_side = -mpmath.log(1 - g(z)), -mpmath.log(g(z))
            assert mpmath.almosteq(wrong_side, mpmath.log(1 + mpmath.exp(z)), 1e-20)
            assert mpmath.almosteq(right_side, mpmath.log(1 + mpmath.exp(-z)), 1e-20)
        assert close(cross_entropy([[z]], [[0.0]]), float(wrong_side))
        assert close(cross_entropy([[z]], [[1.0]]), float(right_side))
