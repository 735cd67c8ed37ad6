"""Problem set 2: the functions asked for, their points, and the cases they are tried on.

The nets are those of problem set 3: the running example first, then nets whose layers all differ
in size.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from exercises.nets import nets
from exercises.problem_set import Spec
from nnbp import forward
from nnbp.datasets import running_example

Rng = np.random.Generator | None
Drawn = Iterator[tuple[str, str, list[Any]]]


def sigmoid_cases(rng: Rng) -> Drawn:
    moderate, large = "moderate z", "large z"
    if rng is None:
        yield "five values around 0", moderate, [np.array([-1.0, -0.5, 0.0, 0.5, 1.18])]
        yield "a matrix", moderate, [np.array([[-4.0, 2.0, 0.3], [7.0, -0.1, 1.0]])]
        yield "large values", large, [np.array([-1000.0, -40.0, 1.5, 40.0, 1000.0])]
    else:
        yield "a random matrix", moderate, [rng.normal(0, 2, (3, 4))]
        yield "hidden large values", large, [rng.permutation([-900.0, -50.0, 0.7, 30.0, 800.0])]


def add_bias_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        yield net.label, "all", [net.X]


def layer_forward_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        yield f"layer 2 of {net.label}", "all", [net.thetas[0], net.X]


def forward_outputs_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        yield net.label, "all", [net.thetas, net.X]


def predict_labels_cases(rng: Rng) -> Drawn:
    if rng is None:
        example = running_example()
        yield "the running example", "all", [forward(example.thetas, example.X).output]
    drawn, sizes = (np.random.default_rng(6), ((7, 4), (9, 5))) if rng is None else (rng, ((8, 6),))
    for m, K in sizes:
        yield f"{m} examples, {K} classes", "all", [drawn.uniform(0, 1, (m, K))]


def one_hot_cases(rng: Rng) -> Drawn:
    if rng is None:
        yield "the running example", "all", [running_example().y, 2]
        yield "every class of three", "all", [np.array([2, 0, 1, 1, 2, 0, 2]), 3]
        yield "the last of five classes is missing", "all", [np.array([3, 1, 0, 3, 2, 1, 0, 3]), 5]
    else:
        K = int(rng.integers(4, 7))
        y = rng.permutation([0, 2, *rng.integers(1, K, 7)])
        yield "the last class is missing", "all", [y, K + 1]


def outputs_and_targets(rng: Rng) -> Drawn:
    for net in nets(rng):
        yield net.label, "all", [forward(net.thetas, net.X).output, net.Y]


def cross_entropy_from_z_cases(rng: Rng) -> Drawn:
    drawn = nets(rng)
    for net in drawn:
        Z = forward(net.thetas, net.X).pre_activations[-1]
        yield net.label, "moderate z", [Z, net.Y]
    for net, factor in zip(drawn[-2:], (100, 1000), strict=True):
        Z = (factor * forward(net.thetas, net.X).pre_activations[-1]).round()
        yield f"{net.label}, every z {factor} times as large", "large z", [Z, net.Y]


def penalty_cases(rng: Rng) -> Drawn:
    strengths = (0.0, 0.5, 3.0) if rng is None else (0.4, 2.5)
    for net in nets(rng):
        for lam in strengths:
            yield f"{net.label}, lambda = {lam:g}", "all", [net.thetas, len(net.X), lam]


def squared_error_cases(rng: Rng) -> Drawn:
    yield from outputs_and_targets(rng)
    drawn, m = (np.random.default_rng(4), 6) if rng is None else (rng, 9)
    H, Y = drawn.uniform(-2, 2, (2, m, 4)).round(1)
    yield f"{m} examples with measured numbers", "all", [H, Y]


def softmax_cases(rng: Rng) -> Drawn:
    moderate, large = "moderate z", "large z"
    if rng is None:
        example = running_example()
        Z = forward(example.thetas, example.X).pre_activations[-1]
        yield "the running example", moderate, [Z]
        fixed = np.random.default_rng(5)
        yield "six examples, four classes", moderate, [fixed.integers(-8, 9, (6, 4)) / 4]
        high = np.array([[1000.0, 998.0, 997.5], [1001.0, 1000.0, 1001.5]])
        yield "two rows of large values", large, [high]
        yield "rows of different size", large, [np.vstack([high, [1, 0, -1], [-900, -901, -902.5]])]
    else:
        Z = rng.integers(-8, 9, (7, 5)) / 4
        yield "seven examples, five classes", moderate, [Z]
        high = rng.permutation(range(-3000, 3001, 1000))
        yield "seven rows of different size", large, [Z + high[:, None]]


def network_cost_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        for lam, part in ((0.0, "lambda = 0"), (0.5, "lambda > 0"), (2.0, "lambda > 0")):
            yield f"{net.label}, lambda = {lam:g}", part, [net.thetas, net.X, net.y, lam]


QUESTIONS = [
    Spec("sigmoid", {"moderate z": 1, "large z": 1}, ["g"], sigmoid_cases, "notation"),
    Spec("add_bias", {"all": 1}, ["the result"], add_bias_cases, "notation"),
    Spec("layer_forward", {"all": 2}, ["A"], layer_forward_cases, "notation"),
    Spec("forward_outputs", {"all": 2}, ["h"], forward_outputs_cases, "notation"),
    Spec("predict_labels", {"all": 1}, ["the labels"], predict_labels_cases, "notation"),
    Spec("one_hot", {"all": 1}, ["Y"], one_hot_cases, "notation"),
    Spec("cross_entropy", {"all": 3}, ["J"], outputs_and_targets, "cost-function"),
    Spec(
        "cross_entropy_from_z",
        {"moderate z": 1, "large z": 1},
        ["J"],
        cross_entropy_from_z_cases,
        "cost-function",
    ),
    Spec("penalty", {"all": 2}, ["the penalty"], penalty_cases, "cost-function"),
    Spec("squared_error", {"all": 1}, ["J"], squared_error_cases, "other-costs"),
    Spec(
        "softmax",
        {"moderate z": 1, "large z": 1},
        ["a"],
        softmax_cases,
        "other-costs",
        rtol=1e-6,
    ),
    Spec(
        "network_cost",
        {"lambda = 0": 2, "lambda > 0": 1},
        ["J"],
        network_cost_cases,
        "cost-function",
    ),
]

# Modules of nnbp, and functions of others, that hold an answer: a submission gets their names only.
WITHHELD = [
    "network",
    "costs.cost",
    "activations.sigmoid",
    "activations.softmax",
    "losses.cross_entropy",
    "losses.softmax_cross_entropy",
    "losses.squared_error",
    "penalties",
    "surfaces",
]
