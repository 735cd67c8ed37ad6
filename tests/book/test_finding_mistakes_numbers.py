"""Every broken net of finding-mistakes.md shows its symptom, and no mended one does."""

from typing import Any

import numpy as np
import pytest
from printed import run, says

from nnbp import backprop, cost, forward, relative_error

PAGE = "finding-mistakes"


@pytest.fixture(autouse=True)
def quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """The page prints; its output is not wanted here."""


@pytest.fixture
def page() -> Any:
    return run(PAGE)


def share(page: Any, thetas: Any, part: slice, images: Any = None) -> float:
    """The share of digits in this part that the net labels rightly."""
    images = page.images if images is None else images
    return float(np.mean(page.predict(thetas, images[part]) == page.labels[part]))


def test_the_known_values_are_those_of_the_running_example(page: Any) -> None:
    J, J_lam = cost(page.thetas, page.X, page.Y), cost(page.thetas, page.X, page.Y, page.lam)
    says(PAGE, r"has $J = %.4f$, and $J = %.4f$ with $\lambda = %.1f$", J, J_lam, page.lam)
    z = forward(page.thetas, page.X).pre_activations[0][0, 0]
    says(PAGE, r"$1.4 - 1.6 \times 0.8 - 0.7 \times 1.1 = %.2f$", z)


def test_five_examples_are_learnt_by_heart(page: Any) -> None:
    found = page.gradient_descent(
        page.thetas, page.X, page.Y, learning_rate=2, steps=2000, progress=False
    )
    assert found.history[-1] < 0.002
    assert np.array_equal(page.predict(found.thetas, page.X), page.y)


def test_1_a_rounded_output_and_a_forgotten_sigmoid_both_give_nan(page: Any) -> None:
    certain = forward(page.certain, page.X).output
    linear = forward(page.thetas, page.X, output="identity").output
    assert np.isnan(page.naive_J(certain))
    assert {0.0, 1.0} & set(certain.ravel())
    assert np.isnan(page.naive_J(linear))
    assert linear.min() < 0
    assert np.isfinite(page.naive_J(forward(page.thetas, page.X).output))


def test_2_a_lost_update_has_a_long_gradient_and_a_saturated_net_a_short_one(page: Any) -> None:
    D = backprop(page.thetas, page.X, page.Y)
    assert page.length(D) > 0.1
    assert all(a is b for a, b in zip(page.lost(page.thetas, D), page.thetas))
    assert page.length(backprop(page.certain, page.X, page.Y, loss="squared_error")) < 1e-20


def test_3_a_small_rate_tells_a_wrong_sign_from_a_large_rate(page: Any) -> None:
    J = cost(page.thetas, page.X, page.Y)
    assert page.ends(50.0) > J
    assert page.ends(50.0, -1.0) > J
    assert page.ends(0.05) < J < page.ends(0.05, -1.0)


def test_4_averaged_again_only_the_first_matrix_is_slow(page: Any) -> None:
    def moved(change: Any) -> list[Any]:
        thetas = page.thetas
        for _ in range(100):
            D = change(backprop(thetas, page.X, page.Y))
            thetas = [Theta - 0.5 * D_l for Theta, D_l in zip(thetas, D)]
        return [np.linalg.norm(a - b) for a, b in zip(thetas, page.thetas)]

    right, wrong = moved(list), moved(page.averaged_again)
    assert wrong[0] < right[0] / 3
    assert abs(wrong[1] - right[1]) < 0.1 * right[1]


def test_5_accuracy_is_at_chance_out_of_step_and_below_when_shifted(page: Any) -> None:
    assert np.mean(page.said == page.true) > 0.85
    assert abs(np.mean(page.out_of_step == page.true) - 0.1) < 0.03
    assert np.mean(page.said + 1 == page.true) < 0.05


def test_5_the_table_shows_the_shift_beside_its_diagonal(page: Any) -> None:
    table = np.zeros((10, 11), dtype=int)
    np.add.at(table, (page.true, page.said + 1), 1)
    assert np.array_equal(table.argmax(axis=1), np.arange(10) + 1)


def test_6_three_causes_make_outputs_alike(page: Any) -> None:
    for name, (thetas, inputs, strength) in page.cases.items():
        found = page.gradient_descent(thetas, inputs, page.Y, strength, 0.1, 300, progress=False)
        net = forward(found.thetas, inputs)
        hidden = net.activations[1][:, 1:]
        spread = np.ptp(net.output[:, 0])
        assert (spread > 0.5) == (name == "right")
        if name == "lambda = 50":
            assert np.ptp(hidden, axis=0).max() < 1e-3
        if name == "inputs plus 100":
            assert np.all(np.minimum(hidden, 1 - hidden) < 1e-3)
        if name == "equal start":
            assert np.ptp(hidden, axis=1).max() < 1e-12


EXPECTED_GAPS = {
    "hidden slope missing": ["differs", "differs", "ok", "ok"],
    "last column dropped": ["differs", "differs", "ok", "ok"],
    "slope at the output": ["differs"] * 4,
    "bias does not learn": ["0.00 times", "ok", "0.00 times", "ok"],
    "hidden layer: 1/m twice": ["0.20 times", "0.20 times", "ok", "ok"],
    "not averaged": ["5.00 times"] * 4,
    "sign turned": ["-1.00 times"] * 4,
    "penalty missing": ["ok", "-0.10 Theta", "ok", "-0.10 Theta"],
    "penalty not over m": ["ok", "+0.40 Theta", "ok", "+0.40 Theta"],
    "penalty subtracted": ["ok", "-0.20 Theta", "ok", "-0.20 Theta"],
    "bias regularised": ["+0.10 Theta", "ok", "+0.10 Theta", "ok"],
}


@pytest.mark.parametrize("name", EXPECTED_GAPS)
def test_7_to_9_the_gap_of_a_mistake_reads_as_the_page_says(page: Any, name: str) -> None:
    if name in page.wrong:
        found = page.gaps(page.wrong[name], 0.0)
    else:
        found = page.gaps(page.wrong_with_lam[name], page.lam)
    assert found == EXPECTED_GAPS[name]


def test_7_to_9_there_are_eleven_wrong_gradients_and_the_right_one_has_no_gap(page: Any) -> None:
    says(PAGE, "Eleven wrong gradients")
    assert [*page.wrong, *page.wrong_with_lam] == list(EXPECTED_GAPS)
    for strength in (0.0, page.lam):
        D = backprop(page.thetas, page.X, page.Y, strength)
        assert page.gaps(D, strength) == ["ok"] * 4
    assert page.gaps(page.data(), 0.0, factor=2.0) == ["0.50 times"] * 4


def test_the_gaps_of_the_task_read_as_its_solution_says(page: Any) -> None:
    pulls = [page.pull(Theta) for Theta in page.thetas]
    rows = [
        page.lam / page.m * Theta * (np.arange(len(Theta)) > 0)[:, None] for Theta in page.thetas
    ]
    halved = [D + pull / 2 for D, pull in zip(page.data(), pulls)]
    row_0 = [D + pull for D, pull in zip(page.data(), rows)]
    assert page.gaps(halved, page.lam) == ["ok", "-0.05 Theta", "ok", "-0.05 Theta"]
    assert page.gaps(row_0, page.lam) == ["differs"] * 4


def test_11_two_programs_are_right_for_one_example_only(page: Any) -> None:
    for program in (page.only_the_last, page.summed):
        for k in (1, 5):
            right = page.unroll(backprop(page.thetas, page.X[:k], page.Y[:k]))
            error = relative_error(right, page.unroll(program(page.X[:k], page.Y[:k])))
            assert (error < 1e-12) == (k == 1)


def test_12_a_transpose_too_many_stops_only_where_sizes_differ(page: Any) -> None:
    square, other = (page.glorot_uniform(widths, rng=0)[1] for widths in ((3, 3, 3), (2, 3, 2)))
    delta = np.ones((5, 3))
    assert relative_error(page.back(delta, square), delta @ square[:, 1:]) > 0.1
    with pytest.raises(ValueError, match="mismatch"):
        page.back(np.ones((5, 2)), other)


def test_13_a_second_name_changes_the_bias_weights_of_the_caller(page: Any) -> None:
    mine = page.Theta1.copy()
    page.pull_in_place(mine)
    assert not mine[:, 0].any()


def test_the_beliefs_have_the_numbers_of_the_graph(page: Any) -> None:
    assert page.backward("add") == 6
    says(PAGE, "the graph gives %d, not 6", page.backward("no order"))
    says(PAGE, "Overwritten, the graph gives %d", page.backward("overwrite"))
    says(PAGE, "has left at every node: %d.", page.backward("add", twice=True))


def test_with_equal_weights_the_check_passes_and_the_units_stay_copies(page: Any) -> None:
    assert page.check_gradient(page.J, page.D, page.flat).agrees
    start = page.constant(page.sizes, 0.5)
    found = page.gradient_descent(start, page.X, page.Y, progress=False)
    assert page.identical_units(found.thetas) == [[(0, 1, 2)]]


def test_the_survey_counts_mistakes_in_the_penalty(page: Any) -> None:
    not_penalty = (
        "slope taken at a(2)",
        "no 1/m on the examples' part",
        "bias column of the gradient zeroed",
        "delta(2) through the gradient of Theta2",
        "1/m and lambda inside the loop",
        "classes shifted by one",
    )
    in_penalty = [count for name, count in page.survey.items() if name not in not_penalty]
    assert len(in_penalty) == 7
    says(PAGE, "Seven lines of the list are in the penalty")
    says(PAGE, "%d of its %d mistakes", sum(in_penalty), sum(page.survey.values()))


def test_the_first_net_learns_with_a_wrong_gradient_of_theta1_alone(page: Any) -> None:
    for strength in (0.0, page.lam):
        blocks = page.own_check(page.first, strength).blocks
        assert [block.verdict for block in blocks] == ["wrong", "wrong", "agrees", "agrees"]
        right = cost(page.thetas, page.X, page.Y, strength)
        assert abs(page.first(page.theta, strength)[0] - right) < 1e-12
    assert page.descend(page.first)[1] < 0.2
    assert not page.roll(page.first(page.theta, 0.0)[1], page.sizes)[0][0].any()


def test_the_first_net_mended_passes(page: Any) -> None:
    for strength in (0.0, page.lam):
        assert page.own_check(page.first_mended, strength).agrees


def test_the_second_net_passes_its_check_learns_and_has_another_cost(page: Any) -> None:
    for strength in (0.0, page.lam):
        assert page.own_check(page.second, strength).agrees
        right = cost(page.thetas, page.X, page.Y, strength)
        assert abs(page.second(page.theta, strength)[0] - right) > 0.1
    assert page.descend(page.second)[1] < 0.1
    says(PAGE, "$g(1) = %.4f$", page.A2_second[0, 0])


def test_the_second_net_mended_has_the_known_cost(page: Any) -> None:
    A3 = page.sigmoid(page.A2_mended @ page.Theta2.T)
    right = cost(page.thetas, page.X, page.Y)
    assert abs(page.naive_J(A3) - right) < 1e-12
    says(PAGE, "`A2 = add_bias(sigmoid(add_bias(X) @ Theta1.T))`, and %.4f", right)


def test_the_third_net_learns_though_its_hidden_layer_hardly_moves(page: Any) -> None:
    broken, mended = (share(page, T, page.unseen) for T in (page.learnt, page.mended))
    moved, moved_mended = (
        np.linalg.norm(T[0] - page.start[0]) / np.linalg.norm(page.start[0])
        for T in (page.learnt, page.mended)
    )
    assert moved < 0.1 < 1 < moved_mended
    says(
        PAGE,
        "accuracy is %.0f percent, and nobody knows that it could be %.0f",
        *(100 * broken, 100 * mended),
    )
    says(PAGE, "and eleven more digits in a hundred")
    assert round(100 * (mended - broken)) == 11


def test_the_fourth_net_learns_by_heart_what_are_no_images(page: Any) -> None:
    assert page.rows.shape == page.images.shape
    assert not np.array_equal(page.rows, page.images)
    same_pixel = page.rows[0]
    assert np.array_equal(same_pixel, page.images[:64, 0])
    assert share(page, page.run.thetas, page.seen, page.rows) > 0.2
    assert abs(share(page, page.run.thetas, page.unseen, page.rows) - 0.1) < 0.03
    assert page.run.history[-1] < page.run.history[0]


def test_the_fourth_net_mended_reads_digits(page: Any) -> None:
    assert np.array_equal(page.turned, page.images)
    assert share(page, page.run_mended.thetas, page.unseen) > 0.85
