import numpy as np
import pytest

from nnbp import constant, glorot_uniform


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


@pytest.mark.parametrize("start", [lambda sizes: glorot_uniform(sizes, 0), constant])
def test_shapes_have_a_bias_column(start):
    assert [Theta.shape for Theta in start((2, 3, 4))] == [(3, 3), (4, 4)]


def test_a_seed_and_its_generator_draw_the_same():
    seeded, drawn = glorot_uniform((2, 3), 7), glorot_uniform((2, 3), np.random.default_rng(7))
    assert np.array_equal(seeded[0], drawn[0])


def test_a_generator_goes_on():
    rng = np.random.default_rng(7)
    assert not np.array_equal(glorot_uniform((2, 3), rng)[0], glorot_uniform((2, 3), rng)[0])


def test_constant():
    assert np.array_equal(constant((1, 2), 0.5)[0], np.full((2, 2), 0.5))
