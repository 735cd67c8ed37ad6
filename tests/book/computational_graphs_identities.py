"""The formulas of computational-graphs.md, against derivatives taken with 30 digits by mpmath."""

from collections.abc import Callable

import mpmath
from identities import identity
from printed import says

mpmath.mp.dps = 30

PAGE = "computational-graphs"

W, X = (2, -3, -3), (-1, -2)
NEURON = (W[0], X[0], W[1], X[1], W[2])
STAGED_AT = (3, -4)


def g(s: float) -> float:
    return 1 / (1 + mpmath.exp(-s))


def neuron(w0: float, x0: float, w1: float, x1: float, w2: float) -> float:
    return 1 / (1 + mpmath.exp(-(w0 * x0 + w1 * x1 + w2)))


def staged(x: float, y: float) -> float:
    return (x + g(y)) / (g(x) + (x + y) ** 2)


def partial(f: Callable[..., float], point: tuple[float, ...], place: int) -> float:
    order = tuple(int(i == place) for i in range(len(point)))
    return float(mpmath.diff(f, point, order))


def close(mine: float, truth: float) -> None:
    assert abs(float(mine) - float(truth)) <= 1e-12 * max(1, abs(float(truth)))


@identity("eq-gate")
def slope_times_what_arrived() -> None:
    for u in (-2.0, 0.3, 1.7):
        v = mpmath.exp(u)
        arrived = mpmath.diff(mpmath.sin, v)
        close(v * arrived, mpmath.diff(lambda u: mpmath.sin(mpmath.exp(u)), u))


@identity("eq-two-gates-numbers")
def two_gates() -> None:
    gradient = [partial(lambda x, y, z: (x + y) * z, (-2, 5, -4), i) for i in range(3)]
    dq = float(mpmath.diff(lambda q: q * -4, 3))
    says(PAGE, r"= q \times 1 = %d & \frac{\partial f}{\partial q} &= z \times 1", gradient[2])
    says(PAGE, r"\partial q} &= z \times 1 = %d \\ \frac{\partial f}{\partial x}", dq)
    says(PAGE, r"\partial x} &= 1 \times (%d) = %d", dq, gradient[0])
    says(PAGE, r"\partial y} &= 1 \times (%d) = %d", dq, gradient[1])


@identity("eq-neuron")
def neuron_is_a_sigmoid_of_the_weighted_sum() -> None:
    w0, x0, w1, x1, w2 = NEURON
    close(neuron(*NEURON), g(w0 * x0 + w1 * x1 + w2))
    says(PAGE, "at the end $f = %.4f$", neuron(*NEURON))


@identity("eq-local-slopes")
def local_slopes() -> None:
    c = 1.3
    for u in (-1.5, 0.4, 2.0):
        close(-1 / u**2, mpmath.diff(lambda u: 1 / u, u))
        close(1, mpmath.diff(lambda u: c + u, u))
        close(mpmath.exp(u), mpmath.diff(mpmath.exp, u))
        close(c, mpmath.diff(lambda u: c * u, u))


@identity("eq-neuron-chain-numbers")
def neuron_chain() -> None:
    """Each line is the derivative of what is still to come, taken at the value that came in."""
    e = mpmath.exp(-1)
    reciprocal = float(mpmath.diff(lambda d: 1 / d, 1 + e))
    plus = float(mpmath.diff(lambda e: 1 / (1 + e), e))
    exponential = float(mpmath.diff(lambda t: 1 / (1 + mpmath.exp(t)), -1))
    times = float(mpmath.diff(g, 1))
    says(PAGE, r"-1 / %.4f^2 \times 1 = %.4f \\", 1 + e, reciprocal)
    says(PAGE, r"1 \times (%.4f) = %.4f \\", reciprocal, plus)
    says(PAGE, r"e^{-1} \times (%.4f) = %.4f \\", plus, exponential)
    says(PAGE, r"(-1) \times (%.4f) = %.4f \end", exponential, times)


@identity("eq-neuron-inputs-numbers")
def neuron_inputs() -> None:
    arrived = float(mpmath.diff(g, 1))
    for i, (name, other) in enumerate(zip(("w_0", "x_0", "w_1", "x_1"), (X[0], W[0], X[1], W[1]))):
        shown = f"({other})" if other < 0 else f"{other}"
        derivative = partial(neuron, NEURON, i)
        text = r"%s &: & %s \times %.4f &= %.4f"
        says(PAGE, text, name, shown, arrived, derivative)
    says(PAGE, r"w_2 &: & 1 \times %.4f &= %.4f", arrived, partial(neuron, NEURON, 4))


@identity("eq-sigmoid-gate")
def sigmoid_gate() -> None:
    for s in (-7.0, -1.0, 0.0, 1.0, 2.5):
        e, truth = mpmath.exp(-s), mpmath.diff(g, s)
        close(e / (1 + e) ** 2, truth)
        close((1 + e - 1) / (1 + e) * (1 / (1 + e)), truth)
        close((1 - g(s)) * g(s), truth)


@identity("eq-sigmoid-gate-numbers")
def sigmoid_gate_numbers() -> None:
    f = g(1)
    says(PAGE, r"(1 - %.4f) \times %.4f = %.4f", f, f, mpmath.diff(g, 1))


@identity("eq-staged")
def staged_by_the_quotient_rule() -> None:
    """The derivative that nobody wants to write, at the values that the page prints."""
    x, y = STAGED_AT
    numerator, denominator = x + g(y), g(x) + (x + y) ** 2
    of_x = denominator - numerator * (g(x) * (1 - g(x)) + 2 * (x + y))
    close(of_x / denominator**2, partial(staged, STAGED_AT, 0))
    says(PAGE, "to f = %.3f. The values are", staged(*STAGED_AT))


def staged_paths() -> dict[str, float]:
    """What comes back to x and y along each path: only one occurrence moves, the others stay."""
    x, y = STAGED_AT

    def f(in_numerator: float, in_g: float, in_sum: float) -> float:
        return (in_numerator + g(y)) / (g(in_g) + (in_sum + y) ** 2)

    def f_of_y(in_g: float, in_sum: float) -> float:
        return (x + g(in_g)) / (g(x) + (x + in_sum) ** 2)

    return {
        "numerator": partial(f, (x, x, x), 0),
        "g(x)": partial(f, (x, x, x), 1),
        "x + y": partial(f, (x, x, x), 2),
        "g(y)": partial(f_of_y, (y, y), 0),
        "y": partial(f_of_y, (y, y), 1),
    }


@identity("eq-fork-numbers")
def fork_numbers() -> None:
    path = staged_paths()
    says(
        PAGE,
        r"\underbrace{%.4f}_{\text{from } x + y} + \underbrace{(%.4f)}_{\text{from } g(x)} "
        r"+ \underbrace{%.4f}_{\text{from the numerator}} = %.4f",
        *(path["x + y"], path["g(x)"], path["numerator"], partial(staged, STAGED_AT, 0)),
    )
    says(
        PAGE,
        r"\underbrace{%.4f}_{\text{from } x + y} + \underbrace{%.4f}_{\text{from } g(y)} = %.4f",
        *(path["y"], path["g(y)"], partial(staged, STAGED_AT, 1)),
    )


def both(u: float, v: float) -> float:
    return u * mpmath.sin(v) + u**2 / v


@identity("eq-two-paths-split")
def the_change_splits_and_its_first_part_forgets_the_shift() -> None:
    """Exact for any step; divided by the step, each part tends to one term of the chain rule."""
    x = mpmath.mpf("0.7")
    u, v = mpmath.exp(x), x**2 + 1
    for step in (mpmath.mpf(1), mpmath.mpf("1e-12")):
        du, dv = mpmath.exp(x + step) - u, (x + step) ** 2 + 1 - v
        first = both(u + du, v + dv) - both(u, v + dv)
        second = both(u, v + dv) - both(u, v)
        close(first + second, both(u + du, v + dv) - both(u, v))
    of_u = mpmath.diff(both, (u, v), (1, 0)) * mpmath.exp(x)
    of_v = mpmath.diff(both, (u, v), (0, 1)) * 2 * x
    assert abs(first / step - of_u) < 1e-10
    assert abs(second / step - of_v) < 1e-10


@identity("eq-two-paths")
def two_paths() -> None:
    for x in (0.2, 0.7, 1.9):
        u, v = mpmath.exp(x), x**2 + 1
        by_paths = (
            mpmath.diff(both, (u, v), (1, 0)) * mpmath.exp(x)
            + mpmath.diff(both, (u, v), (0, 1)) * 2 * x
        )
        close(by_paths, mpmath.diff(lambda x: both(mpmath.exp(x), x**2 + 1), x))
