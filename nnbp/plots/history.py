"""The cost over the steps of training."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray, real_array, refusal
from nnbp.plots.palette import ACTIVATION, COST, DELTA, WEIGHT

# Lines are told apart by their dashes and by their names at the right; colour only helps.
STYLES = (
    (COST, "-"),
    (ACTIVATION, "--"),
    (DELTA, ":"),
    (WEIGHT, "-."),
    ("black", (0, (6, 2, 1, 2, 1, 2))),
    (COST, (0, (8, 3))),
)


BEYOND = 5.0  # times the largest J at a start: what lies above is out of the figure


def draw_history(
    histories: Mapping[str, ArrayLike],
    log: bool = False,
    xlabel: str = "step",
    ylabel: str = "$J$",
    title: str | None = None,
) -> Figure:
    """J before the first step, which is step 0, and after each; one line a run, with its name.

    `histories` maps names to the `history` of each run, up to six. `log` draws J on a
    logarithmic axis. A run that leaves the figure for good, at five times the largest J at a
    start or because J is no longer a number, ends at the upper edge with a cross.
    """
    if not 1 <= len(histories) <= len(STYLES):
        raise refusal("histories", f"1 to {len(STYLES)} runs", f"{len(histories)}")
    runs = {name: _history(name, values) for name, values in histories.items()}
    edge = BEYOND * max(history[0] for history in runs.values())

    figure, ax = plt.subplots(figsize=(6.4, 3.6))
    for (name, history), (colour, style) in zip(runs.items(), STYLES):
        inside = history <= edge  # False for what is not a number
        stays = int(np.flatnonzero(inside)[-1]) + 1
        shown = np.where(inside, history, edge)[: stays + 1]
        ax.plot(shown, color=colour, linestyle=style, linewidth=1.6, label=name)
        if stays < len(history):
            ax.plot(stays, edge, "x", color=colour, markersize=8, clip_on=False)
    if log:
        ax.set_yscale("log")
    if not all(np.all(history <= edge) for history in runs.values()):
        ax.set_ylim(top=edge)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if title:
        ax.set_title(title)
    ax.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    _name_lines(ax)
    figure.tight_layout()  # now with room for the names
    plt.close(figure)
    return figure


def _history(name: str, values: ArrayLike) -> FloatArray:
    history = real_array(f"histories[{name!r}]", values)
    if history.ndim != 1 or history.size == 0 or not 0 <= history[0] < np.inf:
        expected = "costs, one a step, that begin with a finite one, 0 or more"
        came = f"shape {history.shape}, beginning with {history.ravel()[:1]}"
        raise refusal(f"histories[{name!r}]", expected, came)
    return history


def _name_lines(ax: Axes) -> None:
    """Write the label of each line at its right end, moved up or down where two would collide."""
    lines = [line for line in ax.lines if not str(line.get_label()).startswith("_")]
    ends = [np.asarray(line.get_xydata())[-1] for line in lines]
    heights = [ax.transData.transform(end)[1] for end in ends]
    distance = 13 * ax.figure.dpi / 72  # of two lines of text, in pixels
    lowest = -np.inf
    for i in np.argsort(heights):
        height = max(heights[i], lowest + distance)
        lowest = height
        ax.annotate(
            str(lines[i].get_label()),
            ends[i],
            xytext=(6, (height - heights[i]) * 72 / ax.figure.dpi),
            textcoords="offset points",
            va="center",
            fontsize=10,
            color=lines[i].get_color(),
            annotation_clip=False,
        )
