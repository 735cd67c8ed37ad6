"""The numbers in the prose of other-costs.md are those that its code gives."""

from typing import Any

import numpy as np
import pytest
from printed import run, says

from nnbp import cost, forward

PAGE = "other-costs"


@pytest.fixture(autouse=True)
def quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """The page prints; its output is not wanted here."""


@pytest.fixture
def page() -> Any:
    return run(PAGE)


def test_the_page_opens_with_the_outputs_of_the_first_example(page: Any) -> None:
    says(PAGE, "says %.4f to class 0 and %.4f to class 1", *page.a)
    says(PAGE, "Together that is %.4f", page.a.sum())
    says(PAGE, "The pre-activations $%.4f$ and $%.4f$", *page.z)
    says(PAGE, "the network now says %.4f to class 0", page.softmax(page.z)[0])


def test_the_recalled_numbers_are_those_of_the_page_before(page: Any) -> None:
    says(PAGE, r"$-\log %.4f = %.4f$", page.a[0], -np.log(page.a[0]))
    says(PAGE, r"$2 \log 2 = %.4f$", 2 * np.log(2))


def test_the_two_costs_of_the_same_net_are_those_that_are_set_side_by_side(page: Any) -> None:
    soft = cost(page.thetas, page.X, page.Y, loss="softmax")
    says(PAGE, "Is %.4f better than the %.4f", soft, cost(page.thetas, page.X, page.Y))
    says(PAGE, r"pays $\log K = %.4f$ here", np.log(2))


def test_the_deltas_of_softmax_sum_to_zero(page: Any) -> None:
    assert abs((page.s - page.Y[0]).sum()) < 1e-15


def test_sigmoids_and_softmax_are_equals_as_labellers(page: Any) -> None:
    right = [
        np.mean(
            page.predict(page.trained[output], page.images[page.unseen], output=output)
            == page.labels[page.unseen]
        )
        for output in ("sigmoid", "softmax")
    ]
    assert len(page.labels[page.unseen]) == 1397
    assert abs(right[0] - right[1]) < 0.01
    assert min(right) > 0.85


def test_only_softmax_believes_that_a_blank_page_and_noise_are_digits(page: Any) -> None:
    blank = {
        output: forward(page.trained[output], np.zeros((1, 64)), output=output).output.sum()
        for output in ("sigmoid", "softmax")
    }
    assert blank["sigmoid"] < 0.25
    assert abs(blank["softmax"] - 1) < 1e-12
    noise = np.random.default_rng(0).uniform(size=(200, 64))
    sure = {
        output: (forward(T, noise, output=output).output.max(axis=1) > 0.5).sum()
        for output, T in page.trained.items()
    }
    assert sure["softmax"] > 3 * sure["sigmoid"]


def test_two_questions_get_both_yes_and_both_no(page: Any) -> None:
    assert page.answers[page.labels == 8].all()
    assert not page.answers[page.labels == 1].any()
    assert page.said.all(axis=1).any()
    assert (~page.said.any(axis=1)).any()


def test_most_targets_of_the_curve_cannot_be_reached_by_a_sigmoid(page: Any) -> None:
    out_of_reach = (page.curve < 0) | (page.curve > 1)
    assert out_of_reach.mean() > 0.5


def test_only_the_identity_leaves_the_range_of_its_targets(page: Any) -> None:
    line, bent = page.fit_line(page.wide), page.fit_bent(page.wide)
    assert line.min() < page.low
    assert page.high < line.max()
    assert page.low <= bent.min()
    assert bent.max() <= page.high
    for fit in (page.fit_line, page.fit_bent):
        assert np.abs(fit(page.x) - page.curve).mean() < 0.2


def test_weights_from_a_dead_pixel_decay_and_otherwise_stay(page: Any) -> None:
    assert page.images[:, 0].max() == 0

    def left(strength: float) -> Any:
        found = page.gradient_descent(
            page.start,
            page.images[page.seen],
            page.targets,
            strength,
            learning_rate=2,
            steps=50,
            progress=False,
        )
        return found.thetas[0][:, 1] / page.start[0][:, 1]

    np.testing.assert_allclose(left(0.0), 1.0, rtol=1e-12)
    np.testing.assert_allclose(left(4.0), 0.98**50, rtol=1e-12)


def test_at_a_large_lambda_only_the_free_bias_knows_the_share_of_the_class(page: Any) -> None:
    means = {}
    for strength in (0.01, 0.1, 0.5, 5.0):
        for held in (False, True):
            found = page.minimize(
                page.thetas,
                page.X,
                page.y,
                strength,
                1000,
                regularise_bias=held,
                progress=False,
            )
            means[strength, held] = forward(found.thetas, page.X).output[:, 1].mean()
        assert abs(means[strength, False] - 0.6) < 1e-4
    says(PAGE, "what one can say without looking, %.1f", means[5.0, False])
    says(PAGE, "and says %.4f", means[5.0, True])
    assert all(abs(means[small, True] - 0.6) < 0.005 for small in (0.01, 0.1, 0.5))


def test_under_a_large_penalty_the_fit_is_the_mean_of_the_targets(page: Any) -> None:
    def fit(lam: float) -> Any:
        found = page.minimize(page.small, page.x, page.curve, lam, output="identity", **page.kind)
        return forward(found.thetas, page.x, "tanh", "identity").output

    assert np.ptp(fit(1.0)) < np.ptp(fit(0.01))
    np.testing.assert_allclose(fit(100.0), page.curve.mean(), atol=1e-3)
