"""Every labelled formula of the book is true."""

from collections import Counter

import pytest
from identities import BOOK, Check, identity, labelled_formulas, load

CHECKS = load()
LABELS = [label for label, _ in labelled_formulas()]


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
def test_the_formula_is_true(check: Check) -> None:
    check()


def test_every_labelled_formula_has_a_check() -> None:
    assert sorted(set(LABELS) - set(CHECKS)) == []


def test_every_check_belongs_to_a_labelled_formula() -> None:
    assert sorted(set(CHECKS) - set(LABELS)) == []


def test_no_label_is_used_twice() -> None:
    assert [label for label, count in Counter(LABELS).items() if count > 1] == []


def test_every_formula_is_labelled_in_the_one_form_that_is_looked_for() -> None:
    """A label in another form, `$$ ... $$ (eq-name)`, would go without a check."""
    other = [page.name for page in BOOK.glob("*.md") if "\n$$ (" in page.read_text("utf-8")]
    assert other == []


def test_a_second_check_for_a_label_is_refused() -> None:
    label = next(iter(CHECKS))
    with pytest.raises(ValueError, match=label):
        identity(label)(lambda: None)
