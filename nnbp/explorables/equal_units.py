"""Four hidden units that learn XOR, from equal weights, nearly equal ones, and random ones."""

from functools import cache

import numpy as np

from nnbp.arguments import FloatArray
from nnbp.explorables.canvas import canvas, panel, sheet
from nnbp.explorables.explorable import Frame, Parameter, decimal, explorable
from nnbp.explorables.plane import draw_examples, draw_line, draw_yes, grid, plane
from nnbp.initialization import constant, glorot_uniform
from nnbp.network import forward
from nnbp.plots.palette import ACTIVATION, COST, WEIGHT
from nnbp.run import Training
from nnbp.symmetry import identical_units
from nnbp.training import gradient_descent

LAYERS = (2, 4, 1)
X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([[0.0], [1], [1], [0]])
STOPS = (0, 1, 3, 10, 30, 100, 300, 1000, 3000)


def start_from(name: str) -> list[FloatArray]:
    """The weights of each start."""
    if name == "random":
        return glorot_uniform(LAYERS, rng=0)
    thetas = constant(LAYERS, 1.0)
    if name == "one nudged":
        thetas[0][3, 1] += 0.01
    return thetas


@cache
def run(name: str, steps: int) -> Training:
    """Gradient descent with the learning rate 1."""
    return gradient_descent(start_from(name), X, Y, steps=steps, progress=False)


@explorable(
    Parameter("start", "start", ("all weights 1", "one nudged", "random"), "all weights 1"),
    Parameter("step", "step", STOPS, 100),
    caption="Learning XOR with four hidden units. Dashed: the line of each hidden unit; "
    "equal units have the same line. Hatched: the net says 1.",
)
def equal_units(start: str, step: int) -> Frame:
    """The net after so many steps from this start."""
    thetas = run(start, step).thetas
    history = run(start, STOPS[-1]).history
    groups = identical_units(thetas)[0]
    alike = sum(map(len, groups))

    figure = canvas(3.3)
    ax = plane(figure, 0.45, 0.45, 2.1, [-0.75, -0.75], [1.75, 1.75])
    x1, x2, points = grid(ax, 81)
    draw_yes(ax, x1, x2, forward(thetas, points).pre_activations[-1][:, 0])
    for theta in thetas[0]:
        draw_line(ax, theta, color=ACTIVATION, linewidth=1.4, linestyle=(0, (4, 4)), zorder=3)
    draw_examples(ax, X, Y[:, 0])
    units = "all four units equal" if alike == 4 else f"{alike or 'no'} units equal"
    ax.set_title(f"start: {start}\n{units}", loc="left")

    curve = panel(figure, 3.15, 1.95, 1.65, 1.0)
    curve.plot(history, color=COST, linewidth=1.2)
    curve.plot(step, history[step], "o", color=COST, markersize=7, clip_on=False)
    curve.set(xlim=(-0.5, STOPS[-1]), ylim=(0, 2.4), yticks=[0, 1, 2], ylabel="$J$")
    curve.set_xscale("symlog", linthresh=1)
    curve.set_xticks([0, 10, 1000], ["0", "10", "1000"])
    curve.minorticks_off()
    curve.set_title(f"step {step}: $J$ = {decimal(history[step], 4)}", loc="left")

    board = sheet(figure)
    board.text(2.8, 1.42, "weights into each hidden unit", fontsize=9.5, va="center")
    for row, theta in enumerate(thetas[0]):
        board.text(2.8, 1.15 - 0.24 * row, f"{row + 1}", va="center")
        for column, weight in enumerate(theta):
            text = decimal(weight, 2)
            x, y = 3.55 + 0.62 * column, 1.15 - 0.24 * row
            board.text(x, y, text, color=WEIGHT, va="center", ha="right")

    rows = ", ".join(f"({', '.join(decimal(w, 2) for w in theta)})" for theta in thetas[0])
    alt = (
        f"Start {start}, step {step}: J is {decimal(history[step], 4)}, {units}. "
        f"The weights into the hidden units are {rows}."
    )
    return Frame(figure, alt)
