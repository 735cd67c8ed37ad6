"""The books of one run of training: what is noted on the way, and when the run ends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray, whole_number
from nnbp.conventions import Options
from nnbp.costs import cost

Callback = Callable[[int, float, list[FloatArray]], object]
Examples = tuple[ArrayLike, ArrayLike]


@dataclass(frozen=True, eq=False)
class Training:
    """What a run leaves behind.

    thetas              the weights at the end; with a patience, those of the lowest watched cost;
                        after a divergence, the last whose J was finite, if any was
    history             J before the first step, then after each
    validation_history  the cost of the validation examples at the same times, empty without them
    stopped             why the run ended, in words
    """

    thetas: list[FloatArray]
    history: FloatArray
    validation_history: FloatArray
    stopped: str

    @property
    def diverged(self) -> bool:
        """Whether J became infinite or not a number."""
        return not np.isfinite(self.history[-1])

    @property
    def rises(self) -> int:
        """How many steps raised J: none in batch gradient descent, if its rate is small enough."""
        # A J that is not a number has left all bounds, so it counts as infinite.
        return int(np.sum(np.diff(np.nan_to_num(self.history, nan=np.inf)) > 0))


class Run:
    """A run under way, and its books.

    `note` the weights at the start and after every step, as long as it says to go on; then take
    the `result`. `repeat` does so for a function that makes one step.
    """

    def __init__(
        self,
        steps: SupportsIndex,
        validation: Examples | None,
        patience: SupportsIndex | None,
        callback: Callback | None,
        progress: bool,
        options: Options,
    ) -> None:
        self.steps = whole_number("steps", steps, least=0)
        self.patience = None if patience is None else whole_number("patience", patience, least=1)
        self.validation, self.options = validation, options
        self.callback = callback
        self.bar = _bar(self.steps) if progress else None
        self.thetas: list[FloatArray] = []
        self.history: list[float] = []
        self.validation_history: list[float] = []
        self.lowest, self.lowest_step = np.inf, 0
        self.stopped = ""

    def repeat(
        self,
        make_step: Callable[[list[FloatArray]], list[FloatArray]],
        thetas: list[FloatArray],
        J: Callable[[list[FloatArray]], float],
    ) -> Training:
        """All the steps from these weights, unless something ends the run before."""
        thetas = [Theta.copy() for Theta in thetas]
        # An overflow is told by the result, so numpy need not warn of it.
        with np.errstate(over="ignore", invalid="ignore"):
            while self.note(thetas, J(thetas)):
                thetas = make_step(thetas)
        return self.result()

    def note(self, thetas: list[FloatArray], J: float) -> bool:
        """Note these weights and their cost; whether there is another step to make."""
        step = len(self.history)
        self.history.append(J)
        if step == 0:
            self.thetas = thetas
        if not np.isfinite(J):
            self.stopped = f"diverged: J is {J} after step {step}"
            return False

        watched = J
        if self.validation is not None:
            watched = cost(thetas, *self.validation, **self.options)
            self.validation_history.append(watched)
        if watched < self.lowest:
            self.lowest, self.lowest_step = watched, step
        if self.patience is None or self.lowest_step == step:
            self.thetas = thetas

        if step > 0:
            if self.bar is not None:
                self.bar.update()
            if self.callback is not None:
                self.callback(step, J, thetas)
        if self.patience is not None and step - self.lowest_step >= self.patience:
            name = "J" if self.validation is None else "the validation cost"
            self.stopped = f"{name} had no new low for {self.patience} steps"
        elif step >= self.steps:
            self.stopped = "after the last step"
        return not self.stopped

    def result(self) -> Training:
        """The weights and the books."""
        if self.bar is not None:
            self.bar.close()
        histories = np.array(self.history), np.array(self.validation_history)
        return Training(self.thetas, *histories, self.stopped)


def _bar(steps: int) -> Any:
    """tqdm's bar, which shows itself only after a second; None where tqdm is missing."""
    try:
        from tqdm import tqdm
    except ImportError:
        return None
    return tqdm(total=steps, delay=1.0, leave=False, unit="step")
