"""The nets on which more than one problem set tries its questions.

The book's running example comes first, then nets whose layers all differ in size from one another
and from the number of examples, so that a mistake cannot hide behind equal shapes.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from nnbp import one_hot
from nnbp.datasets import running_example


@dataclass(frozen=True)
class Net:
    """A net with examples: weights, inputs, labels, and what to call it in a report."""

    label: str
    layer_sizes: list[int]
    thetas: list[np.ndarray]
    X: np.ndarray
    y: np.ndarray

    @cached_property
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


def nets(rng: np.random.Generator | None) -> list[Net]:
    """Return the public nets, or hidden ones of random sizes."""
    if rng is None:
        example = running_example()
        sizes = list(example.layer_sizes)
        running = Net("the running example", sizes, list(example.thetas), example.X, example.y)
        fixed = np.random.default_rng(3)
        wide = draw_net(fixed, [2, 5, 3], 6, "a net of 2, 5 and 3 units")
        # Theta(3) is square, so that a transpose can be taken without an error.
        deep = draw_net(fixed, [5, 4, 2, 3], 7, "a net of 5, 4, 2 and 3 units")
        return [running, wide, deep]
    return [
        draw_net(
            rng,
            rng.permutation([3, 4, 5, 6, 7])[:layers].tolist(),
            m,
            f"a hidden net of {layers} layers",
        )
        for layers, m in ((3, 9), (4, 10))
    ]
