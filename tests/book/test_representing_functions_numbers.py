"""The numbers in the text of representing-functions.md are those that its code gives."""

from typing import Any

import numpy as np
import pytest
from printed import run, says

from nnbp import digits, forward, glorot_uniform, minimize, predict
from nnbp.logic import GATES, truth_table

NAME = "representing-functions"


@pytest.fixture
def page(capsys: pytest.CaptureFixture[str]) -> Any:
    return run(NAME)


@pytest.mark.parametrize("name", ["AND", "OR", "NOT", "NOR"])
def test_the_table_has_the_weights_of_the_gates(name: str) -> None:
    cells = [f"${weight}$" for weight in GATES[name][0][0]]
    says(NAME, "%s", f"| {name} | {' | '.join(cells)} |")


def test_counts_what_one_unit_can_do(page: Any) -> None:
    says(NAME, "## Fourteen of sixteen")
    assert (page.found, len(page.BOOLEAN_FUNCTIONS)) == (14, 16)
    says(NAME, "Some meet three lines. None meets four.")
    assert page.counts[3] > 0
    assert page.counts[4] == 0


def test_the_net_of_the_slides_is_xnor_and_its_negation_xor(page: Any) -> None:
    table = forward([[[-30, 20, 20], [10, -20, -20]], [[-10, 20, 20]]], page.corners)
    assert (table.output[:, 0] > 0.5).tolist() == [True, False, False, True]
    assert (page.net.output == table.output).all()
    assert (forward(page.negated, page.corners).output[:, 0] > 0.5).tolist() == [
        False,
        True,
        True,
        False,
    ]


def test_corners_ii_and_iv_become_one_point(page: Any) -> None:
    says(NAME, "Corners II and IV have become the same point.")
    assert np.allclose(page.hidden[1], page.hidden[2], rtol=1e-12)


def test_the_trained_net_labels_about_94_in_a_hundred(page: Any) -> None:
    says(NAME, "About 94 in a hundred")
    X, labels = digits()
    unseen = np.mean(predict(page.trained.thetas, X[1000:]) == labels[1000:])
    assert 0.93 < unseen < 0.95
    says(NAME, "of %d digits that it has never seen", len(X) - 1000)


def test_without_a_hidden_layer_about_92_in_a_hundred() -> None:
    says(NAME, "it gets about 92 in a hundred")
    X, labels = digits()
    start = glorot_uniform((64, 10), rng=0)
    run = minimize(start, X[:1000], labels[:1000], lam=1.0, max_iterations=40, progress=False)
    assert 0.91 < np.mean(predict(run.thetas, X[1000:]) == labels[1000:]) < 0.93


def test_counts_the_weights_of_the_convolutions(page: Any) -> None:
    says(NAME, "Ten numbers to learn in place of %d.", page.Theta.size)
    links = f"{156 * page.places:,}".replace(",", " ")
    says(NAME, "%d weights serve %s links", 6 * (25 + 1), links)
    assert page.places == 28 * 28


def test_the_last_row_of_20_by_20_pixels(page: Any) -> None:
    says(NAME, "and $x_{%d}$ to $x_{%d}$ the last", *page.last)


def test_solves_its_tasks() -> None:
    for x1, x2, total in ((0, 0, 1), (0, 1, 3), (1, 0, -1), (1, 1, 1)):
        assert 1 - 2 * x1 + 2 * x2 == total
    parts = [[[-10, 20, 20], [30, -20, -20]], [[-30, 20, 20]]]
    assert truth_table(parts).booleans[:, 0].tolist() == [False, True, True, False]

    chain = [
        [[-30, 20, 20, 0], [10, -20, -20, 0], [-10, 0, 0, 20]],
        [[10, -20, -20, 0], [-10, 0, 0, 20]],
        [[-30, 20, 20], [10, -20, -20]],
        [[10, -20, -20]],
    ]
    table = truth_table(chain)
    assert np.array_equal(table.booleans[:, 0], table.inputs.sum(axis=1) % 2)


def slide(kernel: Any, image: Any) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    return np.sum(kernel * windows, axis=(2, 3))


def test_the_kernel_answers_where_the_alt_text_says(page: Any) -> None:
    z = slide(page.kernel, page.image)
    assert np.array_equal(z, page.z)
    assert np.unravel_index(z.argmax(), z.shape) == (1, 3), "below the top arc"
    assert np.unravel_index(z.argmin(), z.shape) == (4, 2), "above the bottom arc"


def test_the_turned_kernel_answers_to_right_edges(page: Any) -> None:
    says(NAME, "the right edges of both sides of the zero")
    z = slide(page.kernel.T, page.image)
    assert np.all(z[1:5, [2, 5]] > 0)
    assert np.all(z[1:5, [0, 3]] < 0)
