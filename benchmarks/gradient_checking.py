"""What a gradient check costs against backpropagation, as the net grows, and a figure of it."""

from pathlib import Path
from time import perf_counter

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from nnbp import cost, cost_and_gradient, glorot_uniform, numerical_gradient, roll, unroll
from nnbp.network import one_hot
from nnbp.plots.palette import DELTA, FAINT

NETS = [(2, 3, 2), (4, 6, 3), (8, 10, 4), (16, 16, 5), (32, 32, 8), (64, 50, 10)]
EXAMPLES = 20
REPEATS = 7


def measure() -> list[dict[str, float]]:
    """For each net: its number of weights, and how many times as long the check takes."""
    rng = np.random.default_rng(0)
    rows = []
    for sizes in NETS:
        theta = unroll(glorot_uniform(sizes, 0))
        X, y = rng.random((EXAMPLES, sizes[0])), rng.integers(0, sizes[-1], EXAMPLES)
        Y = one_hot(y, sizes[-1])
        ratios = []
        for _ in range(REPEATS):
            start = perf_counter()
            for _ in range(20):
                cost_and_gradient(theta, sizes, X, y)
            middle = perf_counter()
            numerical_gradient(lambda theta: cost(roll(theta, sizes), X, Y), theta)  # noqa: B023
            ratios.append((perf_counter() - middle) / (middle - start) * 20)
        rows.append({"weights": theta.size, "ratio": round(float(np.median(ratios)), 1)})
    return rows


def draw(rows: list[dict[str, float]], path: Path) -> None:
    """The ratio over the number of weights, both logarithmic; the same input, the same file."""
    weights = [row["weights"] for row in rows]
    ratios = [row["ratio"] for row in rows]
    mpl.rcParams["svg.hashsalt"] = "backpropagation"
    figure, ax = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
    ax.loglog(weights, ratios, "o-", color=DELTA)
    for n, ratio in zip(weights, ratios):
        ax.annotate(f"{ratio:,.0f}", (n, ratio), (-4, 6), textcoords="offset points", ha="right")
    ax.set(xlabel="weights of the net", ylabel="backpropagations in the time of one check")
    ax.margins(y=0.1)
    ax.grid(color=FAINT)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
