"""A problem set as data: one text notebook, its questions' cases, and its known mistakes.

The solution is the source. What a right answer returns, and how each mistake shows, is found by
running the solution, once as it stands and once with a mistake's line in place.
"""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import jupytext
import numpy as np
import yaml

from exercises.book_pages import title
from nnbp.checks import Case, Mistake, Question, Symptoms, call, symptoms

EXERCISES = Path(__file__).parent
VISIBLE = 10  # a mistake that moves an output by less than so many tolerances is unseen

Cases = Callable[[np.random.Generator | None], Iterator[tuple[str, str, list[Any]]]]
Namespace = dict[str, Any]


@dataclass(frozen=True)
class Spec:
    """What a set's ``questions.py`` declares of a question.

    `points` are by part; `outputs` names what a function returns; `chapter` is the page of the
    book that teaches it. `cases(rng)` yields (label, part, arguments): the public cases when rng
    is None, else hidden ones drawn from it. `kind` is "function", "class" or "choices"; the last
    has no cases, but options in ``options.yml``.
    """

    name: str
    points: Mapping[str, float]
    outputs: list[str]
    cases: Cases
    chapter: str
    kind: str = "function"
    rtol: float = 1e-7


@dataclass(frozen=True)
class WrongLine:
    """A known mistake, and the line of the solution that it replaces."""

    mistake: Mistake
    right: str
    wrong: str


class RightLineNotFound(ValueError):
    """A mistake's right line does not stand once in the solution; the text says which and where."""


class ProblemSet:
    """The problem set in the folder ``exercises/<name>``."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = EXERCISES / name
        if not self.source.exists():
            raise ValueError(
                f"there is no problem set {name!r}; there are {', '.join(_set_names())}"
            )

    @property
    def source(self) -> Path:
        """The text notebook that everything is generated from."""
        return self.folder / f"{self.name}.md"

    @property
    def heading(self) -> str:
        """The set's heading, such as "Problem set 3: backpropagation"."""
        first: str = self.notebook().cells[0].source.splitlines()[0]
        return first.removeprefix("# ")

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
        """The modules of `nnbp`, or functions as ``module.function``, that hold an answer."""
        withheld: list[str] = self._declared.WITHHELD
        return withheld

    @property
    def mistake_entries(self) -> list[Any]:
        """The entries of ``mistakes.yml`` as they stand there."""
        entries: list[Any] = self._read("mistakes.yml") or []
        return entries

    @cached_property
    def wrong_lines(self) -> list[WrongLine]:
        return [
            WrongLine(Mistake(**entry, title=title(entry["page"])), right, wrong)
            for entry in self.mistake_entries
            for right, wrong in [(entry.pop("right"), entry.pop("wrong"))]
        ]

    @cached_property
    def options(self) -> dict[str, list[dict[str, Any]]]:
        """The options of each choice, in the order of their letters."""
        options: dict[str, list[dict[str, Any]]] = self._read("options.yml") or {}
        return options

    def _read(self, name: str) -> Any:
        path = self.folder / name
        return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None

    @cached_property
    def mistakes(self) -> dict[str, Mistake]:
        """Every known mistake of the set, by id: wrong lines, and options judged wrongly."""
        known = {wrong.mistake.id: wrong.mistake for wrong in self.wrong_lines}
        chapters = {spec.name: spec.chapter for spec in self.specs}
        for question, options in self.options.items():
            for option in options:
                key = f"{question}-{option['letter']}"
                page = chapters[question]
                says = f"({option['letter']}) {option['says']}"
                known[key] = Mistake(key, question, says, "", page, title(page))
        return known

    def notebook(self) -> Any:
        """Return the source as a notebook, solutions in it."""
        return jupytext.read(self.source)

    @cached_property
    def _code(self) -> list[tuple[str | None, Any]]:
        """The code cells in order, each with the question it answers, if any."""
        cells = [cell for cell in self.notebook().cells if cell.cell_type == "code"]
        return [(cell.metadata.get("question"), cell.source) for cell in cells]

    def solution(
        self, wrong: WrongLine | None = None, answers: Mapping[str, str] | None = None
    ) -> Namespace:
        """Run the solution and return its functions.

        One wrong line may be put in its place, or other `answers` in the place of the solution's.
        """
        namespace: Namespace = {}
        for question, source in self._code:
            if wrong is not None and question == wrong.mistake.question:
                source = _with_wrong_line(source, wrong)
            if answers and question and question in answers:
                source = answers[question]
            exec(compile(source, f"{self.name}:{question}", "exec"), namespace)
        return namespace

    @property
    def answers(self) -> dict[str, str]:
        """The solution's answer to each question, as the text of its cell."""
        return {question: source for question, source in self._code if question}

    def right_programs(self) -> dict[str, dict[str, str]]:
        """Return, by style, right answers by question: those in the files of ``right/``."""
        return {path.stem: answers_in(path) for path in sorted(self.folder.glob("right/*.py"))}

    @cached_property
    def _right(self) -> Namespace:
        return self.solution()

    @cached_property
    def _mistaken(self) -> dict[str, Namespace]:
        return {wrong.mistake.id: self.solution(wrong) for wrong in self.wrong_lines}

    @cached_property
    def public_questions(self) -> list[Question]:
        """The questions with their public cases."""
        return [self._public(spec) for spec in self.specs]

    def questions(self, seed: int) -> dict[str, Question]:
        """Return by name the questions with their public cases and the seed's hidden ones."""
        asked = {}
        for number, (spec, public) in enumerate(zip(self.specs, self.public_questions)):
            hidden = self._cases(spec, public, np.random.default_rng([seed, number]))
            asked[public.name] = replace(public, cases=public.cases + hidden)
        return asked

    def _public(self, spec: Spec) -> Question:
        letters = "".join(option["letter"] for option in self.options.get(spec.name, []))
        asked = Question(
            name=spec.name,
            points=dict(spec.points),
            outputs=spec.outputs,
            cases=[],
            mistakes=self.mistakes,
            rtol=spec.rtol,
            kind=spec.kind,
            parameters=[] if spec.kind == "choices" else _parameters(self._right[spec.name]),
            options=letters,
            uses=self._uses(spec.name),
            page=spec.chapter,
            title=title(spec.chapter),
        )
        return replace(asked, cases=self._cases(spec, asked, None))

    def _uses(self, question: str) -> list[str]:
        """Return the earlier questions whose answers the solution's calls, directly or not."""
        names = [spec.name for spec in self.specs]
        earlier = names[: names.index(question)]
        called: set[str] = set()
        for name in reversed([*earlier, question]):
            if name == question or name in called:
                called |= _names(self.answers[name])
        return [name for name in earlier if name in called]

    def _cases(self, spec: Spec, asked: Question, rng: np.random.Generator | None) -> list[Case]:
        """Return the question's public cases, or hidden ones drawn from `rng`."""
        if spec.kind == "choices":
            return [] if rng is None else [self._choice(spec)]
        first = rng is None  # only the first public case is tried twice
        return [
            self._case(asked, *case, hidden=rng is not None, twice=first and number == 0)
            for number, case in enumerate(spec.cases(rng))
        ]

    def _case(
        self,
        question: Question,
        label: str,
        part: str,
        arguments: list[Any],
        hidden: bool,
        twice: bool,
    ) -> Case:
        case = Case(label, part, arguments, None, {}, hidden)
        outcome = call(self._right[question.name], case, question.kind, twice)
        if outcome.error:
            raise ValueError(
                f"{self.name}: the solution of {question.name} fails in {label!r}: {outcome.error}"
            )
        case = replace(case, expected=outcome.value)
        return replace(case, mistakes=SymptomsOfCase(question, case, self._mistaken, twice))

    def _choice(self, spec: Spec) -> Case:
        right = "".join(option["letter"] for option in self.options[spec.name] if option["right"])
        (part,) = spec.points
        return Case("your letters", part, [], right, {}, hidden=True)


def _set_names() -> list[str]:
    sources = sorted(EXERCISES.glob("*/*.md"))
    return [source.stem for source in sources if source.stem == source.parent.name]


class SymptomsOfCase(Mapping[str, Symptoms]):
    """How each known mistake shows in one case; each is found when it is first asked for.

    A student's hidden cases are drawn anew, and most answers are right: there is no need to know
    then what fifty wrong programs would have returned.
    """

    def __init__(
        self, question: Question, case: Case, mistaken: Mapping[str, Namespace], twice: bool
    ) -> None:
        self._question, self._case = question, case
        self._mistaken, self._twice = mistaken, twice
        self._found: dict[str, Symptoms | None] = {}

    def __getitem__(self, mistake: str) -> Symptoms:
        if mistake not in self._found:
            function = self._mistaken[mistake][self._question.name]
            outcome = call(function, self._case, self._question.kind, self._twice)
            visible = replace(self._question, rtol=VISIBLE * self._question.rtol)
            self._found[mistake] = symptoms(visible, self._case, outcome)
        seen = self._found[mistake]
        if seen is None:
            raise KeyError(mistake)
        return seen

    def __iter__(self) -> Iterator[str]:
        return (mistake for mistake in self._mistaken if mistake in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def answers_in(path: Path) -> dict[str, str]:
    """Return the answers by question of a file in which ``# %% question`` opens each."""
    answers: dict[str, str] = {}
    for piece in path.read_text(encoding="utf-8").split("\n# %% ")[1:]:
        question, _, code = piece.partition("\n")
        answers[question.strip()] = code.rstrip() + "\n"
    return answers


def _names(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def _parameters(function: Any) -> list[str]:
    return [] if inspect.isclass(function) else list(inspect.signature(function).parameters)


def _with_wrong_line(source: str, wrong: WrongLine) -> str:
    count = source.count(wrong.right)
    if count != 1:
        raise RightLineNotFound(
            f"the mistake {wrong.mistake.id!r}: its right line stands {count} times in the "
            f"solution of {wrong.mistake.question}, not once: {wrong.right}"
        )
    return source.replace(wrong.right, wrong.wrong)
