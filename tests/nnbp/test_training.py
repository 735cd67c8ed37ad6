import builtins
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbp import (
    backprop,
    constant,
    cost,
    cost_and_gradient,
    digits,
    glorot_uniform,
    gradient_descent,
    minimize,
    one_hot,
    predict,
    running_example,
    unroll,
)
from nnbp.training import stochastic_gradient_descent

EXAMPLE = running_example()
WATCHED = ([[0.5, -1.0], [1.0, 0.2]], [[1, 0], [0, 1]])


def descend(**options):
    return gradient_descent(EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y, **options)


def descend_stochastically(steps=100, **options):
    return stochastic_gradient_descent(
        EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y, 0, epochs=steps, **options
    )


def search(steps=100, **options):
    options.pop("learning_rate", None)
    return minimize(EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y, max_iterations=steps, **options)


EVERY_WAY = pytest.mark.parametrize("train", [descend, descend_stochastically, search])


def test_objective_is_cost_and_unrolled_gradient():
    example = running_example()
    arguments = (example.thetas, example.X, example.Y, example.lam)
    J, grad = cost_and_gradient(
        unroll(example.thetas, "F"), (2, 3, 2), example.X, example.y, example.lam, order="F"
    )
    assert J == cost(*arguments)
    assert np.array_equal(grad, unroll(backprop(*arguments), "F"))


def test_one_step_of_gradient_descent():
    example = running_example()
    arguments = (example.X, example.Y, example.lam)
    trained = gradient_descent(example.thetas, *arguments, learning_rate=0.1, steps=1)
    for old, D, new in zip(example.thetas, backprop(example.thetas, *arguments), trained.thetas):
        assert np.array_equal(new, old - 0.1 * D)


@pytest.mark.parametrize("lam", [0.0, 0.5])
def test_gradient_descent_lowers_the_cost_in_every_step(lam):
    example = running_example()
    trained = gradient_descent(example.thetas, example.X, example.Y, lam, learning_rate=1.0)
    assert np.all(np.diff(trained.history) < 0)


@pytest.mark.parametrize("steps", [0, 3])
def test_history_begins_before_the_first_step_and_ends_after_the_last(steps):
    example = running_example()
    arguments = (example.X, example.Y, example.lam)
    trained = gradient_descent(example.thetas, *arguments, steps=steps)
    assert trained.history.shape == (steps + 1,)
    assert trained.history[0] == cost(example.thetas, *arguments)
    assert trained.history[-1] == cost(trained.thetas, *arguments)


def test_without_steps_the_weights_are_copies():
    example = running_example()
    trained = gradient_descent(example.thetas, example.X, example.Y, steps=0)
    assert not np.shares_memory(trained.thetas[0], example.thetas[0])


def test_minimize_learns_digits():
    X, y = digits()
    X, y = X[:300], y[:300]
    trained = minimize(glorot_uniform((64, 20, 10), 0), X, y, lam=0.1, max_iterations=100)
    assert np.mean(predict(trained.thetas, X) == y) > 0.99
    assert trained.history[-1] < trained.history[0] / 10


def test_minimize_starts_and_ends_its_history_with_the_costs():
    example = running_example()
    trained = minimize(example.thetas, example.X, example.y, example.lam, max_iterations=5)
    arguments = (example.X, example.Y, example.lam)
    assert trained.history.shape == (6,)
    assert trained.history[0] == cost(example.thetas, *arguments)
    assert trained.history[-1] == cost(trained.thetas, *arguments)


def test_minimize_ends_where_the_gradient_vanishes():
    example = running_example()
    trained = minimize(example.thetas, example.X, example.y, lam=0.5, max_iterations=500)
    D = backprop(trained.thetas, example.X, example.Y, 0.5)
    assert np.abs(unroll(D)).max() < 1e-4


def test_equal_weights_stay_equal():
    example = running_example()
    trained = gradient_descent(constant((2, 3, 2), 0.3), example.X, example.Y)
    assert np.array_equal(trained.thetas[0][0], trained.thetas[0][1])
    assert np.array_equal(trained.thetas[0][0], trained.thetas[0][2])


def test_without_scipy_minimize_says_what_to_do(monkeypatch):
    original = builtins.__import__

    def without_scipy(name, *rest, **options):
        if name.startswith("scipy"):
            raise ImportError(name)
        return original(name, *rest, **options)

    example = running_example()
    monkeypatch.setattr(builtins, "__import__", without_scipy)
    with pytest.raises(ImportError, match="minimize needs scipy"):
        minimize(example.thetas, example.X, example.y)


# Too large a rate.


def test_with_too_large_a_rate_the_cost_rises_and_the_history_says_so():
    trained = descend(lam=0.5, learning_rate=10.0, steps=60)
    assert trained.rises == np.sum(np.diff(trained.history) > 0) > 0
    assert not trained.diverged


@pytest.mark.parametrize("train", [descend, descend_stochastically])
def test_a_divergence_ends_the_run_and_keeps_the_work(train):
    # Every step multiplies the weights by 1 - 100 * 0.5 / 5.
    trained = train(lam=0.5, learning_rate=100.0, steps=1000)
    last = len(trained.history) - 1
    assert trained.diverged
    assert trained.stopped == f"diverged: J is {trained.history[-1]} after step {last}"
    assert last < 1000
    assert trained.history[-2] == cost(trained.thetas, EXAMPLE.X, EXAMPLE.Y, 0.5)


@EVERY_WAY
def test_a_start_without_a_finite_cost_is_told(train, recwarn):
    huge = [1e300 * Theta for Theta in EXAMPLE.thetas]
    trained = {
        descend: lambda: gradient_descent(huge, EXAMPLE.X, EXAMPLE.Y, 1.0),
        descend_stochastically: lambda: stochastic_gradient_descent(
            huge, EXAMPLE.X, EXAMPLE.Y, 0, 1.0
        ),
        search: lambda: minimize(huge, EXAMPLE.X, EXAMPLE.Y, 1.0),
    }[train]()
    assert trained.stopped.startswith("diverged: J is ")
    assert trained.stopped.endswith("after step 0")
    assert np.array_equal(trained.thetas[0], huge[0])
    assert not recwarn.list


# Validation, patience, callback.


@EVERY_WAY
def test_validation_costs_are_without_penalty_and_as_many_as_the_history(train):
    trained = train(steps=5, lam=0.5, learning_rate=0.5, validation=WATCHED)
    assert trained.validation_history.shape == trained.history.shape == (6,)
    assert trained.validation_history[0] == cost(EXAMPLE.thetas, *WATCHED)
    assert trained.validation_history[-1] == cost(trained.thetas, *WATCHED)
    assert trained.stopped == "after the last step"


@EVERY_WAY
def test_patience_ends_the_run_and_returns_the_weights_of_the_lowest(train):
    trained = train(steps=400, learning_rate=0.5, validation=WATCHED, patience=7)
    lowest = int(np.argmin(trained.validation_history))
    assert trained.stopped == "the validation cost had no new low for 7 steps"
    assert len(trained.history) == lowest + 1 + 7
    assert cost(trained.thetas, *WATCHED) == trained.validation_history[lowest]


def test_patience_without_validation_watches_the_cost_itself():
    trained = descend(lam=0.5, learning_rate=10.0, steps=60, patience=2)
    assert trained.stopped == "J had no new low for 2 steps"
    assert len(trained.history) == int(np.argmin(trained.history)) + 1 + 2
    assert min(trained.history) == cost(trained.thetas, EXAMPLE.X, EXAMPLE.Y, 0.5)


def test_without_patience_the_weights_are_those_of_the_end():
    trained = descend(learning_rate=0.5, steps=400, validation=WATCHED)
    assert trained.validation_history[-1] == cost(trained.thetas, *WATCHED)
    assert trained.validation_history[-1] > min(trained.validation_history)


def test_minimize_takes_labels_for_validation_too():
    arguments = {"validation": (WATCHED[0], [0, 1]), "steps": 5}
    assert search(**arguments).validation_history[0] == cost(EXAMPLE.thetas, *WATCHED)


@EVERY_WAY
def test_the_callback_sees_every_step(train):
    seen = []
    trained = train(steps=4, learning_rate=0.5, callback=lambda *call: seen.append(call))
    assert [step for step, _, _ in seen] == [1, 2, 3, 4]
    assert [J for _, J, _ in seen] == list(trained.history[1:])
    assert [cost(thetas, EXAMPLE.X, EXAMPLE.Y) for _, _, thetas in seen] == [J for _, J, _ in seen]


def test_minimize_says_that_it_found_a_minimum():
    assert search(steps=500, lam=0.5).stopped.startswith("at a minimum")


# Options.


@pytest.mark.parametrize(
    "options",
    [
        {"loss": "softmax"},
        {"loss": "squared_error", "hidden": "tanh"},
        {"penalty_scale": "lam/2", "regularise_bias": True},
    ],
)
@EVERY_WAY
def test_the_options_reach_cost_and_gradient(train, options):
    trained = train(lam=0.1, learning_rate=0.1, steps=30, validation=WATCHED, **options)
    assert trained.history[0] == cost(EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y, 0.1, **options)
    assert trained.history[-1] == cost(trained.thetas, EXAMPLE.X, EXAMPLE.Y, 0.1, **options)
    assert trained.validation_history[0] == cost(EXAMPLE.thetas, *WATCHED, **options)
    assert trained.history[-1] < trained.history[0]


# Stochastic gradient descent.


def test_an_epoch_of_single_examples_is_one_update_each():
    """The rule of one example at a time, written out, in the order that the seed gives."""
    thetas = EXAMPLE.thetas
    for i in np.random.default_rng(0).permutation(5):
        D = backprop(thetas, EXAMPLE.X[[i]], EXAMPLE.Y[[i]])
        thetas = [Theta - 0.1 * D_l for Theta, D_l in zip(thetas, D)]
    trained = descend_stochastically(steps=1)
    assert unroll(trained.thetas) == pytest.approx(unroll(thetas), rel=1e-14)


@given(
    st.sampled_from(["lam/2m", "lam/2"]),
    st.booleans(),
    st.floats(0, 3),
    st.integers(0, 1000),
)
@settings(max_examples=25, deadline=None)
def test_one_batch_of_all_is_gradient_descent(penalty_scale, regularise_bias, lam, seed):
    options = {"penalty_scale": penalty_scale, "regularise_bias": regularise_bias}
    arguments = (EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y)
    all_at_once = gradient_descent(*arguments, lam, 0.1, steps=3, **options)
    batches = stochastic_gradient_descent(*arguments, seed, lam, 0.1, 3, batch_size=5, **options)
    assert unroll(batches.thetas) == pytest.approx(unroll(all_at_once.thetas), rel=1e-12)


@pytest.mark.parametrize("penalty_scale", ["lam/2m", "lam/2"])
@pytest.mark.parametrize("batch_size", [1, 2, 3])
def test_the_updates_of_an_epoch_add_up_to_the_gradient(penalty_scale, batch_size):
    """With a tiny rate the weights stay where they are, and the updates can be compared to D."""
    X, Y = np.vstack([EXAMPLE.X, EXAMPLE.X[:1]]), np.vstack([EXAMPLE.Y, EXAMPLE.Y[:1]])
    options = {"penalty_scale": penalty_scale}
    rate = 1e-6
    trained = stochastic_gradient_descent(
        EXAMPLE.thetas, X, Y, 0, 0.5, rate, 1, batch_size=batch_size, **options
    )
    batches = 6 // batch_size
    moved = (unroll(EXAMPLE.thetas) - unroll(trained.thetas)) / (rate * batches)
    expected = unroll(backprop(EXAMPLE.thetas, X, Y, 0.5, **options))
    assert moved == pytest.approx(expected, abs=1e-4)


def test_every_epoch_shuffles_anew():
    orders = []

    class Watching(np.random.Generator):
        def permutation(self, *arguments):
            orders.append(list(super().permutation(*arguments)))
            return np.array(orders[-1])

    rng = Watching(np.random.PCG64(0))
    stochastic_gradient_descent(EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y, rng, epochs=3)
    assert [sorted(order) for order in orders] == [[0, 1, 2, 3, 4]] * 3
    assert len({tuple(order) for order in orders}) == 3


def test_a_seed_repeats_a_run():
    again = descend_stochastically(steps=3).history
    assert np.array_equal(descend_stochastically(steps=3).history, again)


def test_stochastic_gradient_descent_learns_digits():
    X, y = digits()
    X, Y = X[:300], one_hot(y[:300], 10)
    trained = stochastic_gradient_descent(
        glorot_uniform((64, 15, 10), 0), X, Y, 0, learning_rate=2.0, epochs=15, batch_size=10
    )
    assert np.mean(predict(trained.thetas, X) == y[:300]) > 0.98


# The bar.


def lasting(capsys, monkeypatch, train, **options):
    """What a run prints that tqdm takes for one of an hour."""
    ticks = iter(range(0, 10**9, 3600))
    monkeypatch.setattr("tqdm.std.time", lambda: next(ticks))
    train(steps=4, learning_rate=0.5, **options)
    return capsys.readouterr().err


@EVERY_WAY
def test_a_long_run_shows_a_bar(capsys, monkeypatch, train):
    assert "4/4" in lasting(capsys, monkeypatch, train)


@EVERY_WAY
def test_a_short_run_shows_none(capsys, train):
    train(steps=4, learning_rate=0.5)
    assert capsys.readouterr().err == ""


@EVERY_WAY
def test_progress_can_be_switched_off(capsys, monkeypatch, train):
    assert lasting(capsys, monkeypatch, train, progress=False) == ""


@EVERY_WAY
def test_without_tqdm_a_run_has_no_bar(monkeypatch, train):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert train(steps=4, learning_rate=0.5).history.shape == (5,)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"patience": 0}, "patience: expected an integer, 1 or more, got 0"),
        ({"steps": -1}, "steps: expected an integer, 0 or more, got -1"),
        ({"batch_size": 0}, "batch_size: expected an integer, 1 or more, got 0"),
        ({"learning_rate": 0}, "learning_rate: expected a number above 0, got 0"),
    ],
)
def test_bad_words_about_a_run_are_refused(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        descend_stochastically(**arguments)
