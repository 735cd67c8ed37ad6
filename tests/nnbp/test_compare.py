import numpy as np
import pytest

from nnbp import compare


def test_agreement_is_one_line_with_gap_and_shape(capsys):
    assert compare("delta", [[1.0, 2.0]], np.array([[1.0, 2.0 + 1e-12]])) is None
    line = capsys.readouterr().out
    assert line == "delta        agrees   largest gap 1.0e-12   shape (1, 2)\n"


def test_difference_is_printed_and_raised(capsys):
    with pytest.raises(AssertionError, match=r"J .*DIFFERS .*largest gap 1\.0e-01"):
        compare("J", 0.5, 0.6)
    assert "DIFFERS" in capsys.readouterr().out


def test_shapes_that_differ_are_named():
    with pytest.raises(AssertionError, match=r"shape \(2,\), expected \(1, 2\)"):
        compare("D", [1.0, 2.0], [[1.0, 2.0]])


@pytest.mark.parametrize(("gap", "agrees"), [(0.9e-9, True), (1.1e-9, False)])
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_tolerance_is_relative_to_the_largest_value(scale, gap, agrees):
    truth = scale * np.array([1.0, 0.0])
    mine = truth + scale * np.array([0.0, gap])
    if agrees:
        compare("x", mine, truth)
    else:
        with pytest.raises(AssertionError):
            compare("x", mine, truth)


def test_nan_differs():
    with pytest.raises(AssertionError):
        compare("x", [np.nan], [1.0])


def test_zeros_agree_with_zeros():
    compare("x", np.zeros(3), np.zeros(3))
