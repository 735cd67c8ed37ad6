"""The drawing of a computational graph: values forward, gradients backward."""

from collections import Counter
from dataclasses import dataclass, field

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from nnbp.graph import Node, backward
from nnbp.plots.palette import ACTIVATION, DELTA, MUTED

COLUMN = 0.92  # inches from one column to the next
ROW = 0.7
RADIUS = 0.21
LABEL = 0.44  # the length of line that carries two numbers

# What stands in the circle of an operation of nodes, and of one node and the constant {c}.
SYMBOLS = {
    "add": ("+", "+{c}"),
    "multiply": ("×", "×{c}"),
    "max": ("max", "max {c}"),
    "power": ("", "$x^{{{c}}}$"),
    "exp": ("exp", ""),
    "log": ("log", ""),
    "reciprocal": ("1/x", ""),
    "sigmoid": (r"$\sigma$", ""),
}


@dataclass(eq=False)
class _Stop:
    """Where lines meet or bend: a node, or a waypoint between a node and one that uses it."""

    column: int
    value: float
    gradient: float
    node: Node | None = None
    labelled: bool = True
    before: list["_Stop"] = field(default_factory=list)
    after: list["_Stop"] = field(default_factory=list)
    row: float = 0.0

    @property
    def x(self) -> float:
        return COLUMN * self.column

    @property
    def y(self) -> float:
        return ROW * self.row


def draw_graph(output: Node, decimals: int = 2) -> Figure:
    """The graph from its inputs, on the left, to `output`: a circle is an operation.

    On the line that leaves a node stand its value, above, and below it the derivative of `output`
    with respect to it. Where a node is used more than once, each branch carries its own part of
    the gradient, and the parts add up to the gradient at the node.
    Raises ValueError if `output` is no node. For graphs of some dozen nodes at most.
    """
    stops = _stops(output)
    _spread(stops)
    left, right = -0.4, max(stop.x for stop in stops) + RADIUS + LABEL + 0.05
    right = max(right, left + 2.3)  # room for the key
    low, high = min(stop.y for stop in stops) - 0.75, max(stop.y for stop in stops) + 0.5
    figure = plt.figure(figsize=(right - left, high - low))
    ax = figure.add_axes((0, 0, 1, 1), xlim=(left, right), ylim=(low, high))
    ax.axis("off")
    for stop in stops:
        _draw_lines(ax, stop)
        if stop.labelled:
            _draw_numbers(ax, stop, decimals)
        if stop.node is not None:
            _draw_node(ax, stop, stop.node)
    _draw_key(ax, low + 0.12)
    plt.close(figure)  # else a notebook shows it twice: here, and where it is returned
    return figure


def _stops(output: Node) -> list[_Stop]:
    """The nodes, each in a column as far to the right as it can be, and the waypoints."""
    gradient = backward(output)
    uses = Counter(source for node in gradient for source in node.inputs)
    distance = dict.fromkeys(gradient, 0)
    for node in reversed(gradient):
        for source in node.inputs:
            # A branch needs a column of its own for its numbers.
            columns = 2 if uses[source] > 1 else 1
            distance[source] = max(distance[source], distance[node] + columns)

    last = max(distance.values())
    places = {
        node: _Stop(last - distance[node], node.value, gradient[node], node) for node in gradient
    }
    stops = list(places.values())
    for node in gradient:
        for source, slope in zip(node.inputs, node.slopes):
            path = [places[source]]
            for column in range(path[0].column + 1, places[node].column):
                path.append(_Stop(column, source.value, slope * gradient[node], labelled=False))
            path[-1].labelled |= uses[source] > 1
            stops += path[1:]
            for start, end in zip(path, [*path[1:], places[node]]):
                start.after.append(end)
                end.before.append(start)
    return stops


def _spread(stops: list[_Stop]) -> None:
    """Rows: each stop as near to its neighbours as a distance of 1 to the next one allows."""
    # Column by column from the output back, the first argument of an operation above the second.
    # A graph that is a tree has no crossing lines then.
    columns = [[stop for stop in stops if not stop.after]]
    while column := list(dict.fromkeys(source for stop in columns[0] for source in stop.before)):
        column.sort(key=lambda stop: -_mean_row(stop.after, stop))
        for place, stop in enumerate(column):
            stop.row = -place
        columns.insert(0, column)
    for _ in range(10):
        for column in reversed(columns):
            _settle(column, [_mean_row(stop.after, stop) for stop in column])
        for column in columns:
            _settle(column, [_mean_row(stop.before, stop) for stop in column])


def _settle(column: list[_Stop], wishes: list[float]) -> None:
    """Rows as wished, or as much lower as the stop above demands; then all back up together."""
    row = np.inf
    for stop, wish in zip(column, wishes):
        stop.row = row = min(wish, row - 1)
    shift = float(np.mean(wishes)) - float(np.mean([stop.row for stop in column]))
    for stop in column:
        stop.row += shift


def _mean_row(neighbours: list[_Stop], stop: _Stop) -> float:
    rows = [neighbour.row for neighbour in neighbours] or [stop.row]
    return sum(rows) / len(rows)


def _draw_lines(ax: Axes, stop: _Stop) -> None:
    # Level under the numbers, and only then to where the line leads.
    start, end = stop.x + RADIUS, stop.x + RADIUS + LABEL
    ax.plot([start, end], [stop.y, stop.y], color=MUTED, linewidth=1.2, zorder=1)
    for other in stop.after:
        # A line to a circle aims at its centre and ends under it.
        x = other.x if other.node is not None else other.x + RADIUS
        ax.plot([end, x], [stop.y, other.y], color=MUTED, linewidth=1.2, zorder=1)
    if len(stop.after) > 1:
        ax.plot(end, stop.y, "o", color=MUTED, markersize=5)


def _draw_numbers(ax: Axes, stop: _Stop, decimals: int) -> None:
    x = stop.x + RADIUS + LABEL / 2
    for number, y, side, colour in [
        (stop.value, stop.y + 0.03, "bottom", ACTIVATION),
        (stop.gradient, stop.y - 0.05, "top", DELTA),
    ]:
        text = f"{number:.{decimals}f}".replace("-", "\N{MINUS SIGN}")
        ax.text(x, y, text, color=colour, fontsize=9.5, ha="center", va=side)


def _draw_node(ax: Axes, stop: _Stop, node: Node) -> None:
    if node.operation == "input":
        ax.text(stop.x + RADIUS - 0.05, stop.y, node.name, fontsize=11, ha="right", va="center")
        return
    ax.add_patch(
        Circle(
            (stop.x, stop.y),
            RADIUS,
            facecolor="white",
            edgecolor=ACTIVATION,
            linewidth=1.3,
            zorder=3,
        )
    )
    ax.text(stop.x, stop.y, _symbol(node), ha="center", va="center", fontsize=10, zorder=4)
    ax.text(stop.x, stop.y + RADIUS + 0.04, node.name, fontsize=10, ha="center", va="bottom")


def _symbol(node: Node) -> str:
    of_nodes, with_constant = SYMBOLS[node.operation]
    constants = [argument for argument in node.arguments if not isinstance(argument, Node)]
    if not constants:
        return of_nodes
    return with_constant.format(c=f"{constants[0]:.3g}").replace("-", "\N{MINUS SIGN}")


def _draw_key(ax: Axes, y: float) -> None:
    left = ax.get_xlim()[0] + 0.1
    ax.text(left, y, "above: value", color=ACTIVATION, fontsize=9.5)
    ax.text(left + 1.1, y, "below: gradient", color=DELTA, fontsize=9.5)
