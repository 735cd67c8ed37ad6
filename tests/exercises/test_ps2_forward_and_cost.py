"""Problem set 2: its known outputs are those of 40 digits, its cases tell mistakes apart."""

from typing import Any

import mpmath
import numpy as np
import pytest

from exercises.problem_set import ProblemSet
from nnbp.checks import Case, call, report

PROBLEM_SET = ProblemSet("ps2_forward_and_cost")
QUESTIONS = {question.name: question for question in PROBLEM_SET.public_questions}
SEEDS = (1, 2, 3)


def cases(question: str) -> list[Case]:
    """The public cases and, with three seeds, the hidden ones."""
    hidden = [case for seed in SEEDS for case in PROBLEM_SET.questions(seed)[question].cases]
    return QUESTIONS[question].cases + [case for case in hidden if case.hidden]


@pytest.fixture(autouse=True)
def _many_digits() -> Any:
    # One minus g(900) has its first digit behind 390 zeros: 40 digits are kept beyond that.
    with mpmath.workdps(440):
        yield


def g(z: Any) -> Any:
    return 1 / (1 + mpmath.exp(-mpmath.mpf(z)))


def layer(Theta: np.ndarray, a: list[Any]) -> list[Any]:
    return [g(row[0] + mpmath.fdot(row[1:], a)) for row in Theta]


def outputs(thetas: list[np.ndarray], x: Any) -> list[Any]:
    a = [mpmath.mpf(value) for value in x]
    for Theta in thetas:
        a = layer(np.vectorize(mpmath.mpf, otypes=[object])(Theta), a)
    return a


def surprise(h: Any, y: float) -> Any:
    return -mpmath.log(h if y == 1 else 1 - mpmath.mpf(h))


def mean_surprise(H: Any, Y: Any) -> Any:
    pairs = zip(np.ravel(H), np.ravel(Y), strict=True)
    return mpmath.fsum(surprise(h, y) for h, y in pairs) / len(H)


def squares(thetas: list[np.ndarray]) -> Any:
    weights = np.concatenate([Theta[:, 1:].ravel() for Theta in thetas])
    return mpmath.fsum(mpmath.mpf(weight) ** 2 for weight in weights)


def assert_close(mine: Any, truth: Any) -> None:
    right = np.array(truth, dtype=object).astype(float)
    np.testing.assert_allclose(mine, right, rtol=0, atol=1e-12 * (np.abs(right).max() or 1.0))


def test_the_sigmoid() -> None:
    for case in cases("sigmoid"):
        (z,) = case.arguments
        assert_close(case.expected, np.vectorize(g, otypes=[object])(z))


def test_the_bias_column() -> None:
    for case in cases("add_bias"):
        (A,) = case.arguments
        assert np.asarray(case.expected).tolist() == [[1.0, *row] for row in A.tolist()]


def test_one_layer() -> None:
    for case in cases("layer_forward"):
        Theta, A = case.arguments
        assert_close(case.expected, [outputs([Theta], a) for a in A])


def test_all_layers() -> None:
    for case in cases("forward_outputs"):
        thetas, X = case.arguments
        assert_close(case.expected, [outputs(thetas, x) for x in X])


def test_a_label_is_the_place_of_the_largest_output() -> None:
    for case in cases("predict_labels"):
        (H,) = case.arguments
        assert list(case.expected) == [row.index(max(row)) for row in H.tolist()]
        assert all(len(set(row)) == len(row) for row in H.tolist()), "no two outputs are equal"


def test_a_one_hot_row_has_its_1_at_the_label() -> None:
    for case in cases("one_hot"):
        y, K = case.arguments
        rows = np.asarray(case.expected).tolist()
        assert all(len(row) == K and sorted(row) == [*[0] * (K - 1), 1] for row in rows)
        assert [row.index(1) for row in rows] == y.tolist()


def test_the_cost_of_outputs() -> None:
    for case in cases("cross_entropy"):
        H, Y = case.arguments
        assert_close(case.expected, mean_surprise(H, Y))


def test_the_cost_of_pre_activations_of_any_size() -> None:
    largest = 0.0
    for case in cases("cross_entropy_from_z"):
        Z, Y = case.arguments
        signed = np.where(Y == 1, -Z, Z).ravel()  # log(1 + e^z) is the surprise of a no
        total = mpmath.fsum(mpmath.log(1 + mpmath.exp(mpmath.mpf(z))) for z in signed)
        assert_close(case.expected, total / len(Z))
        largest = max(largest, np.abs(Z).max())
    assert largest > 750, "the exponential of some z must overflow"


def test_the_penalty() -> None:
    for case in cases("penalty"):
        thetas, m, lam = case.arguments
        assert_close(case.expected, lam * squares(thetas) / (2 * m))


def test_the_squared_error() -> None:
    for case in cases("squared_error"):
        H, Y = case.arguments
        pairs = zip(H.ravel(), Y.ravel(), strict=True)
        total = mpmath.fsum((mpmath.mpf(h) - mpmath.mpf(y)) ** 2 for h, y in pairs)
        assert_close(case.expected, total / 2 / len(H))


def test_softmax() -> None:
    for case in cases("softmax"):
        (Z,) = case.arguments
        truth = []
        for z in Z:
            e = [mpmath.exp(mpmath.mpf(value)) for value in z]
            truth.append([value / mpmath.fsum(e) for value in e])
        assert_close(case.expected, truth)


def test_the_cost_of_a_network() -> None:
    for case in cases("network_cost"):
        thetas, X, y, lam = case.arguments
        H = [outputs(thetas, x) for x in X]
        Y = [[int(k == label) for k in range(len(thetas[-1]))] for label in y]
        assert_close(case.expected, mean_surprise(H, Y) + lam * squares(thetas) / (2 * len(X)))


def test_the_numbers_in_the_text_are_those_of_the_running_example() -> None:
    text = PROBLEM_SET.source.read_text(encoding="utf-8")
    assert QUESTIONS["network_cost"].cases[1].arguments[-1] == 0.5
    for question, number in (("network_cost", 1), ("penalty", 1), ("cross_entropy", 0)):
        value = QUESTIONS[question].cases[number].expected
        assert f"{value:.4f}".rstrip("0") in text
    for digits in np.ravel(QUESTIONS["softmax"].cases[0].expected)[:2]:
        assert f"{digits:.4f}" in text


def test_softmax_may_be_computed_in_float32() -> None:
    softmax = PROBLEM_SET.solution()["softmax"]
    for seed in SEEDS:
        asked = PROBLEM_SET.questions(seed)["softmax"]
        judged = report(asked, [call(in_float32(softmax), case) for case in asked.cases])
        assert judged.right, str(judged)


def in_float32(function: Any) -> Any:
    return lambda Z: function(Z.astype(np.float32)).astype(np.float32)


def test_a_warning_costs_no_points() -> None:
    def naive(z: Any) -> Any:
        return 1 / (1 + np.exp(-z))

    asked = QUESTIONS["sigmoid"]
    judged = report(asked, [call(naive, case) for case in asked.cases])
    assert judged.warned and judged.right and judged.points == judged.max_points
