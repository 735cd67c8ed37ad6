"""The drawing of a network: its units, and its weights as lines."""

from collections.abc import Sequence
from itertools import product

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Patch, Rectangle
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray, refusal, weights
from nnbp.plots.palette import ACTIVATION, FAINT, WEIGHT, WEIGHT_NEGATIVE
from nnbp.unrolling import layer_sizes_of

Edge = tuple[int, int, int]
Point = tuple[float, float]

GAP = 3.2  # between layers, where 1 is the distance of units in the fullest layer
RADIUS = 0.34
SCALE = 0.78  # inches a unit of length, so that the text is as large as that of the page


def draw_network(
    thetas: Sequence[ArrayLike],
    unit_labels: Sequence[Sequence[str] | None] | None = None,
    edge_labels: bool = False,
    highlight: set[Edge] | None = None,
    title: str | None = None,
) -> Figure:
    """The network with these weights, layer 1 on the left, bias units (squares) on top.

    A line is a weight: solid if positive or 0, dashed and lighter if negative, thicker if larger.
    `unit_labels` has one entry a layer: what to write into its units (bias units not counted), or
    None for their names. `edge_labels` writes the weights at their lines. `highlight` holds the
    weights (l, i, j) that stand out, for Theta^(l)_ij with i from 1 and j from 0 (the bias).
    Raises ValueError for labels that do not fit the layers, and for weights that do not exist.
    """
    thetas = weights(thetas)
    names = _names(layer_sizes_of(thetas), unit_labels)
    edges = _edges(thetas)
    unknown = (highlight or set()) - set(edges)
    if unknown:
        raise refusal("highlight", "weights (l, i, j) of this network", sorted(unknown))

    places = _places(names)
    height = max(len(layer) for layer in places)
    width = GAP * (len(places) - 1) + 1
    figure, ax = plt.subplots(figsize=(SCALE * width, SCALE * height + (0.3 if title else 0)))
    ax.set(aspect="equal", xlim=(-0.5, width - 0.5), ylim=(0.1 - height / 2, height / 2 - 0.1))
    ax.axis("off")
    if title:
        ax.set_title(title)

    largest = max(abs(weight) for weight in edges.values()) or 1.0
    for edge, weight in edges.items():
        layer, i, j = edge
        # Only the last layer has no bias unit, so row i is there at place i - 1.
        target = i if layer < len(thetas) else i - 1
        ends = places[layer - 1][j], places[layer][target]
        faint = highlight is not None and edge not in highlight
        _draw_edge(ax, ends, weight, 0.6 + 3 * abs(weight) / largest, faint)
        if edge_labels and not faint:
            _label_edge(ax, ends, weight)
    for layer_names, layer_places in zip(names, places):
        for name, place in zip(layer_names, layer_places):
            _draw_unit(ax, place, name)
    figure.tight_layout()
    plt.close(figure)  # else a notebook shows it twice: here, and where it is returned
    return figure


def _names(
    layer_sizes: tuple[int, ...], unit_labels: Sequence[Sequence[str] | None] | None
) -> list[list[str | None]]:
    """What to write into the units of each layer from the top; None for a bias unit."""
    last = len(layer_sizes)
    given = unit_labels if unit_labels is not None else [None] * last
    if len(given) != last:
        raise refusal("unit_labels", f"{last} entries, one a layer", f"{len(given)}")
    names: list[list[str | None]] = []
    for layer, (size, labels) in enumerate(zip(layer_sizes, given), start=1):
        symbol = "x" if layer == 1 else rf"a^{{({layer})}}"
        own = labels if labels is not None else [f"${symbol}_{{{i}}}$" for i in range(1, size + 1)]
        if len(own) != size:
            raise refusal(f"unit_labels[{layer - 1}]", f"{size} labels", f"{len(own)}")
        bias = [] if layer == last else [None]
        names.append([*bias, *own])
    return names


def _places(names: list[list[str | None]]) -> list[list[Point]]:
    """The centre of every unit; each layer is spread over the same height."""
    height = max(len(layer) for layer in names)
    return [
        [(GAP * column, height * (0.5 - (row + 0.5) / len(layer))) for row in range(len(layer))]
        for column, layer in enumerate(names)
    ]


def _edges(thetas: list[FloatArray]) -> dict[Edge, float]:
    return {
        (layer, i + 1, j): float(Theta[i, j])
        for layer, Theta in enumerate(thetas, start=1)
        for i, j in product(*map(range, Theta.shape))
    }


def _draw_edge(
    ax: Axes, ends: tuple[Point, Point], weight: float, linewidth: float, faint: bool
) -> None:
    (x_from, y_from), (x_to, y_to) = ends
    colour = FAINT if faint else WEIGHT if weight >= 0 else WEIGHT_NEGATIVE
    ax.plot(
        [x_from, x_to],
        [y_from, y_to],
        color=colour,
        linewidth=linewidth,
        linestyle="-" if weight >= 0 else (0, (3, 1.5)),
        zorder=1 if faint else 2,
    )


def _label_edge(ax: Axes, ends: tuple[Point, Point], weight: float) -> None:
    # Nearer to the unit it leads to, where the lines to other units have gone their ways.
    x, y = 0.22 * np.array(ends[0]) + 0.78 * np.array(ends[1])
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    text = f"{weight:.4g}".replace("-", "\N{MINUS SIGN}")
    ax.text(
        x,
        y,
        text,
        color=WEIGHT,
        fontsize=9,
        ha="center",
        va="center",
        bbox=ground,
        zorder=4,
    )


def _draw_unit(ax: Axes, place: Point, name: str | None) -> None:
    x, y = place
    side = 1.4 * RADIUS
    shape: Patch
    if name is None:
        shape = Rectangle((x - side / 2, y - side / 2), side, side)
    else:
        shape = Circle(place, RADIUS)
    shape.set(facecolor="white", edgecolor=ACTIVATION, linewidth=1.4, zorder=3)
    ax.add_patch(shape)
    text = "1" if name is None else name
    ax.text(x, y, text, color=ACTIVATION, fontsize=11, ha="center", va="center", zorder=5)
