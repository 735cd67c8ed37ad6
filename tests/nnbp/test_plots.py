import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import Circle, Rectangle

from nnbp import plots, running_example
from nnbp.plots import draw_network

SYMBOLS_CSS = Path(__file__).parents[2] / "book" / "assets" / "symbols.css"


@pytest.fixture
def thetas():
    return running_example().thetas


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize("role", ["activation", "weight", "delta", "cost"])
def test_a_colour_is_that_of_the_formulas_in_light_mode(role):
    light = re.search(rf"--sym-{role}: (#\w+);", SYMBOLS_CSS.read_text(encoding="utf-8"))[1]
    assert getattr(plots, role.upper()) == light


def test_every_weight_is_a_line_and_every_unit_a_shape(thetas):
    ax = draw_network(thetas).axes[0]
    assert len(ax.lines) == 9 + 8
    assert sum(isinstance(shape, Circle) for shape in ax.patches) == 2 + 3 + 2
    assert sum(isinstance(shape, Rectangle) for shape in ax.patches) == 2


def test_negative_weights_and_no_others_are_dashed(thetas):
    lines = draw_network(thetas).axes[0].lines
    dashed = [line.get_linestyle() != "-" for line in lines]
    assert dashed == [weight < 0 for Theta in thetas for weight in Theta.ravel()]


def test_a_larger_weight_is_a_thicker_line(thetas):
    widths = [line.get_linewidth() for line in draw_network(thetas).axes[0].lines]
    sizes = [abs(weight) for Theta in thetas for weight in Theta.ravel()]
    assert list(np.argsort(widths)) == list(np.argsort(sizes))


def test_a_line_ends_at_the_units_it_connects(thetas):
    ax = draw_network(thetas, unit_labels=[["p", "q"], ["r", "s", "t"], ["u", "v"]]).axes[0]
    place = {text.get_text(): text.get_position() for text in ax.texts}
    edges = [(i, j) for i in "rst" for j in "1pq"] + [(i, j) for i in "uv" for j in "1rst"]
    for line, (i, j) in zip(ax.lines, edges, strict=True):
        start, end = line.get_xydata()
        assert tuple(end) == place[i]
        assert j == "1" or tuple(start) == place[j]


def test_edge_labels_are_the_weights(thetas):
    weights = [f"{weight:.4g}".replace("-", "\N{MINUS SIGN}") for weight in thetas[0].ravel()]
    assert set(weights) <= set(texts(draw_network(thetas, edge_labels=True)))


def test_only_highlighted_weights_keep_label_and_colour(thetas):
    figure = draw_network(thetas, edge_labels=True, highlight={(1, 2, 0)})
    assert "\N{MINUS SIGN}1.2" in texts(figure)
    assert "1.4" not in texts(figure)
    colours = [line.get_color() for line in figure.axes[0].lines]
    assert sum(colour != plots.FAINT for colour in colours) == 1


def test_a_layer_without_labels_keeps_its_names(thetas):
    shown = texts(draw_network(thetas, unit_labels=[None, ["p", "q", "r"], None]))
    assert {"$x_{1}$", "p", "q", "r", "$a^{(3)}_{2}$"} <= set(shown)


def test_the_title_is_shown(thetas):
    assert draw_network(thetas, title="Forward").axes[0].get_title() == "Forward"


def test_weights_of_zero_are_drawn():
    assert len(draw_network([np.zeros((2, 3))]).axes[0].lines) == 6


def test_the_figure_is_closed_so_that_a_notebook_shows_it_once(thetas):
    before = plt.get_fignums()
    draw_network(thetas)
    assert plt.get_fignums() == before


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"unit_labels": [None, None]}, "unit_labels: expected 3 entries"),
        ({"unit_labels": [["p"], None, None]}, r"unit_labels\[0\]: expected 2 labels"),
        ({"unit_labels": [None, None, []]}, r"unit_labels\[2\]: expected 2 labels"),
        ({"highlight": {(3, 1, 0)}}, r"highlight: expected weights \(l, i, j\)"),
    ],
)
def test_what_does_not_fit_the_network_is_refused(thetas, arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        draw_network(thetas, **arguments)
