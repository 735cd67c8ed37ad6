"""The pages of the book, to which questions and mistakes point by name."""

import functools
import re
from pathlib import Path

BOOK = Path(__file__).parents[1] / "book"


@functools.cache
def title(page: str) -> str:
    """Return the heading of a page such as ``deriving-delta``; ValueError if there is none."""
    path = BOOK / f"{page}.md"
    if not path.is_file():
        raise ValueError(f"the book has no page {page!r}")
    heading = re.search(r"^# (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if heading is None:
        raise ValueError(f"the page {page!r} has no heading")
    return heading[1].strip()
