"""A computational graph of single numbers, and reverse mode: the chain rule, node by node.

A node is a number that remembers how it was made. Ordinary arithmetic with nodes builds the graph;
`backward` walks it from the output to the inputs:

    x, y = Node(-2, "x"), Node(5, "y")
    f = (x + y) * -4
    backward(f)[x]                        # df/dx = -4.0

The forward value and the local rule of every operation stand side by side in OPERATIONS. All else
is made of these: x - y is x + (-1) y, and x / y is x times the reciprocal of y. A plain number in
an expression, such as -4 above, is a constant of its operation: no gradient flows to it.

After the lecture notes of Stanford CS231n, "Backpropagation, Intuitions".
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nnbp import activations
from nnbp.arguments import number, refusal


class Operation(NamedTuple):
    """A function of numbers, and its derivative with respect to each of them."""

    function: Callable[..., float]
    derivatives: Callable[..., tuple[float, ...]]


def _share(x: float, y: float) -> float:
    """The part of the gradient that max(x, y) hands to x: all, none, or half of it at a tie.

    Half is what the central difference finds there, and max(x, x) = x gets its derivative, 1.
    """
    return float(np.heaviside(x - y, 0.5))


# The exponent p of a power is always a constant, so there is no derivative for it.
OPERATIONS = {
    "add": Operation(lambda x, y: x + y, lambda x, y: (1.0, 1.0)),
    "multiply": Operation(lambda x, y: x * y, lambda x, y: (y, x)),
    "max": Operation(max, lambda x, y: (_share(x, y), _share(y, x))),
    "power": Operation(math.pow, lambda x, p: (p * math.pow(x, p - 1) if p else 0.0,)),
    "exp": Operation(math.exp, lambda x: (math.exp(x),)),
    "log": Operation(math.log, lambda x: (1 / x,)),
    "reciprocal": Operation(lambda x: 1 / x, lambda x: (-1 / (x * x),)),
    "sigmoid": Operation(
        lambda x: float(activations.sigmoid(x)),
        lambda x: (float(activations.sigmoid_gradient(x)),),
    ),
}


@dataclass(eq=False, repr=False)
class Node:
    """One number of a computation. `Node(3, "x")` is an input; arithmetic makes the others.

    value      a finite number
    name       for people; `(x + y).named("q")` names the result of an operation
    operation  "input", or a key of OPERATIONS
    arguments  what the operation was given, in its order: nodes and constants
    slopes     the local derivatives: that of this value with respect to each of the `inputs`

    Raises ValueError for what is no number, and where a value or a local derivative is not finite.
    """

    value: float
    name: str = ""
    operation: str = "input"
    arguments: tuple["Node | float", ...] = ()
    slopes: tuple[float, ...] = ()

    # An array on the left then leaves the operation to the node, which refuses it.
    __array_ufunc__ = None

    def __post_init__(self) -> None:
        self.value = _finite(f"node {self.name}" if self.name else "node", self.value)

    @property
    def inputs(self) -> tuple["Node", ...]:
        """The nodes among the arguments, those that a gradient flows to."""
        return tuple(argument for argument in self.arguments if isinstance(argument, Node))

    def named(self, name: str) -> "Node":
        """This node, with a name."""
        self.name = name
        return self

    def __repr__(self) -> str:
        return f"<Node {self.name or self.operation}: {self.value:.6g}>"

    def __add__(self, other: "Node | float") -> "Node":
        return apply("add", self, other)

    def __radd__(self, other: float) -> "Node":
        return apply("add", other, self)

    def __mul__(self, other: "Node | float") -> "Node":
        return apply("multiply", self, other)

    def __rmul__(self, other: float) -> "Node":
        return apply("multiply", other, self)

    def __neg__(self) -> "Node":
        return self * -1

    def __sub__(self, other: "Node | float") -> "Node":
        return self + (-other if isinstance(other, Node) else -_value("add", other))

    def __rsub__(self, other: float) -> "Node":
        return other + -self

    def __truediv__(self, other: "Node | float") -> "Node":
        inverse = reciprocal(other if isinstance(other, Node) else Node(other))
        return self * (inverse if isinstance(other, Node) else inverse.value)

    def __rtruediv__(self, other: float) -> "Node":
        return other * reciprocal(self)

    def __pow__(self, exponent: float) -> "Node":
        if isinstance(exponent, Node):
            raise _no_exponent(exponent)
        return apply("power", self, exponent)

    def __rpow__(self, base: float) -> "Node":
        raise _no_exponent(self)


def exp(x: Node) -> Node:
    """e^x"""
    return apply("exp", x)


def log(x: Node) -> Node:
    """The natural logarithm of x > 0."""
    return apply("log", x)


def reciprocal(x: Node) -> Node:
    """1 / x, for x other than 0."""
    return apply("reciprocal", x)


def sigmoid(x: Node) -> Node:
    """1 / (1 + e^(-x)), as one operation."""
    return apply("sigmoid", x)


def maximum(x: Node | float, y: Node | float) -> Node:
    """The larger of x and y. At a tie each of them gets half of the gradient.

    So maximum(x, 0), the ReLU, has the slope 1/2 at 0, where `relu_gradient` says 0: at a kink
    the slope is a convention.
    """
    return apply("max", x, y)


def apply(operation: str, *arguments: Node | float) -> Node:
    """The node that the operation makes of nodes and constants."""
    rule = OPERATIONS[operation]
    values = [_value(operation, argument) for argument in arguments]
    if not any(isinstance(argument, Node) for argument in arguments):
        raise refusal(operation, "a node", " and ".join(map(repr, arguments)))
    try:
        value, derivatives = rule.function(*values), rule.derivatives(*values)
    except (ArithmeticError, ValueError):  # 1 / 0, log(-1), exp(1000), ...
        value, derivatives = math.nan, ()
    if not all(map(math.isfinite, (value, *derivatives))):
        came = " and ".join(f"{value:g}" for value in values)
        raise refusal(operation, "operands where it and its derivative are finite", came)
    pairs = zip(arguments, derivatives)
    slopes = tuple(derivative for argument, derivative in pairs if isinstance(argument, Node))
    return Node(value, "", operation, arguments, slopes)


def in_order(output: Node) -> list[Node]:
    """Every node that `output` depends on, each one after its inputs; the last is `output`.

    Without recursion, so that a chain of any length works.
    """
    if not isinstance(output, Node):
        raise refusal("output", "a node", repr(output))
    order: dict[Node, None] = {}
    to_do = [output]
    while to_do:
        node = to_do.pop()
        missing = [source for source in node.inputs if source not in order]
        if missing:
            to_do += [node, *reversed(missing)]
        else:
            order[node] = None
    return list(order)


def backward(output: Node) -> dict[Node, float]:
    """The derivative of `output` with respect to every node it depends on, in their order.

    Each node hands its gradient to its inputs, times the local derivative. The gradients that
    reach an input by several ways add up. Nothing is left behind in the nodes, so that the same
    call has the same answer again.
    """
    order = in_order(output)
    gradient = dict.fromkeys(order, 0.0)
    gradient[output] = 1.0
    for node in reversed(order):
        for source, slope in zip(node.inputs, node.slopes):
            gradient[source] += slope * gradient[node]
    return gradient


class Row(NamedTuple):
    """A node in figures; a node without a name goes by its place in the table, as in "(3)"."""

    name: str
    operation: str
    arguments: tuple[str, ...]
    value: float
    gradient: float


def table(output: Node) -> list[Row]:
    """Every number of the computation, forward and backward, in the order of `in_order`."""
    gradient = backward(output)
    names = {node: node.name or f"({place})" for place, node in enumerate(gradient, start=1)}

    def shown(argument: Node | float) -> str:
        return names[argument] if isinstance(argument, Node) else f"{argument:g}"

    return [
        Row(name, node.operation, tuple(map(shown, node.arguments)), node.value, gradient[node])
        for node, name in names.items()
    ]


def sigmoid_neuron() -> Node:
    """1 / (1 + e^-(w0 x0 + w1 x1 + w2)) in its smallest steps, at w = (2, -3, -3), x = (-1, -2)."""
    w0, x0, w1, x1, w2 = map(Node, (2, -1, -3, -2, -3), ("w0", "x0", "w1", "x1", "w2"))
    return reciprocal(1 + exp(-(w0 * x0 + w1 * x1 + w2))).named("f")


def tricky_function() -> Node:
    """(x + s(y)) / (s(x) + (x + y)^2), where s is the sigmoid, at x = 3, y = -4, stage by stage."""
    x, y = Node(3, "x"), Node(-4, "y")
    num = (x + sigmoid(y).named("sigy")).named("num")
    xpysqr = ((x + y).named("xpy") ** 2).named("xpysqr")
    den = (sigmoid(x).named("sigx") + xpysqr).named("den")
    return (num * reciprocal(den).named("invden")).named("f")


def _value(operation: str, argument: Node | float) -> float:
    if isinstance(argument, Node):
        return argument.value
    return _finite(f"operand of {operation}", argument)


def _finite(name: str, value: float) -> float:
    value = number(name, value)
    if not math.isfinite(value):
        raise refusal(name, "a finite number", f"{value}")
    return value


def _no_exponent(exponent: Node) -> ValueError:
    return refusal("exponent", "a constant; exp(p * log(x)) is x ** p", repr(exponent))
