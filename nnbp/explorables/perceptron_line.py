"""A perceptron's line, one example after the other."""

from dataclasses import dataclass

import numpy as np

from nnbp.arguments import FloatArray
from nnbp.datasets import running_example
from nnbp.explorables.canvas import canvas, sheet
from nnbp.explorables.explorable import Frame, Parameter, decimal, explorable
from nnbp.explorables.plane import draw_examples, draw_line, draw_yes, grid, plane
from nnbp.logic import BOOLEAN_FUNCTIONS
from nnbp.network import add_bias
from nnbp.perceptron import online_perceptron, threshold
from nnbp.plots.palette import WEIGHT

LOOKS = 20
CORNERS = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
SQUARE = (-0.75, -0.75), (1.75, 1.75)
WINDOWS = {"AND": SQUARE, "XOR": SQUARE, "running example": ((-1.7, -0.8), (2.1, 3.0))}


def named_examples(name: str) -> tuple[FloatArray, FloatArray]:
    """X and the labels y."""
    if name == "running example":
        return running_example().X, running_example().y.astype(float)
    return CORNERS, np.array(BOOLEAN_FUNCTIONS[name], dtype=float)


@dataclass(frozen=True, eq=False)
class Look:
    """One example, and the weights before and after the perceptron has looked at it."""

    x: FloatArray
    wanted: float
    before: FloatArray
    after: FloatArray


def looks(X: FloatArray, y: FloatArray, count: int) -> list[Look]:
    """The first `count` looks of the online rule, in the order of the rows."""
    theta, made = np.zeros(X.shape[1] + 1), []
    for look in range(count):
        i = look % len(X)
        # An epoch of one example is a look.
        run = online_perceptron(X[[i]], y[[i]], theta=theta, max_epochs=1)
        made.append(Look(X[i], float(y[i]), theta, run.theta))
        theta = run.theta
    return made


def vector(values: FloatArray) -> str:
    """(1, 0, −0.5)"""
    return f"({', '.join(decimal(value) for value in values)})"


@explorable(
    Parameter("examples", "examples", ("AND", "running example", "XOR"), "AND"),
    Parameter("look", "look", tuple(range(LOOKS + 1)), 4),
    caption="A perceptron that looks at one example after the other. Hatched: it says 1. "
    "Filled squares want a 1. The ring is round the example just met, and the dashed line is "
    "where the line was before.",
)
def perceptron_line(examples: str, look: int) -> Frame:
    """The line after so many looks at single examples, from weights of zero."""
    X, y = named_examples(examples)
    made = looks(X, y, look)
    theta = made[-1].after if made else np.zeros(3)
    figure = canvas(3.3)
    ax = plane(figure, 0.45, 0.45, 2.5, *WINDOWS[examples])
    x1, x2, points = grid(ax, 2)  # z is linear, so the corners are enough
    draw_yes(ax, x1, x2, theta[0] + points @ theta[1:])
    draw_examples(ax, X, y)
    ax.set_title(examples, loc="left")

    wrong = int(np.sum(threshold(add_bias(X) @ theta) != y))
    outcome = f"{wrong} of {len(X)} on the wrong side"
    if not made:
        words = ["Before the first look", f"$θ$ = {vector(theta)}", "It says 0 everywhere."]
        alt = f"Before the first look θ is {vector(theta)} and the unit says 0 everywhere"
    else:
        last = made[-1]
        if (last.before != last.after).any():
            draw_line(ax, last.before, color=WEIGHT, linewidth=1.2, linestyle=(0, (4, 2)), zorder=1)
        ax.plot(*last.x, "o", markersize=17, markerfacecolor="none", markeredgecolor="black")
        words, alt = _told(last, look, (look - 1) // len(X) + 1)
    board = sheet(figure)
    for row, line in enumerate([*words, "", outcome]):
        board.text(3.15, 2.75 - 0.25 * row, line, va="center")
    return Frame(figure, f"{alt}; {outcome}.")


def _told(look: Look, count: int, epoch: int) -> tuple[list[str], str]:
    total = float(look.before @ np.array([1.0, *look.x]))
    says = float(threshold(total))
    wrong = says != look.wanted
    verdict = "right" if not wrong else "too high: subtract {x}" if says else "too low: add {x}"
    words = [
        f"Look {count}, epoch {epoch}",
        f"$x$ = {vector(look.x)}, wants {look.wanted:g}",
        f"$θ^⊤x$ = {decimal(total)}, says {says:g}",
        verdict.format(x="$x$"),
        f"$θ$ = {vector(look.after)}",
    ]
    alt = (
        f"Look {count}, in epoch {epoch}: example {vector(look.x)} wants {look.wanted:g}. "
        f"The sum is {decimal(total)} and the unit says {says:g}, {verdict.format(x='x')}. "
        f"θ {'becomes' if wrong else 'stays'} {vector(look.after)}"
    )
    return words, alt
