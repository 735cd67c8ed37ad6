"""The numbers in the text of the page on conventions are those that its code gives."""

from typing import Any

import numpy as np
import pytest
from printed import run, says

NAME = "conventions"


@pytest.fixture
def page(capsys: pytest.CaptureFixture[str]) -> Any:
    """The page, run; its output is not wanted here."""
    return run(NAME)


def test_the_slides_gradient_is_that_of_n_times_lambda(page: Any) -> None:
    theta = page.by_rows
    for factor, fits in ((1, False), (page.n, True)):
        nudged = page.numerical_gradient(page.slides_J(factor * page.lam), theta)
        assert np.allclose(page.printed, nudged, rtol=1e-6, atol=1e-8) == fits


def test_the_tutorial_s_lambda_is_translated(page: Any) -> None:
    says(NAME, r"$%d \times %.1f = %.1f$, the `lam`", page.m, page.lam / page.m, page.lam)


def test_mixed_orders_give_another_cost(page: Any) -> None:
    assert abs(page.mixed - page.ours) > 0.05


def test_the_bias_penalised_changes_few_labels_of_the_digits(page: Any) -> None:
    says(
        NAME, r"At $\lambda = 10$ there are %d that do, of %d", page.differ[10.0], len(page.unseen)
    )
    assert page.differ[1.0] == 0, "not one label differs"
    assert page.right[0] == page.right[1], "as many are right"


def test_the_bias_penalised_forgets_how_rare_a_class_is(page: Any) -> None:
    assert np.isclose(page.strengths[8], 10)
    says(NAME, "a free bias says %.3f, and the other %.3f", page.free[8], page.held[8])
    assert 3.5 < page.held[8] / page.rare.mean() < 4, "nearly four times the truth"
    np.testing.assert_allclose(page.free, 0.05, atol=1e-4)
    says(NAME, "climbs to %.2f", page.held[-1])


def test_the_running_example_has_two_costs(page: Any) -> None:
    says(NAME, "on the running example %.4f against %.4f", page.ours, page.both)


def test_doubled_examples_leave_the_tutorial_s_cost_and_not_ours(page: Any) -> None:
    X, Y = np.vstack([page.X] * 2), np.vstack([page.Y] * 2)
    theirs = {"loss": "squared_error", "penalty_scale": "lam/2"}
    once, twice = (
        page.cost(page.thetas, *pair, 0.1, **theirs) for pair in ((page.X, page.Y), (X, Y))
    )
    assert np.isclose(once, twice)
    assert np.isclose(page.cost(page.thetas, X, Y, 2 * page.lam), page.ours)
    assert not np.isclose(page.cost(page.thetas, X, Y, page.lam), page.ours)
