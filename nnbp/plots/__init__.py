"""Figures that more than one page draws, one kind a file. Each function returns the figure.

networks    draw_network
graphs      draw_graph
regions     draw_regions, draw_perceptron
history     draw_history
images      draw_images, draw_hidden_units
studies     draw_epsilon_studies, draw_lambda_study
palette     the colours of the symbols
"""

from nnbp.plots.graphs import draw_graph
from nnbp.plots.history import draw_history
from nnbp.plots.images import draw_hidden_units, draw_images
from nnbp.plots.networks import draw_network
from nnbp.plots.palette import ACTIVATION, COST, DELTA, FAINT, WEIGHT, WEIGHT_NEGATIVE
from nnbp.plots.regions import draw_perceptron, draw_regions
from nnbp.plots.studies import draw_epsilon_studies, draw_lambda_study

__all__ = [
    "ACTIVATION",
    "COST",
    "DELTA",
    "FAINT",
    "WEIGHT",
    "WEIGHT_NEGATIVE",
    "draw_epsilon_studies",
    "draw_graph",
    "draw_hidden_units",
    "draw_history",
    "draw_images",
    "draw_lambda_study",
    "draw_network",
    "draw_perceptron",
    "draw_regions",
]
