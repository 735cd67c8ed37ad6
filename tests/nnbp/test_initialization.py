import numpy as np
import pytest

from nnbp.initialization import constant, glorot_uniform, normal, uniform, zeros

STARTS = {
    "zeros": zeros,
    "constant": constant,
    "uniform": lambda sizes, rng=0: uniform(sizes, rng, 0.12),
    "glorot": lambda sizes, rng=0: glorot_uniform(sizes, rng),
    "normal": lambda sizes, rng=0: normal(sizes, rng),
}
DRAWN = ["uniform", "glorot", "normal"]


@pytest.mark.parametrize(("layer_sizes", "epsilon"), [((50, 100), 0.2), ((2, 4, 2), 1.0)])
def test_glorot_fills_the_range_up_to_epsilon(layer_sizes, epsilon):
    draws = [glorot_uniform(layer_sizes, seed)[0] for seed in range(100)]
    assert np.max(draws) == pytest.approx(epsilon, rel=0.02)
    assert np.min(draws) == pytest.approx(-epsilon, rel=0.02)
    assert np.max(np.abs(draws)) <= epsilon


def test_glorot_has_mean_zero_and_the_variance_of_a_uniform():
    Theta = glorot_uniform((200, 100), 0)[0]
    assert abs(Theta.mean()) < 1e-3
    assert Theta.var() == pytest.approx(6 / 300 / 3, rel=0.02)


@pytest.mark.parametrize("start", STARTS)
def test_shapes_have_a_bias_column(start):
    assert [Theta.shape for Theta in STARTS[start]((2, 3, 4))] == [(3, 3), (4, 4)]


@pytest.mark.parametrize("start", DRAWN)
def test_a_seed_and_its_generator_draw_the_same(start):
    seeded, drawn = STARTS[start]((2, 3), 7), STARTS[start]((2, 3), np.random.default_rng(7))
    assert np.array_equal(seeded[0], drawn[0])


@pytest.mark.parametrize("start", DRAWN)
def test_a_generator_goes_on(start):
    rng = np.random.default_rng(7)
    assert not np.array_equal(STARTS[start]((2, 3), rng)[0], STARTS[start]((2, 3), rng)[0])


@pytest.mark.parametrize("start", DRAWN)
def test_a_seed_below_zero_is_refused(start):
    with pytest.raises(ValueError, match="rng: expected an integer, 0 or more, got -1"):
        STARTS[start]((2, 3), -1)


def test_uniform_fills_the_range_up_to_epsilon():
    Theta = uniform((200, 100), 0, 0.12)[0]
    assert np.abs(Theta).max() <= 0.12
    assert [Theta.min(), Theta.max()] == pytest.approx([-0.12, 0.12], rel=1e-3)


def test_normal_has_mean_zero_and_standard_deviation_one_hundredth():
    Theta = normal((200, 100), 0)[0]
    assert abs(Theta.mean()) < 3e-4
    assert Theta.std() == pytest.approx(0.01, rel=0.02)


def test_zeros_are_all_zero():
    assert not any(Theta.any() for Theta in zeros((2, 3, 4)))


def test_constant():
    assert np.array_equal(constant((1, 2), 0.5)[0], np.full((2, 2), 0.5))
