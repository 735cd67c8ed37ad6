"""The quiz: its questions of letters, three functions, their points and their cases.

The options stand in ``options.yml``, and what settles them in ``evidence.py``.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from exercises.problem_set import Spec
from nnbp import deltas, forward
from nnbp.datasets import running_example
from nnbp.surfaces import Surface

Rng = np.random.Generator | None
Drawn = Iterator[tuple[str, str, list[Any]]]


def no_cases(rng: Rng) -> Drawn:
    """Letters are not tried on cases."""
    yield from ()


def letters(name: str, chapter: str) -> Spec:
    return Spec(name, {"all": 2}, ["the letters"], no_cases, chapter, kind="choices")


def add_share_cases(rng: Rng) -> Drawn:
    if rng is None:
        example = running_example()
        first = example.X[:1], example.Y[:1]
        (delta,) = deltas(example.thetas, *first)[-1]
        (a,) = forward(example.thetas, example.X[:1]).activations[-2]
        yield "the running example's first example", "all", [np.zeros((2, 4)), delta, a]
        Delta = (np.arange(15.0).reshape(3, 5) % 7 - 2) / 4
        a = np.array([1.0, 0.3, 0.9, 0.6, 0.2])
        yield "three units after four", "all", [Delta, np.array([0.4, -0.7, 0.2]), a]
    else:
        rows, columns = rng.permutation([3, 4, 5, 6])[:2]
        a = np.append(1.0, rng.uniform(0, 1, columns - 1).round(1))
        Delta = rng.normal(size=(rows, columns)).round(1)
        yield "a hidden layer", "all", [Delta, rng.normal(size=rows).round(1), a]


def theta2_slice_cases(rng: Rng) -> Drawn:
    if rng is None:
        yield "the running example's layers", "all", [2, 3, 2]
        yield "400 inputs, 25 hidden units, 10 outputs", "all", [400, 25, 10]
        yield "4 inputs, 6 hidden units, 3 outputs", "all", [4, 6, 3]
    else:
        yield "hidden layers", "all", rng.permutation(np.arange(3, 40))[:3].tolist()


def central_difference_cases(rng: Rng) -> Drawn:
    def polynomial(*coefficients: float) -> Surface:
        """A function of one number, the constant first."""
        return Surface("polynomial", [np.array(coefficients, float).reshape(-1, 1)])

    if rng is None:
        yield "a cubic", "all", [polynomial(1, -2, 0, 5), 0.8, 0.5]
        yield "a line", "all", [polynomial(4, -3), 2.0, 0.1]
        yield "a quartic with a small nudge", "all", [polynomial(0.5, 1, -1, 2, -1.5), -1.2, 0.01]
    else:
        J = polynomial(*rng.uniform(1, 3, 5).round(1))
        yield "a hidden quartic", "all", [J, round(rng.uniform(0.5, 2), 1), 0.2]


QUESTIONS = [
    letters("accumulator_step", "backpropagation"),
    Spec("add_share", {"all": 2}, ["Delta"], add_share_cases, "backpropagation"),
    letters("second_matrix", "unrolling"),
    Spec("theta2_slice", {"all": 2}, ["start", "stop"], theta2_slice_cases, "unrolling"),
    letters("nudged_cubic", "gradient-checking"),
    Spec(
        "central_difference",
        {"all": 2},
        ["the quotient"],
        central_difference_cases,
        "gradient-checking",
    ),
    letters("about_checking", "gradient-checking"),
    letters("about_training", "training"),
    letters("output_deltas", "deriving-delta"),
    letters("bias_and_penalty", "backpropagation"),
    letters("unseen_mistakes", "gradient-checking"),
    letters("equal_units", "symmetry-breaking"),
    letters("row_shapes", "notation"),
    letters("forks", "computational-graphs"),
    letters("reading_the_v", "gradient-checking"),
]

# Modules of nnbp that hold an answer: a submission gets their names only.
WITHHELD = ["differences", "backprop", "gradient_check"]
