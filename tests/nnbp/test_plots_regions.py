import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.contour import QuadContourSet
from matplotlib.text import Text

from nnbp import predict, running_example
from nnbp.logic import gate
from nnbp.perceptron import online_perceptron
from nnbp.plots.regions import draw_perceptron, draw_regions

ROWS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
XNOR, AND = [1, 0, 0, 1], [0, 0, 0, 1]


def quarters(points):
    return (points[:, 0] > 0.5) + 2 * (points[:, 1] > 0.5)


def ground(ax):
    """The filled contours, one path a class."""
    return next(c for c in ax.collections if isinstance(c, QuadContourSet) and c.filled)


def classes_on_the_ground(ax, points):
    paths = ground(ax).get_paths()
    return [[k for k, path in enumerate(paths) if path.contains_point(p)] for p in points]


def legend(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def dashed(ax):
    return [line for line in ax.lines if line.get_linestyle() == "--"]


def markers(ax):
    return {line.get_marker(): line.get_xydata().tolist() for line in ax.lines if line.get_marker()}


@pytest.mark.parametrize(("name", "y"), [("XNOR", XNOR), ("AND", AND)])
def test_every_region_has_the_class_that_the_net_gives(name, y):
    ax = draw_regions(gate(name), ROWS, y).axes[0]
    assert classes_on_the_ground(ax, ROWS) == [[label] for label in y]


def test_a_net_with_one_output_unit_a_class_is_drawn_by_its_prediction():
    example = running_example()
    ax = draw_regions(example.thetas, example.X, example.y).axes[0]
    expected = [[label] for label in predict(example.thetas, example.X)]
    assert classes_on_the_ground(ax, example.X) == expected


def test_a_function_may_give_the_classes():
    ax = draw_regions(quarters, ROWS, [0, 2, 1, 3]).axes[0]
    assert classes_on_the_ground(ax, ROWS) == [[0], [2], [1], [3]]


def test_classes_differ_in_hatch_and_marker():
    ax = draw_regions(quarters, ROWS, [0, 2, 1, 3]).axes[0]
    assert len(set(ground(ax).hatches)) == 4
    assert [len(points) for points in markers(ax).values()] == [1, 1, 1, 1]


def test_the_examples_are_marked_by_their_own_class_and_not_by_the_net():
    ax = draw_regions(gate("AND"), ROWS, [1, 0, 0, 0]).axes[0]
    assert markers(ax) == {"o": ROWS[1:].tolist(), "s": [[0, 0]]}


def test_hidden_lines_are_the_units_of_layer_2():
    figure = draw_regions(gate("XNOR"), ROWS, XNOR, hidden_lines=True)
    lines = dashed(figure.axes[0])
    # AND: x1 + x2 = 1.5; NOR: x1 + x2 = 0.5.
    sums = [(x1 + x2) for x1, x2 in (line.get_xy1() for line in lines)]
    np.testing.assert_allclose(sums, [1.5, 0.5])
    assert legend(figure) == ["class 0", "class 1", "boundary", "hidden units"]
    assert dashed(draw_regions(gate("XNOR"), ROWS, XNOR).axes[0]) == []


def test_the_legend_has_the_given_names():
    figure = draw_regions(gate("AND"), ROWS, AND, labels=["no", "yes"], title="AND")
    assert legend(figure) == ["no", "yes", "boundary"]
    assert figure.axes[0].get_title() == "AND"


def test_a_plane_of_one_class_has_no_boundary():
    ax = draw_regions([[[1, 0, 0]]], ROWS, AND).axes[0]
    assert classes_on_the_ground(ax, ROWS) == [[1]] * 4
    assert len(ax.collections) == 1


def test_a_single_example_has_a_plane_around_it():
    ax = draw_regions(gate("AND"), [[3.0, 4.0]], [1]).axes[0]
    assert ax.get_xlim() == (2.5, 3.5) and ax.get_ylim() == (3.5, 4.5)


def test_a_panel_for_every_epoch_shows_what_is_wrong_after_it():
    run = online_perceptron(ROWS, AND)
    figure = draw_perceptron(run, ROWS, AND, epochs=range(run.epochs + 1))
    panels = [ax for ax in figure.axes if ax.get_title()]
    for epoch, (ax, theta) in enumerate(zip(panels, run.history, strict=True)):
        wrong = np.count_nonzero((theta[0] + ROWS @ theta[1:] > 0) != AND)
        when = f"after epoch {epoch}" if epoch else "start"
        assert ax.get_title() == f"{when}: {wrong} wrong"
        rings = [line for line in ax.lines if line.get_markeredgecolor() == "black"]
        assert len(rings[0].get_xydata()) == wrong


def test_the_line_of_the_panel_before_is_dashed():
    run = online_perceptron(ROWS, AND)
    figure = draw_perceptron(run, ROWS, AND, epochs=[0, 2, 3])
    counts = [len(dashed(ax)) for ax in figure.axes]
    assert counts == [0, 0, 1]  # zeros have no line
    (line,) = dashed(figure.axes[2])
    theta = run.history[2]
    assert theta[0] + theta[1:] @ line.get_xy1() == pytest.approx(0)


def test_six_panels_from_start_to_end_unless_told():
    run = online_perceptron(ROWS, XNOR, max_epochs=100)
    titles = [ax.get_title() for ax in draw_perceptron(run, ROWS, XNOR).axes]
    assert len(titles) == 6
    assert titles[0].startswith("start:") and titles[-1].startswith("after epoch 100:")


def test_labels_of_minus_one_are_class_0():
    run = online_perceptron(ROWS, AND)
    signs = 2 * np.array(AND) - 1
    assert markers(draw_perceptron(run, ROWS, signs).axes[-1])["s"] == [[1, 1]]


@pytest.mark.parametrize(
    "figure",
    [
        draw_regions(gate("XNOR"), ROWS, XNOR, hidden_lines=True, title="XNOR"),
        draw_perceptron(online_perceptron(ROWS, AND), ROWS, AND),
    ],
)
def test_text_is_large_enough_and_inside_the_figure(figure):
    figure.draw_without_rendering()
    assert min(text.get_fontsize() for text in figure.findobj(Text) if text.get_text()) >= 9
    drawn, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert drawn.x0 >= 0 and drawn.x1 <= width
    assert drawn.y0 >= 0 and drawn.y1 <= height


def test_the_figures_are_returned_and_not_left_open():
    before = plt.get_fignums()
    draw_regions(gate("AND"), ROWS, AND)
    draw_perceptron(online_perceptron(ROWS, AND), ROWS, AND)
    assert plt.get_fignums() == before


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: draw_regions(gate("NOT"), ROWS, AND), r"net: expected a net with two inputs"),
        (lambda: draw_regions(gate("AND"), [[1, 2, 3]], [0]), r"X: expected shape \(m, 2\)"),
        (lambda: draw_regions(gate("AND"), ROWS, [0, 1]), r"y: expected .* shape \(4,\)"),
        (lambda: draw_regions(gate("AND"), ROWS, [0, 1, 2, 9]), r"y: expected labels 0\.\.3"),
        (lambda: draw_regions(lambda p: [0], ROWS, AND), r"net: expected one label a point"),
        (lambda: draw_regions(gate("AND"), ROWS, AND, labels=["no"]), r"labels: expected 2 names"),
        (lambda: draw_regions(gate("AND"), ROWS, AND, True), r"hidden_lines: expected False"),
        (lambda: draw_regions(quarters, ROWS, AND, True), r"hidden_lines: expected False"),
        (
            lambda: draw_perceptron(online_perceptron(ROWS, AND), ROWS, AND, epochs=[99]),
            r"epochs: expected epochs from 0 to \d+, got \[99\]",
        ),
        (
            lambda: draw_perceptron(online_perceptron(ROWS, AND), ROWS, AND, epochs=[]),
            r"epochs: expected epochs from 0",
        ),
        (
            lambda: draw_perceptron(online_perceptron([[1]], [1]), ROWS, AND),
            r"training: expected one of two inputs",
        ),
    ],
)
def test_bad_input_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
