"""Problem set 3: the functions asked for, their points, and the cases they are tried on.

Public cases: the book's running example first, then nets whose layers all differ in size from
one another and from the number of examples, so that a mistake cannot hide behind equal shapes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from exercises.problem_set import Spec
from nnbp import deltas, forward, one_hot, unroll
from nnbp.datasets import running_example

Rng = np.random.Generator | None
Drawn = Iterator[tuple[str, str, list[Any]]]


@dataclass(frozen=True)
class Net:
    """A net with examples: weights, inputs, labels, and what to call it in a report."""

    label: str
    layer_sizes: list[int]
    thetas: list[np.ndarray]
    X: np.ndarray
    y: np.ndarray

    @property
    def Y(self) -> np.ndarray:
        return one_hot(self.y, self.layer_sizes[-1])


def draw_net(rng: np.random.Generator, layer_sizes: list[int], m: int, label: str) -> Net:
    """Draw weights of order 1 and inputs, with one decimal; every class is present."""
    K = layer_sizes[-1]
    thetas = [
        rng.uniform(-1.5, 1.5, (s_next, s + 1)).round(1) for s, s_next in pairwise(layer_sizes)
    ]
    X = rng.uniform(-1.5, 1.5, (m, layer_sizes[0])).round(1)
    y = rng.permutation([*range(K), *rng.integers(K, size=m - K)])
    return Net(label, layer_sizes, thetas, X, y)


def nets(rng: Rng) -> list[Net]:
    """Return the public nets, or hidden ones of random sizes."""
    if rng is None:
        example = running_example()
        sizes = list(example.layer_sizes)
        running = Net("the running example", sizes, list(example.thetas), example.X, example.y)
        fixed = np.random.default_rng(3)
        wide = draw_net(fixed, [4, 6, 3], 7, "a net of 4, 6 and 3 units")
        deep = draw_net(fixed, [3, 6, 4, 5], 8, "a net of 3, 6, 4 and 5 units")
        return [running, wide, deep]
    return [
        draw_net(
            rng,
            rng.permutation([3, 4, 5, 6, 7])[:layers].tolist(),
            m,
            f"a hidden net of {layers} layers",
        )
        for layers, m in ((3, 11), (4, 12))
    ]


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


def backprop_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        for lam, part in ((0.0, "lambda = 0"), (1.5, "lambda > 0")):
            yield f"{net.label}, lambda = {lam:g}", part, [net.thetas, net.X, net.Y, lam]


def nn_cost_function_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        theta = unroll(net.thetas)
        for lam, part in ((0.0, "lambda = 0"), (1.5, "lambda > 0")):
            arguments = [theta, net.layer_sizes, net.X, net.y, lam]
            yield f"{net.label}, lambda = {lam:g}", part, arguments


QUESTIONS = [
    Spec("sigmoid_gradient", {"all": 1}, ["the slope"], sigmoid_gradient_cases),
    Spec("output_delta", {"all": 1}, ["delta"], output_delta_cases),
    Spec("hidden_delta", {"all": 2}, ["delta"], hidden_delta_cases),
    Spec("layer_gradient", {"all": 2}, ["the gradient"], layer_gradient_cases),
    Spec("regularize", {"all": 2}, ["the gradient"], regularize_cases),
    Spec("backprop", {"lambda = 0": 4, "lambda > 0": 2}, ["D"], backprop_cases),
    Spec(
        "nn_cost_function",
        {"lambda = 0": 2, "lambda > 0": 2},
        ["J", "grad"],
        nn_cost_function_cases,
    ),
]

# What of nnbp holds an answer, modules and functions: a submission gets their names only.
WITHHELD = [
    "backprop",
    "activations.sigmoid_gradient",
    "losses.error",
    "losses.error_times_slope",
    "penalties.penalty_gradient",
]
