"""What is said of a wrong value: its form first, then its numbers."""

import numpy as np
import pytest

from nnbp.checks.findings import findings, same

RIGHT = np.array([[1.0, 2.0, 3.0], [4.0, -5.0, 6.0]])


def kinds(got: object, expected: object = RIGHT) -> list[str]:
    return [finding.kind for finding in findings(got, expected, ["D"], rtol=1e-7)]


def says(got: object, expected: object = RIGHT) -> str:
    (finding,) = findings(got, expected, ["D"], rtol=1e-7)
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
        (RIGHT * 1j, "type"),
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
    assert "every entry of yours is -1 times" in says(-RIGHT)


def test_a_wrong_bias_column_is_named() -> None:
    assert "only column 0, the bias, differs" in says(RIGHT + np.array([1.0, 0, 0]))


def test_a_right_bias_column_is_named() -> None:
    assert "column 0, the bias, is right" in says(RIGHT + np.array([0, 1.0, 0.5]))


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
    (finding,) = findings((1.0, RIGHT), (2.0, RIGHT), ["J", "grad"], rtol=1e-7)
    assert finding.says == "J should be 2; yours is 1"


def test_a_value_next_to_zero_is_judged_by_the_largest_entry() -> None:
    assert same(np.array([1e-12, 1.0]), np.array([0.0, 1.0]), rtol=1e-7)
    assert not same(np.array([1e-12, 1e-3]), np.array([0.0, 1e-12]), rtol=1e-7)


def test_a_list_of_texts_is_not_made_an_array_of_the_longest() -> None:
    assert kinds(["x" * 10**6, *[""] * 10**5]) == ["type"]
