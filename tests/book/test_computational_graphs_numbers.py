"""The numbers in the prose of computational-graphs.md are those that its code gives."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from printed import run, says

from nnbp import gradient_descent, relative_error
from nnbp.graph import Node, backward, exp, in_order, maximum, table

PAGE = "computational-graphs"
REFERENCES = Path(__file__).parents[1] / "nnbp" / "reference_values.json"


@pytest.fixture(autouse=True)
def quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """The page prints; its output is not wanted here."""


@pytest.fixture
def page() -> Any:
    return run(PAGE)


def published(name: str) -> list[float]:
    values = json.loads(REFERENCES.read_text(encoding="utf-8"))
    return next(value["expected"] for value in values if value["id"] == name)


def circuit(x: float, y: float, z: float) -> float:
    return (x + y) * z


def test_two_gates_give_the_published_values() -> None:
    x, y, z = Node(-2), Node(5), Node(-4)
    f = (x + y) * z
    gradient = backward(f)
    assert [f.value, *(gradient[n] for n in (x, y, z))] == published("cs231n-circuit-xyz")


def test_two_gates_answer_to_nudges_as_predicted() -> None:
    says(PAGE, r"= %.1f$, and $-12", circuit(-2, 5.1, -4))
    says(PAGE, r"0.1 \times 3 = %.1f$", circuit(-2, 5, -3.9))
    says(PAGE, "the sum $%.1f$ is off", -12 - 0.4 + 0.3)
    says(PAGE, "$f$ is $%.2f$", circuit(-2, 5.1, -3.9))


def test_the_neuron_has_the_printed_values_after_rounding_at_the_end(page: Any) -> None:
    f, *gradients = published("cs231n-sigmoid-neuron")
    w0, w1, w2, x0, x1 = gradients
    assert round(page.neuron.value, 2) == f
    # The reference lists w0, w1, w2, x0, x1; the page w0, x0, w1, x1, w2.
    assert np.round(page.exact, 2).tolist() == [w0, x0, w1, x1, w2]
    text = "$%.2f$, $%.2f$, $%.2f$, $%.2f$ and $%.2f$ {cite}"
    says(PAGE, text, *page.exact)


def test_a_pencil_with_two_digits_ends_elsewhere(page: Any) -> None:
    rounded = page.pencil(lambda value: round(value, 2))
    assert rounded == [-0.2, 0.4, -0.4, -0.6, 0.2]
    says(PAGE, "If your own walk ends at $%.2f$", rounded[1])
    says(PAGE, r"for $%.4f \times 0.53 = %.3f$", np.exp(-1), np.exp(-1) * 0.53)
    assert round(-0.53 * np.exp(-1), 2) == -0.19


def test_the_neuron_has_thirteen_numbers_and_these_values_forward(page: Any) -> None:
    says(PAGE, "Thirteen numbers forward, thirteen back")
    rows = table(page.neuron)
    assert len(rows) == 13
    made = [row.value for row in rows if row.operation != "input"]
    text = "products are $%d$ and $%d$, the sums $%d$ and $%d$. Then come $%d$, $e^{-1} = %.4f$,"
    says(PAGE, text, *made[:6])
    says(PAGE, "$%.4f$, and at the end $f = %.4f$", *made[6:])


def test_the_sigmoid_gate_saves_three_of_thirteen_nodes(page: Any) -> None:
    assert (len(page.fine), len(page.coarse)) == (13, 10)
    says(PAGE, r"$(1 - 0.73) \times 0.73 = %.4f$", (1 - 0.73) * 0.73)


def test_the_staged_function_has_the_reference_values(page: Any) -> None:
    f, of_x, of_y = published("cs231n-tricky-function")
    gradient = backward(page.tricky)
    assert abs(page.tricky.value - f) < 1e-14
    assert abs(gradient[page.nx] - of_x) < 1e-14
    assert abs(gradient[page.ny] - of_y) < 1e-14


def test_the_picture_of_the_staged_function_is_described_with_its_values(page: Any) -> None:
    value = {node.name: node.value for node in in_order(page.tricky)}
    says(PAGE, "to f = %.3f", value["f"])
    says(PAGE, "sigy %.3f, num %.3f, xpy %d", value["sigy"], value["num"], value["xpy"])
    names = ("xpysqr", "sigx", "den", "invden")
    says(PAGE, "xpysqr %d, sigx %.3f, den %.3f, invden %.3f", *map(value.get, names))
    to_x = (page.dnum, page.sigx * (1 - page.sigx) * page.dsigx, page.dxpy)
    to_y = (page.dxpy, page.sigy * (1 - page.sigy) * page.dsigy)
    says(PAGE, "to x, with %.3f, %.3f and %.3f, together %.3f", *to_x, sum(to_x))
    says(PAGE, "to y, with %.3f and %.3f, together %.3f", *to_y, sum(to_y))


def test_overwriting_leaves_the_last_path(page: Any) -> None:
    dx = page.dnum
    dy = page.sigy * (1 - page.sigy) * page.dsigy
    says(PAGE, "The last path wins: $%.4f$ and $%.4f$", dx, dy)
    right = [backward(page.tricky)[node] for node in (page.nx, page.ny)]
    assert relative_error(right, [dx, dy]) > 0.5


def test_the_gates_hand_back_the_published_values(page: Any) -> None:
    x, y, z, w = (Node(value) for value in (3, -4, 2, -1))
    f = 2 * (x * y + maximum(z, w))
    gradient = backward(f)
    assert [f.value, *(gradient[n] for n in (x, y, z, w))] == published("cs231n-maxgate")
    assert f.value == page.patterns.value


def test_a_feature_in_centimetres_spoils_the_learning_rate(page: Any) -> None:
    def J(scale: float, rate: float) -> np.ndarray:
        X = page.example.X * [1, scale]
        return gradient_descent(page.zeros, X, page.Y, learning_rate=rate, steps=50).history

    says(PAGE, "brings the cost to $%.4f$", J(1, 1)[-1])
    says(PAGE, "throws it up to $%d$.", J(100, 1).max())
    says(PAGE, "up to $%.2f$ on the way", J(100, 0.01).max())
    says(PAGE, "the first hardly moves: $%.4f$", J(100, 0.0001)[-1])


def test_the_hasty_walk_misses_what_comes_later(page: Any) -> None:
    x = Node(3)
    u = x**2
    v = u + 1
    hasty, right = page.hasty(u * v), backward(u * v)
    says(PAGE, r"Right is $(%d + %d) \times 6 = %d$", v.value, u.value, right[x])
    says(PAGE, r"handed $10 \times 6 = %d$", hasty[x])
    says(PAGE, "$u$ has $%d$ in the end", hasty[u])
    assert page.hasty(v * u)[x] == right[x], "right by luck, as the solution says"


def test_the_paths_are_counted(page: Any) -> None:
    top = Node(1.0)
    for _ in range(16):
        top = top + top
    says(PAGE, "sixteen gates take $%d$", page.path_by_path(top, 1.0, {}))
    assert page.path_by_path(top, 1.0, {}) == 2**17 - 1
    says(PAGE, r"about $%d \times 10^{12}$", round(25**9 / 1e12))


def test_a_second_call_doubles_and_trebles(page: Any) -> None:
    once = backward(page.f)
    for node, factor in ((page.q, 2), (page.z, 2), (page.x, 3), (page.y, 3)):
        assert page.stored[node] == factor * once[node]


def test_the_network_is_a_graph_of_53_nodes(page: Any) -> None:
    says(PAGE, "Fifty-three nodes, one walk, seventeen derivatives")
    says(PAGE, "Five nodes of the 53")
    assert len(page.gradient) == 53
    weights = [w for Theta in (page.Theta1, page.Theta2) for row in Theta for w in row]
    assert len(weights) == 17


def test_the_solutions_hold() -> None:
    s = Node(0.5)
    e = exp(2 * s)
    t = (e - 1) / (e + 1)
    says(PAGE, "`1 - t.value**2` are both %.4f", backward(t)[s])
    assert abs(backward(t)[s] - (1 - np.tanh(0.5) ** 2)) < 1e-14
    z, w = Node(2), Node(2)
    assert [backward(maximum(z, w))[node] for node in (z, w)] == [0.5, 0.5]
