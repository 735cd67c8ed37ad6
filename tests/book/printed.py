"""What a page says and what its code gives."""

import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib

BOOK = Path(__file__).parents[2] / "book"
CELL = re.compile(r"```\{code-cell\} ipython3\n(?:---\n.*?\n---\n)?(.*?)```", re.DOTALL)


def says(page: str, text: str, *values: object) -> None:
    """Assert that the page contains `text % values`; line breaks count as spaces.

    The values are computed, so the page fails if a number in its text is not what code gives.
    """
    source = " ".join((BOOK / f"{page}.md").read_text(encoding="utf-8").split())
    expected = " ".join((text % values).split())
    assert expected in source, f"{page}.md does not say: {expected}"


@cache
def run(page: str) -> Any:
    """Run the code cells of the page one after the other; what they define, as attributes."""
    matplotlib.use("agg")
    names: dict[str, Any] = {}
    for cell in CELL.findall((BOOK / f"{page}.md").read_text(encoding="utf-8")):
        lines = [line for line in cell.splitlines() if not line.startswith((":", "%"))]
        exec("\n".join(lines), names)
    return SimpleNamespace(**names)
