"""What an explorable is: a function from a few parameters to a frame, and the stops of each.

A function decorated with `explorable` computes something, draws it, and says it in words; the
drawing and the words come from the same numbers. Everything that shows explorables (a widget, a
page of the book) takes its controls from the parameters and its pictures from the function.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import product
from typing import Any

import matplotlib.style
from matplotlib.figure import Figure

from nnbp.arguments import choice, number, refusal, whole_number

Value = float | str

# A frame must come out the same on every machine and every day: no setting of the reader's, no
# date, and ids that depend on what they name alone. Letters become outlines, as no font is sure.
STYLE: list[Any] = ["default", {"font.size": 10.5, "axes.spines.top": False}]
STYLE[1] |= {"axes.spines.right": False, "axes.titlesize": 10.5, "mathtext.fontset": "dejavusans"}
SVG: Any = {"svg.hashsalt": "nnbp", "svg.fonttype": "path"}


@dataclass(frozen=True)
class Parameter:
    """One control.

    name    the argument of the function
    label   what the reader sees
    values  the stops, in order: numbers for a slider, words for a choice
    start   the stop that is shown first
    power   numbers are written as powers of ten

    A parameter whose stops are all whole takes whole numbers only; words must be one of the
    stops; any other number from the least stop to the largest is welcome in Python.
    """

    name: str
    label: str
    values: tuple[Value, ...]
    start: Value
    power: bool = False

    @property
    def is_choice(self) -> bool:
        """Whether the stops are words."""
        return isinstance(self.values[0], str)

    @property
    def is_whole(self) -> bool:
        """Whether it takes whole numbers only."""
        return all(isinstance(stop, int) for stop in self.values)

    @property
    def domain(self) -> str:
        """What values it takes, in words."""
        if self.is_choice:
            return " or ".join(repr(stop) for stop in self.values)
        least, most = self.written(min(self.values)), self.written(max(self.values))
        return f"{'a whole' if self.is_whole else 'any'} number from {least} to {most}"

    def written(self, value: Value) -> str:
        """A value as the reader sees it."""
        if isinstance(value, str):
            return value
        return power_of_ten(value) if self.power else decimal(value)

    def checked(self, value: Any) -> Value:
        """The value, if it is one; else ValueError."""
        if self.is_choice:
            return choice(self.name, value, [str(stop) for stop in self.values])
        stops = [float(stop) for stop in self.values]
        if self.is_whole:
            value = whole_number(self.name, value, least=int(min(stops)))
        if not min(stops) <= number(self.name, value) <= max(stops):
            raise refusal(self.name, f"{min(stops):g} to {max(stops):g}", f"{value:g}")
        return value  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Question:
    """What the reader predicts before a frame is shown; `options[right]` is the answer."""

    text: str
    options: tuple[str, ...]
    right: int
    because: str


@dataclass(frozen=True, eq=False, repr=False)
class Frame:
    """One state of an explorable: the figure, and what one sees in it.

    A notebook shows the figure; printed, a frame is its description.
    """

    figure: Figure
    alt: str

    def svg(self) -> str:
        """The figure as SVG, the same text for the same figure."""
        out = StringIO()
        # Some settings are read only now, as the ticks are made.
        with matplotlib.style.context([*STYLE, SVG]):
            self.figure.savefig(out, format="svg", metadata={"Date": None})
        text = out.getvalue()
        return text[text.index("<svg") :]

    def __repr__(self) -> str:
        return self.alt

    def _repr_svg_(self) -> str:
        return self.svg()


@dataclass(frozen=True)
class Explorable:
    """A function of a few parameters; called with their values, it gives a Frame.

    `question` takes the values of a stop and returns what is asked before its frame is shown.
    The last parameter is the one by which a reader walks from question to question.
    """

    function: Callable[..., Frame]
    parameters: tuple[Parameter, ...]
    caption: str
    question: Callable[..., Question | None]

    @property
    def name(self) -> str:
        """The name of the function."""
        return self.function.__name__

    def __call__(self, **values: Any) -> Frame:
        """The frame for these values; a parameter that is not named is at its start.

        Raises ValueError for a parameter that does not exist and a value that does not fit.
        """
        names = [parameter.name for parameter in self.parameters]
        for name in values:
            choice(f"parameter of {self.name}", name, names)
        settled = {p.name: p.checked(values.get(p.name, p.start)) for p in self.parameters}
        with matplotlib.style.context(STYLE):
            return self.function(**settled)

    @property
    def has_values_between(self) -> bool:
        """Whether some parameter takes other values than its stops."""
        return not all(
            p.is_choice or (p.is_whole and len(p.values) == max(p.values) - min(p.values) + 1)  # type: ignore[operator]
            for p in self.parameters
        )

    def stops(self) -> Iterator[dict[str, Value]]:
        """The values of every frame; the last parameter moves first."""
        names = [parameter.name for parameter in self.parameters]
        for values in product(*(parameter.values for parameter in self.parameters)):
            yield dict(zip(names, values))


def no_question(**values: Any) -> None:
    """Most frames are shown without one."""


def explorable(
    *parameters: Parameter, caption: str, question: Callable[..., Question | None] = no_question
) -> Callable[[Callable[..., Frame]], Explorable]:
    """Make a function of these parameters an explorable; `caption` says what its figure shows."""

    def make(function: Callable[..., Frame]) -> Explorable:
        return Explorable(function, parameters, caption, question)

    return make


def decimal(value: float, decimals: int | None = None, sign: bool = False) -> str:
    """A number with a true minus sign; without `decimals` as many digits as it needs, up to six."""
    plus = "+" if sign else ""
    text = f"{value:{plus}.6g}" if decimals is None else f"{value:{plus}.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "\N{MINUS SIGN}")


def power_of_ten(value: float, decimals: int | None = None) -> str:
    """A positive number as 3·10⁻⁵; a factor of 1 and a power of 0 are left out.

    Without `decimals` the factor has as many as it needs, up to two.
    """
    digits, _, exponent = f"{value:.{2 if decimals is None else decimals}e}".partition("e")
    if decimals is None:
        digits = f"{float(digits):g}"
    if int(exponent) == 0:
        return decimal(float(digits))
    raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{raised}" if float(digits) == 1 else f"{digits}·10{raised}"
