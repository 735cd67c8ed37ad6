"""What unrolling.md, symmetry-breaking.md and training.md say is what their code gives."""

import re
import textwrap
from typing import Any

import numpy as np
import pytest
from printed import BOOK, run, says

from nnbp import cost, minimize, predict
from nnbp.symmetry import identical_units

PAGES = ("unrolling", "symmetry-breaking", "training")


@pytest.fixture(autouse=True)
def quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """The pages print; their output is not wanted here."""


def solutions(page: str) -> list[str]:
    """The code in the solutions of a page."""
    source = (BOOK / f"{page}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```python\n(.*?)^ *```$", source, re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(block) for block in blocks]


@pytest.mark.parametrize("page", PAGES)
def test_the_solutions_run(page: str) -> None:
    found = solutions(page)
    assert found, "a solution"
    for code in found:
        exec(code, dict(vars(run(page))))


@pytest.mark.parametrize("page", PAGES)
def test_code_fits_the_page(page: str) -> None:
    source = (BOOK / f"{page}.md").read_text(encoding="utf-8")
    cells = re.findall(
        r"```\{code-cell\} ipython3\n(?:---\n.*?\n---\n)?(.*?)```", source, re.DOTALL
    )
    lines = [line for code in [*cells, *solutions(page)] for line in code.splitlines()]
    assert [line for line in lines if len(line) > 76] == []


def test_unrolling_mixes_the_orders() -> None:
    page, name = run("unrolling"), "unrolling"
    costs = (cost(page.mixed, page.X, page.Y), cost(page.example.thetas, page.X, page.Y))
    says(name, "*less*: %.4f against %.4f without", *costs)
    says(name, "has $9 + 8 = %d$ weights", page.theta.size)
    says(name, r"stands $\Theta^{(2)}_{13} = %.1f$", page.Theta2[0, 3])
    assert costs[0] < costs[1]


def test_unrolling_leaves_the_optimiser_stuck_with_a_gradient_in_the_wrong_order() -> None:
    page = run("unrolling")
    ends = {
        order: page.minimize(page.objective, page.theta, args=(order,), jac=True, method="L-BFGS-B")
        for order in ("C", "F")
    }
    assert ends["C"].success
    assert not ends["F"].success
    assert ends["F"].fun > ends["C"].fun + 0.5


def test_unrolling_counts_the_evaluations() -> None:
    page = run("unrolling")
    says("unrolling", "With %d weights a gradient by one-sided nudges takes %d", 17, 18)
    assert round(page.nudging.nfev / page.found.nfev) == 18


def test_unrolling_changes_the_weights_through_a_view() -> None:
    page = run("unrolling")
    theta = page.unroll(page.example.thetas)
    first = page.careless_cost(theta)
    assert first == pytest.approx(page.cost(page.example.thetas, page.X, page.Y, page.lam))
    assert page.careless_cost(theta) != pytest.approx(first)


def test_symmetry_breaking_has_three_starts_that_keep_the_units_equal() -> None:
    page = run("symmetry-breaking")
    equal = {
        name
        for name, start in page.starts.items()
        if identical_units(
            page.gradient_descent(start, page.X, page.Y, steps=200, progress=False).thetas
        )[0]
    }
    assert equal == {"all 0", "all 1", "Theta1 all 0, Theta2 all 1"}


def test_symmetry_breaking_ends_xor_in_three_ways() -> None:
    page, name = run("symmetry-breaking"), "symmetry-breaking"
    J = {start: training.history for start, training in page.runs.items()}
    assert np.all(J["all 0"] == pytest.approx(np.log(2), rel=1e-12))
    assert J["0, then 1"][-1] == pytest.approx(np.log(2), abs=1e-4)
    floor = (2 * np.log(1.5) + np.log(3)) / 4
    assert floor < J["all 1"][-1] < floor + 0.02
    assert J["random"][500] < 0.1
    says(name, "does $J$ fall below %.4f, if it does", floor)


def test_symmetry_breaking_trains_one_unit_in_25_copies() -> None:
    page = run("symmetry-breaking")
    assert [len(g) for g in identical_units(page.trained["constant"], 1e-6)[0]] == [25]
    assert identical_units(page.trained["random"])[0] == []
    right = {
        name: np.mean(predict(thetas, page.images[page.test]) == page.labels[page.test])
        for name, thetas in page.trained.items()
    }
    assert right["constant"] < 0.6
    assert right["random"] > 0.95


def test_symmetry_breaking_loses_deltas_layer_by_layer() -> None:
    page, name = run("symmetry-breaking"), "symmetry-breaking"
    small = page.spread["normal, 0.01"][1]
    factors = np.divide(small[1:], small[:-1])
    says(name, "the deltas lose a factor of more than ten in each layer")
    assert factors.min() > 10
    of_sigmoids = np.divide(*[[d.std() for d in page.delta][s] for s in (slice(1, 6), slice(5))])
    says(name, "deltas lose a factor of about four in each layer")
    assert np.all((of_sigmoids > 3.5) & (of_sigmoids < 5))


def test_symmetry_breaking_saturates_units_with_positive_weights() -> None:
    page = run("symmetry-breaking")
    says("symmetry-breaking", "about 10 for the digits, and every unit is saturated")
    Z = page.images @ np.random.default_rng(0).uniform(size=(64, 25))
    assert Z.mean() == pytest.approx(10, rel=0.05)
    assert np.mean(page.sigmoid_gradient(Z) < 0.01) > 0.99


def test_unrolling_says_how_many_weights_of_the_other_net_stay() -> None:
    page = run("unrolling")
    thetas = [np.arange(12.0).reshape(4, 3), np.arange(15.0).reshape(3, 5)]
    mixed = page.roll(page.unroll(thetas, "C"), (2, 4, 3), "F")
    assert [np.sum(a == b) for a, b in zip(thetas, mixed)] == [2, 3]
    says("unrolling", "Two of 12 and three of 15")


def test_symmetry_breaking_starts_fastest_from_glorot() -> None:
    descents = run("symmetry-breaking").descents
    assert min(descents, key=lambda name: descents[name][-1]) == "Glorot"
    assert descents["normal, 0.01"][50] > 3.1, "the level stretch at the beginning"
    assert descents["normal, 0.01"][100] < 2.5, "and its end"


def test_training_knows_the_cost_of_knowing_nothing() -> None:
    surprise = run("training").surprise
    says("training", r"cost $10 \log 2 = %.2f$", 10 * np.log(2))
    says("training", r"$10 \times %.4f = %.2f$", surprise, 10 * surprise)


def test_training_rates() -> None:
    rates = run("training").rates
    after_5 = {name: training.history[5] for name, training in rates.items()}
    after_all = {name: training.history[-1] for name, training in rates.items()}
    assert min(after_5, key=after_5.__getitem__) == "rate 1.0"
    assert min(after_all, key=after_all.__getitem__) == "rate 5.0"
    assert rates["rate 1.0"].rises == rates["rate 0.03"].rises == 0
    assert after_all["rate 9.0"] > 2, "never finds down"


def test_training_in_batches_is_ahead_after_ten_passes() -> None:
    learners = run("training").learners
    ends = [training.history[-1] for training in learners.values()]
    assert ends == sorted(ends, reverse=True)
    assert ends[0] > 3 > 0.5 > ends[1]


def test_training_ends_xor_in_three_places() -> None:
    page = run("training")
    says("training", "From eleven of twenty starts this tiny network fails")
    assert page.values.tolist() == pytest.approx([0, 0.347, 0.477])
    assert page.counts[1:].sum() == 11


def test_training_gives_the_reason_of_each_end_of_xor() -> None:
    page = run("training")
    for seed in range(20):
        start = page.glorot_uniform((2, 2, 1), rng=seed)
        end = minimize(start, page.X_xor, page.Y_xor, 0.0, 300, progress=False)
        outputs = np.sort(page.forward(end.thetas, page.X_xor).output[:, 0])
        reasons = {
            0: [[0, 0, 1, 1]],
            0.347: [[0, 0.5, 0.5, 1]],
            0.477: [[0, 2 / 3, 2 / 3, 2 / 3], [1 / 3, 1 / 3, 1 / 3, 1]],
        }[abs(round(end.history[-1], 3))]
        assert any(np.allclose(outputs, reason, atol=0.01) for reason in reasons)


def test_training_counts_the_weights_of_a_second_hidden_layer() -> None:
    one, two = (
        sum(rows * columns for rows, columns in run("training").weight_shapes(layers))
        for layers in ((64, 25, 10), (64, 25, 25, 10))
    )
    says("training", "buys with %d more weights", two - one)


def test_training_starts_end_about_as_good() -> None:
    page = run("training")
    ends = [
        minimize(
            page.glorot_uniform(page.layers, rng=seed), page.X, page.y, 1.0, 300, progress=False
        )
        for seed in range(2)
    ]
    assert ends[0].history[-1] == pytest.approx(ends[1].history[-1], rel=0.02)


def test_training_by_heart_and_under_too_strong_a_penalty() -> None:
    study = run("training").study
    assert study.training_accuracy[0] == 1
    assert study.training_cost[0] < 5e-4, "a cost of 0.000"
    assert study.validation_cost[0] > 3.25, "higher than that of knowing nothing"
    assert study.validation_accuracy[0] < study.validation_accuracy[1] - 0.03
    assert study.training_accuracy[-1] < 0.5
    costs, right = study.validation_cost, study.validation_accuracy
    says("training", "On the others it is about %.1f at lambda 0, lowest at 0.01 to 0.1", costs[0])
    assert sorted(np.argsort(costs)[:2]) == [1, 2]
    assert costs[-1] == pytest.approx(3, abs=0.3)
    assert np.all(study.training_accuracy[:4] == 1)
    says("training", "it is 1 up to lambda 0.3, still %.2f at 1", study.training_accuracy[4])
    says("training", "falls to about %.1f at 10", study.training_accuracy[-1])
    says("training", "it rises from about %.2f to %.2f", right[0], max(right))
    says("training", "falls to about %.1f.", right[-1])


def test_training_stops_early() -> None:
    page = run("training")
    watched = page.long.validation_history
    assert 200 < page.lowest < 1000
    assert watched[-1] > watched[page.lowest] + 0.01
    assert page.stopped.validation_history.min() == pytest.approx(watched.min(), rel=1e-9)


def says_of_mistakes(page: Any) -> np.ndarray:
    """How many mistakes each digit has a part in."""
    wrong = page.confusion - np.diag(np.diag(page.confusion))
    return wrong.sum(axis=0) + wrong.sum(axis=1)


def test_training_reads_the_digits() -> None:
    page = run("training")
    assert page.accuracy(page.final.thetas, page.test) > 0.97
    says("training", "alt: About ten small pictures")
    assert len(page.wrong) == pytest.approx(10, abs=2)
    says("training", "A network reads 98 %% of %d images", len(page.test))
    deviation = np.sqrt(0.98 * 0.02 / len(page.test))
    says("training", r"0.02 / %d} \approx %.3f$: about half a percent", len(page.test), deviation)
    assert page.confusion.sum() == len(page.test)
    says("training", "It is the 8:")
    assert np.argmax(says_of_mistakes(page)) == 8
    right = page.said == page.labels[page.test]
    says("training", "Where the network is wrong it is not sure")
    assert page.sure[~right].mean() < 0.2 < 0.9 < page.sure[right].mean()
