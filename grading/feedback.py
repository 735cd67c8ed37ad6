"""A student's page: the notebook with what was found, the points, and a person's comments.

It needs no other host and runs no script, whatever the notebook holds: it carries a policy that
forbids both. Nothing of a hidden case is in it but what the report says.
"""

import base64
import functools
import hashlib
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from grading.entry import NO_RESPONSE, Entry, Points
from grading.gradebook import Released
from grading.judge import VERDICT
from grading.safe_html import html_of

HERE = Path(__file__).parent
STYLE = (HERE / "feedback.css").read_text(encoding="utf-8")
POLICY = (
    "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src 'sha256-"
    f"{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
)
ROOM = 250_000  # characters of the cells in one page
LONGEST = 20_000  # of a text
LONGEST_KEPT = 5_000  # of a text whose HTML is kept for other pages
PAGE_SECONDS = 5.0
MARKDOWN_SECONDS = 2.0  # some Markdown takes days to become HTML
ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")

_templates = Environment(loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True)
_template = _templates.get_template("feedback.html.j2")


@dataclass(frozen=True)
class Answer:
    """A line of the page's table, and a link into the page: what a cell is worth and got."""

    name: str
    anchor: str
    points: Points
    max_points: float
    answered: bool

    @property
    def state(self) -> str:
        """What there is to say in a word or two."""
        if self.points.needs_manual_grade:
            return "waits for a person"
        if self.points.manual_score is not None:
            return "marked by a person"
        if not self.answered:
            return "no answer"
        return "right" if self.points.score >= self.max_points else "not right yet"


def page(name: str, notebook: Any, entry: Entry, released: Released) -> str:
    """Return the page on an autograded notebook of the set `name`, as HTML."""
    room = _Room()
    cells = [_cell(cell, entry, room) for cell in notebook["cells"]]
    answers = [
        Answer(
            key.removeprefix("check-"),
            key,
            entry.points.get(key, Points()),
            cell.max_score,
            entry.comments.get(key.removeprefix("check-")) != NO_RESPONSE,
        )
        for key, cell in released.grade_cells.items()
    ]
    return _template.render(
        name=name,
        answers={answer.anchor: answer for answer in answers},
        cells=cells,
        score=max(0.0, entry.score - entry.penalty),
        max_score=released.max_score,
        penalty=entry.penalty,
        waiting=entry.waiting,
        style=Markup(STYLE),
        policy=POLICY,
    )


class _Room:
    """What is left of the page: it stays small whatever the notebook holds."""

    def __init__(self) -> None:
        self.left = ROOM
        self.until = time.monotonic() + PAGE_SECONDS

    def take(self, text: str, what: str, convert: Callable[[str], str]) -> Markup:
        """Return a text converted; where the page is full or has taken too long, say so."""
        if len(text) <= self.left and time.monotonic() < self.until:
            markup = convert(text)
            if len(markup) <= self.left:
                self.left -= len(markup)
                return Markup(markup)
        return Markup(f'<p class="note">{escape(what)} is left out here: the page is full.</p>')


def _cell(cell: Mapping[str, Any], entry: Entry, room: _Room) -> dict[str, Any]:
    """Return what the template shows of a cell."""
    source = _joined(cell["source"])
    key = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    outputs = cell.get("outputs", [])
    verdicts = [_cut(_joined(one["data"]["text/plain"])) for one in outputs if _judged(one)]
    shown: dict[str, Any] = {"key": key, "verdict": "\n".join(verdicts)}
    if comment := entry.comments.get(key):
        shown["comment"] = room.take(comment, "The comment", _prose)
    if verdicts:
        return shown
    if cell["cell_type"] == "code":
        shown["source"] = room.take(_cut(source), "This cell", _code)
        made = filter(None, map(_output, outputs))
        shown["outputs"] = [room.take(out, "An output", str) for out in made]
    else:
        prose = partial(_prose, pictures=cell.get("attachments"))
        shown["prose"] = room.take(source, "This text", prose)
    return shown


def _judged(output: Mapping[str, Any]) -> bool:
    return VERDICT in output.get("data", {})


def _output(output: Mapping[str, Any]) -> str:
    data = output.get("data", {})
    if png := data.get("image/png"):
        address = f"data:image/png;base64,{_joined(png).strip()}"
        return f'<img alt="the figure that this cell drew" src="{escape(address)}">'
    text = output.get("text") or data.get("text/plain") or "\n".join(output.get("traceback", []))
    return (
        f'<pre class="output">{escape(_cut(ESCAPES.sub("", _joined(text))))}</pre>' if text else ""
    )


def _prose(source: str, pictures: Mapping[str, Any] | None = None) -> str:
    """Return Markdown as HTML; what is too long, or takes too long, as the text it is."""
    if pictures or len(source) > LONGEST_KEPT:
        return _markdown(source, pictures or {})
    return _known_markdown(source)


@functools.lru_cache(maxsize=256)
def _known_markdown(source: str) -> str:
    """The text of the problem set stands in every notebook: convert it once."""
    return _markdown(source, {})


def _markdown(source: str, pictures: Mapping[str, Any]) -> str:
    try:
        if len(source) <= LONGEST:
            with _time_limit(MARKDOWN_SECONDS):
                return html_of(source, pictures)
    except Exception:  # whatever a converter makes of a student's text, the page is written
        pass
    return f'<pre class="plain">{escape(_cut(source))}</pre>'


def _code(source: str) -> str:
    return _known_code(source) if len(source) <= LONGEST_KEPT else _highlighted(source)


@functools.lru_cache(maxsize=256)
def _known_code(source: str) -> str:
    return _highlighted(source)


def _highlighted(source: str) -> str:
    return str(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "\n[the rest is left out here]"


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise a TimeoutError in what runs within, if this is the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: Any) -> None:
        raise TimeoutError(f"it was not done after {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
