"""The formulas of other-costs.md, against 30 digits, explicit sums and trained networks."""

from collections.abc import Sequence
from typing import Any

import mpmath
import numpy as np
from identities import identity
from printed import says

from nnbp import (
    backprop,
    cost,
    forward,
    gradient_descent,
    minimize,
    numerical_gradient,
    penalty,
    running_example,
)
from nnbp.activations import softmax
from nnbp.losses import squared_error
from nnbp.penalties import penalty_gradient

mpmath.mp.dps = 30

PAGE = "other-costs"
EXAMPLE = running_example()
THETAS, X, Y, LAM = EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y, EXAMPLE.lam
M = len(X)

# Pre-activations and targets of one example with three outputs.
Z, TARGET = [0.7, -1.9, 0.4], [0.0, 1.0, 0.0]


def close(mine: Any, truth: Any) -> None:
    np.testing.assert_allclose(
        np.asarray(mine, float), np.asarray(truth, float), rtol=1e-12, atol=1e-14
    )


def exact_softmax(z: Sequence[float]) -> list[Any]:
    powers = [mpmath.exp(value) for value in z]
    return [power / sum(powers) for power in powers]


def derivative(f: Any, k: int) -> float:
    """The derivative of f at Z with respect to entry k, by mpmath."""
    return float(mpmath.diff(lambda t: f([*Z[:k], t, *Z[k + 1 :]]), Z[k]))


def derivatives(f: Any) -> list[float]:
    return [derivative(f, k) for k in range(len(Z))]


def exact_slopes() -> np.ndarray:
    """Row i: the derivatives of output i with respect to every z."""
    return np.array([derivatives(lambda z, i=i: exact_softmax(z)[i]) for i in range(3)])


def delta_of(loss: Any) -> list[float]:
    """delta of a loss that maps z to the cost of the example."""
    return derivatives(loss)


def surprise(z: Sequence[float]) -> Any:
    return -sum(y * mpmath.log(a) for y, a in zip(TARGET, exact_softmax(z)))


A = np.array(exact_softmax(Z), float)


@identity("eq-softmax")
def softmax_is_the_share_of_the_exponential() -> None:
    close(softmax(Z), exact_softmax(Z))


@identity("eq-softmax-numbers")
def softmax_numbers() -> None:
    z = forward(THETAS, X).pre_activations[-1][0]
    e, a = np.exp(z), softmax(z)
    says(
        PAGE,
        r"a_1 = \frac{e^{%.4f}}{e^{%.4f} + e^{%.4f}} = \frac{%.4f}{%.4f + %.4f} = %.4f , "
        r"\qquad a_2 = %.4f",
        *(z[0], z[0], z[1], e[0], e[0], e[1], a[0], a[1]),
    )


@identity("eq-softmax-odds")
def softmax_odds() -> None:
    close(A[0] / A[1], mpmath.exp(Z[0] - Z[1]))


@identity("eq-softmax-two-classes")
def softmax_of_two_classes() -> None:
    for z1, z2 in ((0.3, -2.0), (1.5, 4.0), (-0.2, -0.2)):
        truth = exact_softmax([z1, z2])[0]
        close(1 / (1 + mpmath.exp(-(z1 - z2))), truth)


@identity("eq-softmax-shift")
def softmax_does_not_see_a_shift() -> None:
    for c in (max(Z), -3.7, 900.0):
        close(exact_softmax([z - mpmath.mpf(c) for z in Z]), exact_softmax(Z))
    close(softmax([1000.0, 998.0]), exact_softmax([1000, 998]))


@identity("eq-log-softmax")
def log_softmax() -> None:
    for z in (Z, [1000.0, 0.0, 990.0]):
        c = max(z)
        mine = [(value - c) - np.log(np.sum(np.exp(np.array(z) - c))) for value in z]
        close(mine, [mpmath.log(a) for a in exact_softmax(z)])


@identity("eq-softmax-cost")
def softmax_cost() -> None:
    H = forward(THETAS, X, output="softmax").output
    total = 0.0
    for t in range(M):
        for k in range(2):
            total -= Y[t, k] * np.log(H[t, k])
    close(total / M, cost(THETAS, X, Y, loss="softmax"))


@identity("eq-softmax-cost-numbers")
def softmax_cost_numbers() -> None:
    H = forward(THETAS, X, output="softmax").output
    single = -np.log(H[range(M), EXAMPLE.y])
    says(PAGE, r"J = \frac{%.4f + %.4f + %.4f + %.4f + %.4f}{5} = %.4f", *single, single.mean())


@identity("eq-output-delta-general")
def output_delta_is_a_sum_over_outputs() -> None:
    against_a = -np.array(TARGET) / A
    close(against_a @ exact_slopes(), delta_of(surprise))


@identity("eq-log-softmax-slope")
def slope_of_the_logarithm() -> None:
    for i in range(3):
        truth = derivatives(lambda z, i=i: mpmath.log(exact_softmax(z)[i]))
        close((np.arange(3) == i) - A, truth)
        close(exact_slopes()[i] / A[i], truth)


@identity("eq-softmax-slope")
def slope_of_softmax() -> None:
    for i in range(3):
        for k in range(3):
            truth = exact_slopes()[i, k]
            close(A[i] * ((i == k) - A[k]), truth)
            close(A[k] * (1 - A[k]) if i == k else -A[i] * A[k], truth)


@identity("eq-softmax-delta")
def softmax_delta() -> None:
    truth = delta_of(surprise)
    for k in range(3):
        lines = (
            sum(-TARGET[i] / A[i] * A[i] * ((i == k) - A[k]) for i in range(3)),
            -sum(TARGET[i] * (i == k) for i in range(3)) + A[k] * sum(TARGET),
            -TARGET[k] + A[k] * 1,
            A[k] - TARGET[k],
        )
        for line in lines:
            close(line, truth[k])


@identity("eq-softmax-delta-numbers")
def softmax_delta_numbers() -> None:
    a = forward(THETAS, X, output="softmax").output[0]
    says(
        PAGE,
        r"\delta_2 = \underbrace{\frac{-1}{%.4f}}_{%.4f} \times "
        r"\underbrace{(-%.4f \times %.4f)}_{%.4f} = %.4f = %.4f - 0",
        *(a[0], -1 / a[0], a[0], a[1], -a[0] * a[1], a[1], a[1]),
    )


@identity("eq-squared-error")
def squared_error_sums_over_outputs_and_averages_over_examples() -> None:
    H = forward(THETAS, X).output
    total = 0.0
    for t in range(M):
        for k in range(2):
            total += 0.5 * (H[t, k] - Y[t, k]) ** 2
    close(total / M, squared_error(H, Y))
    close(np.mean([0.5 * np.linalg.norm(h - y) ** 2 for h, y in zip(H, Y)]), total / M)


@identity("eq-squared-error-numbers")
def squared_error_numbers() -> None:
    a = forward(THETAS, X).output[0]
    squares = (a - Y[0]) ** 2
    says(
        PAGE,
        r"\tfrac12 \bigl[ (%.4f - 1)^2 + (%.4f - 0)^2 \bigr] = \tfrac12 \, [\, %.4f + %.4f \,] "
        r"= %.4f",
        *(*a, *squares, squares.sum() / 2),
    )


@identity("eq-gaussian-surprise")
def gaussian_surprise() -> None:
    for a, y, sigma in ((0.2, 1.7, 1.0), (-1.0, 0.4, 0.3)):
        truth = -mpmath.log(mpmath.npdf(y, a, sigma))
        close((y - a) ** 2 / (2 * sigma**2) + np.log(sigma * np.sqrt(2 * np.pi)), truth)


def half_square(g: Any) -> Any:
    return lambda z: 0.5 * sum((g(value) - y) ** 2 for value, y in zip(z, TARGET))


@identity("eq-identity-delta")
def identity_delta() -> None:
    close(np.array(Z) - TARGET, delta_of(half_square(lambda z: z)))


@identity("eq-tanh-delta")
def tanh_delta() -> None:
    signed = 2 * np.array(TARGET) - 1
    a = np.tanh(Z)
    truth = delta_of(
        lambda z: 0.5 * sum((mpmath.tanh(value) - y) ** 2 for value, y in zip(z, signed))
    )
    close((a - signed) * (1 - a**2), truth)


@identity("eq-tanh-delta-numbers")
def tanh_delta_numbers() -> None:
    z = forward(THETAS, X).pre_activations[-1][0, 0]
    a = np.tanh(z)
    says(PAGE, r"$\tanh(%.4f) = %.4f$", z, a)
    says(
        PAGE,
        r"\delta_1 = (%.4f - 1) \times \bigl(1 - %.4f^2\bigr) = %.4f \times %.4f = %.4f",
        *(a, -a, a - 1, 1 - a**2, (a - 1) * (1 - a**2)),
    )


@identity("eq-weight-decay")
def weight_decay() -> None:
    rate = 0.5
    run = gradient_descent(THETAS, X, Y, LAM, rate, 1, progress=False)
    for Theta, D, after in zip(THETAS, backprop(THETAS, X, Y), run.thetas):
        Delta = M * D
        shrunk = (1 - rate * LAM / M) * Theta - rate / M * Delta
        close(shrunk[:, 1:], after[:, 1:])
    says(PAGE, "the factor is $1 - %.2f = %.2f$", rate * LAM / M, 1 - rate * LAM / M)


@identity("eq-decay-without-m")
def decay_without_m() -> None:
    def P(Theta: np.ndarray) -> float:
        return LAM / 2 * float(np.sum(Theta[:, 1:] ** 2))

    for Theta, pull in zip(THETAS, penalty_gradient(THETAS, M, LAM, "lam/2")):
        truth = numerical_gradient(P, Theta)
        np.testing.assert_allclose(pull, truth, rtol=1e-7, atol=1e-9)
        close(pull[:, 1:], LAM * Theta[:, 1:])
    close(sum(P(Theta) for Theta in THETAS), penalty(THETAS, M, LAM, "lam/2"))


@identity("eq-map")
def most_probable_weights() -> None:
    """For softmax and for a sigmoid, J is the surprise an example at weights and labels."""

    def log_posterior(thetas: Sequence[np.ndarray], loss: str) -> Any:
        total = mpmath.mpf(0)
        H = forward(thetas, X, output=loss).output
        for h, y in zip(H, Y):
            for k in range(2):
                if loss == "softmax":
                    total += y[k] * mpmath.log(h[k])
                else:
                    total += mpmath.log(h[k] if y[k] == 1 else 1 - h[k])
        for Theta in thetas:
            for weight in Theta[:, 1:].ravel():
                total += mpmath.log(mpmath.exp(-LAM / 2 * weight**2))
        return total

    for loss, name in (("softmax", "softmax"), ("sigmoid", "cross_entropy")):
        close(-log_posterior(THETAS, loss) / M, cost(THETAS, X, Y, LAM, loss=name))
    says(PAGE, r"$1 / \sqrt{0.5} = %.2f$", 1 / np.sqrt(LAM))


@identity("eq-balanced")
def outputs_are_right_on_average() -> None:
    for held in (False, True):
        run = minimize(THETAS, X, EXAMPLE.y, 5.0, 1000, regularise_bias=held, progress=False)
        mean = (forward(run.thetas, X).output - Y).mean(axis=0)
        truth = -5.0 / M * run.thetas[-1][:, 0] if held else np.zeros(2)
        np.testing.assert_allclose(mean, truth, atol=1e-5)
