"""Problem set 5: the functions asked for, their points, and the cases they are tried on.

The nets are those of problem set 3: the running example first, then nets whose layers all differ
in size. Functions are handed over as surfaces, and randomness as a seed.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from exercises.nets import nets
from exercises.problem_set import Spec
from nnbp import backprop, unroll
from nnbp.surfaces import Surface

Rng = np.random.Generator | None
Drawn = Iterator[tuple[str, str, list[Any]]]


def glorot_limit_cases(rng: Rng) -> Drawn:
    if rng is None:
        sizes = [(64, 25), (25, 10), (2, 3)]
    else:
        sizes = [(int(s), int(s_next)) for s, s_next in rng.integers(2, 400, (2, 2))]
    for s, s_next in sizes:
        yield f"{s} units and {s_next} units", "all", [s, s_next]


def initial_weights_cases(rng: Rng) -> Drawn:
    for number, net in enumerate(nets(rng)):
        seed = number if rng is None else int(rng.integers(1000))
        sizes = ", ".join(map(str, net.layer_sizes))
        yield f"layers of {sizes} units, seed {seed}", "all", [net.layer_sizes, seed]


def draw_layer(rng: np.random.Generator, s: int) -> list[np.ndarray]:
    """Weights into and out of a layer of s units, 6 or more: one copy, and four that look like it.

    Of the units like the first, one is a copy; one has other weights out, one other weights in,
    one another bias, and one other weights but one.
    """
    into, out_of = rng.uniform(-2, 2, (s, 4)).round(1), rng.uniform(-2, 2, (3, s + 1)).round(1)
    first, copy, rows, columns, bias, one = rng.permutation(s)[:6]
    into[[copy, rows]] = into[first]
    into[bias, 1:], into[one, 2] = into[first, 1:], into[first, 2]
    out_of[:, 1 + np.array([copy, columns, bias])] = out_of[:, [1 + first]]
    return [into, out_of]


def first_copies_cases(rng: Rng) -> Drawn:
    if rng is None:
        Theta1, Theta2 = nets(None)[0].thetas
        yield "the running example", "all", [Theta1, Theta2]
        copied = [Theta1.copy(), Theta2.copy()]
        copied[0][2], copied[1][:, 3] = Theta1[0], Theta2[:, 1]
        yield "the running example, with a copy of a unit", "all", copied
        yield "all weights 0.1", "all", [np.full((4, 3), 0.1), np.full((2, 5), 0.1)]
        yield "a layer of seven units", "all", draw_layer(np.random.default_rng(5), 7)
    else:
        yield "a hidden layer of eight units", "all", draw_layer(rng, 8)
        yield "a hidden layer of nine units", "all", draw_layer(rng, 9)


def gradient_step_cases(rng: Rng) -> Drawn:
    for net, alpha in zip(nets(rng), (0.5, 0.3, 2.0)):
        gradients = backprop(net.thetas, net.X, net.Y)
        yield f"{net.label}, alpha = {alpha:g}", "all", [net.thetas, gradients, alpha]


def draw_bowl(rng: np.random.Generator, n: int) -> Surface:
    """A bowl with its gradient, one decimal."""
    A = rng.uniform(-1, 1, (n, n)).round(1)
    b = rng.uniform(-2, 2, n).round(1)
    return Surface("bowl", [A + A.T + 2 * np.eye(n), b, 1.5], with_gradient=True)


def descend_cases(rng: Rng) -> Drawn:
    if rng is None:
        parabola = Surface("bowl", [np.array([[2.0]]), np.array([0.0]), 0.0], with_gradient=True)
        yield "the parabola theta^2 from 4", "all", [parabola, np.array([4.0]), 0.25, 3]
        yield "theta^2 with a rate that is too large", "all", [parabola, np.array([1.0]), 1.5, 4]
        at = np.array([[1.2, -0.4], [0.3, 2.0]])
        yield "a bowl over a matrix", "all", [draw_bowl(np.random.default_rng(6), 4), at, 0.1, 5]
        net = nets(None)[0]
        J = Surface("network", [net.layer_sizes, net.X, net.y, 0.5], with_gradient=True)
        yield "the cost of the running example", "all", [J, unroll(net.thetas), 0.5, 4]
    else:
        at = rng.uniform(-2, 2, 5).round(1)
        yield "a hidden bowl", "all", [draw_bowl(rng, 5), at, 0.15, 4]
        at = rng.uniform(-2, 2, (2, 3)).round(1)
        yield "a hidden bowl over a matrix", "all", [draw_bowl(rng, 6), at, 0.05, 6]


def draw_steps(rng: np.random.Generator, shape: tuple[int, ...], count: int) -> list[Any]:
    """So many calls of `step`, each with a theta and a gradient of its own, one decimal."""
    pairs = rng.uniform(-2, 2, (count, 2, *shape)).round(1)
    return [["step", [theta, D]] for theta, D in pairs]


def momentum_cases(rng: Rng) -> Drawn:
    if rng is None:
        D = np.array([1.0])
        twice = [["step", [np.array([0.0]), D]], ["step", [np.array([-0.1]), D]]]
        yield "the gradient 1 in two steps", "all", [[0.1, 0.5], twice]
        fixed = np.random.default_rng(7)
        yield "four steps of three numbers", "all", [[0.3, 0.9], draw_steps(fixed, (3,), 4)]
        yield "three steps of a matrix", "all", [[0.5, 0.8], draw_steps(fixed, (2, 3), 3)]
        yield "no momentum at all", "all", [[0.2, 0.0], draw_steps(fixed, (2,), 3)]
    else:
        alpha, mu = rng.uniform(0.1, 0.4), rng.uniform(0.6, 0.95)
        yield "five hidden steps", "all", [[alpha, mu], draw_steps(rng, (4,), 5)]
        yield "three hidden steps of a matrix", "all", [[mu, alpha], draw_steps(rng, (3, 2), 3)]


def minibatches_cases(rng: Rng) -> Drawn:
    if rng is None:
        fixed = np.random.default_rng(8)
        pairs = [(7, 3), (12, 4), (11, 4), (5, 1), (4, 9)]
    else:
        fixed, size = rng, int(rng.integers(3, 6))
        pairs = [(4 * size + int(rng.integers(1, size)), size), (5 * size, size)]
    for m, size in pairs:
        yield f"{m} examples in batches of {size}", "all", [fixed.permutation(m), size]


def draw_answers(rng: np.random.Generator, m: int, K: int, right: int) -> list[Any]:
    """Outputs of a net, two decimals, no two of an example equal, so many of them right."""
    steps = np.array([rng.permutation(20)[:K] for _ in range(m)])
    outputs = (steps + 1) / 25
    said = outputs.argmax(axis=1)
    wrong = np.arange(m) >= right
    y = (said + wrong * rng.integers(1, K, m)) % K
    order = rng.permutation(m)
    return [outputs[order], y[order]]


def accuracy_cases(rng: Rng) -> Drawn:
    if rng is None:
        fixed = np.random.default_rng(9)
        triples = [(5, 3, 3), (8, 4, 2), (7, 5, 7)]
    else:
        fixed = rng
        triples = [(9, 4, int(rng.integers(2, 8))), (11, 3, int(rng.integers(2, 8)))]
    for m, K, right in triples:
        yield f"{m} examples of {K} classes", "all", draw_answers(fixed, m, K, right)


def early_stop_cases(rng: Rng) -> Drawn:
    if rng is None:
        yield "the costs of the question", "all", [np.array([5.0, 4, 6, 7, 3]), 2]
        falling = np.array([2.0, 1.5, 1.2, 1.1, 0.9])
        yield "a cost that falls to the end", "all", [falling, 3]
        uneven = np.array([3.0, 2.4, 2.6, 2.2, 2.3, 2.1, 2.5, 2.3, 2.2, 1.0, 0.5])
        yield "ups and downs, patience 3", "all", [uneven, 3]
        level = np.array([2.0, 1.0, 1.0, 1.0, 1.0, 0.5])
        yield "a cost that stays the same", "all", [level, 2]
        yield "patience 1", "all", [np.array([1.0, 0.8, 0.9, 0.3]), 1]
    else:
        for patience in (2, 3, 4):
            costs = np.linspace(3, 2, 15) + rng.uniform(-0.4, 0.4, 15)
            yield f"fifteen hidden costs, patience {patience}", "all", [costs.round(2), patience]


def train_cases(rng: Rng) -> Drawn:
    for net, alpha, steps in zip(nets(rng), (0.5, 0.8, 0.3), (4, 3, 2)):
        for lam, part in ((0.0, "lambda = 0"), (1.5, "lambda > 0")):
            arguments = [net.thetas, net.X, net.Y, lam, alpha, steps]
            yield f"{net.label}, lambda = {lam:g}", part, arguments


QUESTIONS = [
    Spec("glorot_limit", {"all": 1}, ["epsilon"], glorot_limit_cases, "symmetry-breaking"),
    Spec("initial_weights", {"all": 2}, ["Theta"], initial_weights_cases, "symmetry-breaking"),
    Spec("first_copies", {"all": 2}, ["the copies"], first_copies_cases, "symmetry-breaking"),
    Spec("gradient_step", {"all": 2}, ["Theta"], gradient_step_cases, "training"),
    Spec("descend", {"all": 3}, ["theta", "history"], descend_cases, "training"),
    Spec("Momentum", {"all": 3}, [], momentum_cases, "training", kind="class"),
    Spec("minibatches", {"all": 2}, ["batch "], minibatches_cases, "training"),
    Spec("accuracy", {"all": 1}, ["the accuracy"], accuracy_cases, "training"),
    Spec("early_stop", {"all": 2}, ["stop", "lowest"], early_stop_cases, "training"),
    Spec(
        "train", {"lambda = 0": 2, "lambda > 0": 2}, ["Theta", "history"], train_cases, "training"
    ),
]

# Modules of nnbp that hold an answer: a submission gets their names only.
WITHHELD = ["initialization", "symmetry", "training", "run", "studies"]
