"""The sheet that all frames of an explorable are drawn on, so that nothing jumps between them."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH = 5.0  # inches: text stays legible where a narrow screen shrinks the figure


def canvas(height: float) -> Figure:
    """An empty figure of the common width and this height, in inches."""
    return Figure(figsize=(WIDTH, height))


def panel(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at a fixed place, in inches from the lower left corner."""
    w, h = figure.get_size_inches()
    return figure.add_axes((left / w, bottom / h, width / w, height / h))


def sheet(figure: Figure) -> Axes:
    """Axes over the whole figure, in inches, for drawings and tables without scales."""
    w, h = figure.get_size_inches()
    ax = figure.add_axes((0, 0, 1, 1), xlim=(0, w), ylim=(0, h))
    ax.axis("off")
    return ax
