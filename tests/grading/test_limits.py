"""The limits of a submission: as an instructor sets them, and as the book states them."""

import json
from pathlib import Path

import pytest

from grading.limits import Allowance, Limits
from grading.outputs import MOST_OUTPUTS, checked

PAGE = Path(__file__).parents[2] / "book" / "grading.md"


def test_the_page_on_grading_states_the_limits() -> None:
    assert str(Limits()) in " ".join(PAGE.read_text(encoding="utf-8").split())


def test_an_instructor_sets_some_and_keeps_the_rest() -> None:
    assert Limits.of({"call_seconds": 20}) == Limits(call_seconds=20)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"call_second": 20}, "there is no limit 'call_second'; there are call_seconds, "),
        ({"call_seconds": "20"}, "the limit call_seconds must be a number of at least 0, not '20'"),
        ({"restarts": -1}, "the limit restarts must be a number of at least 0, not -1"),
    ],
)
def test_a_limit_that_is_none_is_named(given: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Limits.of(given)


def test_outputs_without_a_text_are_limited_too() -> None:
    """Each takes some hundred characters in the notebook, whatever is in it."""
    nothing = {"output_type": "error", "ename": "E" * 100, "evalue": "", "traceback": []}
    allowed = Allowance(Limits(total_output_bytes=100_000))
    cells = [checked([nothing] * MOST_OUTPUTS, allowed) for _ in range(100)]
    assert len(cells[0]) == MOST_OUTPUTS
    assert len(json.dumps(cells)) < 150_000
