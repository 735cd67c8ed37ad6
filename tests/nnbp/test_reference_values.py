"""Numbers that others have published, recomputed with nnbp and compared to their last digit."""

import json
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from nnbp import (
    backprop,
    check_gradient,
    cost,
    cost_and_gradient,
    cross_entropy,
    deltas,
    forward,
    numerical_gradient,
    relative_error,
    roll,
    sigmoid_gradient,
    unroll,
)
from nnbp.activations import relu_gradient
from nnbp.backprop import gradients, propagate_back
from nnbp.gradient_check import LIMITS
from nnbp.graph import table, tricky_function
from nnbp.losses import squared_error

ENTRIES = {
    entry["id"]: entry
    for entry in json.loads(Path(__file__).with_name("reference_values.json").read_text())
}

# These need weights and examples that may not be shipped, ex4weights.mat and ex4data1.mat. What
# the printed numbers alone can tell is tested at the end of this file: J is linear in lambda.
NOT_RECOMPUTED = {
    "ng-ex4-J-lam0",
    "ng-ex4-J-lam1",
    "ng-ex4-J-lam3",
    "ng-ex4-reg-part-lam1",
    "ng-ex4-reg-part-lam3",
    "kaleko-ex4-lam1-WRONG",
}


# The classic exercise: sizes 2-2-4, weights (1:18)/10 unrolled as in Octave, labels from 1.


def small_exercise(lam):
    X = np.cos([[1, 2], [3, 4], [5, 6]])
    y = np.array([4, 2, 3]) - 1
    return cost_and_gradient(np.arange(1, 19) / 10, (2, 2, 4), X, y, lam, order="F")


def small_cost(entry):
    return small_exercise(entry["inputs"]["lambda"])[0]


def small_gradient(entry):
    return small_exercise(entry["inputs"]["lambda"])[1]


# checkNNGradients: sizes 3-5-3, weights sin(1), sin(2), ... / 10 column by column, m = 5.


def sines(rows, columns):
    return np.sin(np.arange(1, rows * columns + 1)).reshape((rows, columns), order="F") / 10


def debug_objective(lam, order):
    X = sines(5, 3)
    y = np.array([2, 3, 1, 2, 3]) - 1
    return lambda theta: cost_and_gradient(theta, (3, 5, 3), X, y, lam, order)


def debug_weights(order):
    return np.concatenate([sines(5, 4).ravel(order), sines(3, 6).ravel(order)])


def debug_gradient(entry):
    order = entry["inputs"]["order"]
    return debug_objective(0, order)(debug_weights(order))[1]


def debug_numerical_gradient(entry):
    order = entry["id"][-1]
    objective = debug_objective(0, order)
    return numerical_gradient(lambda theta: objective(theta)[0], debug_weights(order), eps=1e-4)


def debug_check(lam):
    objective = debug_objective(lam, "C")
    return check_gradient(
        lambda theta: objective(theta)[0],
        lambda theta: objective(theta)[1],
        debug_weights("C"),
        eps=1e-4,
        blocks=(3, 5, 3),
    )


# One unit or a few.


def sigmoid_gradients(entry):
    return sigmoid_gradient(entry["inputs"]["z"])


def boolean_unit(entry):
    theta = entry["inputs"]["theta"]
    X = [[0], [1]] if len(theta) == 2 else [[0, 0], [0, 1], [1, 0], [1, 1]]
    return forward([[theta]], X).output[:, 0]


def xnor_net(entry):
    thetas = [entry["inputs"]["Theta1"], [entry["inputs"]["Theta2"]]]
    return forward(thetas, [[0, 0], [0, 1], [1, 0], [1, 1]]).output[:, 0]


def perceptron(entry):
    theta = [entry["inputs"]["b"], *entry["inputs"]["w"]]
    return forward([[theta]], [[0, 0], [0, 1], [1, 0], [1, 1]]).pre_activations[0][:, 0] > 0


# Two inputs, two hidden units, two outputs, squared error; a step moves no bias.


def mazur(entry):
    """The weights, the one example, and the target of it."""
    inputs = entry["inputs"]
    Theta1 = np.column_stack([[inputs["b1"]] * 2, inputs["W1"]])
    Theta2 = np.column_stack([[inputs["b2"]] * 2, inputs["W2"]])
    return [Theta1, Theta2], [inputs["x"]], [inputs["target"]]


def mazur_hidden(entry):
    thetas, x, _ = mazur(entry)
    return forward(thetas, x).units[1][0]


def mazur_output(entry):
    thetas, x, _ = mazur(entry)
    return forward(thetas, x).output[0]


def mazur_error(entry):
    return cost(*mazur(entry), loss="squared_error")


def mazur_error_of_each_output(entry):
    thetas, x, target = mazur(entry)
    net = forward(thetas, x)
    return [squared_error(net.output[:, [k]], np.array(target)[:, [k]]) for k in range(2)]


def mazur_gradient(entry):
    return backprop(*mazur(entry), loss="squared_error")[1][0, 1]


def mazur_step(Theta, D, eta):
    moved = Theta - eta * D
    moved[:, 0] = Theta[:, 0]
    return moved


def mazur_trained(entry):
    thetas, x, target = mazur(entry)
    D = backprop(thetas, x, target, loss="squared_error")
    eta = entry["inputs"]["eta"]
    return [mazur_step(Theta, D_l, eta) for Theta, D_l in zip(thetas, D)]


def mazur_new_W2(entry):
    return mazur_trained(entry)[1][:, 1:].ravel()


def mazur_new_W1(entry):
    return mazur_trained(entry)[0][:, 1:].ravel()


def mazur_error_when_W2_moves_first(entry):
    """The mistake: delta_2 is carried back through the weights that have already moved."""
    (Theta1, _), x, target = mazur(entry)
    Theta2 = mazur_trained(entry)[1]
    delta3 = deltas(mazur(entry)[0], x, target, loss="squared_error")[1]
    delta2 = propagate_back(Theta2, delta3, forward([Theta1], x).pre_activations[0])
    Theta1 = mazur_step(Theta1, gradients(delta2, np.array(x)), entry["inputs"]["eta"])
    return cost([Theta1, Theta2], x, target, loss="squared_error")


def affine_forward(_):
    x = np.linspace(-0.1, 0.5, 240).reshape(2, 120)
    w = np.linspace(-0.2, 0.3, 360).reshape(120, 3)
    b = np.linspace(-0.3, 0.1, 3)
    return forward([np.vstack([b, w]).T], x).pre_activations[0]


def sigmoid_neuron(entry):
    w, x = np.array(entry["inputs"]["w"]), np.array(entry["inputs"]["x"])
    net = forward([[[w[2], w[0], w[1]]]], [x])
    slope = sigmoid_gradient(net.pre_activations[0][0, 0])
    return np.concatenate([net.output[0], slope * np.append(x, 1), slope * w[:2]])


def linear_backward(g_gradient):
    rng = np.random.RandomState(2)
    dA, A, W, _b, Z = (rng.randn(*shape) for shape in [(1, 2), (3, 2), (1, 3), (1, 1), (1, 2)])
    dZ = dA * g_gradient(Z)
    return np.concatenate([(W.T @ dZ).ravel(), (dZ @ A.T / 2).ravel(), [dZ.mean()]])


def linear_backward_sigmoid(_):
    return linear_backward(sigmoid_gradient)


def linear_backward_relu(_):
    return linear_backward(relu_gradient)


def deep_gradient_check(J_of_theta):
    """ReLU, ReLU, sigmoid, eps = 1e-7; the costs are those of J_of_theta(thetas, X, Y)."""
    rng = np.random.RandomState(1)
    X, layer_sizes, Y = rng.randn(4, 3).T, (4, 5, 3, 1), np.array([[1], [1], [0]])
    thetas = []
    for s, s_next in pairwise(layer_sizes):
        W, b = rng.randn(s_next, s), rng.randn(s_next, 1)
        thetas.append(np.column_stack([b, W]))
    numeric = numerical_gradient(
        lambda theta: J_of_theta(roll(theta, layer_sizes), X, Y), unroll(thetas), eps=1e-7
    )
    return relative_error(numeric, unroll(backprop(thetas, X, Y, hidden="relu")))


def cost_from_activations(thetas, X, Y):
    h = forward(thetas, X, hidden="relu").output
    return -np.mean(Y * np.log(h) + (1 - Y) * np.log(1 - h))


def cross_entropy_of_activations(entry):
    A = np.array(entry["inputs"]["AL"])
    Y = np.array(entry["inputs"]["Y"])
    return cross_entropy(np.log(A / (1 - A))[:, None], Y[:, None])


# Functions of a few numbers, differentiated numerically.


def circuit(_):
    def f(v):
        return (v[0] + v[1]) * v[2]

    v = np.array([-2.0, 5.0, -4.0])
    return np.append(f(v), numerical_gradient(f, v))


def max_gate(_):
    def f(v):
        return 2 * (v[0] * v[1] + max(v[2], v[3]))

    v = np.array([3.0, -4.0, 2.0, -1.0])
    return np.append(f(v), numerical_gradient(f, v))


def tricky(_):
    f = tricky_function()
    gradient = {row.name: row.gradient for row in table(f)}
    return [f.value, gradient["x"], gradient["y"]]


def simple_quadratic(_):
    return numerical_gradient(lambda x: x[0] ** 2 + 3 * x[0] * x[1], np.array([4.0, 10.0]))


def one_dimensional_check(_):
    numeric = numerical_gradient(lambda theta: 2 * theta[0], np.array([4.0]), eps=1e-7)
    # That course divides by the sum of the norms, here equal to the norm of the sum.
    return [2 * 4.0, numeric[0], relative_error(numeric, [2.0])]


COMPUTED = {
    "ng-ex4-sigmoidgradient-5": sigmoid_gradients,
    "ng-ex4-sigmoidgradient-8dig": sigmoid_gradients,
    "mosher-sigmoidgradient-magic": sigmoid_gradients,
    "mosher-ex4-J-lam0": small_cost,
    "mosher-ex4-J-lam3": small_cost,
    "mosher-ex4-grad-lam0": small_gradient,
    "mosher-ex4-grad-lam0-15dig": small_gradient,
    "mosher-ex4-grad-lam3": small_gradient,
    "ng-checknngradients-lam0-C": debug_gradient,
    "ng-checknngradients-lam0-F": debug_gradient,
    "ng-checknngradients-numgrad-lam0-C": debug_numerical_gradient,
    "ng-checknngradients-numgrad-lam0-F": debug_numerical_gradient,
    "mazur-hidden": mazur_hidden,
    "mazur-out": mazur_output,
    "mazur-E": mazur_error,
    "mazur-Eparts": mazur_error_of_each_output,
    "mazur-dw5": mazur_gradient,
    "mazur-W2new": mazur_new_W2,
    "mazur-W1new": mazur_new_W1,
    "mazur-E-after1-EXPLAINED": mazur_error_when_W2_moves_first,
    "cs231n-affine-forward": affine_forward,
    "cs231n-circuit-xyz": circuit,
    "cs231n-sigmoid-neuron": sigmoid_neuron,
    "cs231n-maxgate": max_gate,
    "dlai-gradcheck-1d": one_dimensional_check,
    "dlai-linact-backward-sigmoid": linear_backward_sigmoid,
    "dlai-linact-backward-relu": linear_backward_relu,
    "dlai-compute-cost": cross_entropy_of_activations,
    "cs231n-tricky-function": tricky,
    "ufldl-simplequadratic": simple_quadratic,
    "ng-bool-AND": boolean_unit,
    "ng-bool-OR": boolean_unit,
    "ng-bool-NOR": boolean_unit,
    "ng-bool-NOT": boolean_unit,
    "ng-bool-XNOR": xnor_net,
    "nielsen-NAND": perceptron,
}

# The error of the computation itself, where it is more than a few ulps: central differences.
NOISE = {
    "ng-checknngradients-numgrad-lam0-C": 2e-11,
    "ng-checknngradients-numgrad-lam0-F": 2e-11,
}

# Where the printed digits say too little: whole numbers, and logic units that are nearly 0 or 1.
ATOL = {
    "cs231n-circuit-xyz": 1e-10,
    "cs231n-maxgate": 1e-10,
    "ufldl-simplequadratic": 1e-9,
    "dlai-gradcheck-1d": 1e-8,
    "dlai-linact-backward-relu": 5e-9,  # eight decimals, and zeros, which have no first digit
    "mazur-W1new": 5e-9,  # nine decimals for the first, eight for the others
    "ng-bool-AND": 1e-4,
    "ng-bool-OR": 1e-4,
    "ng-bool-NOR": 1e-4,
    "ng-bool-NOT": 1e-4,
    "ng-bool-XNOR": 1e-4,
    "nielsen-NAND": 0.0,
}

HANDLED_BELOW = {
    "published-wrong-test-lam4-with-lam0-grad",
    "ng-checknngradients-threshold",
    "ng-checknngradients-reldiff-lam0",
    "ng-checknngradients-reldiff-lam3",
    "cs231n-gradcheck-thresholds",
    "dlai-gradcheck-n-right",
    "mazur-E-after1",
    "mazur-wrong-copy",
}


def half_a_unit_of_the_last_digit(expected, digits):
    """Printed numbers have `digits` digits, and no more decimals than the longest of them."""
    decimals = max(-Decimal(str(value)).as_tuple().exponent for value in expected.flat)
    magnitude = np.floor(np.log10(np.abs(expected)))
    return 0.5 * 10.0 ** -np.minimum(decimals, digits - 1 - magnitude)


@pytest.mark.parametrize("name", COMPUTED)
def test_published_number_is_reproduced(name):
    entry = ENTRIES[name]
    expected = np.array(entry["expected"], dtype=float)
    computed = np.asarray(COMPUTED[name](entry), dtype=float)
    assert computed.size == expected.size
    gap = np.abs(computed.reshape(expected.shape) - expected)
    if name in ATOL:
        assert np.all(gap <= ATOL[name])
    else:
        half_a_unit = half_a_unit_of_the_last_digit(expected, entry["digits"])
        assert np.all(gap <= half_a_unit + NOISE.get(name, 1e-15))


def test_every_published_number_is_accounted_for():
    parts = [set(COMPUTED), NOT_RECOMPUTED, HANDLED_BELOW]
    assert set().union(*parts) == set(ENTRIES)
    assert sum(map(len, parts)) == len(ENTRIES)


def test_published_gradient_for_lambda_4_is_that_of_lambda_0():
    entry = ENTRIES["published-wrong-test-lam4-with-lam0-grad"]
    printed = np.array(entry["expected"])
    J, grad = small_exercise(lam=4)
    assert J == pytest.approx(19.474, abs=5e-4)
    assert np.abs(small_exercise(lam=0)[1] - printed).max() < 5e-7
    weights = roll(np.arange(1, 19) / 10, (2, 2, 4), order="F")
    missing = [4 / 3 * Theta * (np.arange(Theta.shape[1]) > 0) for Theta in weights]
    missing = np.concatenate([part.ravel("F") for part in missing])
    assert np.abs(grad - printed - missing).max() < 5e-7


def test_relative_difference_is_below_the_published_threshold():
    assert debug_check(lam=0).relative_error < ENTRIES["ng-checknngradients-threshold"]["expected"]


@pytest.mark.parametrize("lam", [0, 3])
def test_relative_difference_has_the_published_order_of_magnitude(lam):
    published = ENTRIES[f"ng-checknngradients-reldiff-lam{lam}"]["expected"]
    assert published / 10 < debug_check(lam).relative_error < published * 10


def test_limits_of_the_verdict_are_the_published_thresholds():
    wrong, uncomfortable, happy, _ = ENTRIES["cs231n-gradcheck-thresholds"]["expected"]
    assert [limit for limit, _ in LIMITS] == [happy, uncomfortable, wrong, np.inf]


def test_one_dimensional_check_has_the_published_difference():
    published = ENTRIES["dlai-gradcheck-1d"]["expected"][2]
    assert one_dimensional_check(None)[2] == pytest.approx(published, rel=1e-6)


def test_deep_check_has_the_published_difference_if_the_cost_loses_digits():
    """1e-7 is what log(1 - h) loses at an output near 1: from the pre-activations it is 1e-9."""
    published = ENTRIES["dlai-gradcheck-n-right"]["expected"]
    assert deep_gradient_check(cost_from_activations) == pytest.approx(published, rel=5e-3)
    assert deep_gradient_check(lambda *net: cost(*net, hidden="relu")) < 5e-9


def test_published_error_after_one_step_is_that_of_the_order_mistake():
    """The post prints the weights of the right step, and an error that these do not have."""
    entry = ENTRIES["mazur-E-after1"]
    _, x, target = mazur(entry)
    right = cost(mazur_trained(entry), x, target, loss="squared_error")
    assert right == pytest.approx(0.291027774, abs=5e-10)
    assert abs(right - entry["expected"]) > 1e-7
    assert mazur_error_when_W2_moves_first(entry) == pytest.approx(entry["expected"], abs=5e-10)


def test_published_copy_of_the_error_counts_one_output_twice():
    entry = ENTRIES["mazur-wrong-copy"]
    first, second = mazur_error_of_each_output(entry)
    assert mazur_error(entry) == pytest.approx(first + second, rel=1e-15)
    assert entry["expected"] == pytest.approx(first + 2 * second, abs=1e-9)


def test_simple_quadratic_has_the_published_difference():
    assert relative_error(simple_quadratic(None), [38, 12]) == pytest.approx(2.1452e-12, rel=1e-3)


# The course's own weights and examples: what their printed costs tell without them.


def published(name):
    return ENTRIES[name]["expected"]


def test_published_costs_rise_in_proportion_to_lambda():
    """J is linear in lambda: 3 (J1 - J0) = J3 - J0, to the six digits printed."""
    J0, J1, J3 = (published(f"ng-ex4-J-lam{lam}") for lam in (0, 1, 3))
    assert 3 * (J1 - J0) == pytest.approx(J3 - J0, abs=4 * 5e-7)


def test_published_penalties_are_in_proportion_to_lambda():
    """The same to the twelve digits of other printouts."""
    one, three = (published(f"ng-ex4-reg-part-lam{lam}") for lam in (1, 3))
    assert 3 * one == pytest.approx(three, abs=3e-12)


@pytest.mark.parametrize("lam", [1, 3])
def test_published_penalty_is_the_difference_of_published_costs(lam):
    J, J0 = published(f"ng-ex4-J-lam{lam}"), published("ng-ex4-J-lam0")
    assert published(f"ng-ex4-reg-part-lam{lam}") == pytest.approx(J - J0, abs=2 * 5e-7)


def test_popular_wrong_penalty_is_off_the_line_by_what_bias_weights_would_add():
    """It is too large for lambda = 1: the excess is a sum of 35 squares over 2m, each about 0.2."""
    excess = published("kaleko-ex4-lam1-WRONG") - published("ng-ex4-reg-part-lam3") / 3
    assert excess > 1e-4
    assert 0.1 < excess * 2 * 5000 / (25 + 10) < 1.0
