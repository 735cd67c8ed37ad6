"""Problem set 3: its known outputs are true, its cases tell mistakes apart, right answers pass."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exercises.problem_set import ProblemSet, WrongLine
from exercises.ps3_backprop.questions import nets
from nnbp import forward, one_hot, roll, sigmoid, unroll
from nnbp.checks import Question, call, report

PROBLEM_SET = ProblemSet("ps3_backprop")
QUESTIONS = {question.name: question for question in PROBLEM_SET.public_questions}
STYLES = sorted((PROBLEM_SET.folder / "sample_class").glob("*.py"))


def complex_step_gradient(thetas: list[np.ndarray], X: Any, Y: Any, lam: float) -> list[np.ndarray]:
    """The gradient by another road: a step of 1e-30 i in each weight, and no cancellation."""

    def J(theta: np.ndarray) -> complex:
        A, first = X, 0
        weights = []
        for Theta in thetas:
            weights.append(theta[first : first + Theta.size].reshape(Theta.shape))
            first += Theta.size
        for Theta in weights:
            A = 1 / (1 + np.exp(-(Theta[:, 0] + A @ Theta[:, 1:].T)))
        data = -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum() / len(X)
        return complex(data + lam / (2 * len(X)) * sum((T[:, 1:] ** 2).sum() for T in weights))

    theta = np.concatenate([Theta.ravel() for Theta in thetas]).astype(complex)
    gradient = []
    for i in range(theta.size):
        nudged = theta.copy()
        nudged[i] += 1e-30j
        gradient.append(J(nudged).imag / 1e-30)
    shapes = [Theta.shape for Theta in thetas]
    pieces = np.split(np.array(gradient), np.cumsum([a * b for a, b in shapes])[:-1])
    return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]


@pytest.mark.parametrize("number", range(len(QUESTIONS["backprop"].cases)))
def test_the_expected_gradients_are_those_of_the_complex_step(number: int) -> None:
    case = QUESTIONS["backprop"].cases[number]
    for mine, truth in zip(case.expected, complex_step_gradient(*case.arguments), strict=True):
        np.testing.assert_allclose(mine, truth, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("number", range(len(QUESTIONS["nn_cost_function"].cases)))
def test_the_objective_is_the_cost_and_the_same_gradient(number: int) -> None:
    case = QUESTIONS["nn_cost_function"].cases[number]
    theta, sizes, X, y, lam = case.arguments
    thetas, Y = roll(theta, sizes), one_hot(y, sizes[-1])
    A = forward(thetas, X).output
    J = -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum() / len(X)
    J += lam / (2 * len(X)) * sum((Theta[:, 1:] ** 2).sum() for Theta in thetas)
    assert case.expected[0] == pytest.approx(J, rel=1e-12)
    truth = unroll(complex_step_gradient(thetas, X, Y, lam))
    np.testing.assert_allclose(case.expected[1], truth, rtol=1e-10, atol=1e-14)


def test_the_slope_is_that_of_the_complex_step() -> None:
    for case in QUESTIONS["sigmoid_gradient"].cases:
        (z,) = case.arguments
        slope = (1 / (1 + np.exp(-(z + 1e-30j)))).imag / 1e-30
        np.testing.assert_allclose(case.expected, slope, rtol=1e-13)
        assert not np.allclose(sigmoid(z), slope)


@pytest.mark.parametrize("seed", [None, 1, 2, 3, 4, 5])
def test_the_nets_tell_mistakes_apart(seed: int | None) -> None:
    rng = None if seed is None else np.random.default_rng(seed)
    drawn = nets(rng)
    for net in drawn if seed is not None else drawn[1:]:  # the running example is small on purpose
        sizes = [*net.layer_sizes, len(net.X)]
        assert len(set(sizes)) == len(sizes), "layer sizes and m must all differ"
        assert net.layer_sizes[-1] >= 3
        assert set(net.y) == set(range(net.layer_sizes[-1])), "every class must be present"
        assert len(net.X) >= 5
        assert all(0.5 < np.abs(Theta).max() < 3 for Theta in net.thetas), "weights of order 1"


def named(question: Question, namespace: dict[str, Any]) -> list[str]:
    function = namespace[question.name]
    judged = report(question, [call(function, case.arguments) for case in question.cases])
    assert not judged.right
    return [mistake.id for mistake in judged.named]


@pytest.mark.parametrize("wrong", PROBLEM_SET.wrong_lines, ids=lambda wrong: wrong.mistake.id)
def test_a_mistake_is_named_alone_by_the_public_cases(wrong: WrongLine) -> None:
    question = QUESTIONS[wrong.mistake.question]
    assert named(question, PROBLEM_SET.solution(wrong)) == [wrong.mistake.id]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_mistake_in_a_step_is_named_in_what_is_built_on_it(question: str) -> None:
    asked = QUESTIONS[question]
    for wrong in PROBLEM_SET.wrong_lines:
        if wrong.mistake.id in asked.mistakes and wrong.mistake.question != question:
            mistakes = named(asked, PROBLEM_SET.solution(wrong))
            # A mistake of the question's own that gives the same output is named in its place.
            own = [key for key in mistakes if asked.mistakes[key].question == question]
            assert wrong.mistake.id in mistakes or own, wrong.mistake.id


def answers(path: Path) -> dict[str, Any]:
    namespace = PROBLEM_SET.solution()
    exec(path.read_text(encoding="utf-8"), namespace)
    return namespace


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_right_answer_in_any_style_is_right(style: Path, question: str, seed: int) -> None:
    asked = PROBLEM_SET.questions(seed)[question]
    judged = report(asked, [call(answers(style)[question], case.arguments) for case in asked.cases])
    assert judged.right, str(judged)
    assert judged.points == judged.max_points


def test_hidden_cases_depend_on_the_seed_and_on_nothing_else() -> None:
    one, again, other = (PROBLEM_SET.questions(seed)["backprop"].cases[-1] for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.arguments[1], again.arguments[1])
    assert one.arguments[1].shape != other.arguments[1].shape or not np.array_equal(
        one.arguments[1], other.arguments[1]
    )


def test_of_a_hidden_case_no_value_is_told() -> None:
    question = PROBLEM_SET.questions(7)["output_delta"]
    cases = [case for case in question.cases if case.hidden]
    hidden = Question(question.name, question.points, question.outputs, cases, {})
    text = str(report(hidden, [call(lambda A, Y: A * 0.123, case.arguments) for case in cases]))
    assert "the values of a hidden case are not shown" in text
    assert not re.search(r"\d\.\d", text)


def test_a_wrong_line_that_does_not_stand_in_the_solution_is_refused() -> None:
    mistake = PROBLEM_SET.wrong_lines[0].mistake
    with pytest.raises(ValueError, match="stands 0 times in the solution of sigmoid_gradient"):
        PROBLEM_SET.solution(WrongLine(mistake, "return nothing like this", "pass"))
