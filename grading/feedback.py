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
from grading.safe_html import LONGEST, html_of

HERE = Path(__file__).parent
STYLE = (HERE / "feedback.css").read_text(encoding="utf-8")
POLICY = (
    "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src 'sha256-"
    f"{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
)
ROOM = 250_000  # bytes of the cells in one page
FRAME = 150  # bytes that the page puts around a text
KNOWN_UP_TO = 4_000  # of a text that is kept in memory for the next page
TEXT_SECONDS = 2.0  # some Markdown takes days to become HTML
PAGE_SECONDS = 5.0  # of all the texts in one page
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


def page(heading: str, student: str, notebook: Any, entry: Entry, released: Released) -> str:
    """Return the page on a student's autograded notebook, as HTML; `heading` is the set's."""
    room = _Room()
    found = [_found(cell, entry, room) for cell in notebook["cells"]]  # has room before the rest
    cells = [
        one | _shown(cell, one, room) for cell, one in zip(notebook["cells"], found, strict=True)
    ]
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
        heading=heading,
        student=student,
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
    """What is left of the page and of its time: both stay small whatever the notebook holds."""

    def __init__(self) -> None:
        self.left = ROOM
        self.seconds = PAGE_SECONDS
        self.full = False

    def take(self, what: str, text: str, convert: Callable[[str], str]) -> Markup:
        """Return `text` as HTML, if there is room; where there is none, it is said once.

        Nothing is converted that has no room as it is.
        """
        if len(text) <= self.left:
            markup = convert(text)
            size = len(markup.encode()) + FRAME
            if size <= self.left:
                self.left -= size
                return Markup(markup)
        if self.full:
            return Markup("")
        self.full = True
        return Markup(
            f'<p class="note">{escape(what)} is left out here: the page is full. '
            "Whatever else has no room is left out too.</p>"
        )

    def in_time(self, convert: Callable[[], str], plain: Callable[[], str]) -> str:
        """Return what `convert` makes, or `plain` if it fails or there is no time for it."""
        began = time.monotonic()
        try:
            with _time_limit(min(TEXT_SECONDS, self.seconds)):
                return convert()
        except Exception:  # whatever a converter makes of a student's text, the page is written
            return plain()
        finally:
            self.seconds -= time.monotonic() - began

    def prose(self, what: str, source: str, pictures: Mapping[str, Any] | None = None) -> Markup:
        """Return Markdown as HTML; what is too long, or takes too long, as the text it is."""

        def convert(text: str) -> str:
            if len(source) > LONGEST:
                return _plain(text)
            return self.in_time(lambda: _markdown(text, pictures), lambda: _plain(text))

        return self.take(what, _cut(source), convert)

    def code(self, what: str, source: str) -> Markup:
        """Return Python in colours; what takes too long without."""

        def convert(text: str) -> str:
            return self.in_time(lambda: _coloured(text), lambda: _escaped(text))

        return self.take(what, _cut(source), convert)


def _found(cell: Mapping[str, Any], entry: Entry, room: _Room) -> dict[str, Any]:
    """Return what the template shows of what was found in a cell, and of what a person says."""
    key = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    outputs = cell.get("outputs", [])
    verdicts = [_joined(one["data"]["text/plain"]) for one in outputs if _judged(one)]
    found: dict[str, Any] = {"key": key}
    if verdicts:
        found["verdict"] = room.take("The verdict", _cut("\n".join(verdicts)), _escaped)
    if comment := entry.comments.get(key):
        found["comment"] = room.prose("The comment", comment)
    return found


def _shown(cell: Mapping[str, Any], found: Mapping[str, Any], room: _Room) -> dict[str, Any]:
    """Return what the template shows of a cell itself: nothing where there is a verdict."""
    source = _joined(cell["source"])
    if "verdict" in found:
        return {}
    if cell["cell_type"] == "code":
        code = room.code("This cell", source)
        return {"source": code, "outputs": [_output(one, room) for one in cell.get("outputs", [])]}
    return {"prose": room.prose("This text", source, cell.get("attachments"))}


def _judged(output: Mapping[str, Any]) -> bool:
    return VERDICT in output.get("data", {})


def _output(output: Mapping[str, Any], room: _Room) -> Markup:
    data = output.get("data", {})
    if png := data.get("image/png"):
        return room.take("An output", _joined(png).strip(), _picture)
    text = output.get("text") or data.get("text/plain") or "\n".join(output.get("traceback", []))
    if not text:
        return Markup("")
    return room.take("An output", _cut(ESCAPES.sub("", _joined(text))), _text)


def _picture(png: str) -> str:
    address = f"data:image/png;base64,{png}"
    return f'<img alt="the figure that this cell drew" src="{escape(address)}">'


def _text(text: str) -> str:
    return f'<pre class="output">{escape(text)}</pre>'


def _plain(text: str) -> str:
    return f'<pre class="plain">{escape(text)}</pre>'


def _escaped(text: str) -> str:
    return str(escape(text))


def _markdown(source: str, pictures: Mapping[str, Any] | None) -> str:
    """The text of the problem set stands in every notebook: convert it once."""
    if pictures or len(source) > KNOWN_UP_TO:
        return html_of(source, pictures)
    return _known_markdown(source)


def _coloured(source: str) -> str:
    return (_known_code if len(source) <= KNOWN_UP_TO else _code)(source)


def _code(source: str) -> str:
    return str(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))


_known_code = functools.lru_cache(maxsize=256)(_code)
_known_markdown = functools.lru_cache(maxsize=256)(html_of)


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "\n[the rest is left out here]"


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise a TimeoutError in what runs within, if this is the main thread."""
    if seconds <= 0:
        raise TimeoutError("there is no time left")
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
