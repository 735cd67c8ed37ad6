"""The numbers in the prose of the pages on backpropagation are those that their code gives."""

from typing import Any

import numpy as np
import pytest
from printed import run, says

from nnbp import relative_error, sigmoid, sigmoid_gradient


@pytest.fixture(autouse=True)
def quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """The pages print; their output is not wanted here."""


def test_deriving_delta_watches_one_weight() -> None:
    page, name = run("deriving-delta"), "deriving-delta"
    moved = {key: page.after[key] - page.before[key] for key in page.before}
    says(name, r"Take $\Theta^{(1)}_{12} = %.1f$", page.Theta1[0, 2])
    says(name, r"by $%.1f \times 0.01 = %.3f$", page.x[1], moved["z(2)"][0])
    says(name, "then the cost, by $%.4f$", moved["J"])
    says(name, "$%.4f / 0.01 = %.2f$", moved["J"], moved["J"] / 0.01)
    share = (page.delta2[0], page.x[1], page.delta2[0] * page.x[1])
    says(name, r"$\delta^{(2)}_1 x_2 = %.4f \times %.1f = %.4f$", *share)
    says(name, "the last column is $%.4f$", page.gradient1[0, 2])
    assert np.count_nonzero(moved["z(2)"]) == 1


def test_deriving_delta_gives_the_values_of_its_formulas() -> None:
    page, name = run("deriving-delta"), "deriving-delta"
    says(name, "$z = %.2f$ and $a = %.4f$", page.z2[0], page.a2[0])
    says(name, "where $a = %.4f$ and $y = %d$", page.a3[0], page.y[0])
    says(name, "too low by $%.4f$", -page.delta3[0])
    says(name, "too high by $%.4f$", page.delta3[1])
    says(name, "delta %.2f, %.2f and %.2f, the outputs delta", *page.delta2)
    says(name, "the outputs delta %.2f and %.2f.", *page.delta3)


def test_deriving_delta_compares_the_two_costs_at_minus_8() -> None:
    error = sigmoid(-8) - 1
    squared = error * sigmoid_gradient(-8)
    says("deriving-delta", "gives $%.4f$ and squared error $%.6f$", error, squared)
    assert 2900 < error / squared < 3100, "three thousand times less"


def test_deriving_delta_answers_its_questions_about_the_wrong_rules() -> None:
    page = run("deriving-delta")
    right = page.rules["right"]
    same_signs = {
        name for name, rule in page.rules.items() if np.all(np.sign(rule) == np.sign(right))
    }
    assert same_signs == {
        "right",
        "extra slope at output",
        "slope missing here",
        "slope taken at a",
        "slope of tanh: 1 - a^2",
    }
    assert relative_error(right, page.rules["slope taken at a"]) < 0.03
    says("deriving-delta", "still $%.3f$ at $0.5$", sigmoid_gradient(0.5))
    assert round(1 - sigmoid_gradient(0.5) / sigmoid_gradient(0), 2) == 0.06


def test_backpropagation_counts_and_steps() -> None:
    page, name = run("backpropagation"), "backpropagation"
    once, everything, nudges = page.multiplications((64, 25, 10))
    says(name, "$%d$ multiplications do what nudging does with $%.1f$", everything, nudges / 1e6)
    says(name, "the $%d / %d = %.1f$", everything, once, everything / once)
    back = everything - once
    says(name, "That is $%.1f$ forward passes", everything / once)
    says(name, "a pass back that costs $%.1f$ of them", back / once)
    for n, whole, _ in map(page.multiplications, page.nets):
        assert 2 < whole / n < 3
    assert page.thetas[0].size + page.thetas[1].size == once
    stepped = page.cost(
        [page.Theta1 - 0.5 * page.D1, page.Theta2 - 0.5 * page.D2], page.X, page.Y, page.lam
    )
    says(name, "from $J = %.4f$ to $%.4f$", page.J, stepped)
    says(name, "its derivative is $+%.4f$", page.one_example(page.X[0], page.Y[0])[0][0, 2])


def test_backpropagation_explains_the_published_error() -> None:
    page = run("backpropagation")
    right, wrong = page.after_one_step(True), page.after_one_step(False)
    says("backpropagation", "It prints $%.9f$", wrong)
    assert abs(right - 0.291027773693599) < 1e-15
    assert round(right, 6) == round(wrong, 6)
    assert round(right, 7) != round(wrong, 7)


def falls(page: Any) -> dict[str, float]:
    return {name: page.J_after_descent(wrong) for name, wrong in page.mistakes.items()}


def test_gradient_checking_counts_the_mistakes_under_which_the_cost_falls() -> None:
    page, name = run("gradient-checking"), "gradient-checking"
    says(name, "from $J = %.4f$", page.J(page.theta))
    after = falls(page)
    right = after.pop("none")
    says(name, "we follow fifteen wrong gradients downhill")
    assert len(after) == 15
    says(name, "under nine of them the cost falls")
    assert sum(J < page.J(page.theta) for J in after.values()) == 9
    says(name, "under four of these it ends lower than with the right gradient")
    assert sum(J < right for J in after.values()) == 4


def test_gradient_checking_sees_all_mistakes_but_those_of_the_penalty_at_lambda_0() -> None:
    page = run("gradient-checking")
    says("gradient-checking", "Eight mistakes in the examples' part, and seven in the penalty")
    names = list(page.mistakes)
    assert len(names) == 1 + 8 + 7
    passes = {
        lam: [name for name in names if "passes" in page.said_of(page.mistakes[name], lam)]
        for lam in (0.0, 0.5)
    }
    assert passes == {0.0: ["none", *names[9:]], 0.5: ["none"]}


def test_gradient_checking_prints_the_published_values() -> None:
    page, name = run("gradient-checking"), "gradient-checking"
    published = page.one_hot(page.np.array([1, 2, 0, 1, 2]), 3)
    J = page.cost(page.weights, page.inputs, published)
    column = page.backprop(page.weights, page.inputs, published)[0][:3, 0]
    says(name, "Its cost is $%.6f$", J)
    says(name, "$%.8f$, $%.8f$, $%.8f$", *column)
    says(name, r"$u = 2^{-53} \approx %.1f \times 10^{-16}$", 2**-53 * 1e16)
    assert min(page.single) > 1e-7, "in float32 no eps gets below the limit"
    assert 1e-6 < page.sizes[np.argmin(page.double)] < 1e-4, "1e-4 lies to the right of the best"


def test_gradient_checking_has_third_derivatives_smaller_than_the_cost() -> None:
    page = run("gradient-checking")
    says("gradient-checking", "are smaller than $J$")
    error = page.by_nudging(page.J, page.theta, 1e-2) - page.analytic
    assert np.max(np.abs(6 * error / 1e-2**2)) < page.J(page.theta)


def test_gradient_checking_lets_shared_mistakes_pass_but_their_cost_is_off() -> None:
    page = run("gradient-checking")
    says("gradient-checking", "All three pass. Only the cost betrays them: it should be $2.2339$.")
    assert len(page.shared) == 3
    for targets, used, factor in page.shared.values():

        def J(theta: Any, targets: Any = targets, used: Any = used, factor: int = factor) -> float:
            return factor * page.cost(page.roll(theta * used, (2, 3, 2)), page.X, targets, page.lam)

        D = page.backprop(page.roll(page.theta * used, (2, 3, 2)), page.X, targets, page.lam)
        assert page.check_gradient(J, factor * used * page.unroll(D), page.theta).agrees
        assert abs(J(page.theta) - page.J(page.theta)) > 0.4
