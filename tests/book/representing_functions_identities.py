"""The formulas of representing-functions.md."""

from itertools import product

import numpy as np
from identities import identity
from printed import says

from nnbp import digits, forward, weight_shapes
from nnbp.logic import contradiction, one_unit, truth_table

PAGE = "representing-functions"
CORNERS = list(product((0, 1), repeat=2))
XOR = (0, 1, 1, 0)
RNG = np.random.default_rng(32)


def met(theta: np.ndarray) -> list[bool]:
    """Which of the four lines these weights meet."""
    return [
        theta[0] <= 0,
        theta[0] + theta[2] > 0,
        theta[0] + theta[1] > 0,
        theta[0] + theta[1] + theta[2] <= 0,
    ]


@identity("eq-and")
def and_unit() -> None:
    for x1, x2 in CORNERS:
        h = 1 / (1 + np.exp(-(-30 + 20 * x1 + 20 * x2)))
        assert (h > 0.5) == (x1 and x2)
        assert np.isclose(h, forward([[[-30, 20, 20]]], [[x1, x2]]).output[0, 0], rtol=1e-12)


@identity("eq-xor-inequalities")
def each_line_is_what_xor_asks_in_its_row() -> None:
    for theta in RNG.integers(-4, 5, size=(500, 3)):
        answers = truth_table([[theta]], units="threshold").booleans[:, 0]
        assert met(theta) == (answers == np.array(XOR, dtype=bool)).tolist()


@identity("eq-xor-contradiction")
def the_lines_add_up_to_a_contradiction() -> None:
    for theta in RNG.normal(scale=5, size=(1000, 3)):
        low_first, high_second, high_third, low_last = met(theta)
        total = 2 * theta[0] + theta[1] + theta[2]
        if low_first and low_last:
            assert total <= 1e-9
        if high_second and high_third:
            assert total > -1e-9
        assert not all(met(theta))
    assert contradiction(XOR).tolist() == [2, 1, 1]
    assert one_unit(XOR) is None


@identity("eq-xnor")
def xnor_net() -> None:
    def g(z: float) -> float:
        return 1 / (1 + np.exp(-z))

    for x1, x2 in CORNERS:
        both, neither = g(-30 + 20 * x1 + 20 * x2), g(10 - 20 * x1 - 20 * x2)
        h = g(-10 + 20 * both + 20 * neither)
        assert (both > 0.5, neither > 0.5, h > 0.5) == (x1 + x2 == 2, x1 + x2 == 0, x1 == x2)


@identity("eq-weight-count")
def weight_count() -> None:
    for s in ((3, 3, 2, 1), (64, 25, 10), (2, 3, 2), (5, 1)):
        # Count the links: from every unit and the bias to every unit of the next layer.
        links = [
            (layer, i, j)
            for layer in range(len(s) - 1)
            for i in range(s[layer + 1])
            for j in range(s[layer] + 1)
        ]
        count = sum(s[layer + 1] * (s[layer] + 1) for layer in range(len(s) - 1))
        assert count == len(links) == sum(a * b for a, b in weight_shapes(s))


@identity("eq-weight-count-numbers")
def weight_count_numbers() -> None:
    counts = [a * b for a, b in weight_shapes((3, 3, 2, 1))]
    factors = [number for shape in weight_shapes((3, 3, 2, 1)) for number in shape]
    shown = r"%d \cdot %d + %d \cdot %d + %d \cdot %d = %d + %d + %d = %d"
    says(PAGE, shown, *factors, *counts, sum(counts))


@identity("eq-pixel-index")
def pixel_index() -> None:
    X, _ = digits()
    image = X[7].reshape(8, 8)
    places = product(range(1, 9), repeat=2)
    assert [8 * (r - 1) + c for r, c in places] == list(range(1, 65))
    for r, c in product(range(1, 9), repeat=2):
        assert X[7][8 * (r - 1) + c - 1] == image[r - 1, c - 1]


@identity("eq-convolution")
def convolution() -> None:
    from scipy.signal import correlate2d

    kernel, image, bias = RNG.normal(size=(3, 3)), RNG.normal(size=(8, 8)), 0.3
    z = np.zeros((6, 6))
    for r, c in product(range(1, 7), repeat=2):
        z[r - 1, c - 1] = bias + sum(
            kernel[u - 1, v - 1] * image[r + u - 2, c + v - 2]
            for u, v in product((1, 2, 3), repeat=2)
        )
    assert np.allclose(z, bias + correlate2d(image, kernel, mode="valid"), rtol=1e-12)
