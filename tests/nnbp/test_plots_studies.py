import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnbp.plots.studies import draw_epsilon_studies, draw_lambda_study
from nnbp.studies import EpsilonStudy, LambdaStudy

EPSILONS = np.array([1e-6, 1e-4, 1e-2])
DOUBLE = EpsilonStudy(EPSILONS, EPSILONS**2, EPSILONS, "float64")
SINGLE = EpsilonStudy(EPSILONS, 10 * EPSILONS**2, 10 * EPSILONS, "float32")
LAMBDAS = LambdaStudy(
    np.array([0, 0.1, 10]),
    np.array([0.1, 0.2, 0.3]),
    np.array([1.1, 1.2, 1.3]),
    np.array([0.9, 0.8, 0.7]),
    np.array([0.6, 0.5, 0.4]),
    [],
)


def named_lines(ax):
    return {line.get_label(): line for line in ax.lines if line.get_label()[0] != "_"}


def test_every_precision_has_a_line_for_each_quotient():
    lines = named_lines(draw_epsilon_studies(DOUBLE, SINGLE).axes[0])
    assert {name: line.get_ydata().tolist() for name, line in lines.items()} == {
        "central, float64": DOUBLE.central.tolist(),
        "one-sided, float64": DOUBLE.one_sided.tolist(),
        "central, float32": SINGLE.central.tolist(),
        "one-sided, float32": SINGLE.one_sided.tolist(),
    }


def test_the_lines_of_epsilon_studies_differ_without_their_colour():
    lines = named_lines(draw_epsilon_studies(DOUBLE, SINGLE).axes[0]).values()
    looks = {(line.get_marker(), line.get_linestyle(), line.get_fillstyle()) for line in lines}
    assert len(looks) == 4


def test_both_axes_of_epsilon_studies_are_logarithmic():
    ax = draw_epsilon_studies(DOUBLE).axes[0]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")


def test_cost_and_accuracy_stand_side_by_side():
    left, right = draw_lambda_study(LAMBDAS).axes
    assert named_lines(left)["training"].get_ydata().tolist() == [0.1, 0.2, 0.3]
    assert named_lines(left)["validation"].get_ydata().tolist() == [1.1, 1.2, 1.3]
    assert named_lines(right)["training"].get_ydata().tolist() == [0.9, 0.8, 0.7]
    assert named_lines(right)["validation"].get_ydata().tolist() == [0.6, 0.5, 0.4]


def test_every_lambda_has_its_tick():
    for ax in draw_lambda_study(LAMBDAS).axes:
        assert [tick.get_text() for tick in ax.get_xticklabels()] == ["0", "0.1", "10"]


def test_training_and_validation_differ_without_their_colour():
    lines = named_lines(draw_lambda_study(LAMBDAS).axes[1])
    assert lines["training"].get_linestyle() != lines["validation"].get_linestyle()
    assert lines["training"].get_marker() != lines["validation"].get_marker()


@pytest.mark.parametrize(
    "draw",
    [lambda: draw_epsilon_studies(DOUBLE, title="V"), lambda: draw_lambda_study(LAMBDAS, "V")],
)
def test_the_figure_has_its_title_and_is_closed(draw):
    before = plt.get_fignums()
    assert draw().get_suptitle() == "V"
    assert plt.get_fignums() == before


def test_no_study_is_refused():
    with pytest.raises(ValueError, match="studies: expected one study or more, got none"):
        draw_epsilon_studies()
