"""Decision regions over two inputs, and the line of a perceptron while it learns."""

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray, IntArray, matrix, real_array, refusal, weights, whole_number
from nnbp.network import forward, predict
from nnbp.perceptron import PerceptronTraining, threshold
from nnbp.plots.palette import ACTIVATION, WEIGHT

Classify = Callable[[FloatArray], ArrayLike]

# One entry a class; hatch and marker tell the classes apart where colour does not.
GROUNDS = ["white", "#dbe6f6", "#f6ead8", "#e3f0e7"]
HATCHES = ["", "///", "...", "xx"]
MARKERS = ["o", "s", "^", "D"]
FILLS = ["white", ACTIVATION, "white", ACTIVATION]

HATCH_COLOUR = "#8a96a3"

Style = dict[str, Any]
BOUNDARY: Style = {"color": WEIGHT, "linewidth": 2.8}
HIDDEN: Style = {"color": ACTIVATION, "linewidth": 1.4, "linestyle": (0, (4, 4)), "zorder": 3}
BEFORE: Style = {"color": WEIGHT, "linewidth": 1.2, "linestyle": (0, (4, 2)), "zorder": 1}
RING: Style = {
    "linestyle": "",
    "marker": "o",
    "markersize": 15,
    "markerfacecolor": "none",
    "markeredgecolor": "black",
}

GRID = 401  # points along each axis at which the regions are computed
SIDE = 3.6  # inches
PANEL = 2.3  # inches
LEGEND = 2.0  # inches
COLUMNS = 3


def draw_regions(
    net: Sequence[ArrayLike] | Classify,
    X: ArrayLike,
    y: ArrayLike,
    hidden_lines: bool = False,
    labels: Sequence[str] | None = None,
    title: str | None = None,
) -> Figure:
    """Which class every point of the plane is given, and the examples X, shape (m, 2), upon it.

    `net` holds the weights of sigmoid units, with one output unit (class 1 where z > 0) or one a
    class, or it is a function from points, shape (k, 2), to labels, shape (k,). y holds labels
    from 0; four classes can be told apart. `hidden_lines` adds the lines z = 0 of the units of
    layer 2, dashed. `labels` names the classes in the legend.
    Raises ValueError for anything else than two inputs, and for labels that do not fit.
    """
    X = _two_inputs(X)
    classify = net if callable(net) else _classifier(net)
    points, x1, x2 = _grid(X)
    regions = _classes("net", classify(points), len(points))
    y = _classes("y", y, len(X))
    K = max(2, y.max() + 1, regions.max() + 1)
    names = list(labels) if labels is not None else [f"class {k}" for k in range(K)]
    if len(names) < K:
        raise refusal("labels", f"{K} names, one a class", f"{len(names)}")
    lines = _hidden_units(net) if hidden_lines else ()

    figure, ax = plt.subplots(figsize=(SIDE + LEGEND, SIDE), layout="compressed")
    _draw_ground(ax, x1, x2, regions.reshape(GRID, GRID))
    for k in range(K):
        _draw_examples(ax, X[y == k], k)
    for theta in lines:
        _draw_line(ax, theta, HIDDEN)
    _frame(ax, x1, x2)
    ax.locator_params(nbins=5)
    ax.set(xlabel="$x_1$", ylabel="$x_2$")
    if title:
        ax.set_title(title)

    legend: dict[str, Any] = {
        name: (_ground(k), Line2D([], [], **_marker(k))) for k, name in enumerate(names[:K])
    }
    legend["boundary"] = Line2D([], [], **BOUNDARY)
    if len(lines):
        legend["hidden units"] = Line2D([], [], **HIDDEN)
    _draw_legend(figure, legend)
    plt.close(figure)  # else a notebook shows it twice: here, and where it is returned
    return figure


def draw_perceptron(
    training: PerceptronTraining,
    X: ArrayLike,
    y: ArrayLike,
    epochs: Sequence[int] | None = None,
) -> Figure:
    """The line of a perceptron with two inputs after these epochs, one panel each.

    y holds the labels of the training, 0 and 1, or -1 and 1. Without `epochs`: all, or six from
    the start (epoch 0) to the end. Examples on the wrong side have a ring; the line of the panel
    before is dashed. Raises ValueError for epochs that the training did not have.
    """
    X = _two_inputs(X)
    y = _classes("y", np.maximum(real_array("y", y), 0), len(X))
    last, n = training.epochs, training.history.shape[1] - 1
    if n != 2:
        raise refusal("training", "one of two inputs", f"{n}")
    if epochs is None:
        shown = [int(k) for k in np.unique(np.linspace(0, last, min(last + 1, 6)).round())]
    else:
        shown = [whole_number("epochs", epoch, least=0) for epoch in epochs]
    if not shown or max(shown) > last:
        raise refusal("epochs", f"epochs from 0 to {last}", shown)

    points, x1, x2 = _grid(X)
    rows, columns = ceil(len(shown) / COLUMNS), min(len(shown), COLUMNS)
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(PANEL * columns + LEGEND, (PANEL + 0.3) * rows),
        squeeze=False,
        layout="compressed",
    )
    for ax in axes.ravel()[len(shown) :]:
        ax.axis("off")
    before = None
    for ax, epoch in zip(axes.ravel(), shown):
        theta = training.history[epoch]
        regions = _side(theta, points)
        wrong = _side(theta, X) != y
        _draw_ground(ax, x1, x2, regions.reshape(GRID, GRID))
        if before is not None:
            _draw_line(ax, before, BEFORE)
        for k in range(2):
            _draw_examples(ax, X[y == k], k)
        ax.plot(*X[wrong].T, **RING)
        when = f"after epoch {epoch}" if epoch else "start"
        ax.set_title(f"{when}: {np.count_nonzero(wrong)} wrong", fontsize=10)
        ax.set(xticks=[], yticks=[])
        _frame(ax, x1, x2)
        before = theta

    legend: dict[str, Any] = {f"class {k}": Line2D([], [], **_marker(k)) for k in range(2)}
    legend |= {"wrong": Line2D([], [], **RING), "line": Line2D([], [], **BOUNDARY)}
    legend["line before"] = Line2D([], [], **BEFORE)
    _draw_legend(figure, legend)
    plt.close(figure)
    return figure


def _classifier(thetas: Sequence[ArrayLike]) -> Classify:
    thetas = weights(thetas)
    if thetas[0].shape[1] != 3:
        came = f"{thetas[0].shape[1] - 1} inputs"
        raise refusal("net", "a net with two inputs", came)
    if len(thetas[-1]) > 1:
        return lambda points: predict(thetas, points)
    return lambda points: forward(thetas, points).pre_activations[-1][:, 0] > 0


def _hidden_units(net: Sequence[ArrayLike] | Classify) -> FloatArray:
    if callable(net) or len(net) < 2:
        raise refusal("hidden_lines", "False for a net whose hidden units are unknown", "True")
    return weights(net)[0]


def _side(theta: FloatArray, X: FloatArray) -> IntArray:
    return threshold(theta[0] + X @ theta[1:]).astype(np.intp)


def _two_inputs(X: ArrayLike) -> FloatArray:
    array = matrix("X", X)
    if array.shape[1] != 2:
        raise refusal("X", "shape (m, 2), two inputs", f"shape {array.shape}")
    return array


def _classes(name: str, y: ArrayLike, m: int) -> IntArray:
    array = real_array(name, np.asarray(y))
    if array.shape != (m,):
        raise refusal(name, f"one label a point, shape ({m},)", f"shape {array.shape}")
    if not np.isin(array, range(len(MARKERS))).all():
        raise refusal(name, f"labels 0..{len(MARKERS) - 1}", f"{np.unique(array)[:5]}")
    return array.astype(np.intp)


def _grid(X: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """All points of a square grid around the examples, and the grid along each axis."""
    low, high = X.min(axis=0), X.max(axis=0)
    middle, reach = (low + high) / 2, max(0.75 * (high - low).max(), 0.5)
    x1, x2 = np.linspace(middle - reach, middle + reach, GRID).T
    return np.column_stack([part.ravel() for part in np.meshgrid(x1, x2)]), x1, x2


def _draw_ground(ax: Axes, x1: FloatArray, x2: FloatArray, regions: IntArray) -> None:
    between = np.arange(-0.5, len(GROUNDS))
    ground = ax.contourf(x1, x2, regions, levels=between, colors=GROUNDS, hatches=HATCHES, zorder=0)
    ground.set(edgecolor=HATCH_COLOUR, linewidth=0)
    if regions.min() < regions.max():
        width = BOUNDARY["linewidth"]
        ax.contour(x1, x2, regions, levels=between, colors=[WEIGHT], linewidths=width, zorder=2)


def _ground(k: int) -> Patch:
    return Patch(facecolor=GROUNDS[k], edgecolor=HATCH_COLOUR, hatch=HATCHES[k])


def _draw_examples(ax: Axes, X: FloatArray, k: int) -> None:
    x1, x2 = X.T
    ax.plot(x1, x2, zorder=4, **_marker(k))


def _marker(k: int) -> Style:
    return {
        "linestyle": "",
        "marker": MARKERS[k],
        "markersize": 8,
        "markerfacecolor": FILLS[k],
        "markeredgecolor": ACTIVATION,
        "markeredgewidth": 1.4,
    }


def _draw_line(ax: Axes, theta: FloatArray, style: Style) -> None:
    """The line theta_0 + theta_1 x_1 + theta_2 x_2 = 0, if the weights of x are not both 0."""
    w = theta[1:]
    if w.any():
        foot = -theta[0] * w / (w @ w)
        ax.axline((foot[0], foot[1]), (foot[0] - w[1], foot[1] + w[0]), **style)


def _draw_legend(figure: Figure, legend: dict[str, Any]) -> None:
    figure.legend(
        list(legend.values()),
        list(legend),
        handler_map={tuple: HandlerTuple(ndivide=None)},
        handlelength=3,
        handleheight=1.5,
        loc="outside right center",
        frameon=False,
    )


def _frame(ax: Axes, x1: FloatArray, x2: FloatArray) -> None:
    ax.set(aspect="equal", xlim=(x1[0], x1[-1]), ylim=(x2[0], x2[-1]))
