"""Figures that more than one page draws, one kind a file. Each function returns the figure.

networks    draw_network
palette     the colours of the symbols
"""

from nnbp.plots.networks import draw_network
from nnbp.plots.palette import ACTIVATION, COST, DELTA, FAINT, WEIGHT, WEIGHT_NEGATIVE

__all__ = ["ACTIVATION", "COST", "DELTA", "FAINT", "WEIGHT", "WEIGHT_NEGATIVE", "draw_network"]
