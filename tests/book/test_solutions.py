"""The solutions of the practice tasks run, and say what their code gives."""

import re
import textwrap
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from printed import BOOK, CELL, run, says

from nnbp import cost, deltas, forward, glorot_uniform, penalty, relative_error

CODE = {  # the tasks on each page whose solution has code
    "notation": (2, 3),
    "cost-function": (2, 3, 4, 5),
    "deriving-delta": (2, 3),
    "backpropagation": (1, 2),
    "gradient-checking": (1, 2, 3),
}
TASKS = [(page, task) for page, tasks in CODE.items() for task in tasks]


@pytest.fixture(autouse=True)
def quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """The pages print; their output is not wanted here."""


def dropdown(page: str) -> str:
    """What the dropdown with the solutions holds."""
    source = (BOOK / f"{page}.md").read_text(encoding="utf-8")
    found = re.findall(r"^````\{dropdown\} Solutions\n(.*?)^````$", source, re.DOTALL | re.M)
    assert len(found) == 1
    return str(found[0])


def solutions(page: str) -> dict[int, str]:
    """The code in the solutions of a page, by the number of the task."""
    code = {}
    for item in re.split(r"^(?=\d+\. )", dropdown(page), flags=re.M)[1:]:
        blocks = re.findall(r"^ *```python\n(.*?)^ *```$", item, re.DOTALL | re.M)
        if blocks:
            code[int(item.split(".")[0])] = textwrap.dedent("".join(blocks))
    return code


def solved(page: str, task: int) -> dict[str, Any]:
    """Run the code of a solution after the cells of its page; the names it leaves behind."""
    names = dict(vars(run(page)))
    plt.close("all")
    exec(solutions(page)[task], names)
    return names


@pytest.mark.parametrize("page", CODE)
def test_the_tasks_that_have_code_are_those_listed(page: str) -> None:
    assert tuple(solutions(page)) == CODE[page]


@pytest.mark.parametrize("page", CODE)
def test_every_task_of_the_list_has_a_solution(page: str) -> None:
    source = (BOOK / f"{page}.md").read_text(encoding="utf-8")
    tasks = source[: source.index("````{dropdown} Solutions")].rpartition(":::{admonition}")[2]
    numbers = [re.findall(r"^(\d+)\. ", text, re.M) for text in (tasks, dropdown(page))]
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize(("page", "task"), TASKS)
def test_the_solution_runs(page: str, task: int) -> None:
    solved(page, task)


@pytest.mark.parametrize(("page", "task"), TASKS)
def test_the_code_fits_the_dropdown(page: str, task: int) -> None:
    assert [line for line in solutions(page)[task].splitlines() if len(line) > 62] == []


def test_notation_at_the_origin_only_the_biases_decide() -> None:
    page = run("notation")
    hidden = forward(page.example.thetas, [[0, 0]]).activations[1][0, 1:]
    text = "$g(1.4) = %.4f$, $g(-1.2) = %.4f$ and $g(0.6) = %.4f$"
    says("notation", text, *hidden)
    assert page.Theta1[:, 0].tolist() == [1.4, -1.2, 0.6]


def test_notation_a_large_bias_weight_saturates_the_unit() -> None:
    names = solved("notation", 2)
    z, a = names["net"].pre_activations[0][:, 0], names["net"].activations[1][:, 1]
    says("notation", "nowhere below %.4f", a.min())
    says("notation", "same $10 - 1.4 = %.1f$. The least of them is then %.2f", 8.6, z.min())
    assert np.allclose(z - names["Z2"][:, 0], 8.6)


def test_notation_my_forward_has_at_most_six_lines() -> None:
    body = solutions("notation")[3].split("\n\n")[0]
    assert len(body.splitlines()) <= 6


def test_cost_function_the_largest_surprise() -> None:
    page = run("cost-function")
    table = page.surprise(page.Y, page.A3)
    t, k = np.unravel_index(table.argmax(), table.shape)
    says("cost-function", "Output %d for example %d, the largest", k + 1, t + 1)
    fall = (table.max(), table.max(), table.max() / page.m)
    says("cost-function", "Its %.4f would become 0, and $J$ would fall by $%.4f / 5 = %.4f$", *fall)


def test_cost_function_doubled_examples_halve_the_penalty() -> None:
    names = solved("cost-function", 2)
    thetas, X, Y, lam = (names[name] for name in ("thetas", "X2", "Y2", "lam"))
    data, extra = cost(thetas, X, Y), penalty(thetas, len(X), lam)
    says("cost-function", "The data part stays %.4f", data)
    says("cost-function", "it is halved, to %.4f, and $J$ is %.4f", extra, data + extra)
    assert data == pytest.approx(names["data"])
    assert 2 * extra == pytest.approx(names["extra"])


def test_cost_function_the_penalty_does_not_see_the_biases() -> None:
    names = solved("cost-function", 3)
    thetas, X, Y = [names["Theta1"], names["raised"]], names["X"], names["Y"]
    J = (cost(names["thetas"], X, Y), cost(thetas, X, Y))
    says("cost-function", "The data part moves, from %.4f to %.4f", *J)
    assert np.all(forward(thetas, X).output > names["A3"])
    assert penalty(thetas, 5, 0.5) == names["extra"]


def test_deriving_delta_holds_for_the_fifth_example() -> None:
    source = (BOOK / "deriving-delta.md").read_text(encoding="utf-8")
    first, fifth = (f"x, y = example.X[{t}], example.Y[{t}]" for t in (0, 4))
    code = "\n".join(CELL.findall(source))
    assert code.count(first) == 1
    lines = code.replace(first, fifth).splitlines()
    names: dict[str, Any] = {}
    exec("\n".join(line for line in lines if not line.startswith((":", "%"))), names)
    numbers = (names["a3"][0], names["delta3"][0])
    says("deriving-delta", r"$\delta^{(3)}_1 = %.4f - 1 = %.4f$", *numbers)


def test_deriving_delta_describes_the_deltas_of_a_deeper_net() -> None:
    page = run("deriving-delta")
    found = deltas(glorot_uniform((2, 4, 3, 2), rng=0), [page.x], [page.y])
    assert [delta.shape for delta in found] == [(1, 4), (1, 3), (1, 2)]
    says("deriving-delta", "one row of 4 and one of 3 before the row of 2")


def test_backpropagation_divided_in_both_places_is_averaged_twice() -> None:
    names = solved("backpropagation", 1)
    twice = run("backpropagation").regularised(sum(names["parts1"]), names["Theta1"])
    assert np.allclose(twice, names["rules"]["averaged twice"])


def test_backpropagation_equal_weights_give_the_mean() -> None:
    names = solved("backpropagation", 2)
    names["w"] = np.full(names["m"], 1 / names["m"])
    for D, right in zip(names["backprop_weighted"](names["X"], names["Y"]), names["mine"]):
        assert relative_error(D, right) < 1e-14


def test_gradient_checking_sees_the_slope_of_tanh() -> None:
    names = solved("gradient-checking", 1)
    for lam in (0.0, names["lam"]):
        assert names["said_of"](names["mine"], lam).split() == ["4e-01", "seen"]
    ends = (names["J_after_descent"](names["mine"]), names["J_after_descent"]({}))
    says("gradient-checking", "only to %.3f where the right gradient comes to %.3f", *ends)


def test_gradient_checking_describes_the_one_sided_curve() -> None:
    names = solved("gradient-checking", 2)
    sizes, found = names["sizes"], np.array(names["from_one_side"])
    at = {exponent: np.abs(np.log10(sizes) - exponent).argmin() for exponent in (-3, -2)}
    assert found[at[-2]] / found[at[-3]] == pytest.approx(10, rel=0.05)
    assert 1e-8 <= sizes[found.argmin()] <= 1e-6
    assert 3e-9 < found.min() < 5e-8
    assert 300 < found.min() / min(names["double"]) < 10_000


def test_gradient_checking_nnbp_takes_no_complex_weights() -> None:
    page = run("gradient-checking")
    with pytest.raises(ValueError, match="complex"):
        cost([Theta.astype(complex) for Theta in page.example.thetas], page.X, page.Y)
