"""The cost over two weights of the running example, and steps of gradient descent on it."""

from functools import cache

import numpy as np

from nnbp.arguments import FloatArray
from nnbp.backprop import backprop
from nnbp.costs import cost
from nnbp.datasets import running_example
from nnbp.explorables.canvas import canvas, panel, sheet
from nnbp.explorables.explorable import Frame, Parameter, decimal, explorable
from nnbp.plots.palette import COST, DELTA, WEIGHT

EDGE = 5.0  # both weights go from -5 to 5
LEVELS = (1.46, 1.5, 1.6, 1.7, 1.8, 2.0, 2.5, 3.0, 4.0)
LABELLED = (1.5, 1.6, 1.7, 2.0, 3.0)
VISIBLE = 0.4  # a shorter step is hidden by the dot at its end


def weights_with(into: float, out_of: float) -> list[FloatArray]:
    """The running example with other weights Theta1[2, 1] and Theta2[0, 3], of hidden unit 3."""
    Theta1, Theta2 = running_example().thetas
    Theta1[2, 1], Theta2[0, 3] = into, out_of
    return [Theta1, Theta2]


def J(place: FloatArray) -> float:
    """The cost without penalty at a pair of these weights."""
    example = running_example()
    return cost(weights_with(*place), example.X, example.Y)


def slopes(place: FloatArray) -> FloatArray:
    """The derivatives of J with respect to the pair."""
    example = running_example()
    D1, D2 = backprop(weights_with(*place), example.X, example.Y)
    return np.array([D1[2, 1], D2[0, 3]])


def walk(rate: float, steps: int) -> FloatArray:
    """The start and the pair after each step, the other fifteen weights held fast."""
    Theta1, Theta2 = running_example().thetas
    places = [np.array([Theta1[2, 1], Theta2[0, 3]])]
    for _ in range(steps):
        places.append(places[-1] - rate * slopes(places[-1]))
    return np.array(places)


@cache
def surface() -> tuple[FloatArray, FloatArray]:
    """The values of one weight, and J at every pair of them."""
    axis = np.linspace(-EDGE, EDGE, 51)
    return axis, np.array([[J(np.array([a, b])) for a in axis] for b in axis])


@explorable(
    Parameter("rate", "learning rate α", (1.0, 4.0, 16.0, 40.0), 16.0),
    Parameter("step", "step", tuple(range(9)), 1),
    caption="The cost of the running example, without penalty, over two weights of hidden unit 3. "
    "Each line joins points of equal cost. The arrow is the last step, against the slope, where it "
    "is longer than the dot.",
)
def cost_surface(rate: float, step: int) -> Frame:
    """The walk of so many steps with this rate, seen from above."""
    places = walk(rate, step)
    here, slope = places[-1], slopes(places[-1])
    costs = [J(place) for place in places]

    figure = canvas(3.5)
    ax = panel(figure, 0.7, 0.55, 2.8, 2.8)
    axis, values = surface()
    lines = ax.contour(axis, axis, values, LEVELS, colors=COST, linewidths=0.9)
    ax.clabel(lines, LABELLED, fontsize=8.5)
    ax.plot(*places.T, "o", color=WEIGHT, markersize=4.5)
    ax.plot(*places.T, color=WEIGHT, linewidth=1)
    ax.plot(*here, "o", color=WEIGHT, markersize=9)
    if step and np.linalg.norm(here - places[-2]) > VISIBLE:
        arrow = {"arrowstyle": "-|>", "color": DELTA, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 5}
        ax.annotate("", here, places[-2], arrowprops=arrow)
    ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE))
    ax.set(xlabel=r"$\Theta^{(1)}_{31}$", ylabel=r"$\Theta^{(2)}_{13}$")

    change = f"{decimal(costs[-1] - costs[-2], 4, sign=True)}" if step else ""
    words = [
        (f"$α$ = {decimal(rate)}, step {step}", "black"),
        (rf"$\Theta^{{(1)}}_{{31}}$ = {decimal(here[0], 2)}", WEIGHT),
        (f"slope {decimal(slope[0], 3)}", DELTA),
        (rf"$\Theta^{{(2)}}_{{13}}$ = {decimal(here[1], 2)}", WEIGHT),
        (f"slope {decimal(slope[1], 3)}", DELTA),
        (f"$J$ = {decimal(costs[-1], 4)}", COST),
        (change and f"({change})", COST),
    ]
    board = sheet(figure)
    for row, (line, colour) in enumerate(words):
        board.text(3.7, 3.2 - 0.27 * row, line, color=colour, va="center")

    rise = f", a change of {change}" if step else ""
    alt = (
        f"Learning rate {decimal(rate)}, step {step}: the walk is at ({decimal(here[0], 2)}, "
        f"{decimal(here[1], 2)}), where J is {decimal(costs[-1], 4)}{rise}. "
        f"The slopes there are {decimal(slope[0], 3)} and {decimal(slope[1], 3)}."
    )
    return Frame(figure, alt)
