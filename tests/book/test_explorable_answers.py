"""What the pages answer about their explorables is what the explorables compute."""

from itertools import product, takewhile

import numpy as np
from printed import says

from nnbp import add_bias, predict
from nnbp.explorables import EXPLORABLES
from nnbp.explorables.cost_surface import J, slopes, walk
from nnbp.explorables.equal_units import run as units_after
from nnbp.explorables.forward_backward import both_passes
from nnbp.explorables.hidden_layer import examples as images
from nnbp.explorables.hidden_layer import run as digits_after
from nnbp.explorables.learning_rates import RATES, history
from nnbp.explorables.overfitting import LAMBDAS, trained
from nnbp.explorables.overfitting import examples as crescents
from nnbp.explorables.perceptron_line import LOOKS, looks, named_examples
from nnbp.explorables.v_curve import EPSILONS, both_sides, gradient, study
from nnbp.logic import boolean_function, truth_table
from nnbp.perceptron import threshold


def wrong_and_changed(name: str) -> list[tuple[int, int, int]]:
    """The looks that change the weights: number, mistakes before and after."""
    X, y = named_examples(name)
    changes = []
    for number, look in enumerate(looks(X, y, LOOKS), start=1):
        if (look.before != look.after).any():
            wrong = [
                int(np.sum(threshold(add_bias(X) @ theta) != y))
                for theta in (look.before, look.after)
            ]
            changes.append((number, *wrong))
    return changes


def test_perceptron_worsens_at_three_looks_of_and() -> None:
    worse = [look for look, before, after in wrong_and_changed("AND") if after > before]
    says("perceptron", "the very first, at look %d, and two more, at looks %d and %d.", *worse)
    assert wrong_and_changed("AND")[0][0] == worse[0], "the very first change"


def test_perceptron_has_finished_the_running_example_at_look_10() -> None:
    last, _, left = wrong_and_changed("running example")[-1]
    says("perceptron", "From the running example's look %d on nothing changes", last)
    assert left == 0, "no example is on the wrong side"


def test_one_setting_of_the_biases_is_xor_and_none_is_x1() -> None:
    stops = EXPLORABLES["boolean_net"].parameters[0].values
    found: dict[str, list[tuple[float, ...]]] = {}
    for b1, b2, b3 in product(stops, repeat=3):
        table = truth_table([[[b1, 20, 20], [b2, -20, -20]], [[b3, 20, 20]]])
        found.setdefault(boolean_function(table.booleans[:, 0]), []).append((b1, b2, b3))
    (xor,) = found["XOR"]
    says("representing-functions", "$%d$, $%d$ and $%d$: OR, NAND, and an output", *xor)
    says("representing-functions", "Of the %d settings it is the only one", len(stops) ** 3)
    assert "x1" not in found


def test_the_walks_on_the_cost_surface() -> None:
    costs = {rate: [J(place) for place in walk(rate, 8)] for rate in (1, 4, 16, 40)}
    assert min(costs, key=lambda rate: costs[rate][1]) == 16
    assert min(costs, key=lambda rate: costs[rate][8]) == 16
    says("cost-function", "%.4f after one step, %.4f after eight", costs[16][1], costs[16][8])
    says("cost-function", "close to it in eight steps, %.4f", costs[4][8])
    says("cost-function", "up the other side, to %.4f", costs[40][1])
    assert 0.005 < np.abs(slopes(walk(40, 2)[-1])).max() < 0.015, "about 0.01"


def test_two_small_deltas_of_example_4() -> None:
    both = both_passes(4)
    shares = [both.thetas[1][i - 1, 2] * both.delta[3, i] for i in (1, 2)]
    says("deriving-delta", "Unit 1 says %.2f.", both.a[1][0])
    says("deriving-delta", "its slope is only %.4f", both.slopes[0])
    says("deriving-delta", "Unit 2 has a slope of %.4f", both.slopes[1])
    says("deriving-delta", "its two shares, $%.4f$ and $%.4f$", *shares)


def test_the_digits_that_are_left_of_the_difference() -> None:
    up, down = (f"{value:.15f}" for value in both_sides("float64", 1e-12))
    assert up[:14] == down[:14], "thirteen digits and a point agree"
    assert up[14] != down[14]
    quotient = (float(up) - float(down)) / 2e-12
    pairs = zip(f"{abs(quotient):.6f}", f"{abs(gradient()[2]):.6f}", strict=True)
    right = "".join(a for a, b in takewhile(lambda pair: pair[0] == pair[1], pairs))
    says("gradient-checking", "Three digits of the quotient are right, %s.", right)


def test_both_precisions_have_the_same_error_where_truncation_rules() -> None:
    double, single = study("float64").central, study("float32").central
    same = [epsilon for epsilon, a, b in zip(EPSILONS, double, single) if 0.7 < a / b < 1.4]
    says("gradient-checking", "from about %.2f on", min(same))
    assert same == list(EPSILONS[-len(same) :])


def test_a_nudge_parts_one_unit_and_hardly_helps() -> None:
    ends = [units_after(s, 3000).history[-1] for s in ("one nudged", "all weights 1", "random")]
    says(
        "symmetry-breaking",
        "$J$ is %.4f where it was %.4f without the nudge, and a random start comes to %.4f",
        *ends,
    )


def test_the_largest_rates() -> None:
    falls = [rate for rate in RATES if np.all(np.diff(history(rate)) < 0)]
    lower = [rate for rate in RATES if history(rate)[-1] < history(rate)[0]]
    says("training", "Rate %d. It is also the one that ends lowest", max(falls))
    assert min(RATES, key=lambda rate: history(rate)[-1]) == max(falls)
    says("training", "Rate %d. It zigzags", max(lower))


def test_the_best_lambda_and_the_largest() -> None:
    X, Y = crescents()[0]
    best = min(LAMBDAS, key=lambda lam: trained(lam).cost[1])
    mistakes = {
        lam: np.sum(predict(trained(lam).thetas, X, hidden="tanh") != Y[:, 0])
        for lam in (0.0, best)
    }
    says("training", "$\\lambda = %g$. It gets two wrong, which $\\lambda = 0$ gets right", best)
    assert mistakes == {0.0: 0, best: 2}
    Theta1, Theta2 = trained(10.0).thetas
    assert (
        max(np.abs(Theta1[:, 1:]).max(), np.abs(Theta2).max()) < 1e-3 < np.abs(Theta1[:, 0]).min()
    )
    assert abs(trained(10.0).cost[0] - np.log(2)) < 1e-6


def test_the_digits_are_half_read_before_the_hidden_layer_has_changed() -> None:
    X, y = images()[1]
    read = {step: np.mean(predict(digits_after(step).thetas, X) == y) for step in (10, 20)}
    assert read[10] < 0.5 < read[20]
    says("training", "By step %d, when it reads %d %% of them", 20, round(100 * read[20]))
    start, later, end = (digits_after(step).thetas[0][:, 1:] for step in (0, 20, 500))
    assert np.linalg.norm(later - start) < 0.25 * np.linalg.norm(end - start)
