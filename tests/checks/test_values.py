"""Known values keep their form and every bit on the way through JSON."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnbp.checks.values import from_json, to_json

arrays = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
    elements=st.floats(allow_nan=False, allow_infinity=False),
)


@given(arrays)
def test_an_array_comes_back_with_every_bit(array: np.ndarray) -> None:
    back = from_json(json.loads(json.dumps(to_json(array))))
    assert back.dtype == array.dtype
    assert back.shape == array.shape
    assert back.tobytes() == array.tobytes()


@given(st.lists(st.one_of(st.integers(), st.text(), st.booleans(), st.none())))
def test_a_list_comes_back_as_a_list_and_a_tuple_as_a_tuple(items: list[object]) -> None:
    assert from_json(json.loads(json.dumps(to_json(items)))) == items
    assert from_json(json.loads(json.dumps(to_json(tuple(items))))) == tuple(items)


def test_fewer_digits_round_the_number() -> None:
    assert to_json(np.array([1 / 3]), digits=3)["array"] == [0.333]


def test_an_unknown_type_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="set"):
        to_json({1, 2})
