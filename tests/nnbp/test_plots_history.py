import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnbp.plots.history import draw_history

RUNS = {"slow": [3.0, 2.0, 1.0], "fast": [3.0, 1.1, 1.0, 1.0], "wild": [3.0, 9.0, 0.5]}


def lines(figure):
    return [line for line in figure.axes[0].lines if line.get_marker() != "x"]


def crosses(figure):
    return [
        tuple(line.get_xydata()[0]) for line in figure.axes[0].lines if line.get_marker() == "x"
    ]


def test_a_line_shows_each_cost_at_its_step():
    for line, history in zip(lines(draw_history(RUNS)), RUNS.values(), strict=True):
        assert line.get_xydata().tolist() == [[step, J] for step, J in enumerate(history)]


def test_runs_differ_in_their_dashes():
    dashes = [repr(line._unscaled_dash_pattern) for line in lines(draw_history(RUNS))]
    assert len(set(dashes)) == 3


def test_names_stand_at_the_right_ends_and_do_not_overlap():
    figure = draw_history(RUNS)
    figure.canvas.draw()
    boxes = {text.get_text(): text.get_window_extent() for text in figure.axes[0].texts}
    assert list(boxes) == ["wild", "slow", "fast"]  # from the lowest
    for lower, upper in zip(["wild", "slow"], ["slow", "fast"], strict=True):
        assert boxes[lower].y1 <= boxes[upper].y0 or boxes[lower].x0 >= boxes[upper].x1
    assert all(box.x1 <= figure.bbox.x1 for box in boxes.values())


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("out", [np.inf, np.nan, 16.0, 1e300])
def test_a_run_that_leaves_for_good_ends_with_a_cross_at_the_edge(out, log):
    figure = draw_history({"stays": [3.0, 1.0], "leaves": [3.0, 20.0, 4.0, out]}, log=log)
    edge = figure.axes[0].get_ylim()[1]
    assert edge == pytest.approx(15.0)
    assert crosses(figure) == [(3, 15.0)]
    assert lines(figure)[1].get_xydata()[-1].tolist() == [3, 15.0]


def test_a_run_that_stays_has_no_cross():
    assert crosses(draw_history(RUNS)) == []


def test_the_logarithmic_axis_and_the_words():
    ax = draw_history(RUNS, log=True, xlabel="epoch", ylabel="cost", title="Three runs").axes[0]
    assert ax.get_yscale() == "log"
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title()) == ("epoch", "cost", "Three runs")


def test_the_figure_is_closed_so_that_a_notebook_shows_it_once():
    before = plt.get_fignums()
    draw_history(RUNS)
    assert plt.get_fignums() == before


@pytest.mark.parametrize(
    ("histories", "complaint"),
    [
        ({}, "histories: expected 1 to 6 runs, got 0"),
        ({"run": []}, r"histories\['run'\]: expected costs"),
        ({"run": [np.nan, 1.0]}, r"histories\['run'\]: expected costs"),
        ({"run": [[1.0]]}, r"histories\['run'\]: expected costs"),
    ],
)
def test_what_is_no_history_is_refused(histories, complaint):
    with pytest.raises(ValueError, match=complaint):
        draw_history(histories)
