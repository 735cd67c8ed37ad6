"""Forward, then backward through the running example, one delta at a time."""

from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from nnbp.activations import sigmoid_gradient
from nnbp.arguments import FloatArray
from nnbp.backprop import backprop, deltas
from nnbp.costs import cost
from nnbp.datasets import running_example
from nnbp.explorables.canvas import WIDTH, sheet
from nnbp.explorables.explorable import Frame, Parameter, Question, decimal, explorable
from nnbp.network import forward
from nnbp.plots.networks import draw_network
from nnbp.plots.palette import ACTIVATION, COST, DELTA

HEIGHT, BOARD = 4.0, 1.05  # inches: the figure, and the lines of text at its foot

# The units whose deltas are found in the steps 3 to 7: (layer, number), both from 1.
ORDER = ((3, 1), (3, 2), (2, 1), (2, 2), (2, 3))
UNITS = {2: "hidden unit", 3: "output"}
INPUTS, HIDDEN, OUTPUTS, GRADIENTS = 0, 1, 2, 8

Style = dict[str, Any]
FORWARD: Style = {"color": ACTIVATION}
BACKWARD: Style = {"color": DELTA}
MONO: Style = {"family": "DejaVu Sans Mono", "fontsize": 8.5}


@dataclass(frozen=True, eq=False)
class Pass:
    """Both passes of one example; every list counts layers from 1, and has None where none is."""

    x: FloatArray
    y: FloatArray
    thetas: list[FloatArray]
    a: list[FloatArray]
    slopes: FloatArray
    delta: dict[tuple[int, int], float]
    D: list[FloatArray]
    J: float


def both_passes(example: int) -> Pass:
    """Forward and backward with example 1 .. 5 of the running example alone, without penalty."""
    net = running_example()
    thetas, X, Y = net.thetas, net.X[[example - 1]], net.Y[[example - 1]]
    there = forward(thetas, X)
    found = deltas(thetas, X, Y)
    delta = {(layer, j): float(found[layer - 2][0, j - 1]) for layer, j in ORDER}
    return Pass(
        X[0], Y[0], thetas, [A[0] for A in there.units],
        sigmoid_gradient(there.pre_activations[0][0]), delta,
        backprop(thetas, X, Y), cost(thetas, X, Y),
    )  # fmt: skip


def question(example: int, step: int) -> Question | None:
    """Before each delta: of an output the size is asked, of a hidden unit the sign."""
    if not OUTPUTS < step < GRADIENTS:
        return None
    both = both_passes(example)
    layer, j = unit = ORDER[step - OUTPUTS - 1]
    delta = both.delta[unit]
    formula, _ = _sum_for(both, layer, j)
    because = f"{formula} = {decimal(delta, 4)}"
    if layer == 3:
        a, y = float(both.a[2][j - 1]), float(both.y[j - 1])
        offers = sorted([a - y, y - a, (a - y) * a * (1 - a)])
        options = tuple(decimal(offer, 4) for offer in offers)
        text = f"Output {j} says {decimal(a, 4)} and should say {y:g}. What is its delta?"
        return Question(text, options, offers.index(a - y), because)
    text = f"Which sign has the delta of hidden unit {j}? Look at its two weights to the outputs."
    return Question(text, ("negative", "positive"), int(delta > 0), because)


@explorable(
    Parameter("example", "example", (1, 2, 3, 4, 5), 1),
    Parameter("step", "step", tuple(range(GRADIENTS + 1)), OUTPUTS),
    caption="The running example with one example on its way through. In the circles stand the "
    "activations, below them the deltas; the lines that carry the last delta stand out.",
    question=question,
)
def forward_backward(example: int, step: int) -> Frame:
    """The passes up to this step: inputs, hidden layer, outputs, five deltas, gradients."""
    both = both_passes(example)
    known = ORDER[: max(step - OUTPUTS, 0)]
    newest = known[-1] if OUTPUTS < step < GRADIENTS else None
    paths = {(2, i, newest[1]) for i in (1, 2)} if newest and newest[0] == 2 else None
    layers = 1 + min(step, OUTPUTS)
    labels = [
        [decimal(a, 2 if layer else 1) if layer < layers else "" for a in units]
        for layer, units in enumerate(both.a)
    ]
    figure = draw_network(both.thetas, labels, edge_labels=paths is not None, highlight=paths)
    figure.set_size_inches(WIDTH, HEIGHT)
    net = figure.axes[0]
    net.set_position((0, BOARD / HEIGHT, 1, 1 - BOARD / HEIGHT))
    net.set(ylim=(-2.25, 1.9))
    _write_deltas(net, both, known, newest)

    board = sheet(figure)
    lines, alt = _told(both, step)
    for row, (line, style) in enumerate(lines):
        board.text(WIDTH / 2, 0.95 - 0.24 * row, line, ha="center", va="center", **style)
    plt.close(figure)
    return Frame(figure, f"Example {example}, step {step}. {alt}")


def _write_deltas(
    net: Axes, both: Pass, known: tuple[tuple[int, int], ...], newest: tuple[int, int] | None
) -> None:
    circles = [patch.center for patch in net.patches if isinstance(patch, Circle)]
    sizes = [len(units) for units in both.a]
    for layer, j in known:
        x, y = circles[sum(sizes[: layer - 1]) + j - 1]
        weight = "bold" if (layer, j) == newest else "normal"
        net.text(
            x, y - 0.49, decimal(both.delta[layer, j], 4), color=DELTA, weight=weight,
            ha="center", va="center", fontsize=10, zorder=6,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip


def _told(both: Pass, step: int) -> tuple[list[tuple[str, Style]], str]:
    """The lines at the foot, each with its style, and the same in words."""
    x = f"{decimal(both.x[0])} and {decimal(both.x[1])}"
    wanted = " and ".join(f"{y:g}" for y in both.y)
    if step == INPUTS:
        line = f"inputs {x}; the outputs should be {wanted}"
        return [(line, FORWARD)], f"The inputs are {x}; the outputs should be {wanted}."
    if step < GRADIENTS and step > OUTPUTS:
        return _delta_told(both, *ORDER[step - OUTPUTS - 1])
    if step == GRADIENTS:
        rows = ["  ".join(decimal(d, 4, sign=True) for d in row) for D in both.D for row in D]
        table = [f"{rows[0]}   {rows[3]}", f"{rows[1]}   {rows[4]}", f"{rows[2]:62}"]
        alt = f"Each delta times an activation gives the gradients, row by row {', '.join(rows)}."
        heads = ("$D^{(1)}$" + " " * 42 + "$D^{(2)}$" + " " * 22, BACKWARD)
        return [heads, *((line, BACKWARD | MONO) for line in table)], alt
    values = ", ".join(decimal(a, 4) for a in both.a[step])
    lines = [(f"$a^{{({step + 1})}}$ = ({values})", FORWARD)]
    if step == HIDDEN:
        return lines, f"Forward: the hidden activations are {values}."
    lines += [(f"wanted {wanted};  $J$ = {decimal(both.J, 4)}", {"color": COST})]
    alt = f"Forward: the outputs are {values} and should be {wanted}; J is {decimal(both.J, 4)}."
    return lines, alt


def _delta_told(both: Pass, layer: int, j: int) -> tuple[list[tuple[str, Style]], str]:
    formula, words = _sum_for(both, layer, j)
    unit, delta = UNITS[layer], decimal(both.delta[layer, j], 4)
    lines = [(rf"$\delta^{{({layer})}}_{j}$ = {formula}", BACKWARD), (f"= {delta}", BACKWARD)]
    return lines, f"Backward: the delta of {unit} {j} is {words}, that is {delta}."


def _sum_for(both: Pass, layer: int, j: int) -> tuple[str, str]:
    """The sum that gives this delta, as a formula and in words."""
    if layer == 3:
        a, y = decimal(both.a[2][j - 1], 4), f"{both.y[j - 1]:g}"
        return f"{a} − {y}", f"{a} minus {y}"
    slope = decimal(both.slopes[j - 1], 4)
    pairs = [(both.thetas[1][i - 1, j], both.delta[3, i]) for i in (1, 2)]
    parts = [f"({decimal(w)}) · ({decimal(d, 4)})" for w, d in pairs]
    words = " plus ".join(f"{decimal(w)} times {decimal(d, 4)}" for w, d in pairs)
    return f"{slope} · [{parts[0]} + {parts[1]}]", f"the slope {slope} times the sum of {words}"
