"""What is known of a question: its cases, the right outputs, and what each mistake gives.

A problem set's ``known_outputs.json`` is a list of these questions. It is generated from the
set's source, never typed.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nnbp.checks.values import from_json, to_json

MISTAKE_DIGITS = 9  # enough to recognise a mistake's output; the right output keeps every bit


@dataclass(frozen=True)
class Mistake:
    """A known mistake: what is wrong, what to look at next, and the page that explains it."""

    id: str
    question: str
    says: str
    look: str
    page: str = ""


@dataclass(frozen=True)
class Case:
    """One call of the function, with the right output and each mistake's output.

    `part` names the share of the points that the case decides. `mistakes` holds only the
    outputs that differ from `expected`. Of a `hidden` case a report says no value.
    """

    label: str
    part: str
    arguments: list[Any]
    expected: Any
    mistakes: dict[str, Any] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True)
class Question:
    """A function to write, its points by part, and its cases.

    `outputs` names what the function returns, in order. `rtol` is the largest gap allowed,
    relative to the largest expected entry of the same array.
    """

    name: str
    points: dict[str, float]
    outputs: list[str]
    cases: list[Case]
    mistakes: dict[str, Mistake]
    rtol: float = 1e-7


def dumps(questions: Iterable[Question]) -> str:
    """Return `questions` as the JSON text that `read_known` reads, one case a line."""
    blocks = []
    for question in questions:
        head = {
            "name": question.name,
            "points": question.points,
            "outputs": question.outputs,
            "rtol": question.rtol,
            "mistakes": [asdict(mistake) for mistake in question.mistakes.values()],
        }
        cases = ",\n   ".join(json.dumps(_case_to_json(case)) for case in question.cases)
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
        "mistakes": {key: to_json(output, MISTAKE_DIGITS) for key, output in case.mistakes.items()},
    }


def _question_from_json(data: dict[str, Any]) -> Question:
    cases = [
        Case(
            label=case["label"],
            part=case["part"],
            arguments=from_json(case["arguments"]),
            expected=from_json(case["expected"]),
            mistakes={key: from_json(output) for key, output in case["mistakes"].items()},
        )
        for case in data["cases"]
    ]
    mistakes = {entry["id"]: Mistake(**entry) for entry in data["mistakes"]}
    return Question(data["name"], data["points"], data["outputs"], cases, mistakes, data["rtol"])
