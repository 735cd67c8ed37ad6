"""Every explorable is a function, its words are its numbers, and a notebook can move it."""

import re
from typing import Any

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from nnbp import (
    backprop,
    cost,
    cost_and_gradient,
    deltas,
    glorot_uniform,
    gradient_descent,
    one_hot,
    online_perceptron,
    predict,
    relative_error,
    running_example,
    truth_table,
    unroll,
)
from nnbp.explorables import EXPLORABLES, Explorable, Frame, explore_frame
from nnbp.explorables.explorable import decimal, power_of_ten
from nnbp.explorables.hidden_layer import examples as images
from nnbp.explorables.overfitting import examples as crescents
from nnbp.explorables.v_curve import cost_in
from nnbp.graph import Node, backward
from nnbp.studies import epsilon_study

EXAMPLE = running_example()

each = pytest.mark.parametrize("explorable", EXPLORABLES.values(), ids=EXPLORABLES)


@pytest.fixture(scope="module")
def frames() -> dict[str, list[Frame]]:
    """All frames of all explorables."""
    return {name: [e(**stop) for stop in e.stops()] for name, e in EXPLORABLES.items()}


def middle(explorable: Explorable) -> dict[str, Any]:
    """Stops away from the start, where nothing is a special case."""
    return {p.name: p.values[len(p.values) * 2 // 3] for p in explorable.parameters}


@each
def test_the_same_parameters_give_the_same_figure(explorable: Explorable) -> None:
    values = middle(explorable)
    assert explorable(**values).svg() == explorable(**values).svg()


@each
def test_no_setting_of_the_reader_changes_the_figure(explorable: Explorable) -> None:
    import matplotlib as mpl

    values = middle(explorable)
    before = explorable(**values).svg()
    with mpl.rc_context({"font.size": 20, "lines.linewidth": 5, "axes.facecolor": "red"}):
        assert explorable(**values).svg() == before


@each
def test_every_frame_says_something_of_its_own(
    explorable: Explorable, frames: dict[str, list[Frame]]
) -> None:
    texts = [frame.alt for frame in frames[explorable.name]]
    assert all(len(text) > 40 for text in texts)
    assert len(set(texts)) == len(texts)


@each
def test_all_frames_have_one_size(explorable: Explorable, frames: dict[str, list[Frame]]) -> None:
    sizes = {tuple(frame.figure.get_size_inches()) for frame in frames[explorable.name]}
    assert len(sizes) == 1


@each
def test_starts_at_a_stop(explorable: Explorable) -> None:
    assert {p.name: p.start for p in explorable.parameters} in list(explorable.stops())


@each
def test_draws_a_value_between_two_stops(
    explorable: Explorable, frames: dict[str, list[Frame]]
) -> None:
    between = {
        p.name: (float(p.values[0]) + float(p.values[1])) / 2
        for p in explorable.parameters
        if isinstance(p.values[0], float)
    }
    new = explorable(**between).alt not in [frame.alt for frame in frames[explorable.name]]
    assert new == bool(between)


@each
def test_numbers_are_written_with_a_true_minus(
    explorable: Explorable, frames: dict[str, list[Frame]]
) -> None:
    assert [f.alt for f in frames[explorable.name] if re.search(r"(?<!\w)-\d", f.alt)] == []


# What the words say, against the rest of the package.


def says(name: str, **values: Any) -> str:
    return explore_frame(name, **values).alt


@pytest.mark.parametrize("epoch", [1, 2, 5])
def test_perceptron_line_is_online_perceptron_after_whole_epochs(epoch: int) -> None:
    X = [[0, 0], [0, 1], [1, 0], [1, 1]]
    theta = online_perceptron(X, [0, 0, 0, 1], max_epochs=epoch).theta
    words = ", ".join(decimal(weight) for weight in theta)
    assert f"({words})" in says("perceptron_line", examples="AND", look=4 * epoch)


def test_boolean_net_gives_the_truth_table_of_its_weights() -> None:
    table = truth_table([[[-15.0, 20, 20], [10, -20, -20]], [[-10, 20, 20]]])
    text = says("boolean_net", b1=-15.0, b2=10.0, b3=-10.0)
    for (x1, x2), (h,) in zip(table.inputs, table.outputs, strict=True):
        assert f"{x1:.0f} {x2:.0f} gives {h:.2f}" in text


@pytest.mark.parametrize("rate", [4.0, 7.3])
def test_cost_surface_steps_against_the_gradient(rate: float) -> None:
    thetas = running_example().thetas
    D1, D2 = backprop(thetas, EXAMPLE.X, EXAMPLE.Y)
    thetas[0][2, 1] -= rate * D1[2, 1]
    thetas[1][0, 3] -= rate * D2[0, 3]
    J = cost(thetas, EXAMPLE.X, EXAMPLE.Y)
    assert f"J is {decimal(J, 4)}" in says("cost_surface", rate=rate, step=1)


@pytest.mark.parametrize(("x", "y"), [(2.0, -4.0), (0.5, 1.5)])
def test_fork_adds_the_shares(x: float, y: float) -> None:
    node_x, node_y = Node(x), Node(y)
    gradient = backward((node_x + node_y) * node_x)
    text = says("fork", x=x, y=y)
    assert f"together {decimal(gradient[node_x])}" in text
    assert f"y comes {decimal(gradient[node_y])}" in text


@pytest.mark.parametrize("example", [1, 2, 3, 4, 5])
def test_forward_backward_shows_the_deltas(example: int) -> None:
    X, Y = EXAMPLE.X[[example - 1]], EXAMPLE.Y[[example - 1]]
    delta2, delta3 = deltas(EXAMPLE.thetas, X, Y)
    shown = [says("forward_backward", example=example, step=step) for step in range(3, 8)]
    for text, delta in zip(shown, [*delta3[0], *delta2[0]], strict=True):
        assert text.endswith(f"that is {decimal(delta, 4)}.")


def test_forward_backward_asks_before_each_delta_and_knows_the_answer() -> None:
    for example in range(1, 6):
        X, Y = EXAMPLE.X[[example - 1]], EXAMPLE.Y[[example - 1]]
        delta2, delta3 = deltas(EXAMPLE.thetas, X, Y)
        questions = [
            EXPLORABLES["forward_backward"].question(example=example, step=step)
            for step in range(9)
        ]
        assert [question is not None for question in questions] == [False] * 3 + [True] * 5 + [
            False
        ]
        answers = [question.options[question.right] for question in questions if question]
        signs = ["positive" if delta > 0 else "negative" for delta in delta2[0]]
        assert answers == [decimal(delta, 4) for delta in delta3[0]] + signs


@pytest.mark.parametrize("epsilon", [1e-4, 2e-7])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_v_curve_is_the_epsilon_study(epsilon: float, dtype: str) -> None:
    theta = unroll(EXAMPLE.thetas)
    gradient = unroll(backprop(EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y, EXAMPLE.lam))
    (error,) = epsilon_study(cost_in(dtype), gradient, theta, [epsilon], dtype).central
    text = f"{dtype} has the relative error {power_of_ten(error, 1)}"
    assert text in says("v_curve", epsilon=epsilon)


def test_the_cost_of_v_curve_is_that_of_nnbp() -> None:
    theta, layers = unroll(EXAMPLE.thetas), EXAMPLE.layer_sizes
    J, _ = cost_and_gradient(theta, layers, EXAMPLE.X, EXAMPLE.y, EXAMPLE.lam)
    assert relative_error(cost_in("float64")(theta), J) < 1e-15
    single = cost_in("float32")(theta.astype(np.float32))
    assert single.dtype == np.float32
    assert relative_error(single, J) < 1e-6


@pytest.mark.parametrize("step", [30, 77])
def test_equal_units_stay_equal(step: int) -> None:
    assert "all four units equal" in says("equal_units", start="all weights 1", step=step)
    assert "3 units equal" in says("equal_units", start="one nudged", step=step)
    assert "no units equal" in says("equal_units", start="random", step=step)


@pytest.mark.parametrize("rate", [3.0, 0.37])
def test_learning_rates_is_gradient_descent(rate: float) -> None:
    run = gradient_descent(EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y, EXAMPLE.lam, rate, 60)
    assert f"J = {decimal(run.history[-1], 4)} after 60" in says("learning_rates", rate=rate)


@pytest.mark.parametrize("lam", [0.1, 0.05])
def test_overfitting_is_the_net_trained_with_lambda(lam: float) -> None:
    (X, Y), (X_others, Y_others) = crescents()
    start = glorot_uniform((2, 12, 1), rng=0)
    thetas = gradient_descent(start, X, Y, lam, 1.0, 2000, hidden="tanh").thetas
    text = says("overfitting", lam=lam)
    assert f"cost is {decimal(cost(thetas, X, Y, hidden='tanh'), 3)} on the 30" in text
    others = cost(thetas, X_others, Y_others, hidden="tanh")
    assert f"{decimal(others, 3)} on the others" in text


def test_hidden_layer_is_the_net_that_learns_the_digits() -> None:
    (X, y), (X_others, y_others) = images()
    start = glorot_uniform((64, 25, 10), rng=0)
    run = gradient_descent(start, X, one_hot(y, 10), 0.1, 1.0, 20)
    right = np.mean(predict(run.thetas, X_others) == y_others)
    text = says("hidden_layer", step=20)
    assert f"J is {decimal(run.history[-1], 3)} and {right:.0%} of 300" in text


# What is refused.


@pytest.mark.parametrize(
    ("name", "values", "complaint"),
    [
        ("perceptrons", {}, "name: expected 'perceptron_line' or"),
        ("fork", {"z": 1}, "parameter of fork: expected 'x' or 'y', got 'z'"),
        ("fork", {"x": 3.5}, "x: expected -3 to 3, got 3.5"),
        ("cost_surface", {"step": 1.5}, "step: expected an integer, 0 or more, got 1.5"),
        ("equal_units", {"start": "zeros"}, "start: expected 'all weights 1' or"),
    ],
)
def test_names_and_values_that_do_not_exist_are_refused(
    name: str, values: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)):
        explore_frame(name, **values)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1"), (1e-15, "10⁻¹⁵"), (3e-5, "3·10⁻⁵"), (6.5e-6, "6.5·10⁻⁶"), (0.1, "10⁻¹")],
)
def test_powers_of_ten(value: float, text: str) -> None:
    assert power_of_ten(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(-0.5, "−0.5"), (-0.0, "0"), (1e6, "1e+06"), (0.003, "0.003")]
)
def test_decimals(value: float, text: str) -> None:
    assert decimal(value) == text


# In a notebook.


def run_cells(*cells: str) -> nbformat.NotebookNode:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    return notebook


def printed(cell: nbformat.NotebookNode) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


def test_a_control_of_the_widget_changes_the_picture() -> None:
    notebook = run_cells(
        "from nnbp.explorables import explore, explore_frame\n"
        "widget = explore('learning_rates'); widget",
        "before = widget.picture.value\n"
        "widget.controls['rate'].value = 3.0\n"
        "print(before != widget.picture.value)\n"
        "print(explore_frame('learning_rates', rate=3.0).svg() in widget.picture.value)",
    )
    shown = [output.data for output in notebook.cells[0].outputs if "data" in output]
    assert any("application/vnd.jupyter.widget-view+json" in data for data in shown)
    assert printed(notebook.cells[1]).split() == ["True", "True"]


def test_the_widget_asks_before_it_shows() -> None:
    notebook = run_cells(
        "from nnbp.explorables import explore, explore_frame\n"
        "widget = explore('forward_backward')\n"
        "before = widget.picture.value\n"
        "widget.controls['step'].value = 8\n"
        "print(before == widget.picture.value, widget.controls['step'].value)\n"
        "label, buttons = widget.question.children\n"
        "print('its delta' in label.value)\n"
        "buttons.children[0].click()\n"
        "print(explore_frame('forward_backward', step=3).svg() in widget.picture.value)\n"
        "print(widget.verdict.value)",
    )
    asked, question, revealed, verdict = printed(notebook.cells[0]).splitlines()
    assert (asked, question, revealed) == ("True 3", "True", "True")
    assert verdict == "Right: 0.4145 − 1 = −0.5855."


def test_without_ipywidgets_explore_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from nnbp.explorables import explore

    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(ImportError, match="pip install ipywidgets"):
        explore("fork")


def test_a_frame_is_shown_as_svg_and_printed_as_its_description() -> None:
    frame = explore_frame("fork", x=0.5)
    assert frame._repr_svg_() == frame.svg()
    assert repr(frame) == frame.alt
