"""A net with more units than it needs, few examples, and the strength of the penalty to set."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from nnbp.arguments import FloatArray
from nnbp.costs import cost
from nnbp.explorables.canvas import canvas, panel, sheet
from nnbp.explorables.explorable import Frame, Parameter, decimal, explorable
from nnbp.explorables.plane import draw_examples, draw_yes, grid, plane
from nnbp.initialization import glorot_uniform
from nnbp.network import forward, predict
from nnbp.plots.palette import ACTIVATION, COST
from nnbp.training import gradient_descent

LAMBDAS = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
HIDDEN = 12


def crescents(m: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Two crescents that overlap: X of shape (m, 2) and targets of shape (m, 1)."""
    angle, y = rng.uniform(0, np.pi, m), np.arange(m) % 2
    x1 = np.where(y == 0, np.cos(angle), 1 - np.cos(angle))
    x2 = np.where(y == 0, np.sin(angle), 0.5 - np.sin(angle))
    return np.column_stack([x1, x2]) + rng.normal(0, 0.35, (m, 2)), y[:, None].astype(float)


@cache
def examples() -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
    """30 examples to learn from, and 1000 others."""
    rng = np.random.default_rng(0)
    return crescents(30, rng), crescents(1000, rng)


@dataclass(frozen=True, eq=False)
class Net:
    """The trained weights; cost, without penalty, and accuracy on both sets of examples."""

    thetas: list[FloatArray]
    cost: tuple[float, ...]
    accuracy: tuple[float, ...]


@cache
def trained(lam: float) -> Net:
    """The net after 2000 steps with this lambda."""
    start = glorot_uniform((2, HIDDEN, 1), rng=0)
    X, Y = examples()[0]
    thetas = gradient_descent(start, X, Y, lam, 1.0, 2000, hidden="tanh", progress=False).thetas
    costs = tuple(cost(thetas, X, Y, hidden="tanh") for X, Y in examples())
    right = (predict(thetas, X, hidden="tanh") == Y[:, 0] for X, Y in examples())
    return Net(thetas, costs, tuple(float(np.mean(each)) for each in right))


@explorable(
    Parameter("lam", "penalty λ", LAMBDAS, 0.0),
    caption="A net with 12 hidden tanh units, trained on the 30 examples shown. Hatched: it says "
    "1. Beside it, the cost without penalty, on these examples and on 1000 others of their kind.",
)
def overfitting(lam: float) -> Frame:
    """The net that was trained with this lambda, and its costs among those of the others."""
    net = trained(lam)
    figure = canvas(3.3)
    X, Y = examples()[0]
    middle = (X.min(axis=0) + X.max(axis=0)) / 2
    ax = plane(figure, 0.45, 0.45, 2.15, middle - 2.1, middle + 2.1)
    x1, x2, points = grid(ax, 101)
    draw_yes(ax, x1, x2, forward(net.thetas, points, hidden="tanh").pre_activations[-1][:, 0])
    draw_examples(ax, X, Y[:, 0], size=5.5)
    ax.set_title(f"λ = {decimal(lam)}", loc="left")

    curve = panel(figure, 3.3, 0.55, 1.55, 1.75)
    # lambda = 0 has no place on a logarithmic axis, so the stops stand at equal distances.
    stops, here = range(len(LAMBDAS)), float(np.interp(lam, LAMBDAS, range(len(LAMBDAS))))
    for which, style, colour in ((0, "o-", COST), (1, "s--", ACTIVATION)):
        curve.plot(stops, [trained(each).cost[which] for each in LAMBDAS], style, color=colour,
                   linewidth=1, markersize=2.5)  # fmt: skip
        curve.plot(here, net.cost[which], style[0], color=colour, markersize=8)
    curve.set(ylim=(-0.05, 1.05), yticks=[0, 0.5, 1], xlabel="λ", ylabel="$J$")
    curve.set_xticks([0, 2, 4, 6, 8], [decimal(LAMBDAS[k]) for k in (0, 2, 4, 6, 8)], fontsize=9)
    board = sheet(figure)
    rows = (
        ("", "cost", "right", "black"),
        ("30 examples", decimal(net.cost[0], 3), f"{net.accuracy[0]:.0%}", COST),
        ("1000 others", decimal(net.cost[1], 3), f"{net.accuracy[1]:.0%}", ACTIVATION),
    )
    for row, (*cells, colour) in enumerate(rows):
        for place, side, cell in zip((2.8, 4.3, 4.85), ("left", "right", "right"), cells):
            board.text(place, 3.1 - 0.23 * row, cell, color=colour, ha=side, va="center")

    (J, J_others), (right, right_others) = net.cost, net.accuracy
    alt = (
        f"With λ = {decimal(lam)} the cost is {decimal(J, 3)} on the 30 examples and "
        f"{decimal(J_others, 3)} on the others; {right:.0%} and {right_others:.0%} are right."
    )
    return Frame(figure, alt)
