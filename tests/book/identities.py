"""The labelled formulas of the book, each with a check of its own.

A page's checks stand in `<page>_identities.py`. Each evaluates one formula and compares it with a
truth got on another road: a numerical gradient, more digits, or the sum written out.
"""

import importlib
import re
from collections.abc import Callable
from pathlib import Path

BOOK = Path(__file__).parents[2] / "book"
FORMULA = re.compile(r"```\{math\}\n:label: *(?P<label>\S+)\n(?P<latex>.*?)```", re.DOTALL)

Check = Callable[[], None]

IDENTITIES: dict[str, Check] = {}


def identity(label: str) -> Callable[[Check], Check]:
    """Register the decorated function as the check of the formula with this `:label:`.

    The function takes nothing and raises AssertionError if the formula is wrong. A second check
    for a label is a ValueError.
    """

    def register(check: Check) -> Check:
        if label in IDENTITIES:
            raise ValueError(f"label: expected one check for each formula, got two for {label!r}")
        IDENTITIES[label] = check
        return check

    return register


def load() -> dict[str, Check]:
    """Import the checks of every page, and return all of them by label."""
    for path in sorted(Path(__file__).parent.glob("*_identities.py")):
        if path.stem != "test_identities":
            importlib.import_module(path.stem)
    return IDENTITIES


def labelled_formulas() -> list[tuple[str, str]]:
    """Label and LaTeX of every labelled formula, page by page."""
    return [
        (match["label"], match["latex"])
        for page in sorted(BOOK.glob("*.md"))
        for match in FORMULA.finditer(page.read_text(encoding="utf-8"))
    ]


def numbers_in(label: str) -> list[float]:
    """The numbers with a decimal point in a formula, in order: the values that it shows.

    For formulas with the running example's values in them, so that these cannot go stale.
    """
    latex = dict(labelled_formulas())[label]
    return [float(number) for number in re.findall(r"-?\d+\.\d+", latex)]
