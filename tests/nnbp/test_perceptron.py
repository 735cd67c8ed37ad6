import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnbp.perceptron import (
    batch_perceptron,
    margin,
    mistake_bound,
    online_perceptron,
    separable_examples,
    threshold,
)

ROWS = [[0, 0], [0, 1], [1, 0], [1, 1]]
AND, XOR, XNOR = [0, 0, 0, 1], [0, 1, 1, 0], [1, 0, 0, 1]
SLACK = 1 + 1e-9  # the bound is reached exactly by one example, up to rounding


def signs(y):
    return 2 * np.asarray(y) - 1


@st.composite
def separable(draw):
    """Whole numbers, labelled by a theta of whole numbers with no example on its plane."""
    m, n = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    small = st.integers(-4, 4)
    X = np.array(draw(st.lists(st.lists(small, min_size=n, max_size=n), min_size=m, max_size=m)))
    theta = np.array(draw(st.lists(small, min_size=n + 1, max_size=n + 1)))
    z = theta[0] + X @ theta[1:]
    assume(np.all(z != 0))
    return X, (z > 0).astype(int), theta


def test_a_threshold_unit_answers_1_above_0_only():
    assert threshold([[-2.0, 0.0], [1e-300, 3.0]]).tolist() == [[0, 0], [1, 1]]


def test_the_online_rule_step_by_step():
    # 0 at zeros is right for the first two; then + x, since y = 1 and h = 0; then - x.
    run = online_perceptron([[1, 2], [3, -1], [2, 1], [4, 0]], [0, 0, 1, 0], 0.5, max_epochs=1)
    assert run.history.tolist() == [[0, 0, 0], [0, 1 - 2, 0.5]]
    assert run.mistakes_per_epoch.tolist() == [2]


def test_the_batch_rule_step_by_step():
    X, y = [[1, 2], [3, -1], [2, 1], [4, 0]], [-1, -1, 1, -1]
    run = batch_perceptron(X, y, alpha=0.5, max_epochs=1)
    # At zeros all four count: Delta = (-x1 - x2 + x3 - x4) / 4, and half of it is added.
    assert run.history.tolist() == [[0, 0, 0], [-2 / 8, -6 / 8, 0]]
    fixed = batch_perceptron(X, y, average=False, max_epochs=1)
    assert fixed.theta.tolist() == [-2, -6, 0]


@given(separable(), st.booleans())
def test_the_batch_rule_is_its_loop(data, average):
    X, y, _ = data
    y, x = signs(y), np.column_stack([np.ones(len(X)), X])
    theta = np.zeros(x.shape[1])
    for epoch in range(3):
        # Where an averaged weight is a third, rounding decides on which side of a tie a point is.
        assume(not (epoch and average) or np.abs(x @ theta).min() > 1e-9)
        Delta = np.zeros_like(theta)
        for i in range(len(x)):
            if y[i] * (x[i] @ theta) <= 0:
                Delta += y[i] * x[i]
        theta = theta + (Delta / len(x) if average else Delta)
    run = batch_perceptron(X, y, average=average, max_epochs=3)
    np.testing.assert_allclose(run.theta, theta, rtol=0, atol=1e-12)


@given(separable(), st.integers(0, 2**32 - 1))
def test_the_online_rule_converges_within_the_bound_in_any_order(data, seed):
    X, y, theta = data
    bound = mistake_bound(X, y, theta)
    for rng in None, np.random.default_rng(seed):
        run = online_perceptron(X, y, max_epochs=int(bound) + 2, rng=rng)
        assert run.converged
        assert run.mistakes <= bound * SLACK
        np.testing.assert_array_equal(threshold(run.theta[0] + X @ run.theta[1:]), y)


@given(separable(), st.booleans())
def test_the_batch_rule_converges_within_m_times_the_bound(data, average):
    X, y, theta = data
    bound = len(X) * mistake_bound(X, y, theta)
    run = batch_perceptron(X, signs(y), average=average, max_epochs=int(bound) + 2)
    assert run.converged
    assert run.mistakes <= bound * SLACK
    assert margin(X, y, run.theta) > 0


@given(separable())
def test_flipped_labels_flip_the_theta_of_the_batch_rule(data):
    X, y, _ = data
    run, flipped = batch_perceptron(X, signs(y)), batch_perceptron(X, -signs(y))
    np.testing.assert_array_equal(run.history, -flipped.history)


@given(separable())
def test_flipped_labels_flip_the_theta_of_the_online_rule_off_the_plane(data):
    X, y, _ = data
    # Updates are whole numbers, so from here no example ever lies on the plane itself.
    start = np.array([0.5, *np.zeros(X.shape[1])])
    run = online_perceptron(X, y, theta=start)
    flipped = online_perceptron(X, 1 - y, theta=-start)
    np.testing.assert_array_equal(run.history, -flipped.history)


@given(separable(), st.sampled_from([0.25, 2.0, 1024.0]))
def test_alpha_only_scales_theta(data, alpha):
    X, y, _ = data
    one, scaled = online_perceptron(X, y), online_perceptron(X, y, alpha=alpha)
    np.testing.assert_array_equal(scaled.history, alpha * one.history)
    one, scaled = batch_perceptron(X, signs(y)), batch_perceptron(X, signs(y), alpha=alpha)
    np.testing.assert_array_equal(scaled.history, alpha * one.history)


@given(separable(), st.sampled_from([0.001, 7.0]))
def test_the_bound_does_not_depend_on_the_length_of_theta(data, factor):
    X, y, theta = data
    assert mistake_bound(X, y, factor * theta) == pytest.approx(mistake_bound(X, y, theta))


def test_the_margin_and_the_bound_of_and_by_hand():
    # The nearest rows have |z| = 1, ||theta|| = sqrt(17), and the longest row (1, 1, 1).
    assert margin(ROWS, AND, [-3, 2, 2]) == pytest.approx(1 / np.sqrt(17))
    assert mistake_bound(ROWS, AND, [-3, 2, 2]) == pytest.approx(3 * 17)


def test_the_margin_is_the_same_for_both_kinds_of_labels():
    assert margin(ROWS, AND, [-3, 2, 2]) == margin(ROWS, signs(AND), [-3, 2, 2])


@pytest.mark.parametrize("y", [XOR, XNOR])
@pytest.mark.parametrize("start", [[0, 0, 0], [0.3, -1.1, 0.7]])
def test_no_rule_converges_on_xor_and_xnor(y, start):
    for run in (
        online_perceptron(ROWS, y, theta=start, max_epochs=300),
        batch_perceptron(ROWS, signs(y), theta=start, max_epochs=300),
        batch_perceptron(ROWS, signs(y), average=False, theta=start, max_epochs=300),
    ):
        assert not run.converged
        assert np.all(run.mistakes_per_epoch > 0)
        assert run.verdict.startswith("Not converged")


def test_on_xor_the_online_rule_uses_up_its_epochs_and_goes_round_in_a_circle():
    run = online_perceptron(ROWS, XOR, max_epochs=50)
    assert run.epochs == 50
    assert run.mistakes_per_epoch.tolist() == [2, 3, *[4] * 48]
    assert run.history[2:].tolist() == [[1, -1, 0]] * 49
    assert run.verdict == (
        "Not converged: epoch 50, the last, still met 4 mistakes, of 197 in all. Its theta is the "
        "one it had after epoch 2: with the examples in one order, it goes round in a circle for "
        "ever."
    )


def test_the_published_stop_rule_ends_on_xor_with_every_example_wrong():
    run = batch_perceptron(ROWS, signs(XOR))
    assert run.epochs == 1 and run.mistakes == 4 and not run.converged
    assert run.theta.tolist() == [0, 0, 0]


def test_a_wide_epsilon_stops_before_the_mistakes_do():
    early = batch_perceptron(ROWS, signs(AND), epsilon=10.0)
    assert early.epochs == 1 and not early.converged
    assert "circle" not in early.verdict
    assert batch_perceptron(ROWS, signs(AND)).converged


def test_the_verdict_of_a_training_that_converged():
    run = online_perceptron(ROWS, AND)
    assert run.converged and run.mistakes_per_epoch[-1] == 0
    assert run.verdict == (
        f"Converged: epoch {run.epochs} met no mistake, after {run.mistakes} mistakes in the "
        "epochs before."
    )


def test_the_history_holds_the_start_and_every_epoch():
    start = [1.0, 2.0, 3.0]
    run = online_perceptron(ROWS, AND, theta=start)
    assert run.history.shape == (run.epochs + 1, 3)
    assert run.history[0].tolist() == start
    np.testing.assert_array_equal(run.theta, run.history[-1])


def test_the_order_is_that_of_the_rows_or_of_the_rng():
    X, y, _ = separable_examples(30, 2, 0.01, np.random.default_rng(1))
    fixed = online_perceptron(X, y).history
    np.testing.assert_array_equal(fixed, online_perceptron(X, y).history)
    shuffled = [online_perceptron(X, y, rng=np.random.default_rng(s)).history for s in (0, 0, 1)]
    np.testing.assert_array_equal(shuffled[0], shuffled[1])
    assert not np.array_equal(shuffled[0][1], shuffled[2][1])
    assert not np.array_equal(shuffled[0][1], fixed[1])


@given(
    m=st.integers(2, 40),
    n=st.integers(1, 6),
    gamma=st.floats(0.01, 1),
    seed=st.integers(0, 2**32 - 1),
)
def test_separable_examples_have_both_classes_and_the_margin(m, n, gamma, seed):
    X, y, theta = separable_examples(m, n, gamma, np.random.default_rng(seed))
    assert X.shape == (m, n) and theta.shape == (n + 1,)
    assert np.count_nonzero(y) == m // 2
    assert np.linalg.norm(theta) == pytest.approx(1)
    assert margin(X, y, theta) >= gamma - 1e-9


def test_no_argument_is_changed():
    X, theta = np.array(ROWS, dtype=float), np.array([1.0, 2.0, 3.0])
    online_perceptron(X, AND, theta=theta)
    batch_perceptron(X, signs(AND), theta=theta)
    assert X.tolist() == ROWS and theta.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: online_perceptron(ROWS, signs(AND)), r"y: expected labels 0 and 1, got labels"),
        (lambda: batch_perceptron(ROWS, AND), r"y: expected labels -1 and 1, got labels"),
        (lambda: margin(ROWS, [-1, 0, 0, 1], [1, 1, 1]), r"y: expected labels 0 and 1 or labels"),
        (lambda: online_perceptron(ROWS, [0, 1]), r"y: expected .* shape \(4,\), got shape \(2,\)"),
        (lambda: online_perceptron([0, 1], [0, 1]), r"X: expected a matrix"),
        (lambda: online_perceptron([[np.nan]], [0]), r"X: expected finite numbers"),
        (lambda: online_perceptron(ROWS, AND, theta=[1, 2]), r"theta: expected shape \(3,\)"),
        (lambda: batch_perceptron(ROWS, XOR, theta=[1, 2, np.inf]), r"theta: expected finite"),
        (lambda: online_perceptron(ROWS, AND, alpha=0), r"alpha: expected a number above 0"),
        (lambda: batch_perceptron(ROWS, signs(AND), alpha=-1), r"alpha: expected a number above 0"),
        (lambda: batch_perceptron(ROWS, signs(AND), epsilon=0), r"epsilon: expected a number"),
        (lambda: online_perceptron(ROWS, AND, max_epochs=0), r"max_epochs: expected an integer, 1"),
        (lambda: batch_perceptron(ROWS, signs(AND), max_epochs=1.5), r"max_epochs: expected"),
        (lambda: margin(ROWS, AND, [0, 0, 0]), r"theta: expected at least one weight"),
        (lambda: mistake_bound(ROWS, AND, [-1, 1, 1]), r"theta: expected weights .* margin of -?0"),
        (lambda: mistake_bound(ROWS, XOR, [1, -1, 0]), r"theta: expected weights with every"),
        (lambda: separable_examples(1, 2, 0.1, np.random.default_rng()), r"m: expected"),
        (lambda: separable_examples(4, 2, 0, np.random.default_rng()), r"gamma: expected"),
    ],
)
def test_bad_input_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
