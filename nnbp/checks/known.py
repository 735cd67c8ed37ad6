"""What is known of a question: its cases, the right outputs, and what each mistake gives.

A problem set's ``known_outputs.json`` holds the questions with their public cases. It is generated
from the set's source, never typed.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nnbp.checks.values import from_json, to_json

MISTAKE_DIGITS = 9  # enough to recognise a mistake's output; the right output keeps every bit


@dataclass(frozen=True)
class Mistake:
    """A known mistake: what is wrong, what to look at next, and the page that explains it.

    `page` is the page's name in the book, such as ``deriving-delta``, and `title` its heading.
    """

    id: str
    question: str
    says: str
    look: str
    page: str = ""
    title: str = ""


@dataclass(frozen=True)
class Symptoms:
    """How a mistake shows in one case: a value, or an error's text, or what the call left behind.

    `changed` holds by name what the call made of the arguments that it changed; `unsteady` says
    that the same call gives another value the second time.
    """

    value: Any = None
    error: str = ""
    changed: Mapping[str, Any] = field(default_factory=dict)
    unsteady: bool = False


@dataclass(frozen=True)
class Case:
    """One call, with the right output and the symptoms of each mistake that shows in it.

    `part` names the share of the points that the case decides. Of a `hidden` case a report says
    no value. The `arguments` of a class are those of its making, and a list of [method, arguments].
    """

    label: str
    part: str
    arguments: list[Any]
    expected: Any
    mistakes: Mapping[str, Symptoms] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True)
class Question:
    """What is asked for: a function, a class or a choice of letters; its points and its cases.

    `outputs` names what is returned, in order, and `parameters` what is passed in. `rtol` is the
    largest gap allowed, relative to the largest expected entry of the same array. `options` are
    the letters of a choice, whose right answer only the grader knows. `uses` names the questions
    before it that its answer may be built on. `page` is the page of the book that teaches it, and
    `title` its heading.
    """

    name: str
    points: dict[str, float]
    outputs: list[str]
    cases: list[Case]
    mistakes: Mapping[str, Mistake]
    rtol: float = 1e-7
    kind: str = "function"
    parameters: list[str] = field(default_factory=list)
    options: str = ""
    uses: list[str] = field(default_factory=list)
    page: str = ""
    title: str = ""

    @property
    def max_points(self) -> float:
        return sum(self.points.values())


def dumps(questions: Iterable[Question]) -> str:
    """Return `questions` as the JSON text that `read_known` reads, one case a line."""
    blocks = []
    for question in questions:
        shown = {key for case in question.cases for key in case.mistakes}
        mistakes = [asdict(question.mistakes[key]) for key in question.mistakes if key in shown]
        head = {
            "name": question.name,
            "kind": question.kind,
            "points": question.points,
            "parameters": question.parameters,
            "outputs": question.outputs,
            "options": question.options,
            "uses": question.uses,
            "rtol": question.rtol,
            "page": question.page,
            "title": question.title,
            "mistakes": mistakes,
        }
        cases = ",\n   ".join(
            json.dumps(_case_to_json(case), separators=(",", ":")) for case in question.cases
        )
        opening = json.dumps(head, ensure_ascii=False)[:-1]
        blocks.append(f'{opening}, "cases": [\n   {cases}]}}')
    return "[" + ",\n ".join(blocks) + "]\n"


def read_known(path: Path) -> dict[str, Question]:
    """Return the questions of a ``known_outputs.json`` by name."""
    questions = json.loads(path.read_text(encoding="utf-8"))
    return {data["name"]: _question_from_json(data) for data in questions}


def _case_to_json(case: Case) -> dict[str, Any]:
    return {
        "label": case.label,
        "part": case.part,
        "arguments": to_json(case.arguments),
        "expected": to_json(case.expected),
        "mistakes": {key: _symptoms_to_json(seen) for key, seen in case.mistakes.items()},
    }


def _symptoms_to_json(seen: Symptoms) -> dict[str, Any]:
    if seen.error:
        return {"error": seen.error}
    told = {"value": to_json(seen.value, MISTAKE_DIGITS)}
    if seen.changed:
        told["changed"] = {key: to_json(it, MISTAKE_DIGITS) for key, it in seen.changed.items()}
    return told | ({"unsteady": True} if seen.unsteady else {})


def _question_from_json(data: dict[str, Any]) -> Question:
    cases = [
        Case(
            label=case["label"],
            part=case["part"],
            arguments=from_json(case["arguments"]),
            expected=from_json(case["expected"]),
            mistakes={key: _symptoms_from_json(seen) for key, seen in case["mistakes"].items()},
        )
        for case in data["cases"]
    ]
    mistakes = {entry["id"]: Mistake(**entry) for entry in data["mistakes"]}
    return Question(**data | {"cases": cases, "mistakes": mistakes})


def _symptoms_from_json(seen: dict[str, Any]) -> Symptoms:
    changed = {key: from_json(it) for key, it in seen.get("changed", {}).items()}
    return Symptoms(**seen | {"value": from_json(seen.get("value")), "changed": changed})
