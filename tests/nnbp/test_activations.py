import warnings

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbp import sigmoid, sigmoid_gradient


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


@pytest.mark.parametrize("function", [sigmoid, sigmoid_gradient])
def test_large_arguments_give_no_warning(function):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = function([-1000.0, -710.0, 0.0, 710.0, 1000.0])
    assert np.all(np.isfinite(values))


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0,)])
@pytest.mark.parametrize("function", [sigmoid, sigmoid_gradient])
def test_shape_is_kept(function, shape):
    assert np.shape(function(np.zeros(shape))) == shape


def test_integers_are_taken_as_real_numbers():
    assert sigmoid([0, 1]).dtype == np.float64
