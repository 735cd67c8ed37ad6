"""A net of three units on two Boolean inputs, with its bias weights to set."""

import numpy as np

from nnbp.explorables.canvas import canvas, sheet
from nnbp.explorables.explorable import Frame, Parameter, decimal, explorable
from nnbp.explorables.plane import draw_examples, draw_line, draw_yes, grid, plane
from nnbp.logic import boolean_function, truth_table
from nnbp.network import forward
from nnbp.plots.palette import ACTIVATION, WEIGHT

BIASES = (-30.0, -10.0, 10.0, 30.0)


@explorable(
    Parameter("b1", "bias of hidden unit 1", BIASES, -30.0),
    Parameter("b2", "bias of hidden unit 2", BIASES, 10.0),
    Parameter("b3", "bias of the output", BIASES, -10.0),
    caption="A net of sigmoid units with all weights given but the three biases. "
    "Hatched: it says 1. Dashed: where the two hidden units change their minds.",
)
def boolean_net(b1: float, b2: float, b3: float) -> Frame:
    """The net [[b1, 20, 20], [b2, -20, -20]], [[b3, 20, 20]], its truth table and its name."""
    thetas = [np.array([[b1, 20.0, 20.0], [b2, -20.0, -20.0]]), np.array([[b3, 20.0, 20.0]])]
    hidden, table = truth_table(thetas[:1]), truth_table(thetas)
    says = table.booleans[:, 0].astype(int)
    name = boolean_function(says)

    figure = canvas(3.0)
    ax = plane(figure, 0.45, 0.45, 2.0, [-0.75, -0.75], [1.75, 1.75])
    x1, x2, points = grid(ax, 81)
    draw_yes(ax, x1, x2, forward(thetas, points).pre_activations[-1][:, 0])
    for theta in thetas[0]:
        draw_line(ax, theta, color=ACTIVATION, linewidth=1.4, linestyle=(0, (4, 4)), zorder=3)
    draw_examples(ax, table.inputs, says)
    ax.set_title(f"says {name}", loc="left")

    board = sheet(figure)
    lines = (
        ("$a_1$ = $g$(", b1, " + 20 $x_1$ + 20 $x_2$)"),
        ("$a_2$ = $g$(", b2, " − 20 $x_1$ − 20 $x_2$)"),
        ("$h$ = $g$(", b3, " + 20 $a_1$ + 20 $a_2$)"),
    )
    for row, (before, bias, after) in enumerate(lines):
        y = 2.72 - 0.26 * row
        board.text(2.75, y, before, va="center")
        board.text(3.68, y, decimal(bias), va="center", ha="right", color=WEIGHT, weight="bold")
        board.text(3.7, y, after, va="center", fontsize=9.5)
    places = (2.85, 3.15, 3.65, 4.15, 4.7)
    for place, head in zip(places, ("$x_1$", "$x_2$", "$a_1$", "$a_2$", "$h$")):
        board.text(place, 1.8, head, va="center", ha="center")
    board.plot([2.75, 4.95], [1.66, 1.66], color="black", linewidth=0.8)
    rows = np.column_stack([table.inputs, hidden.outputs, table.outputs])
    for row, values in enumerate(rows):
        for column, (place, value) in enumerate(zip(places, values)):
            text = decimal(value, 0 if column < 2 else 2)
            weight = "bold" if column == 4 and value > 0.5 else "normal"
            board.text(place, 1.47 - 0.26 * row, text, va="center", ha="center", weight=weight)

    pairs = "; ".join(f"{decimal(r[0])} {decimal(r[1])} gives {decimal(r[4], 2)}" for r in rows)
    alt = (
        f"With biases {decimal(b1)}, {decimal(b2)} and {decimal(b3)} the net says {name}: {pairs}."
    )
    return Frame(figure, alt)
