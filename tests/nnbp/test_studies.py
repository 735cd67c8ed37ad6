import numpy as np
import pytest

from nnbp import backprop, cost, digits, glorot_uniform, roll, running_example, unroll
from nnbp.studies import epsilon_study, lambda_study

EXAMPLE = running_example()
THETA = unroll(EXAMPLE.thetas)
D = unroll(backprop(EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y, EXAMPLE.lam))


def J(theta):
    return cost(roll(theta, EXAMPLE.layer_sizes), EXAMPLE.X, EXAMPLE.Y, EXAMPLE.lam)


def slope(epsilons, errors):
    """The power of epsilon, from the first to the last."""
    return np.log(errors[-1] / errors[0]) / np.log(epsilons[-1] / epsilons[0])


def test_on_the_right_truncation_falls_as_epsilon_squared_or_as_epsilon():
    study = epsilon_study(J, D, THETA, [1e-3, 1e-2])
    assert slope(study.epsilons, study.central) == pytest.approx(2, abs=0.02)
    assert slope(study.epsilons, study.one_sided) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("dtype", "left"), [(np.float64, [1e-12, 1e-9]), (np.float32, [1e-5, 1e-3])]
)
def test_on_the_left_rounding_grows_as_one_over_epsilon(dtype, left):
    study = epsilon_study(J, D, THETA, left, dtype)
    assert slope(study.epsilons, study.central) == pytest.approx(-1, abs=0.3)


def test_the_best_epsilon_is_near_the_cube_root_or_the_square_root_of_the_rounding():
    epsilons = 10.0 ** np.arange(-12, 0)
    double = epsilon_study(J, D, THETA, epsilons)
    single = epsilon_study(J, D, THETA, epsilons, np.float32)
    assert (double.dtype, single.dtype) == ("float64", "float32")
    assert epsilons[np.argmin(double.central)] == pytest.approx(1e-5)
    assert epsilons[np.argmin(double.one_sided)] == pytest.approx(1e-7, rel=20)
    assert epsilons[np.argmin(single.central)] == pytest.approx(1e-2)
    assert min(double.central) < 1e-9 < min(double.one_sided) < 1e-6 < min(single.central)


def test_the_function_is_given_arrays_of_the_precision():
    seen = set()

    def f(theta):
        seen.add(theta.dtype)
        return float(np.sum(theta**2))

    epsilon_study(f, [2.0], [1.0], [1e-2], np.float32)
    assert seen == {np.dtype("float32")}


def test_an_epsilon_of_zero_is_refused():
    with pytest.raises(ValueError, match="epsilons: expected a number above 0"):
        epsilon_study(J, D, THETA, [1e-2, 0.0])


@pytest.fixture(scope="module")
def study():
    X, y = digits()
    return lambda_study(
        glorot_uniform((64, 12, 10), 0),
        (X[:100], y[:100]),
        (X[100:400], y[100:400]),
        [0.0, 0.1, 30.0],
        max_iterations=80,
    )


def test_without_penalty_a_few_digits_are_learnt_by_heart(study):
    assert study.training_accuracy[0] == 1.0
    assert study.training_cost[0] < 1e-3
    assert study.validation_accuracy[0] < 0.9


def test_some_penalty_lowers_the_cost_of_the_others(study):
    assert study.validation_cost[1] < study.validation_cost[0]
    assert study.training_cost[1] > study.training_cost[0]


def test_too_large_a_penalty_learns_nothing(study):
    assert study.training_accuracy[2] < 0.3
    assert study.validation_cost[2] > study.validation_cost[1]


def test_costs_are_without_penalty(study):
    X, y = digits()
    Y = np.eye(10)[y]
    for thetas, training, validation in zip(
        study.thetas, study.training_cost, study.validation_cost, strict=True
    ):
        assert training == pytest.approx(cost(thetas, X[:100], Y[:100]))
        assert validation == pytest.approx(cost(thetas, X[100:400], Y[100:400]))


def test_the_options_reach_training_and_prediction():
    arguments = (EXAMPLE.thetas, (EXAMPLE.X, EXAMPLE.y), (EXAMPLE.X, EXAMPLE.y), [0.1], 20)
    options = {"loss": "softmax", "hidden": "tanh"}
    study = lambda_study(*arguments, **options)
    assert study.training_cost[0] == cost(study.thetas[0], EXAMPLE.X, EXAMPLE.Y, **options)
    assert study.training_accuracy[0] == study.validation_accuracy[0]
