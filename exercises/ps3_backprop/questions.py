"""Problem set 3: the functions asked for, their points, and the cases they are tried on."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from exercises.nets import Net, nets
from exercises.problem_set import Spec
from nnbp import deltas, forward, unroll

Rng = np.random.Generator | None
Drawn = Iterator[tuple[str, str, list[Any]]]


def sigmoid_gradient_cases(rng: Rng) -> Drawn:
    if rng is None:
        yield "five values around 0", "all", [np.array([-1, -0.5, 0, 0.5, 1])]
        yield "a matrix", "all", [np.array([[-4.0, 2.0, 0.3], [7.0, -0.1, 1.0]])]
    else:
        yield "a random matrix", "all", [rng.normal(0, 2, (3, 4))]


def output_delta_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        yield net.label, "all", [forward(net.thetas, net.X).output, net.Y]


def hidden_delta_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        run = forward(net.thetas, net.X)
        delta_next = deltas(net.thetas, net.X, net.Y)[-1]
        yield net.label, "all", [delta_next, net.thetas[-1], run.pre_activations[-2]]


def layer_gradient_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        run = forward(net.thetas, net.X)
        delta_next = deltas(net.thetas, net.X, net.Y)[-1]
        yield net.label, "all", [delta_next, run.activations[-2]]


def regularize_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        Theta = net.thetas[0]
        D = (np.arange(Theta.size).reshape(Theta.shape) % 7 - 2) / 4
        for lam in (0.0, 1.5):
            yield f"{net.label}, lambda = {lam:g}", "all", [D, Theta, lam, len(net.X)]


def one_example_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        if len(net.thetas) == 2:
            for i, which in ((0, "first"), (-1, "last")):
                label = f"the {which} example of {net.label}"
                yield label, "all", [*net.thetas, net.X[i], net.Y[i]]


def small_and_deep(rng: Rng) -> list[Net]:
    """Return the first net, with two layers of weights, and the last, with three."""
    first, *_, last = nets(rng)
    return [first, last]


def backprop_cases(rng: Rng) -> Drawn:
    for net in small_and_deep(rng):
        for lam, part in ((0.0, "lambda = 0"), (1.5, "lambda > 0")):
            yield f"{net.label}, lambda = {lam:g}", part, [net.thetas, net.X, net.Y, lam]


def nn_cost_function_cases(rng: Rng) -> Drawn:
    tried = [
        (net, lam, part)
        for net in small_and_deep(rng)
        for lam, part in ((0.0, "lambda = 0"), (1.5, "lambda > 0"))
    ]
    # In public two name every mistake; more would only make the known outputs long.
    for net, lam, part in tried if rng else tried[::3]:
        arguments = [unroll(net.thetas), net.layer_sizes, net.X, net.y, lam]
        yield f"{net.label}, lambda = {lam:g}", part, arguments


QUESTIONS = [
    Spec("sigmoid_gradient", {"all": 1}, ["the slope"], sigmoid_gradient_cases, "deriving-delta"),
    Spec("output_delta", {"all": 1}, ["delta"], output_delta_cases, "deriving-delta"),
    Spec("hidden_delta", {"all": 2}, ["delta"], hidden_delta_cases, "deriving-delta"),
    Spec("layer_gradient", {"all": 2}, ["the gradient"], layer_gradient_cases, "backpropagation"),
    Spec("regularize", {"all": 2}, ["the gradient"], regularize_cases, "backpropagation"),
    Spec("one_example", {"all": 2}, ["G1", "G2"], one_example_cases, "backpropagation"),
    Spec("backprop", {"lambda = 0": 4, "lambda > 0": 2}, ["D"], backprop_cases, "backpropagation"),
    Spec(
        "nn_cost_function",
        {"lambda = 0": 2, "lambda > 0": 2},
        ["J", "grad"],
        nn_cost_function_cases,
        "unrolling",
    ),
]

# What of nnbp holds an answer, modules and functions: a submission gets their names only.
WITHHELD = [
    "backprop",
    "graph",
    "activations.sigmoid_gradient",
    "losses.error",
    "losses.error_times_slope",
    "penalties.penalty_gradient",
]
