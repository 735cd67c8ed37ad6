import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbp import backprop, constant, digits, glorot_uniform, gradient_descent, one_hot
from nnbp import running_example as example_of_the_book
from nnbp.initialization import normal, zeros
from nnbp.symmetry import identical_units

EQUAL_STARTS = {
    "zeros": zeros,
    "ones": lambda sizes: constant(sizes, 1.0),
    "zeros, then ones": lambda sizes: [*zeros(sizes)[:-1], constant(sizes, 1.0)[-1]],
    "three tenths": lambda sizes: constant(sizes, 0.3),
}


def running_example():
    example = example_of_the_book()
    return example.X, example.Y


def some_digits():
    X, y = digits()
    return X[:60], one_hot(y[:60], 10)


PROBLEMS = {
    "running example": (running_example, (2, 3, 2), [[(0, 1, 2)]]),
    "two hidden layers": (running_example, (2, 3, 4, 2), [[(0, 1, 2)], [(0, 1, 2, 3)]]),
    "digits": (some_digits, (64, 6, 10), [[(0, 1, 2, 3, 4, 5)]]),
}


@pytest.mark.parametrize("start", EQUAL_STARTS)
@pytest.mark.parametrize("problem", PROBLEMS)
def test_equal_units_stay_equal_under_gradient_descent(problem, start):
    examples, layer_sizes, all_together = PROBLEMS[problem]
    thetas = EQUAL_STARTS[start](layer_sizes)
    trained = gradient_descent(thetas, *examples(), lam=0.1, steps=200, progress=False)
    assert trained.history[-1] < trained.history[0]
    assert identical_units(trained.thetas) == all_together


@pytest.mark.parametrize("start", [glorot_uniform, normal])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_random_units_are_all_different_before_and_after(problem, start):
    examples, layer_sizes, all_together = PROBLEMS[problem]
    thetas = start(layer_sizes, 0)
    trained = gradient_descent(thetas, *examples(), lam=0.1, steps=200, progress=False)
    none = [[] for _ in all_together]
    assert identical_units(thetas) == none
    assert identical_units(trained.thetas) == none


# From zeros, exactly: A2 is 1/2 (sigmoid), and nothing goes back through a Theta2 of zeros.


def steps_from_zero(steps, X, Y, **options):
    return gradient_descent(zeros((2, 3, 2)), X, Y, 0.0, 0.5, steps, progress=False, **options)


def test_from_zeros_the_first_step_moves_the_last_matrix_alone():
    X, Y = running_example()
    Theta1, Theta2 = steps_from_zero(1, X, Y).thetas
    bias = 0.5 * np.mean(Y - 0.5, axis=0)  # - rate times the mean of delta3 = 1/2 - Y
    assert not Theta1.any()
    assert Theta2[:, 0] == pytest.approx(bias)
    assert Theta2[:, 1:] == pytest.approx(np.tile(bias[:, None] / 2, 3))


def test_from_zeros_the_second_step_moves_the_first_matrix_too_all_rows_alike():
    X, Y = running_example()
    Theta1, _ = steps_from_zero(2, X, Y).thetas
    assert np.all(Theta1 != 0)
    assert np.array_equal(Theta1, np.tile(Theta1[0], (3, 1)))


def test_from_zeros_nothing_ever_moves_if_half_of_the_examples_are_of_each_class():
    X, Y = running_example()
    trained = steps_from_zero(50, X[[0, 4, 1, 2]], Y[[0, 4, 1, 2]])
    assert not any(Theta.any() for Theta in trained.thetas)


@pytest.mark.parametrize("hidden", ["tanh", "relu"])
def test_from_zeros_only_the_last_bias_moves_where_the_activation_of_zero_is_zero(hidden):
    Theta1, Theta2 = steps_from_zero(50, *running_example(), hidden=hidden).thetas
    assert not Theta1.any()
    assert not Theta2[:, 1:].any()
    assert np.all(Theta2[:, 0] != 0)


def test_equal_rows_alone_do_not_last():
    """Theta1 equal, Theta2 drawn: the units compute the same, but their deltas differ."""
    X, Y = running_example()
    thetas = [constant((2, 3), 0.3)[0], glorot_uniform((3, 2), 0)[0]]
    assert identical_units(thetas) == [[]]
    D1, _ = backprop(thetas, X, Y)
    assert len({tuple(row) for row in D1}) == 3


def test_groups_are_told_apart():
    Theta1 = np.array([[1.0, 2], [3, 4], [1, 2], [3, 4], [5, 6]])
    Theta2 = np.array([[0.0, 1, 2, 1, 2, 1]])
    assert identical_units([Theta1, Theta2]) == [[(0, 2), (1, 3)]]


@pytest.mark.parametrize(("gap", "groups"), [(0.5e-9, [[(0, 1)]]), (2e-9, [[]])])
@pytest.mark.parametrize("place", ["into", "out of"])
def test_tolerance_is_the_largest_difference_of_a_weight(place, gap, groups):
    thetas = constant((2, 2, 1), 0.3)
    thetas[0 if place == "into" else 1][-1, -1] += gap
    assert identical_units(thetas) == groups


def test_a_network_without_hidden_layers_has_no_groups():
    assert identical_units(constant((2, 3))) == []


@given(st.integers(0, 2**32 - 1), st.permutations(range(5)), st.integers(1, 4))
def test_copies_are_found_wherever_they_stand(seed, places, copies):
    into, out_of = glorot_uniform((3, 5, 2), seed)
    copied = sorted(places[: copies + 1])
    into[copied] = into[copied[0]]
    out_of[:, 1:][:, copied] = out_of[:, [1 + copied[0]]]
    assert identical_units([into, out_of]) == [[tuple(copied)]]
