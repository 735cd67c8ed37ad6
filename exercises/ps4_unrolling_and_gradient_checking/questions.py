"""Problem set 4: the functions asked for, their points, and the cases they are tried on.

The nets are those of problem set 3: the running example first, then nets whose layers all differ
in size. Functions are handed over as surfaces.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from exercises.nets import Net, nets
from exercises.problem_set import Spec
from nnbp import unroll
from nnbp.surfaces import Surface

Rng = np.random.Generator | None
Drawn = Iterator[tuple[str, str, list[Any]]]


def unroll_weights_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        yield net.label, "all", [net.thetas]


def roll_weights_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        yield net.label, "all", [unroll(net.thetas), net.layer_sizes]


def from_octave_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        yield net.label, "all", [unroll(net.thetas, order="F"), net.layer_sizes]


def of_net(net: Net, lam: float) -> list[Any]:
    """The cost of a net as a surface, and its weights as the place to nudge."""
    return [Surface("network", [net.layer_sizes, net.X, net.y, lam]), unroll(net.thetas)]


def draw_polynomial(rng: np.random.Generator, n: int) -> Surface:
    """A cubic in each of n entries, one decimal."""
    return Surface("polynomial", [rng.uniform(-2, 2, (4, n)).round(1)])


def draw_bowl(rng: np.random.Generator, n: int) -> Surface:
    """A bowl in which every entry depends on the others, one decimal."""
    A = rng.uniform(-1, 1, (n, n)).round(1)
    return Surface("bowl", [A + A.T + n * np.eye(n), rng.uniform(-2, 2, n).round(1), 1.5])


def numerical_gradient_cases(rng: Rng) -> Drawn:
    if rng is None:
        cubic = Surface("polynomial", [np.array([[2.0], [0.0], [0.0], [3.0]])])
        yield "3 theta^3 + 2 at 1, eps = 0.01", "all", [cubic, np.array([1.0]), 0.01]
        label = "at three integers"
        yield (
            label,
            "all",
            [draw_polynomial(np.random.default_rng(4), 3), np.array([2, -1, 3]), 0.02],
        )
        matrix = np.array([[0.5, -1.2, 0.8], [1.1, 0.3, -0.7]])
        yield "a matrix", "all", [draw_bowl(np.random.default_rng(5), 6), matrix, 0.01]
    else:
        at = rng.uniform(-2, 2, 4).round(1)
        yield "a hidden function of four numbers", "all", [draw_polynomial(rng, 4), at, 0.02]
        at = rng.uniform(-2, 2, (4, 2)).round(1)
        yield "a hidden function of a matrix", "all", [draw_bowl(rng, 8), at, 0.05]
    for net in nets(rng)[:2]:
        yield f"the cost of {net.label}", "all", [*of_net(net, 0.5), 0.01]


def gradients(rng: np.random.Generator, n: int, gap: float) -> list[np.ndarray]:
    """Two gradients of n entries that differ by about `gap`."""
    analytic = rng.uniform(-2, 2, n).round(1)
    return [analytic + gap * rng.uniform(-1, 1, n).round(1), analytic]


def relative_error_cases(rng: Rng) -> Drawn:
    if rng is None:
        D = np.array([0.3, -1.2, 0.5, 2.0])
        yield "one is twice the other", "all", [2 * D, D]
        yield "two zero gradients", "all", [np.zeros(3), np.zeros(3)]
        fixed = np.random.default_rng(6)
        yield "six entries", "all", gradients(fixed, 6, 0.3)
        numeric, analytic = gradients(fixed, 8, 1e-8)
        yield (
            "two matrices that nearly agree",
            "all",
            [
                numeric.reshape(2, 4),
                analytic.reshape(2, 4),
            ],
        )
    else:
        yield "seven hidden entries", "all", gradients(rng, 7, 0.5)
        yield "nine hidden entries that nearly agree", "all", gradients(rng, 9, 1e-6)


def block_errors_cases(rng: Rng) -> Drawn:
    drawn = np.random.default_rng(7) if rng is None else rng
    for net in nets(rng):
        pair = gradients(drawn, unroll(net.thetas).size, 0.4)
        yield f"the shapes of {net.label}", "all", [*pair, net.layer_sizes]


def verdict_cases(rng: Rng) -> Drawn:
    if rng is None:
        yield "all errors below 1e-7", "all", [np.array([[3e-9, 2e-8], [6e-10, 4e-8]])]
        yield "one of four errors is 2e-5", "all", [np.array([[3e-9, 2e-5], [6e-10, 4e-8]])]
        yield (
            "one of six errors is 3e-3",
            "all",
            [np.array([[5e-9, 2e-8], [3e-3, 1e-8], [1e-9, 9e-8]])],
        )
        yield "one of four errors is 0.02", "all", [np.array([[0.02, 1e-8], [6e-10, 4e-8]])]
        yield "an error of exactly 1e-4", "all", [np.array([2e-9, 1e-4])]
    else:
        for number, least in enumerate((-9, -7, -4, -2), start=1):
            errors = rng.uniform(0.1, 1, 6) * 1e-8
            errors[rng.integers(6)] = rng.uniform(1.5, 9) * 10.0**least
            yield f"six hidden errors, {number}", "all", [errors.reshape(3, 2)]


def repaired_cases(rng: Rng) -> Drawn:
    for net in nets(rng):
        if len(net.layer_sizes) == 3:
            for lam, part in ((0.0, "lambda = 0"), (1.5, "lambda > 0")):
                arguments = [unroll(net.thetas), net.layer_sizes, net.X, net.y, lam]
                yield f"{net.label}, lambda = {lam:g}", part, arguments


REPAIRED = {"lambda = 0": 2, "lambda > 0": 1}

QUESTIONS = [
    Spec("unroll_weights", {"all": 1}, ["theta"], unroll_weights_cases, "unrolling"),
    Spec("roll_weights", {"all": 2}, ["Theta"], roll_weights_cases, "unrolling"),
    Spec("from_octave", {"all": 2}, ["theta"], from_octave_cases, "unrolling"),
    Spec(
        "numerical_gradient",
        {"all": 4},
        ["the gradient"],
        numerical_gradient_cases,
        "gradient-checking",
    ),
    Spec("relative_error", {"all": 2}, ["the error"], relative_error_cases, "gradient-checking"),
    Spec("block_errors", {"all": 2}, ["the errors"], block_errors_cases, "gradient-checking"),
    Spec("verdict", {"all": 1}, ["the verdict"], verdict_cases, "gradient-checking"),
    Spec("repaired_a", REPAIRED, ["J", "gradient"], repaired_cases, "finding-mistakes"),
    Spec("repaired_b", REPAIRED, ["J", "gradient"], repaired_cases, "finding-mistakes"),
]

# Modules and functions of nnbp that hold an answer: a submission gets their names only.
WITHHELD = [
    "backprop",
    "differences.numerical_gradient",
    "differences.quotients",
    "gradient_check",
    "unrolling.roll",
    "unrolling.unroll",
]
