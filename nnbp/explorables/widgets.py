"""Explorables in a notebook: the controls and the frame they choose."""

from html import escape
from itertools import pairwise
from typing import Any

from nnbp.explorables.explorable import Explorable, Frame, Parameter, Question


class Explorer:
    """The widget of one explorable.

    controls  the control of each parameter, by name; the trait `value` is the stop it is at
    picture   the HTML widget with the frame
    question  the buttons of the prediction, while a frame waits for one
    box       all of it, for `display`
    """

    def __init__(self, explorable: Explorable) -> None:
        widgets = _ipywidgets()
        self.explorable = explorable
        self.controls = {p.name: _control(p) for p in explorable.parameters}
        self.picture = widgets.HTML()
        self.question = widgets.VBox()
        self.verdict = widgets.HTML()
        self.answered: set[tuple[Any, ...]] = set()
        for control in self.controls.values():
            control.observe(lambda _: self.update(), "value")
        self.box = widgets.VBox(
            [*self.controls.values(), self.picture, self.question, self.verdict]
        )
        self.update()

    @property
    def values(self) -> dict[str, Any]:
        """The stops at which the controls are."""
        return {name: control.value for name, control in self.controls.items()}

    def update(self) -> None:
        """Show the frame of these stops, or ask for the first prediction on the way to it."""
        self.verdict.value, self.question.children = "", ()
        walk, values = self.explorable.parameters[-1], self.values
        goal = walk.values.index(values[walk.name])
        for before, stop in pairwise(walk.values[: goal + 1]):
            at = values | {walk.name: stop}
            question = self.explorable.question(**at)
            if question is not None and tuple(at.values()) not in self.answered:
                if at == values:
                    self.picture.value = _labelled(self.explorable(**at | {walk.name: before}))
                    self._ask(question)
                else:
                    self.controls[walk.name].value = stop  # which calls this again
                return
        self.picture.value = _labelled(self.explorable(**values))

    def _ask(self, question: Question) -> None:
        widgets = _ipywidgets()

        def answer(button: Any) -> None:
            self.answered.add(tuple(self.values.values()))
            self.update()
            right = button.description == question.options[question.right]
            self.verdict.value = f"{'Right' if right else 'Not right'}: {question.because}."

        buttons = [widgets.Button(description=option) for option in question.options]
        for button in buttons:
            button.on_click(answer)
        self.question.children = (widgets.Label(question.text), widgets.HBox(buttons))

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.box)


def _labelled(frame: Frame) -> str:
    return f'<div role="img" aria-label="{escape(frame.alt)}">{frame.svg()}</div>'


def _control(parameter: Parameter) -> Any:
    """A slider over the stops, or buttons where the stops are words."""
    widgets = _ipywidgets()
    make = widgets.ToggleButtons if parameter.is_choice else widgets.SelectionSlider
    return make(
        options=[(parameter.written(value), value) for value in parameter.values],
        value=parameter.start,
        description=parameter.label,
        style={"description_width": "initial"},
    )


def _ipywidgets() -> Any:
    try:
        import ipywidgets
    except ImportError:
        raise ImportError(
            "explore needs ipywidgets (pip install ipywidgets); explore_frame(name, ...) draws one "
            "frame without it"
        ) from None
    return ipywidgets
