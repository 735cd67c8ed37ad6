"""A problem set as data: one text notebook, its questions' cases, and its known mistakes.

The solution is the source. What a right answer returns, and what each mistake returns, is
computed by running the solution, once as it stands and once with a mistake's line in place.
"""

import copy
import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import jupytext
import numpy as np
import yaml

from nnbp.checks import Case, Mistake, Question
from nnbp.checks.findings import same

EXERCISES = Path(__file__).parent
VISIBLE = 1e-6  # a mistake that moves an output by less, relative to its largest entry, is unseen

Cases = Callable[[np.random.Generator | None], Iterator[tuple[str, str, list[Any]]]]


@dataclass(frozen=True)
class Spec:
    """What a set's ``questions.py`` declares of a question.

    `points` are by part; `outputs` names what the function returns. `cases(rng)` yields
    (label, part, arguments): the public cases when rng is None, else hidden ones drawn from it.
    """

    name: str
    points: dict[str, float]
    outputs: list[str]
    cases: Cases


@dataclass(frozen=True)
class WrongLine:
    """A known mistake, and the line of the solution that it replaces."""

    mistake: Mistake
    right: str
    wrong: str


class ProblemSet:
    """The problem set in the folder ``exercises/<name>``."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = EXERCISES / name
        if not self.source.exists():
            raise ValueError(f"there is no problem set {name!r}: {self.source} does not exist")

    @property
    def source(self) -> Path:
        """The text notebook that everything is generated from."""
        return self.folder / f"{self.name}.md"

    @cached_property
    def _declared(self) -> Any:
        return importlib.import_module(f"exercises.{self.name}.questions")

    @property
    def specs(self) -> list[Spec]:
        """The questions as declared."""
        specs: list[Spec] = self._declared.QUESTIONS
        return specs

    @property
    def withheld(self) -> list[str]:
        """The modules of `nnbp` that hold an answer."""
        withheld: list[str] = self._declared.WITHHELD
        return withheld

    @cached_property
    def wrong_lines(self) -> list[WrongLine]:
        entries = yaml.safe_load((self.folder / "mistakes.yml").read_text(encoding="utf-8"))
        return [
            WrongLine(Mistake(**entry), right, wrong)
            for entry in entries
            for right, wrong in [(entry.pop("right"), entry.pop("wrong"))]
        ]

    def notebook(self) -> Any:
        """Return the source as a notebook, solutions in it."""
        return jupytext.read(self.source)

    @cached_property
    def _code(self) -> list[tuple[str | None, str]]:
        """The code cells in order, each with the question it answers, if any."""
        cells = [cell for cell in self.notebook().cells if cell.cell_type == "code"]
        return [(cell.metadata.get("question"), cell.source) for cell in cells]

    def solution(self, wrong: WrongLine | None = None) -> dict[str, Any]:
        """Run the solution, with one wrong line in place if given; return its functions."""
        namespace: dict[str, Any] = {}
        for question, source in self._code:
            if wrong is not None and question == wrong.mistake.question:
                source = _with_wrong_line(source, wrong)
            exec(compile(source, f"{self.name}:{question}", "exec"), namespace)
        return namespace

    @cached_property
    def _right(self) -> dict[str, Any]:
        return self.solution()

    @cached_property
    def _mistaken(self) -> list[tuple[Mistake, dict[str, Any]]]:
        return [(wrong.mistake, self.solution(wrong)) for wrong in self.wrong_lines]

    @cached_property
    def public_questions(self) -> list[Question]:
        """The questions with their public cases."""
        return self._questions(None)

    def _questions(self, seed: int | None) -> list[Question]:
        """Return the questions with their public cases, or with hidden ones drawn from `seed`."""
        known: list[Question] = []
        for spec in self.specs:
            rng = None if seed is None else np.random.default_rng([seed, len(known)])
            cases = [
                _known_case(spec.name, case, self._right, self._mistaken, hidden=seed is not None)
                for case in spec.cases(rng)
            ]
            visible = {key for case in cases for key in case.mistakes}
            mistakes = {
                mistake.id: mistake for mistake, _ in self._mistaken if mistake.id in visible
            }
            known.append(Question(spec.name, spec.points, spec.outputs, cases, mistakes))
        return known

    def questions(self, seed: int) -> dict[str, Question]:
        """Return by name the questions with their public cases and the seed's hidden ones."""
        pairs = zip(self.public_questions, self._questions(seed), strict=True)
        return {
            public.name: replace(
                public,
                cases=public.cases + hidden.cases,
                mistakes=public.mistakes | hidden.mistakes,
            )
            for public, hidden in pairs
        }


def _known_case(
    name: str,
    case: tuple[str, str, list[Any]],
    solution: dict[str, Any],
    mistaken: list[tuple[Mistake, dict[str, Any]]],
    hidden: bool,
) -> Case:
    label, part, arguments = case
    expected = solution[name](*copy.deepcopy(arguments))
    wrong = {}
    for mistake, namespace in mistaken:
        output = namespace[name](*copy.deepcopy(arguments))
        if not same(output, expected, VISIBLE):
            wrong[mistake.id] = output
    return Case(label, part, arguments, expected, wrong, hidden)


def _with_wrong_line(source: str, wrong: WrongLine) -> str:
    count = source.count(wrong.right)
    if count != 1:
        raise ValueError(
            f"mistake {wrong.mistake.id!r}: its right line stands {count} times in the solution of "
            f"{wrong.mistake.question}, not once: {wrong.right}"
        )
    return source.replace(wrong.right, wrong.wrong)
