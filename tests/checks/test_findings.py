"""What is said of a wrong value: its form first, then its numbers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbp.checks.findings import findings, same

RIGHT = np.array([[1.0, 2.0, 3.0], [4.0, -5.0, 6.0]])


def kinds(got: object, expected: object = RIGHT) -> list[str]:
    return [finding.kind for finding in findings(got, expected, ["D"], rtol=1e-7)]


def says(got: object, expected: object = RIGHT, **given: object) -> str:
    (finding,) = findings(got, expected, ["D"], 1e-7, given)
    return finding.says


@pytest.mark.parametrize(
    "got",
    [RIGHT, RIGHT.tolist(), RIGHT * (1 + 1e-9), RIGHT.astype(int), np.asfortranarray(RIGHT)],
    ids=["itself", "as lists", "another order of operations", "as integers", "column order"],
)
def test_an_equal_value_is_right_in_any_form(got: object) -> None:
    assert kinds(got) == []


@pytest.mark.parametrize(
    ("got", "kind"),
    [
        (None, "type"),
        ("text", "type"),
        ([[1, 2], [3]], "type"),
        (RIGHT * 1j, "dtype"),
        (RIGHT.astype(np.float32) * np.float32(1.00001), "dtype"),
        (RIGHT[0], "shape"),
        (RIGHT.T, "shape"),
        (RIGHT * np.nan, "not finite"),
        (RIGHT + 1e-3, "value"),
    ],
)
def test_a_wrong_value_is_found_for_what_it_is(got: object, kind: str) -> None:
    assert kinds(got) == [kind]


def test_a_missing_return_is_guessed() -> None:
    assert "return missing" in says(None)


def test_a_transpose_is_recognised() -> None:
    assert "transpose" in says(RIGHT.T)


def test_a_constant_factor_is_named() -> None:
    assert "every entry of yours is minus the right one" in says(-RIGHT)


def test_a_wrong_bias_column_is_named() -> None:
    assert "only column 0, the bias, differs" in says(RIGHT + np.array([1.0, 0, 0]))


def test_a_right_bias_column_is_named() -> None:
    assert "column 0, the bias, is right" in says(RIGHT + np.array([0, 1.0, 0.5]))


def test_of_other_arrays_column_0_is_not_called_the_bias() -> None:
    (finding,) = findings(RIGHT + np.array([1.0, 0, 0]), RIGHT, ["delta"], rtol=1e-7)
    assert finding.says.endswith("; only column 0 differs")


def test_the_largest_gap_is_shown_with_its_place() -> None:
    wrong = RIGHT.copy()
    wrong[1, 2] = 7.5
    assert "D at [1, 2] should be 6; yours is 7.5" in says(wrong)


def test_a_list_of_the_wrong_length_is_found() -> None:
    assert kinds([RIGHT], [RIGHT, RIGHT]) == ["length"]


def test_items_of_a_list_are_numbered() -> None:
    (finding,) = findings([RIGHT, RIGHT + 1], [RIGHT, RIGHT], ["D"], rtol=1e-7)
    assert finding.says.startswith("D2 ")


def test_items_of_a_tuple_have_their_names() -> None:
    (finding,) = findings((1.2, RIGHT), (2.0, RIGHT), ["J", "grad"], rtol=1e-7)
    assert finding.says == "J should be 2; yours is 1.2"


def test_a_value_next_to_zero_is_judged_by_the_largest_entry() -> None:
    assert same(np.array([1e-12, 1.0]), np.array([0.0, 1.0]), rtol=1e-7)
    assert not same(np.array([1e-12, 1e-3]), np.array([0.0, 1e-12]), rtol=1e-7)


def test_a_list_of_texts_is_not_made_an_array_of_the_longest() -> None:
    assert kinds(["x" * 10**6, *[""] * 10**5]) == ["type"]


def test_whole_numbers_for_fractions_are_a_matter_of_dtype() -> None:
    assert kinds(np.array([0, 1]), np.array([0.5, 1.7])) == ["dtype"]


@pytest.mark.parametrize(
    ("factor", "named"),
    [
        (7, "m = 7 times the right one"),
        (1 / 7, "the right one divided by m = 7"),
        (1 / 49, "the right one divided by m squared, 7"),
        (1 / 14, "the right one divided by 2m, m = 7"),
        (0.5, "half the right one"),
        (2, "twice the right one"),
        (0.3, "0.3 times the right one"),
    ],
)
def test_a_factor_is_named_by_what_it_is(factor: float, named: str) -> None:
    assert named in says(factor * RIGHT, X=np.zeros((7, 2)))
    assert named in says(factor * RIGHT, m=7)


def test_a_square_matrix_turned_over_is_named() -> None:
    square = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert "yours is the transpose of the right one" in says(square.T, square)


def test_in_an_unrolled_vector_the_wrong_block_is_named() -> None:
    right = np.arange(1.0, 18.0)  # Theta1 is 3 x 3, Theta2 is 2 x 4
    wrong = right.copy()
    wrong[[9, 13]] += 1  # column 0 of Theta2
    told = says(wrong, right, layer_sizes=[2, 3, 2])
    assert "that of Theta1 is right" in told
    assert "the block of Theta2 differs (only column 0, the bias, differs)" in told


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_should_be_infinite_may_be(value: float) -> None:
    assert kinds(np.array([1.0, value]), np.array([1.0, value])) == []
    assert kinds(np.array([1.0, 2.0]), np.array([1.0, value])) == ["value"]


def test_none_and_texts_are_compared_as_they_are() -> None:
    assert kinds(None, None) == []
    assert kinds(0, None) == ["type"]
    assert kinds("a", "a") == []
    assert kinds("b", "a") == ["type"]


def test_a_list_of_numbers_may_be_an_array() -> None:
    assert kinds(np.array([1.0, 2.0]), [1.0, 2.0]) == []
    assert kinds([[1.0, 2.0], 3], [np.array([1.0, 2.0]), 3.0]) == []


@pytest.mark.parametrize("got", [np.ones(3), np.ones((2, 2)), [np.ones(3)], True, 1.0])
@pytest.mark.parametrize("expected", ["a", None, {}, object(), np.array([{}])])
def test_values_of_other_types_are_wrong_and_stop_nothing(got: object, expected: object) -> None:
    assert kinds(got, expected) == ["type"]


@pytest.mark.parametrize("got", ["a", None, {}, object()])
def test_what_is_no_number_is_no_truth_value(got: object) -> None:
    assert kinds(got, True) == ["type"]


VALUES = [RIGHT, RIGHT + 1e-12, RIGHT + 1e-3, RIGHT.T, RIGHT.astype(np.float32), RIGHT * 1j]
VALUES += [np.array([np.inf, 1.0]), np.array([np.inf, np.nan]), np.array([1, 2]), np.float64(3)]
VALUES += [3, 3.0, True, None, "text", [1.0, 2.0], (1, 2), [RIGHT, RIGHT], (RIGHT, 3.0), [], {}]


@pytest.mark.parametrize("expected", [*VALUES[:5], *VALUES[6:-1]])
@pytest.mark.parametrize("got", VALUES)
def test_the_same_is_what_nothing_is_found_in(got: object, expected: object) -> None:
    assert same(got, expected, 1e-7) is (findings(got, expected, ["D"], 1e-7) == [])


ODD_NUMBERS = [0.0, -0.0, 1.0, 1 + 1e-8, 1 + 1e-6, 1e-300, np.nan, np.inf, -np.inf]


@given(st.lists(st.tuples(*[st.sampled_from(ODD_NUMBERS)] * 2), min_size=1, max_size=4))
def test_near_is_decided_entry_by_entry(pairs: list[tuple[float, float]]) -> None:
    scale = max((abs(right) for _, right in pairs if math.isfinite(right)), default=0.0) or 1.0

    def near(mine: float, right: float) -> bool:
        if not (math.isfinite(mine) and math.isfinite(right)):
            return mine == right or (math.isnan(mine) and math.isnan(right))
        return abs(mine - right) <= 1e-7 * scale

    got, expected = np.array(pairs).T
    assert same(got, expected, 1e-7) == all(near(*pair) for pair in pairs)
