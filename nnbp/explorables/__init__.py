"""Figures with controls: each is a function of a few parameters, defined once, one a file.

perceptron_line    a perceptron that looks at one example after the other
boolean_net        a net of three units with its bias weights to set
cost_surface       the cost over two weights, and steps of gradient descent on it
fork               a computational graph in which one input is used twice
forward_backward   the running example, one delta at a time, each predicted before it is shown
v_curve            the gradient check in float64 and float32, with the nudge to set
equal_units        hidden units that start equal, nearly equal, and at random
learning_rates     gradient descent with a learning rate to set
overfitting        too many units, few examples, and lambda to set
hidden_layer       the hidden layer of the net for the digits, as it learns

`explore(name)` shows one with its controls in a notebook; `explore_frame(name, ...)` is a single
frame, also for values between the stops of the controls. Needs matplotlib, and `explore` also
ipywidgets.
"""

from typing import Any

from nnbp.arguments import choice
from nnbp.explorables.boolean_net import boolean_net
from nnbp.explorables.cost_surface import cost_surface
from nnbp.explorables.equal_units import equal_units
from nnbp.explorables.explorable import Explorable, Frame, Parameter, Question
from nnbp.explorables.fork import fork
from nnbp.explorables.forward_backward import forward_backward
from nnbp.explorables.hidden_layer import hidden_layer
from nnbp.explorables.learning_rates import learning_rates
from nnbp.explorables.overfitting import overfitting
from nnbp.explorables.perceptron_line import perceptron_line
from nnbp.explorables.v_curve import v_curve
from nnbp.explorables.widgets import Explorer

__all__ = [
    "EXPLORABLES",
    "Explorable",
    "Explorer",
    "Frame",
    "Parameter",
    "Question",
    "explore",
    "explore_frame",
]

EXPLORABLES = {
    explorable.name: explorable
    for explorable in (
        perceptron_line,
        boolean_net,
        cost_surface,
        fork,
        forward_backward,
        v_curve,
        equal_units,
        learning_rates,
        overfitting,
        hidden_layer,
    )
}


def explore(name: str) -> Explorer:
    """The explorable of this name with its controls. Raises ImportError without ipywidgets."""
    return Explorer(named(name))


def explore_frame(name: str, **values: Any) -> Frame:
    """One frame of the explorable of this name; what is not named stands at its start.

    Raises ValueError for an unknown name or parameter, and for a value out of its range.
    """
    return named(name)(**values)


def named(name: str) -> Explorable:
    """The explorable of this name."""
    return EXPLORABLES[choice("name", name, list(EXPLORABLES))]
