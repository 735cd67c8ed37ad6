"""Derivatives by nudging: every weight in turn, and the quotient of what f gains by it."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnbp.arguments import FloatArray, choice, number, positive, real_array, refusal

Quotient = Literal["central", "forward", "backward"]

# Where f is taken, in nudges from theta: (f(theta + a eps) - f(theta + b eps)) / ((a - b) eps).
QUOTIENTS: dict[str, tuple[int, int]] = {
    "central": (1, -1),
    "forward": (1, 0),
    "backward": (0, -1),
}


def numerical_gradient(
    f: Callable[[FloatArray], float],
    theta: ArrayLike,
    eps: float = 1e-4,
    quotient: Quotient = "central",
) -> FloatArray:
    """(f(theta + eps) - f(theta - eps)) / (2 eps), one entry of theta at a time.

    The one-sided quotients are (f(theta + eps) - f(theta)) / eps, "forward", and
    (f(theta) - f(theta - eps)) / eps, "backward": their error falls with eps, not with eps^2.
    theta is a float array of any shape, and so is the result; f maps such an array to a number.
    theta is not changed. Raises ValueError if theta holds integers or f returns no number.
    """
    eps = positive("eps", eps)
    choice("quotient", quotient, list(QUOTIENTS))
    return quotients(f, float_array("theta", theta), eps, quotient)


def quotients(
    f: Callable[[NDArray[Any]], float], theta: NDArray[Any], eps: float, quotient: Quotient
) -> NDArray[Any]:
    """The quotients of all entries, in the precision of theta."""
    real = theta.dtype.type
    a, b = QUOTIENTS[quotient]
    gradient = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        nudge = np.zeros_like(theta)
        nudge[i] = eps
        rise = real(value_of(f(theta + a * nudge))) - real(value_of(f(theta + b * nudge)))
        gradient[i] = rise / real((a - b) * eps)
    return gradient


def kinks(
    f: Callable[[FloatArray], float], theta: ArrayLike, eps: float = 1e-4
) -> list[tuple[int, ...]]:
    """The entries of theta, as indices, whose nudge by eps steps over a kink (or a jump) of f.

    Where f is smooth, the forward and the backward quotient differ by eps f'' and little more:
    by half of that for half the nudge, and a quarter for a quarter. Where one side of the nudge
    is beyond a kink, they differ by a part of the change of slope, which does not halve. Costs
    12 values of f an entry.
    """
    eps = positive("eps", eps)
    theta = float_array("theta", theta)
    whole, half, quarter = (
        numerical_gradient(f, theta, size, "forward")
        - numerical_gradient(f, theta, size, "backward")
        for size in (eps, eps / 2, eps / 4)
    )
    allowed = 0.1 * np.abs(whole) + 10 * rounding(f, theta, eps / 4)
    unexplained = np.maximum(np.abs(half - whole / 2), np.abs(quarter - whole / 4)) > allowed
    return [tuple(int(k) for k in index) for index in np.argwhere(unexplained)]


def rounding(f: Callable[[FloatArray], float], theta: FloatArray, eps: float) -> float:
    """How much of a quotient may be rounding: f is known to about one part in 2^52."""
    return 10 * float(np.finfo(np.float64).eps) * abs(value_of(f(theta.copy()))) / eps


def float_array(name: str, value: ArrayLike) -> FloatArray:
    array, dtype = real_array(name, value), np.asarray(value).dtype
    if dtype.kind != "f":
        raise refusal(name, "floats (in integers the nudge eps is lost)", f"dtype {dtype}")
    return array


def value_of(J: object) -> float:
    if isinstance(J, tuple):
        raise refusal("f(theta)", "one number", "a tuple; f = lambda theta: g(theta)[0] picks one")
    return number("f(theta)", J)  # type: ignore[arg-type]
