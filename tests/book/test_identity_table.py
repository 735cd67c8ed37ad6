"""The page identities.md has every labelled formula of the book once, with what its check says."""

import re
from typing import Any

import pytest
from identities import BOOK, labelled_formulas, load
from printed import run


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the page's code defines; it runs where the page lies."""
    monkeypatch.chdir(BOOK)
    return run("identities")


@pytest.fixture
def rows(page: Any) -> dict[str, str]:
    """What each row of the tables says, by its label."""
    text = "\n".join(page.table(name) for name in page.PAGES)
    found = re.findall(r"^\| \{eq\}`(\S+)` \| `\1` \| (.+) \|$", text, flags=re.MULTILINE)
    assert len(found) == len(dict(found)), "a formula stands in two rows"
    return dict(found)


def test_the_tables_have_every_labelled_formula(rows: dict[str, str]) -> None:
    assert rows.keys() == {label for label, _ in labelled_formulas()}


def test_a_row_says_what_its_check_says(rows: dict[str, str]) -> None:
    registered = load()
    for label, text in rows.items():
        check = registered[label]
        said = (check.__doc__ or check.__name__.replace("_", " ")).splitlines()[0]
        assert text.startswith(said)


def test_a_test_is_listed_with_the_tools_that_it_uses(page: Any) -> None:
    tools = {row[0]: row[2] for row in page.checks(page.ast.parse(EXAMPLE))}
    assert tools == {
        "eq-direct": "nudging",
        "eq-by-a-helper": "more digits",
        "eq-by-a-constant": "complex step",
        "eq-plain": "",
    }


EXAMPLE = """
import mpmath

def g(z):
    return 1 / (1 + mpmath.exp(-z))

TRUTH = J(1e-30j).imag / 1e-30

@identity("eq-direct")
def direct():
    compare(numerical_gradient(J, theta))

@identity("eq-by-a-helper")
def by_a_helper():
    compare(g(1))

@identity("eq-by-a-constant")
def by_a_constant():
    compare(TRUTH)

@identity("eq-plain")
def plain():
    assert 1 + 1 == 2
"""
