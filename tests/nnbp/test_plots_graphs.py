from itertools import combinations

import matplotlib.pyplot as plt
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Circle

from nnbp.graph import (
    OPERATIONS,
    Node,
    exp,
    maximum,
    reciprocal,
    sigmoid,
    sigmoid_neuron,
    table,
    tricky_function,
)
from nnbp.plots import ACTIVATION, DELTA
from nnbp.plots.graphs import SYMBOLS, draw_graph

PAGE = 7.6  # inches
EXAMPLES = [sigmoid_neuron, tricky_function]


def max_gate():
    x, y, z, w = map(Node, (3, -4, 2, -1), "xyzw")
    return 2 * (x * y + maximum(z, w))


def texts(figure, colour=None):
    shown = figure.axes[0].texts
    return [text.get_text() for text in shown if colour in (None, text.get_color())]


def written(numbers, decimals=2):
    return [f"{number:.{decimals}f}".replace("-", "\N{MINUS SIGN}") for number in numbers]


def boxes(figure):
    renderer = FigureCanvasAgg(figure).get_renderer()
    return {text: text.get_window_extent(renderer) for text in figure.axes[0].texts}


def place(figure, text):
    (found,) = [t for t in figure.axes[0].texts if t.get_text() == text]
    return found.get_position()


def test_every_value_and_gradient_of_the_sigmoid_neuron_is_written():
    figure, rows = draw_graph(sigmoid_neuron()), table(sigmoid_neuron())
    values, gradients = texts(figure, ACTIVATION), texts(figure, DELTA)
    values.remove("above: value")
    gradients.remove("below: gradient")
    assert sorted(values) == sorted(written(row.value for row in rows))
    assert sorted(gradients) == sorted(written(row.gradient for row in rows))


def test_the_value_stands_above_the_line_and_the_gradient_below():
    figure = draw_graph(Node(3.0, "x"))
    (line,) = figure.axes[0].lines
    level = line.get_ydata()[0]
    assert place(figure, "1.00")[1] < level < place(figure, "3.00")[1]


def test_every_operation_is_a_circle_and_an_input_is_none():
    circles = [p for p in draw_graph(sigmoid_neuron()).axes[0].patches if isinstance(p, Circle)]
    assert len(circles) == sum(row.operation != "input" for row in table(sigmoid_neuron()))


def test_a_constant_stands_in_the_circle_of_its_operation():
    x = Node(2.0)
    shown = texts(draw_graph(maximum((-(x**3) + 0.5), 0)))
    assert {"×\N{MINUS SIGN}1", "+0.5", "$x^{3}$", "max 0"} <= set(shown)


def test_the_names_of_inputs_and_results_are_shown():
    names = {row.name for row in table(tricky_function())}
    assert names <= set(texts(draw_graph(tricky_function())))


def test_inputs_stand_left_of_what_is_made_of_them():
    figure = draw_graph(tricky_function())
    for row in table(tricky_function()):
        for argument in row.arguments:
            if argument != "2":
                assert place(figure, argument)[0] < place(figure, row.name)[0]


def test_the_parts_of_the_gradient_at_a_fork_add_up_to_the_whole():
    x = Node(3.0, "x")
    gradients = texts(draw_graph(x * x + 7 * x), DELTA)
    # The key, x, its parts 3 + 3 + 7, the products, and the sum.
    assert sorted(gradients[:-1]) == sorted(
        ["13.00", "3.00", "3.00", "7.00", "1.00", "1.00", "1.00"]
    )


def test_a_fork_has_a_dot_and_a_crossing_none():
    lines = draw_graph(tricky_function()).axes[0].lines
    assert sum(line.get_marker() == "o" for line in lines) == 2  # x and y


def test_the_lines_of_a_tree_do_not_cross():
    a, b, c, d, e = map(Node, range(1, 6), "abcde")
    figure = draw_graph((a * b + exp(c)) * (d + (e * 2) ** 2))
    segments = [tuple(map(tuple, line.get_xydata())) for line in figure.axes[0].lines]
    assert not any(cross(*pair) for pair in combinations(segments, 2))


def cross(first, second):
    def side(line, point):
        (x0, y0), (x1, y1) = line
        return (x1 - x0) * (point[1] - y0) - (y1 - y0) * (point[0] - x0)

    def parts(line, other):
        return side(line, other[0]) * side(line, other[1]) < -1e-9

    return parts(first, second) and parts(second, first)


@pytest.mark.parametrize("example", [*EXAMPLES, max_gate])
def test_no_text_covers_another(example):
    extents = boxes(draw_graph(example()))
    for one, other in combinations(extents, 2):
        overlap = extents[one].overlaps(extents[other])
        assert not overlap, f"{one.get_text()} and {other.get_text()}"


@pytest.mark.parametrize("output", [f() for f in EXAMPLES] + [Node(1.0, "x")])
def test_all_text_is_inside_the_figure_and_at_least_9_points(output):
    figure = draw_graph(output)
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in boxes(figure).items():
        assert 0 <= box.x0 and box.x1 <= width and 0 <= box.y0 and box.y1 <= height
        assert text.get_fontsize() >= 9


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_worked_example_fits_the_page(example):
    assert draw_graph(example()).get_figwidth() <= PAGE


def test_decimals_are_as_asked():
    shown = texts(draw_graph(tricky_function(), decimals=4))
    assert {"1.5456", "2.0596", "1.5922"} <= set(shown)


def test_every_operation_has_a_symbol():
    assert SYMBOLS.keys() == OPERATIONS.keys()


def test_every_operation_of_nodes_can_be_drawn():
    x = Node(2.0, "x")
    shown = texts(draw_graph(maximum(x, x) + x * reciprocal(x) + sigmoid(exp(x)) - x**2))
    assert {"max", "+", "×", "1/x", r"$\sigma$", "exp", "$x^{2}$"} <= set(shown)


def test_the_figure_is_closed_so_that_a_notebook_shows_it_once():
    before = plt.get_fignums()
    draw_graph(sigmoid_neuron())
    assert plt.get_fignums() == before


def test_what_is_no_node_is_refused():
    with pytest.raises(ValueError, match="output: expected a node, got 3"):
        draw_graph(3)
