"""The plane of two inputs: examples of two classes, where a unit or a net says 1, and lines."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray
from nnbp.explorables.canvas import panel
from nnbp.plots.palette import ACTIVATION, WEIGHT
from nnbp.plots.regions import FILLS, GROUNDS, HATCH_COLOUR, MARKERS

YES: dict[str, Any] = {"colors": [GROUNDS[1]], "hatches": ["///"], "zorder": 0}
BOUNDARY: dict[str, Any] = {"colors": [WEIGHT], "linewidths": 2.4, "zorder": 2}


def plane(
    figure: Figure, left: float, bottom: float, side: float, low: ArrayLike, high: ArrayLike
) -> Axes:
    """A square panel from the corner `low` to the corner `high`, places in inches."""
    ax = panel(figure, left, bottom, side, side)
    (x1, x2), (X1, X2) = np.asarray(low), np.asarray(high)
    ax.set(xlim=(x1, X1), ylim=(x2, X2), xlabel="$x_1$", ylabel="$x_2$")
    ax.spines[["top", "right"]].set_visible(True)
    ax.locator_params(nbins=4)
    return ax


def grid(ax: Axes, points: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Both coordinates of a grid over the panel, and all its points, one a row."""
    x1, x2 = np.meshgrid(
        *(np.linspace(*limits, points) for limits in (ax.get_xlim(), ax.get_ylim()))
    )
    return x1, x2, np.column_stack([x1.ravel(), x2.ravel()])


def draw_yes(ax: Axes, x1: FloatArray, x2: FloatArray, z: FloatArray) -> None:
    """Hatch where z > 0, and draw the line z = 0; z is flat, as the points of the grid are."""
    if z.max() <= 0:
        return
    ground = ax.contourf(x1, x2, z.reshape(x1.shape), [0.0, max(z.max(), 1e-9)], **YES)
    ground.set(edgecolor=HATCH_COLOUR, linewidth=0)
    if z.min() < 0:
        ax.contour(x1, x2, z.reshape(x1.shape), [0.0], **BOUNDARY)


def draw_line(ax: Axes, theta: FloatArray, **style: Any) -> None:
    """The line theta_0 + theta_1 x_1 + theta_2 x_2 = 0, if the weights of x are not both 0."""
    normal = theta[1:]
    if normal.any():
        foot = -theta[0] * normal / (normal @ normal)
        ax.axline((foot[0], foot[1]), (foot[0] - normal[1], foot[1] + normal[0]), **style)


def draw_examples(ax: Axes, X: FloatArray, y: ArrayLike, size: float = 8) -> None:
    """Class 0 as open circles, class 1 as filled squares."""
    for k in range(2):
        x1, x2 = X[np.asarray(y) == k].T
        face: dict[str, Any] = {"markerfacecolor": FILLS[k], "markeredgecolor": ACTIVATION}
        ax.plot(x1, x2, MARKERS[k], markersize=size, markeredgewidth=1.4, zorder=4, **face)
