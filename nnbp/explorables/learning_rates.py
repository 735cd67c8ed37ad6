"""Gradient descent on the running example, with a learning rate to set."""

from functools import cache

import numpy as np

from nnbp.arguments import FloatArray
from nnbp.datasets import running_example
from nnbp.explorables.canvas import canvas, panel
from nnbp.explorables.explorable import Frame, Parameter, decimal, explorable
from nnbp.plots.palette import COST, FAINT
from nnbp.training import gradient_descent

RATES = (0.03, 0.1, 0.3, 1.0, 2.0, 3.0, 5.0, 8.0, 10.0, 15.0, 20.0, 30.0)
STEPS = 60
TOP = 25.0  # the upper edge of the figure


@cache
def history(rate: float) -> FloatArray:
    """J before the first step and after each."""
    example = running_example()
    thetas, X, Y, lam = example.thetas, example.X, example.Y, example.lam
    return gradient_descent(thetas, X, Y, lam, rate, STEPS, progress=False).history


@explorable(
    Parameter("rate", "learning rate α", RATES, 0.3),
    caption="The cost $J$ of the running example over 60 steps of gradient descent. "
    "Grey: the other rates. A cross marks where a run leaves the figure.",
)
def learning_rates(rate: float) -> Frame:
    """The cost over the steps with this learning rate."""
    J = history(rate)
    figure = canvas(3.0)
    ax = panel(figure, 0.6, 0.55, 4.1, 2.1)
    for other in RATES:
        ax.semilogy(np.minimum(history(other), 10 * TOP), color=FAINT, linewidth=1)
    ax.semilogy(np.minimum(J, 10 * TOP), color=COST, linewidth=2)
    out = np.flatnonzero(J > TOP)
    if len(out):
        ax.plot(out[0] - 0.5, TOP, "x", color=COST, markersize=9, markeredgewidth=2, clip_on=False)
    ax.set(xlim=(0, STEPS), ylim=(1, TOP), xlabel="step", ylabel="$J$")
    ax.set_yticks([1, 2, 5, 10, 20], ["1", "2", "5", "10", "20"])
    ax.minorticks_off()

    rises = int(np.sum(np.diff(J) > 0))
    if len(out):
        end = f"is above {TOP:g} after step {out[0]}"
        course = f"climbs from {decimal(J[0], 4)} and leaves the figure: J {end}"
    else:
        end = f"= {decimal(J[-1], 4)} after {STEPS} steps"
        course = f"goes from {decimal(J[0], 4)} to {decimal(J[10], 4)} after 10 steps; J {end}"
    ax.set_title(f"$α$ = {decimal(rate)}:  $J$ {end}", loc="left")
    how_often = f"It rises in {rises} of the {STEPS} steps" if rises else "It falls in every step"
    return Frame(
        figure, f"With learning rate {decimal(rate)} the curve of J {course}. {how_often}."
    )
