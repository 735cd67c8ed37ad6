import warnings

import numpy as np
import pytest

from nnbp import cost, cross_entropy, forward, penalty, running_example


def test_cost_is_the_textbook_formula():
    example = running_example()
    h, Y = forward(example.thetas, example.X).output, example.Y
    expected = -(Y * np.log(h) + (1 - Y) * np.log(1 - h)).sum() / 5
    assert cost(example.thetas, example.X, Y) == pytest.approx(expected, rel=1e-14)


def test_penalty_leaves_out_the_bias_column():
    assert penalty([[[100.0, 1.0, 2.0]], [[100.0, 3.0]]], m=7, lam=2.0) == 2 / 14 * (1 + 4 + 9)


def test_cost_with_lambda_adds_the_penalty():
    example = running_example()
    arguments = (example.thetas, example.X, example.Y)
    added = cost(*arguments, lam=0.5) - cost(*arguments)
    assert added == pytest.approx(penalty(example.thetas, 5, 0.5), rel=1e-14)


@pytest.mark.parametrize(("z", "y", "loss"), [(1000, 1, 0), (1000, 0, 1000), (-1000, 1, 1000)])
def test_saturated_outputs_give_no_warning(z, y, loss):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert cost([[[z, 0.0]]], [[0.0]], [[y]]) == loss


def test_small_losses_keep_their_digits():
    assert cross_entropy([[50.0]], [[1.0]]) == pytest.approx(np.exp(-50.0), rel=1e-14)


def test_targets_may_lie_between_0_and_1():
    assert cross_entropy([[0.0]], [[0.5]]) == pytest.approx(np.log(2.0))


def test_cost_is_a_float():
    example = running_example()
    assert type(cost(example.thetas, example.X, example.Y, lam=1)) is float
