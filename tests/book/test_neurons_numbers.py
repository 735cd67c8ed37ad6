"""The numbers in the text of neurons.md are those that its code gives."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from printed import run, says

from nnbp import sigmoid

NAME = "neurons"


@pytest.fixture
def page(capsys: pytest.CaptureFixture[str]) -> Any:
    return run(NAME)


def test_says_how_many_synapses_and_kilocalories(page: Any) -> None:
    says(NAME, "About ten thousand, and a good breakfast.")
    assert 8000 < page.per_neuron < 12000
    assert 300 < page.kilocalories < 500


def test_says_what_the_table_of_the_slides_gives(page: Any) -> None:
    says(NAME, "By steps the *computer* is ahead, ten thousand times")
    assert np.isclose(page.steps(page.computer) / page.steps(page.brain), 1e4)
    says(NAME, "by bandwidth the brain, a hundred thousand times")
    assert page.bandwidths == 1e5
    says(NAME, "And $10^9$ bits, an eighth of a gigabyte")
    assert 1e9 / 8 / 1e9 == 1 / 8
    says(NAME, "the table's rate is %d times as high", 1 / page.brain["cycle"] / 4)


def test_says_how_a_chip_and_an_elephant_compare(page: Any) -> None:
    says(NAME, "One chip now has as many transistors as a brain has neurons.")
    assert 0.9 < page.chip["units"] / page.neurons < 1.1
    says(NAME, "257 billion neurons, three times as many as we")
    assert round(257e9 / page.neurons) == 3


def test_says_what_the_unit_gives(page: Any) -> None:
    theta = np.array([-1, 2, -1.5, 0.5])
    on, silenced = page.unit(theta, np.array([1, 1, 0])), page.unit(theta, np.array([1, 0, 0]))
    says(NAME, "and $%.4f$ becomes $%.4f$", on, silenced)
    says(NAME, "{dropdown} %.4f, for all inputs", on)


def test_says_where_the_sigmoid_becomes_0() -> None:
    says(NAME, "at $z = %d$ the result is too small", -750)
    assert sigmoid(-700) > 0
    assert sigmoid(-750) == 0


def test_solves_its_tasks() -> None:
    theta = np.array([-1, 2, -1.5, 0.5])
    yes = {x for x in product((0, 1), repeat=3) if theta @ [1, *x] > 0}
    assert yes == {(1, 0, 0), (1, 0, 1)}
    assert theta @ [1, 1, 1, 1] == 0
    assert -12 / -4 == 3
    says(NAME, r"$c > 2 \log 99 = %.2f$", 2 * np.log(99))
    for x in product((0, 1), repeat=5):
        h = sigmoid(-25 + 10 * sum(x))
        assert h > 0.99 if sum(x) >= 3 else h < 0.01
