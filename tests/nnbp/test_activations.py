import warnings

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbp import numerical_gradient, sigmoid, sigmoid_gradient
from nnbp.activations import (
    ACTIVATIONS,
    OUTPUTS,
    relu,
    relu_gradient,
    softmax,
    tanh_gradient,
)

ELEMENTWISE = [function for pair in ACTIVATIONS.values() for function in pair[:2]]


@given(st.floats(-700, 700))
def test_sigmoid_is_exact_to_rounding(z):
    exact = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
    assert sigmoid(z) == pytest.approx(float(exact), rel=1e-15, abs=0)


@given(st.floats(-300, 300))
def test_sigmoid_gradient_is_exact_to_rounding(z):
    with mpmath.workdps(300):
        g = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
        exact = g * (1 - g)
    assert sigmoid_gradient(z) == pytest.approx(float(exact), rel=2e-15, abs=0)


@given(st.floats(-150, 150))
def test_tanh_gradient_is_exact_to_rounding(z):
    with mpmath.workdps(300):
        exact = mpmath.sech(mpmath.mpf(z)) ** 2
    assert tanh_gradient(z) == pytest.approx(float(exact), rel=2e-15, abs=0)


@given(st.lists(st.floats(-300, 300), min_size=1, max_size=6))
def test_softmax_is_exact_to_rounding(z):
    with mpmath.workdps(300):
        e = [mpmath.exp(z_k) for z_k in z]
        exact = [float(e_k / mpmath.fsum(e)) for e_k in e]
    # z - max(z) is rounded, and the exponential turns that into a relative error.
    assert softmax(z) == pytest.approx(exact, rel=2e-13, abs=0)


@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=6), st.floats(-1000, 1000))
def test_softmax_sums_to_1_and_does_not_see_a_shift(z, shift):
    assert softmax(z).sum() == pytest.approx(1.0, rel=1e-15)
    assert softmax(np.add(z, shift)) == pytest.approx(softmax(z), abs=1e-12)


def test_softmax_goes_along_rows():
    assert np.allclose(softmax([[0.0, np.log(3)], [np.log(4), 0.0]]), [[0.25, 0.75], [0.8, 0.2]])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_gradient_is_the_slope_of_the_function(name):
    g = ACTIVATIONS[name]
    z = np.array([-2.0, -0.3, 0.4, 1.7])  # no nudge reaches the kink of relu
    slopes = numerical_gradient(lambda z: float(g.function(z).sum()), z)
    assert np.abs(slopes - g.gradient(z)).max() < 1e-8


@pytest.mark.parametrize("name", OUTPUTS)
def test_values_lie_between_low_and_high(name):
    g = OUTPUTS[name]
    values = g.function(np.array([-1000.0, -3.0, 0.0, 3.0, 1000.0]))
    assert np.all(g.low <= values) and np.all(values <= g.high)


def test_relu_has_slope_0_at_its_kink():
    assert relu(0.0) == 0.0 and relu_gradient(0.0) == 0.0


@pytest.mark.parametrize("function", [*ELEMENTWISE, softmax])
def test_large_arguments_give_no_warning(function):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = function([-1000.0, -710.0, 0.0, 710.0, 1000.0])
    assert np.all(np.isfinite(values))


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0,)])
@pytest.mark.parametrize("function", ELEMENTWISE)
def test_shape_is_kept(function, shape):
    assert np.shape(function(np.zeros(shape))) == shape


def test_integers_are_taken_as_real_numbers():
    assert sigmoid([0, 1]).dtype == np.float64


@pytest.mark.parametrize("function", [*ELEMENTWISE, softmax])
def test_arguments_are_left_as_they_were(function):
    z = np.array([-1.0, 0.0, 2.0])
    function(z)[:] = 7.0
    assert np.array_equal(z, [-1.0, 0.0, 2.0])
