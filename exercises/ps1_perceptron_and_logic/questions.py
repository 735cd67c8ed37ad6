"""Problem set 1: the functions asked for, their points, and the cases they are tried on.

All numbers are whole, halves or quarters, or have a sum well away from 0: whether a unit stands at
its threshold then never depends on rounding, nor on the order in which a program adds.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import Any

import numpy as np

from exercises.problem_set import Spec
from nnbp.datasets import running_example

Rng = np.random.Generator | None
Drawn = Iterator[tuple[str, str, list[Any]]]

AND = np.array([0, 0, 0, 1])
XOR = np.array([0, 1, 1, 0])
PARITY = np.array([0, 1, 1, 0, 1, 0, 0, 1])
XNOR_NET = [np.array([[-30.0, 20.0, 20.0], [10.0, -20.0, -20.0]]), np.array([[-10.0, 20.0, 20.0]])]


def rows_of_bits(n: int) -> np.ndarray:
    """Return all rows of n bits in the order of counting, shape (2**n, n)."""
    return np.array(list(product([0.0, 1.0], repeat=n)))


def quarters(rng: np.random.Generator, size: int | tuple[int, ...], most: float) -> np.ndarray:
    """Draw multiples of 1/4, none of them 0, from -most to most."""
    whole = rng.integers(1, round(4 * most) + 1, size)
    return rng.choice([-0.25, 0.25], size) * whole


def examples_beside(rng: np.random.Generator, theta: np.ndarray, m: int) -> np.ndarray:
    """Draw m examples with quarters for inputs, none of them on the line of `theta`."""
    X = quarters(rng, (20 * m, len(theta) - 1), 2)
    beside: np.ndarray = X[theta[0] + X @ theta[1:] != 0]
    return beside[:m]


def examples_on_the_line(rng: np.random.Generator, theta: np.ndarray, m: int) -> np.ndarray:
    """Draw m examples, every second of them on the line of `theta`, whose last weight is +-1."""
    X = examples_beside(rng, theta, m)
    X[::2, -1] = -theta[-1] * (theta[0] + X[::2, :-1] @ theta[1:-1])
    return X


def draw_separable(
    rng: np.random.Generator, n: int, m: int, gap: float
) -> tuple[np.ndarray, np.ndarray]:
    """Draw examples with quarters for inputs that a plane separates, each `gap` or more from it."""
    theta = quarters(rng, n + 1, 1.5)
    X = quarters(rng, (200 * m, n), 2)
    z = theta[0] + X @ theta[1:]
    high, low = X[z >= gap], X[z <= -gap]
    if min(len(high), len(low)) < m:
        return draw_separable(rng, n, m, gap)
    y = rng.permutation([*[1] * (m // 2), *[0] * (m - m // 2)])
    return np.where(y[:, None] == 1, high[:m], low[:m]), y


def draw_threshold_net(rng: np.random.Generator, layer_sizes: Sequence[int]) -> list[np.ndarray]:
    """Draw weights that are halves, from -1.5 to 1.5."""
    return [rng.integers(-3, 4, (s_next, s + 1)) / 2 for s, s_next in pairwise(layer_sizes)]


def logistic_unit_cases(rng: Rng) -> Drawn:
    if rng is None:
        theta = np.array([-1, 2, -1.5, 0.5])
        for x in ([1, 1, 0], [1, 0, 0], [0, 0, 0]):
            yield f"the unit of the chapter at {tuple(x)}", "all", [theta, np.array(x, float)]
        yield "one input", "all", [np.array([-6.0, 4.0]), np.array([1.2])]
        five = np.array([0.7, -1.2, 0.4, 0.9, -0.3, 1.3])
        yield "five inputs", "all", [five, np.array([0.5, -1.4, 0.8, 2.0, -0.6])]
    else:
        for n in (4, 6):
            arguments = [rng.uniform(-1.5, 1.5, size).round(1) for size in (n + 1, n)]
            yield f"{n} inputs", "all", arguments


def perceptron_predict_cases(rng: Rng) -> Drawn:
    off, on = "off the threshold", "at the threshold"
    if rng is None:
        yield "AND", off, [np.array([-3.0, 2.0, 2.0]), rows_of_bits(2)]
        X = running_example().X
        yield "the running example", off, [np.array([0.0, -2.2, 1.2]), X]
        fixed = np.random.default_rng(24)
        theta = np.array([0.75, -0.5, 1.25, 0.25])
        yield "three inputs", off, [theta, examples_beside(fixed, theta, 7)]
        yield "a unit without any weight", on, [np.zeros(3), rows_of_bits(2)]
        theta = np.array([-0.5, 0.75, 1.25, -1.0])
        yield "every second example", on, [theta, examples_on_the_line(fixed, theta, 6)]
    else:
        theta = quarters(rng, 5, 1.5)
        yield "four inputs", off, [theta, examples_beside(rng, theta, 9)]
        other = np.array([*theta[:-1], rng.choice([-1.0, 1.0])])
        yield "some examples", on, [other, examples_on_the_line(rng, other, 8)]


def perceptron_update_cases(rng: Rng) -> Drawn:
    if rng is None:
        start = np.zeros(3)
        theta, x = np.array([1.0, -0.5, 2.0]), np.array([1.5, -1.0])
        other = np.array([0.5, 1.5])
        yield "the first mistake on AND", "all", [start, np.array([1.0, 1.0]), 1, 1.0]
        yield "all weights 0, and 0 is wanted", "all", [start, other, 0, 1.0]
        yield "too low", "all", [theta, x, 1, 0.5]
        yield "too high", "all", [theta, other, 0, 0.5]
        yield "right with 0", "all", [theta, x, 0, 0.5]
        yield "right with 1", "all", [theta, other, 1, 0.5]
    else:
        theta = quarters(rng, 5, 1.5)
        for x in examples_beside(rng, theta, 3):
            for y in (0, 1):
                yield f"{y} is wanted", "all", [theta, x, y, 0.25]


def shown(X: np.ndarray, y: np.ndarray, epochs: int) -> list[list[Any]]:
    """Return the calls that show a unit all examples, then ask it for its history and answers."""
    calls = [["learn", [x_t, int(y_t)]] for x_t, y_t in zip(X, y, strict=True)] * epochs
    return [*calls, ["history", []], *(["predict", [x_t]] for x_t in X)]


def perceptron_cases(rng: Rng) -> Drawn:
    if rng is None:
        yield "two epochs of AND", "all", [[2, 1.0], shown(rows_of_bits(2), AND, 2)]
        X, y = draw_separable(np.random.default_rng(12), 3, 5, 0.5)
        yield "three inputs, alpha = 0.5", "all", [[3, 0.5], shown(X, y, 1)]
        calls = [["predict", [X[0]]], ["history", []]]
        yield "before it has learned anything", "all", [[3, 0.5], calls]
    else:
        X, y = draw_separable(rng, 4, 6, 0.5)
        yield "four inputs, alpha = 0.25", "all", [[4, 0.25], shown(X, y, 1)]


def train_perceptron_cases(rng: Rng) -> Drawn:
    lines, none = "separable", "not separable"
    if rng is None:
        example = running_example()
        yield "AND", lines, [rows_of_bits(2), AND, 1.0, 20]
        yield "the running example", lines, [example.X, example.y, 1.0, 20]
        X, y = draw_separable(np.random.default_rng(15), 3, 7, 0.5)
        yield "three inputs, alpha = 0.5", lines, [X, y, 0.5, 30]
        yield "XOR, at most 4 epochs", none, [rows_of_bits(2), XOR, 0.5, 4]
    else:
        X, y = draw_separable(rng, 4, 9, 0.25)
        yield "four inputs, alpha = 0.25", lines, [X, y, 0.25, 40]
        yield "parity of three, at most 5 epochs", none, [rows_of_bits(3), PARITY, 0.5, 5]


def at_least_cases(rng: Rng) -> Drawn:
    if rng is None:
        for n, k in ((2, 2), (3, 2), (3, 1), (4, 3)):
            yield f"at least {k} of {n}", "all", [rows_of_bits(n), k]
    else:
        n = int(rng.integers(5, 8))
        k = int(rng.integers(2, n - 1))
        yield f"at least {k} of {n}", "all", [rng.permutation(rows_of_bits(n))[:20], k]


def threshold_net_cases(rng: Rng) -> Drawn:
    if rng is None:
        yield "the XNOR net of the chapter", "all", [XNOR_NET, rows_of_bits(2)]
        fixed = np.random.default_rng(330)
        sizes, m = ([4, 6, 3], [3, 6, 5, 4]), (9, 8)
    else:
        fixed, sizes, m = rng, ([5, 7, 3], [4, 7, 6, 3]), (11, 10)
    for layer_sizes, count in zip(sizes, m, strict=True):
        thetas = draw_threshold_net(fixed, layer_sizes)
        X = quarters(fixed, (count, layer_sizes[0]), 2)
        yield f"layers of {', '.join(map(str, layer_sizes))} units", "all", [thetas, X]


def xor_net_cases(rng: Rng) -> Drawn:
    if rng is None:
        yield "the four rows", "all", [rows_of_bits(2)]
        yield "seven rows in another order", "all", [rows_of_bits(2)[[3, 1, 0, 2, 2, 3, 1]]]
    else:
        yield "rows in another order", "all", [rows_of_bits(2)[rng.integers(0, 4, 9)]]


def truth_table_cases(rng: Rng) -> Drawn:
    if rng is None:
        yield "AND", "all", [[np.array([[-1.5, 1.0, 1.0]])]]
        yield "the XNOR net of the chapter", "all", [XNOR_NET]
        fixed = np.random.default_rng(2)
        yield "three inputs, two outputs", "all", [draw_threshold_net(fixed, [3, 5, 2])]
    else:
        yield "four inputs, three outputs", "all", [draw_threshold_net(rng, [4, 6, 3])]


def table_net_cases(rng: Rng) -> Drawn:
    if rng is None:
        yield "only the first of two", "all", [np.array([0, 0, 1, 0])]
        yield "XOR", "all", [XOR]
        yield "a function of three inputs", "all", [np.array([0, 1, 0, 0, 1, 0, 1, 1])]
        yield "a function of four inputs", "all", [np.eye(16, dtype=int)[[1, 6, 8, 11, 12]].sum(0)]
    else:
        n = int(rng.integers(3, 5))
        ones = rng.permutation(2**n)[: int(rng.integers(3, 6))]
        yield f"a function of {n} inputs", "all", [np.eye(2**n, dtype=int)[ones].sum(0)]


QUESTIONS = [
    Spec("logistic_unit", {"all": 1}, ["h"], logistic_unit_cases, "neurons"),
    Spec(
        "perceptron_predict",
        {"off the threshold": 1, "at the threshold": 1},
        ["the answers"],
        perceptron_predict_cases,
        "perceptron",
    ),
    Spec("perceptron_update", {"all": 2}, ["theta"], perceptron_update_cases, "perceptron"),
    Spec(
        "Perceptron",
        {"all": 2},
        [],
        perceptron_cases,
        "perceptron",
        kind="class",
    ),
    Spec(
        "train_perceptron",
        {"separable": 2, "not separable": 1},
        ["theta", "mistakes"],
        train_perceptron_cases,
        "perceptron",
    ),
    Spec("at_least", {"all": 1}, ["the answers"], at_least_cases, "representing-functions"),
    Spec(
        "threshold_net",
        {"all": 2},
        ["the outputs"],
        threshold_net_cases,
        "representing-functions",
    ),
    Spec("xor_net", {"all": 1}, ["the answers"], xor_net_cases, "representing-functions"),
    Spec("truth_table", {"all": 2}, ["the table"], truth_table_cases, "representing-functions"),
    Spec("table_net", {"all": 2}, ["Theta"], table_net_cases, "representing-functions"),
]

# What of nnbp holds an answer, modules and functions: a submission gets their names only.
WITHHELD = ["perceptron", "logic", "network.forward", "network.pre_activation"]
