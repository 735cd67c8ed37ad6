"""A report in words: what a learner reads first stands first; as plain text and as HTML.

Status and form, then the numbers, then the mistake's name, then where to look; never the code.
"""

import html
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nnbp.checks.findings import ORDER, Finding
from nnbp.checks.known import Mistake

if TYPE_CHECKING:
    from nnbp.checks.report import CaseReport, Report

WIDTH = 72
NAMES_SHOWN = 3
HIDDEN = "of a hidden case no more is shown"
# What is said of a finding in a hidden case, where its own sentence has values or shapes in it.
WITHOUT_VALUES = {
    "error": "the call ends with an error",
    "type": "a result is of the wrong type",
    "length": "a result has the wrong number of items",
    "dtype": "an array has the wrong dtype",
    "shape": "an array has the wrong shape",
    "not finite": "a number is nan or infinite",
    "value": "a value is wrong",
}


@dataclass(frozen=True)
class Words:
    """The parts of a report, in the order in which they are read."""

    status: str
    before: str = ""
    cases: list[tuple[bool, str]] = field(default_factory=list)
    where: str = ""
    found: list[str] = field(default_factory=list)
    naming: str = ""
    named: list[Mistake] = field(default_factory=list)
    taught: tuple[str, str] | None = None
    hints: list[str] = field(default_factory=list)


def as_text(report: "Report") -> str:
    """Return the report as lines of at most `WIDTH` characters."""
    words = in_words(report)
    lines = _wrapped(words.status, indent="") + _wrapped(words.before, indent="")
    lines += [f"  {'right' if right else 'wrong'}  {label}" for right, label in words.cases]
    lines += _wrapped(words.where, indent="")
    for says in words.found:
        lines += _wrapped(says)
    lines += _wrapped(words.naming, indent="")
    for mistake in words.named:
        lines += _wrapped(mistake.says)
        lines += _wrapped(f"Look at: {mistake.look}") if mistake.look else []
        lines += _wrapped(f"Read: {mistake.title or mistake.page}") if mistake.page else []
    if words.taught:
        lines += _wrapped(f"The page that teaches this: {words.taught[1]}", indent="")
    for hint in words.hints:
        lines += _wrapped(f"Hint: {hint}", indent="")
    return "\n".join(lines)


def as_html(report: "Report") -> str:
    """Return the report as HTML that is right in any page: no style sheet, no script, no id.

    A page of the book is named in ``data-page``, so that the book itself can make it a link.
    """
    words = in_words(report)
    verdict = "right" if report.right else "wrong" if report.attempted else "open"
    parts = [f"<p><strong>{_escaped(words.status)}</strong></p>"]
    parts += [f"<p>{_escaped(words.before)}</p>"] if words.before else []
    if words.cases:
        rows = (
            f"<li>{'right' if right else '<strong>wrong</strong>'}: {_escaped(label)}</li>"
            for right, label in words.cases
        )
        parts.append(f"<ul>{''.join(rows)}</ul>")
    if words.where:
        found = "".join(f"<li>{_escaped(says)}</li>" for says in words.found)
        parts.append(f"<p>{_escaped(words.where)}</p><ul>{found}</ul>")
    if words.named:
        named = "".join(map(_mistake_as_html, words.named))
        parts.append(f"<p>{_escaped(words.naming)}</p><ul>{named}</ul>")
    if words.taught:
        parts.append(f"<p>The page that teaches this: {_page_as_html(*words.taught)}</p>")
    parts += [f"<p>Hint: {_escaped(hint)}</p>" for hint in words.hints]
    return f'<div class="nnbp-report" data-verdict="{verdict}">{"".join(parts)}</div>'


def in_words(report: "Report") -> Words:
    """Choose what is said of a report."""
    name = report.question.name
    hints = [f"your code warned: {text}. That costs no points." for text in report.warned[:2]]
    if report.question.kind == "choices":
        return _of_choice(report)
    if report.right:
        tolerance = f"to {report.question.rtol:g} of the largest entry"
        status = f"{name}: right, in all {len(report.cases)} cases, {tolerance}."
        return Words(status, hints=hints)
    first = _worst(report.cases)
    if not report.attempted:
        return Words(f"{name}: not attempted yet. Write it, run its cell, check again.")
    if first.found[0].kind == "missing":
        says = "Run the cell that defines it, see that it ends without an error, and check again."
        return Words(f"{name}: {first.found[0].says}. {says}")
    count = sum(case.right for case in report.cases)
    return Words(
        status=f"{name}: {count} of {len(report.cases)} cases right.",
        before=_before(report),
        cases=[(case.right, case.case.label) for case in report.cases],
        where=f"In the case {first.case.label!r}:",
        found=list(dict.fromkeys(_says(first, found) for found in first.found)),
        naming=_naming(report),
        named=report.named[:NAMES_SHOWN],
        taught=_taught(report),
        hints=[*hints, *_to_try(report, first)],
    )


def _of_choice(report: "Report") -> Words:
    name, options = report.question.name, report.question.options
    if report.right and report.credit is None:
        legal = f"letters from {options[0]} to {options[-1]}"
        return Words(f"{name}: your {legal} are noted. The grader marks them.")
    if report.right:
        return Words(f"{name}: right.")
    found = report.cases[0].found[0].says
    if not report.named:
        return Words(f"{name}: {found}.")
    return Words(f"{name}: {found}.", naming="Of these:", named=report.named)


def _worst(cases: Iterable["CaseReport"]) -> "CaseReport":
    """Return the wrong case whose first finding is to be looked at first."""
    wrong = [case for case in cases if not case.right]
    return min(wrong, key=lambda case: ORDER.index(case.found[0].kind))


def _says(case: "CaseReport", found: Finding) -> str:
    if case.case.hidden and found.kind in WITHOUT_VALUES:
        return f"{WITHOUT_VALUES[found.kind]}; {HIDDEN}"
    return found.says


def _before(report: "Report") -> str:
    """Say which earlier answers are wrong, since this one may be wrong for no other reason."""
    if not report.before:
        return ""
    is_or_are, them = ("is", "it") if len(report.before) == 1 else ("are", "them")
    told = f"{_listed(report.before)} {is_or_are} not right yet."
    return f"{told} If your {report.question.name} uses {them}, begin there."


def _to_try(report: "Report", case: "CaseReport") -> list[str]:
    """Say how a public case of a function is called by hand."""
    if report.question.kind != "function" or case.case.hidden:
        return []
    name = report.question.name
    number = next(n for n, one in enumerate(report.cases, start=1) if one is case)
    return [f"to call it as this case does: {name}(*arguments({name!r}, {number}))"]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + " and " * (len(names) > 1) + names[-1]


def _naming(report: "Report") -> str:
    if not report.named:
        return ""
    origins = dict.fromkeys(mistake.question for mistake in report.named)
    origin = f" in {' or '.join(origins)}" if list(origins) != [report.question.name] else ""
    also = ", one of these" if len(report.named) > 1 else ""
    return f"This is what a known mistake{origin} gives{also}:"


def _taught(report: "Report") -> tuple[str, str] | None:
    """Return the page that teaches the question, where no named mistake points to one."""
    question = report.question
    return (question.page, question.title) if question.page and not report.named else None


def _page_as_html(page: str, title: str) -> str:
    return f'<cite data-page="{_escaped(page)}">{_escaped(title)}</cite>'


def _mistake_as_html(mistake: Mistake) -> str:
    page, title = mistake.page, mistake.title or mistake.page
    read = f"<br>Read: {_page_as_html(page, title)}" if page else ""
    look = f"<br>Look at: {_escaped(mistake.look)}" if mistake.look else ""
    return f"<li>{_escaped(mistake.says)}{look}{read}</li>"


def _escaped(text: str) -> str:
    return html.escape(text, quote=True)


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
