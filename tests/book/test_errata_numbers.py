"""Each entry of the errata: the printed line fails, the correction holds, numbers are right."""

import re
from typing import Any

import numpy as np
import pytest
from printed import BOOK, run, says

NAME = "errata"
ENTRIES = re.findall(r"^### (.+)$", (BOOK / "errata.md").read_text(encoding="utf-8"), re.M)


@pytest.fixture
def page(capsys: pytest.CaptureFixture[str]) -> Any:
    """The page, run: a printed line that fits, or a correction that does not, stops it."""
    return run(NAME)


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_printed_line_fails_and_the_correction_holds(page: Any, entry: str) -> None:
    assert page.FOUND[entry] in ("stops", "shape", "value")


def test_every_check_has_its_entry(page: Any) -> None:
    assert list(page.FOUND) == ENTRIES
    assert len(ENTRIES) >= 20


@pytest.mark.parametrize("line", [lambda: 2.0, lambda: 2.0 + 1e-9])
def test_a_printed_line_that_is_right_is_refused(page: Any, line: Any) -> None:
    with pytest.raises(AssertionError, match="is right"):
        page.erratum("a line that is right", line, 2.0, 2.0)
    del page.FOUND["a line that is right"]


def test_a_correction_that_is_wrong_is_refused(page: Any) -> None:
    with pytest.raises(AssertionError, match="corrected"):
        page.erratum("a wrong correction", lambda: 1.0, 3.0, 2.0)
    del page.FOUND["a wrong correction"]


def test_it_counts_its_entries(page: Any) -> None:
    kinds = list(page.FOUND.values())
    counts = [kinds.count(kind) for kind in ("stops", "shape", "value")]
    says(
        NAME,
        "Of the %d lines above, %d stop the program and %d give another shape. The other %d",
        *(len(kinds), *counts),
    )


def test_hidden_deltas_without_a_slope_are_too_large(page: Any) -> None:
    says(NAME, "comes out %.0f times too large", page.bare2 / page.with_slope)


def test_a_weighted_sum_is_no_average(page: Any) -> None:
    says(NAME, "the terms are $%.4f$ and $%.4f$", *page.delta3)
    says(NAME, "what comes out is $%.4f$", page.measured[0])
    assert not page.delta3.min() < page.measured[0] < page.delta3.max()


def test_the_shares_of_output_2_are_a_tenth_of_it(page: Any) -> None:
    says(NAME, "get $%.1f$, $%.1f$ and $%.1f$ times", *page.Theta2[1, 1:])
    assert np.isclose(page.received.sum() / page.delta3[1], 0.1)


def test_the_cubic_has_the_published_quotient(page: Any) -> None:
    says(NAME, "the answer is to be $%.4f$", page.quotient)
    says(NAME, "which is %.4f here and never 0", page.quotient - page.exact)


def test_the_published_errors_are_recomputed(page: Any) -> None:
    says(NAME, "the total error is now down to %.9f", page.E_wrong)
    says(NAME, "It is %.10f.", page.E)
    says(NAME, "The first square is %.9f; %.9f was the total", page.part1, page.part1 + page.part2)


def test_the_nudge_of_the_exercise_is_too_small_for_its_cost(page: Any) -> None:
    naive, stable = (page.difference(J, 1e-7) for J in (page.naive, page.stable))
    assert naive > 1e-7
    assert 50 < naive / stable < 200, "a hundredth of that"
    says(NAME, "is 1.1890913024229996e-07, above its own limit")
    assert round(naive, 8) == round(1.1890913024229996e-07, 8)
