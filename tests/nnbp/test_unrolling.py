import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbp import layer_sizes_of, roll, unroll, weight_shapes

sizes = st.lists(st.integers(1, 6), min_size=2, max_size=5)
orders = st.sampled_from(["C", "F"])


@given(sizes, orders)
def test_roll_undoes_unroll(layer_sizes, order):
    rng = np.random.default_rng(0)
    thetas = [rng.normal(size=shape) for shape in weight_shapes(layer_sizes)]
    for Theta, again in zip(thetas, roll(unroll(thetas, order), layer_sizes, order)):
        assert np.array_equal(Theta, again)


@given(sizes, orders)
def test_unroll_undoes_roll(layer_sizes, order):
    theta = np.arange(sum(rows * columns for rows, columns in weight_shapes(layer_sizes)))
    assert np.array_equal(unroll(roll(theta, layer_sizes, order), order), theta)


@given(sizes)
def test_layer_sizes_come_back_from_the_weights(layer_sizes):
    thetas = [np.zeros(shape) for shape in weight_shapes(layer_sizes)]
    assert layer_sizes_of(thetas) == tuple(layer_sizes)


@pytest.mark.parametrize(
    ("order", "expected"), [("C", [1, 2, 3, 4, 5, 6, 7]), ("F", [1, 3, 2, 4, 5, 6, 7])]
)
def test_order_c_goes_by_rows_and_order_f_by_columns(order, expected):
    assert np.array_equal(unroll([[[1, 2], [3, 4]], [[5, 6, 7]]], order), expected)


def test_rolled_weights_do_not_share_memory_with_the_vector():
    theta = np.zeros(7)
    roll(theta, (1, 2, 1))[0][0, 0] = 1.0
    assert np.all(theta == 0.0)


def test_unrolled_vector_does_not_share_memory_with_the_weights():
    Theta = np.zeros((2, 2))
    unroll([Theta])[0] = 1.0
    assert np.all(Theta == 0.0)


# Theta1 is 5 by 3, Theta2 is 4 by 6, thetaVec = [Theta1(:); Theta2(:)]: which recovers Theta2?
# Octave's thetaVec(first:last) counts from 1 and includes the last.
QUIZ = {
    "reshape(thetaVec(16:39),4,6)": (16, 39, (4, 6), True),
    "reshape(thetaVec(15:38),4,6)": (15, 38, (4, 6), False),
    "reshape(thetaVec(16:24),4,6)": (16, 24, (4, 6), False),
    "reshape(thetaVec(15:39),4,6)": (15, 39, (4, 6), False),
    "reshape(thetaVec(16:39),6,4)": (16, 39, (6, 4), False),
}


@pytest.mark.parametrize("answer", QUIZ)
def test_quiz_which_slice_recovers_theta2(answer):
    first, last, shape, right = QUIZ[answer]
    theta = np.arange(1.0, 40.0)
    Theta2 = roll(theta, (2, 5, 4), order="F")[1]
    piece = theta[first - 1 : last]
    fits = piece.size == np.prod(shape)
    recovered = fits and np.array_equal(piece.reshape(shape, order="F"), Theta2)
    assert recovered == right
