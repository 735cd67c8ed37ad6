"""The gradient check of the running example in two precisions, with the nudge to set."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from nnbp.arguments import FloatArray
from nnbp.backprop import backprop
from nnbp.datasets import running_example
from nnbp.explorables.canvas import canvas, panel, sheet
from nnbp.explorables.explorable import Frame, Parameter, decimal, explorable, power_of_ten
from nnbp.plots.palette import ACTIVATION, DELTA, MUTED
from nnbp.studies import EpsilonStudy, epsilon_study
from nnbp.unrolling import unroll

EPSILONS = (*(float(f"{digit}e{power}") for power in range(-15, 0) for digit in (1, 3)), 1.0)
FOLLOWED = 2  # the place of Theta1[0, 2] in the unrolled weights
DIGITS = {"float64": 15, "float32": 7}
LOOK: dict[str, dict[str, Any]] = {
    "float64": {"color": DELTA, "marker": "o", "linestyle": "-"},
    "float32": {"color": ACTIVATION, "marker": "s", "linestyle": "--"},
}


def cost_in(dtype: str) -> Callable[[NDArray[Any]], Any]:
    """The cost of the running example at unrolled weights, in this precision throughout.

    The functions of nnbp compute in float64 whatever comes, so it is written out here.
    """
    example = running_example()
    real = np.dtype(dtype).type
    A1, Y, m = example.X.astype(dtype), example.Y.astype(dtype), len(example.X)

    def J(theta: NDArray[Any]) -> Any:
        Theta1, Theta2 = theta[:9].reshape(3, 3), theta[9:].reshape(2, 4)
        A2 = 1 / (1 + np.exp(-(Theta1[:, 0] + A1 @ Theta1[:, 1:].T)))
        A3 = 1 / (1 + np.exp(-(Theta2[:, 0] + A2 @ Theta2[:, 1:].T)))
        data = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m
        squares = np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2)
        return data + real(example.lam / (2 * m)) * squares

    return J


@cache
def gradient() -> FloatArray:
    """The gradient by backpropagation, unrolled."""
    example = running_example()
    return unroll(backprop(example.thetas, example.X, example.Y, example.lam))


@cache
def study(dtype: str, epsilons: tuple[float, ...] = EPSILONS) -> EpsilonStudy:
    """The relative error of the numerical gradient for each of these nudges."""
    theta = unroll(running_example().thetas)
    return epsilon_study(cost_in(dtype), gradient(), theta, epsilons, dtype)


def both_sides(dtype: str, epsilon: float) -> tuple[float, float]:
    """J with the followed weight nudged up and down."""
    theta, real = unroll(running_example().thetas).astype(dtype), np.dtype(dtype).type
    J, nudge = cost_in(dtype), np.zeros_like(theta)
    nudge[FOLLOWED] = real(epsilon)
    return float(J(theta + nudge)), float(J(theta - nudge))


@explorable(
    Parameter("epsilon", "nudge ε", EPSILONS, 1e-4, power=True),
    caption="Above, the relative error of the numerical gradient of the running example. "
    "Below, $J$ with $\\Theta^{(1)}_{12}$ nudged up and down; the digits that agree are grey.",
)
def v_curve(epsilon: float) -> Frame:
    """The V curves with this nudge marked, and the digits that its subtraction leaves."""
    figure = canvas(4.3)
    ax = panel(figure, 0.75, 1.9, 4.05, 2.05)
    board = sheet(figure)
    found = {}
    for column, dtype in enumerate(("float64", "float32")):
        style = LOOK[dtype]
        ax.loglog(EPSILONS, study(dtype).central, markersize=3, linewidth=1, label=dtype, **style)
        error = float(study(dtype, (epsilon,)).central[0])
        ax.loglog(epsilon, error, markersize=9, **(style | {"linestyle": ""}))
        found[dtype] = (error, *_draw_digits(board, 0.1 + 2.55 * column, dtype, epsilon))
    ax.axvline(epsilon, color="black", linewidth=0.7, zorder=0)
    ax.set(xlabel="ε", ylabel="relative error", xlim=(5e-16, 2), ylim=(1e-12, 5))
    ax.set_yticks([1e-10, 1e-7, 1e-4, 1e-1])
    ax.minorticks_off()
    ax.set_title(f"ε = {power_of_ten(epsilon)}", loc="left")
    ax.legend(frameon=False, loc="lower left", fontsize=9.5)

    true = decimal(gradient()[FOLLOWED], 4)
    alt = f"At ε = {power_of_ten(epsilon)} " + "; ".join(
        f"{dtype} has the relative error {power_of_ten(error, 1)}, its two values of J share the "
        f"first {agree} of their digits, and their quotient is {decimal(quotient, 6)}"
        for dtype, (error, agree, quotient) in found.items()
    )
    return Frame(figure, f"{alt}. Backpropagation gives {true}.")


def _draw_digits(board: Axes, x: float, dtype: str, epsilon: float) -> tuple[int, float]:
    """Both values of J and their quotient; returns how many digits agree, and the quotient."""
    up, down = (f"{value:.{DIGITS[dtype]}f}" for value in both_sides(dtype, epsilon))
    agree = next((i for i, (a, b) in enumerate(zip(up, down)) if a != b), len(up))
    colour = LOOK[dtype]["color"]
    board.text(x, 1.22, dtype, color=colour, weight="bold", va="center")
    mono: dict[str, Any] = {"family": "DejaVu Sans Mono", "fontsize": 10, "va": "center"}
    for row, (name, digits) in enumerate((("J(θ+ε)", up), ("J(θ−ε)", down))):
        y = 0.98 - 0.22 * row
        board.text(x, y, f"{name} {digits[:agree]}", color=MUTED, **mono)
        board.text(x, y, " " * (7 + agree) + digits[agree:], color="black", **mono)
    values = both_sides(dtype, epsilon)
    quotient = (values[0] - values[1]) / (2 * epsilon)
    board.text(x, 0.5, f"quotient {decimal(quotient, 9)}", color=colour, **mono)
    board.text(x, 0.28, f"backprop {decimal(gradient()[FOLLOWED], 9)}", color="black", **mono)
    return len(up[:agree].replace(".", "")), quotient
