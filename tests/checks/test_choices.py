"""Letters as an answer: what is said of letters that there are not."""

import numpy as np
import pytest

from nnbp.checks import Outcome, Question, report
from nnbp.checks.choices import LONGEST, malformed
from nnbp.checks.findings import Finding


def found(outcome: Outcome) -> Finding:
    """Return what is found in an answer to a question with the options a to c."""
    question = Question("best", {"all": 1}, [], [], {}, kind="choices", options="abc")
    (case,) = report(question, [outcome]).cases
    (finding,) = case.found
    return finding


@pytest.mark.parametrize("answer", ["", "bdg", "B, D; g", "a b c d e f g h"])
def test_letters_of_the_options_are_well_formed(answer: str) -> None:
    assert malformed(answer, "abcdefgh") == ""


def test_an_unknown_letter_is_named() -> None:
    says = "the options are a to h; there is none called 'x'"
    assert malformed("ax", "abcdefgh") == says


def test_at_most_five_unknown_letters_are_named() -> None:
    says = malformed("qrstuvw", "abcdefgh")
    assert says.endswith("there is none called 'q', 'r', 's', 't', 'u' and 2 more")


def test_of_a_very_long_answer_only_the_length_is_said() -> None:
    answer = "".join(map(chr, range(0x4E00, 0x4E00 + LONGEST + 1)))
    says = malformed(answer, "abcdefgh")
    assert says == f"an answer is a few letters, such as 'ab'; yours has {len(answer)} characters"


@pytest.mark.parametrize("answer", [np.ones(3), np.array(["a", "b"]), None, ["a"]])
def test_what_is_no_text_is_told_as_such(answer: object) -> None:
    assert found(Outcome(answer)).kind == "type"


def test_an_answer_that_was_stopped_says_so() -> None:
    assert found(Outcome(error="Stopped: it took too long")).says == "Stopped: it took too long"
