import json
import math
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnbp.backprop import backprop
from nnbp.costs import cost
from nnbp.datasets import running_example
from nnbp.gradient_check import numerical_gradient
from nnbp.graph import (
    OPERATIONS,
    Node,
    apply,
    backward,
    exp,
    in_order,
    log,
    maximum,
    reciprocal,
    sigmoid,
    sigmoid_neuron,
    table,
    tricky_function,
)

ENTRIES = {
    entry["id"]: entry
    for entry in json.loads(Path(__file__).with_name("reference_values.json").read_text())
}


def leaves(entry_id):
    return [Node(value, name) for name, value in ENTRIES[entry_id]["inputs"].items()]


def value_and_gradients(output, *names):
    gradient = {row.name: row.gradient for row in table(output)}
    return [output.value, *(gradient[name] for name in names)]


# Published numbers.


def test_reference_circuit():
    x, y, z = leaves("cs231n-circuit-xyz")
    got = value_and_gradients((x + y) * z, "x", "y", "z")
    assert got == ENTRIES["cs231n-circuit-xyz"]["expected"]


def test_reference_max_gate():
    x, y, z, w = leaves("cs231n-maxgate")
    got = value_and_gradients(2 * (x * y + maximum(z, w)), "x", "y", "z", "w")
    assert got == ENTRIES["cs231n-maxgate"]["expected"]


def test_reference_sigmoid_neuron():
    got = value_and_gradients(sigmoid_neuron(), "w0", "w1", "w2", "x0", "x1")
    expected = ENTRIES["cs231n-sigmoid-neuron"]["expected"]
    assert [round(number, 2) for number in got] == expected


def test_reference_tricky_function():
    got = value_and_gradients(tricky_function(), "x", "y")
    # The expected digits are those of exact arithmetic; float64 has one unit in its last place.
    for mine, exact in zip(got, ENTRIES["cs231n-tricky-function"]["expected"], strict=True):
        assert abs(mine - exact) <= np.spacing(exact)


def test_the_worked_examples_take_the_inputs_of_the_references():
    neuron = {row.name: row.value for row in table(sigmoid_neuron())}
    inputs = ENTRIES["cs231n-sigmoid-neuron"]["inputs"]
    assert [neuron["w0"], neuron["w1"], neuron["w2"]] == inputs["w"]
    assert [neuron["x0"], neuron["x1"]] == inputs["x"]
    tricky = {row.name: row.value for row in table(tricky_function())}
    inputs = ENTRIES["cs231n-tricky-function"]["inputs"]
    assert {name: tricky[name] for name in inputs} == inputs


def test_every_number_of_the_sigmoid_neuron():
    """The numbers on the wires of the lecture's circuit, from w0 to the output."""
    rows = table(sigmoid_neuron())
    assert [(row.operation, round(row.value, 2), round(row.gradient, 2)) for row in rows] == [
        ("input", 2.00, -0.20),
        ("input", -1.00, 0.39),
        ("multiply", -2.00, 0.20),
        ("input", -3.00, -0.39),
        ("input", -2.00, -0.59),
        ("multiply", 6.00, 0.20),
        ("add", 4.00, 0.20),
        ("input", -3.00, 0.20),
        ("add", 1.00, 0.20),
        ("multiply", -1.00, -0.20),
        ("exp", 0.37, -0.53),
        ("add", 1.37, -0.53),
        ("reciprocal", 0.73, 1.00),
    ]


def test_the_sigmoid_in_steps_has_the_gradients_of_the_sigmoid_as_one_operation():
    w0, x0, w1, x1, w2 = map(Node, (2, -1, -3, -2, -3), ("w0", "x0", "w1", "x1", "w2"))
    whole = value_and_gradients(sigmoid(w0 * x0 + w1 * x1 + w2), "w0", "w1", "w2", "x0", "x1")
    steps = value_and_gradients(sigmoid_neuron(), "w0", "w1", "w2", "x0", "x1")
    np.testing.assert_allclose(steps, whole, rtol=1e-14)


def test_the_tricky_function_has_its_stages_by_name():
    stages = [row.name for row in table(tricky_function()) if row.operation != "input"]
    assert set(stages) == {"sigy", "num", "sigx", "xpy", "xpysqr", "den", "invden", "f"}


# Against derivatives found in another way.

MP = {
    "add": lambda x, y: x + y,
    "multiply": lambda x, y: x * y,
    "max": lambda x, y: x if mpmath.re(x) > mpmath.re(y) else y,
    "power": lambda x, p: x**p,
    "exp": mpmath.exp,
    "log": mpmath.log,
    "reciprocal": lambda x: 1 / x,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
}
H = mpmath.mpf(10) ** -40


def tame(operation, values):
    """Away from poles, kinks and large numbers, where rounding alone would decide."""
    if operation in ("reciprocal", "log"):
        return abs(values[0]) > 0.2 and (operation == "reciprocal" or values[0] > 0)
    if operation == "power":
        x, p = values
        return x > 0.2 or (p == int(p) and abs(x) > 0.2)
    if operation == "max":
        return abs(values[0] - values[1]) > 1e-3
    return operation != "exp" or values[0] < 2


@st.composite
def programs(draw):
    """Values of the inputs, and steps (operation, places of the inputs, constant or None)."""
    number = st.floats(-3, 3).map(lambda x: round(x, 3))
    values = draw(st.lists(number, min_size=1, max_size=3))
    inputs, steps = list(values), []
    for _ in range(draw(st.integers(1, 12))):
        operation = draw(st.sampled_from(sorted(OPERATIONS)))
        # Recent nodes more often, so that the program is deep, and any one for the forks.
        place = st.one_of(st.just(len(values) - 1), st.integers(0, len(values) - 1))
        binary = operation in ("add", "multiply", "max")
        constant = None
        if operation == "power":
            constant = draw(st.sampled_from([-1.5, -1, 0, 0.5, 1, 2, 3]))
        elif binary and draw(st.booleans()):
            constant = draw(number)
        places = [draw(place) for _ in range(2 if binary and constant is None else 1)]
        arguments = [values[i] for i in places] + ([] if constant is None else [constant])
        if not tame(operation, arguments):
            continue
        value = float(MP[operation](*map(mpmath.mpf, arguments)).real)
        if abs(value) <= 10:
            values.append(value)
            steps.append((operation, places, constant))
    assume(steps)
    return inputs, steps


def run(apply_step, start, steps):
    made = list(start)
    for operation, places, constant in steps:
        arguments = [made[i] for i in places] + ([] if constant is None else [constant])
        made.append(apply_step(operation, *arguments))
    return made


def exact_derivatives(inputs, steps):
    """By a complex step in 50 digits, for each input."""
    with mpmath.workdps(50):
        for i in range(len(inputs)):
            start = [mpmath.mpc(x, H if i == j else 0) for j, x in enumerate(inputs)]
            end = run(lambda operation, *values: MP[operation](*values), start, steps)[-1]
            yield float(mpmath.im(end) / H)


def path_size(output, source):
    """The sum over all paths of the sizes of their products: the scale of the rounding."""
    size = dict.fromkeys(in_order(output), 0.0) | {output: 1.0}
    for node in reversed(in_order(output)):
        for before, slope in zip(node.inputs, node.slopes):
            size[before] += abs(slope) * size[node]
    return size.get(source, 0.0)


@settings(deadline=None, max_examples=300)
@given(programs())
def test_gradients_of_random_graphs_agree_with_exact_derivatives(program):
    inputs, steps = program
    nodes = [Node(value) for value in inputs]
    output = run(apply, nodes, steps)[-1]
    gradient = backward(output)
    for node, exact in zip(nodes, exact_derivatives(inputs, steps), strict=True):
        gap = abs(gradient.get(node, 0.0) - exact)
        # A complex step h leaves h^2, where the derivative is 0.
        assert gap <= 1e-10 * path_size(output, node) + 1e-60


@settings(deadline=None)
@given(programs())
def test_backward_again_gives_the_same_again(program):
    output = run(apply, [Node(value) for value in program[0]], program[1])[-1]
    assert backward(output) == backward(output)


@settings(deadline=None)
@given(programs())
def test_every_node_comes_once_and_after_its_inputs(program):
    output = run(apply, [Node(value) for value in program[0]], program[1])[-1]
    order = in_order(output)
    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order) and order[-1] is output
    assert all(place[source] < place[node] for node in order for source in node.inputs)


@given(st.permutations(range(4)), st.permutations(range(2)))
def test_the_order_of_creation_does_not_matter(inputs_first, sums_first):
    x = dict(sorted((i, Node(i + 1, f"x{i}")) for i in inputs_first))
    sums = dict(sorted((i, x[i] * x[2] + x[3]) for i in sums_first))
    # (1 * 3 + 4) (2 * 3 + 4) = 7 * 10
    assert value_and_gradients(sums[0] * sums[1], *(f"x{i}" for i in x)) == [70, 30, 21, 24, 17]


def test_gradients_are_those_of_the_output_asked_for():
    x = Node(3.0)
    first = x * x
    second = first + x
    assert [backward(first)[x], backward(second)[x], backward(first)[x]] == [6, 7, 6]


# The running example, built of nodes.


def cost_of_nodes(thetas, X, Y, lam):
    """The cost as the formula has it, one number at a time."""
    losses = Node(0.0)
    for x, y in zip(X, Y):
        a = list(map(float, x))
        for Theta in thetas:
            a = [
                sigmoid(sum((weight * a_j for weight, a_j in zip(row[1:], a)), start=row[0]))
                for row in Theta
            ]
        for h, y_k in zip(a, y):
            losses = losses - (y_k * log(h) + (1 - y_k) * log(1 - h))
    squares = sum(weight**2 for Theta in thetas for row in Theta for weight in row[1:])
    return losses / len(X) + lam / (2 * len(X)) * squares


@pytest.mark.parametrize("lam", [0.0, 0.5])
def test_the_cost_of_the_running_example_has_the_gradient_of_backprop(lam):
    net = running_example()
    thetas = [[[Node(weight) for weight in row] for row in Theta] for Theta in net.thetas]
    J = cost_of_nodes(thetas, net.X, net.Y, lam)
    assert J.value == pytest.approx(cost(net.thetas, net.X, net.Y, lam), rel=1e-13)
    gradient = backward(J)
    for Theta, D in zip(thetas, backprop(net.thetas, net.X, net.Y, lam), strict=True):
        mine = np.array([[gradient[weight] for weight in row] for row in Theta])
        assert np.linalg.norm(mine - D) <= 1e-12 * np.linalg.norm(D)


# Shapes that break recursion, and forks.


def test_a_chain_of_10000_nodes():
    x = y = Node(1.0)
    for _ in range(10_000):
        y = y + 1e-4
    assert backward(y)[x] == 1.0
    assert len(in_order(y)) == 10_001


def test_a_node_used_10000_times():
    x, total = Node(2.0), Node(0.0)
    for i in range(10_000):
        total = total + x * i
    assert backward(total)[x] == sum(range(10_000))


def test_gradients_add_at_a_fork():
    x = Node(3.0)
    assert backward(x * x + x)[x] == 2 * 3 + 1


def test_a_fork_of_forks_is_walked_once_a_node():
    """2^60 paths lead from the output to x."""
    x = y = Node(1.0)
    for _ in range(60):
        y = y + y
    assert backward(y)[x] == 2.0**60


def test_an_input_by_itself_has_gradient_one():
    x = Node(3.0)
    assert backward(x) == {x: 1.0}


# Operations.


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: x + 2, 3.0),
        (lambda x: 2 + x, 3.0),
        (lambda x: x - 2, 3.0),
        (lambda x: 2 - x, 3.0),
        (lambda x: x * 2, 3.0),
        (lambda x: 2 * x, 3.0),
        (lambda x: x / 3, 2.0),
        (lambda x: 3 / x, 2.0),
        (lambda x: (x + 1) / (x - 5), 2.0),
        (lambda x: (x + 1) - (3 * x), 2.0),
        (lambda x: x**3, -2.0),
        (lambda x: x**-2, -2.0),
        (lambda x: x**0.5, 2.0),
        (lambda x: -x, 2.0),
    ],
)
def test_an_operator_means_what_it_means_for_numbers(f, x):
    node = Node(x)
    output = f(node)
    assert output.value == pytest.approx(f(x), rel=1e-15)
    numeric = numerical_gradient(lambda theta: f(float(theta)), np.array(x))
    assert backward(output)[node] == pytest.approx(float(numeric), rel=1e-7)


def test_a_numpy_number_on_the_left_is_a_constant():
    node = Node(3.0)
    for output in (np.float64(2) * node, np.float64(2) + node, np.float64(2) - node):
        assert isinstance(output, Node)


@pytest.mark.parametrize(("x", "y", "to_x"), [(2, 1, 1.0), (1, 2, 0.0), (1, 1, 0.5)])
def test_max_routes_the_gradient_to_the_larger_and_halves_it_at_a_tie(x, y, to_x):
    x, y = Node(x), Node(y)
    gradient = backward(maximum(x, y))
    assert [gradient[x], gradient[y]] == [to_x, 1 - to_x]


def test_max_of_a_node_and_itself_has_gradient_one():
    x = Node(4.0)
    assert backward(maximum(x, x))[x] == 1.0


def test_the_halves_at_a_tie_are_the_central_difference():
    numeric = numerical_gradient(lambda theta: float(max(theta)), np.array([1.0, 1.0]))
    np.testing.assert_allclose(numeric, [0.5, 0.5], rtol=1e-9)


def test_sigmoid_does_not_overflow():
    x = Node(-800.0)
    assert backward(sigmoid(x))[x] == 0.0


def test_power_zero_is_one_and_flat_even_at_zero():
    x = Node(0.0)
    assert (x**0).value == 1.0 and backward(x**0)[x] == 0.0


# What a page shows.


def test_the_table_names_arguments_and_keeps_constants_in_place():
    x = Node(4.0, "x")
    rows = table(2 - (x * x).named("square"))
    assert [row[:3] for row in rows] == [
        ("x", "input", ()),
        ("square", "multiply", ("x", "x")),
        ("(3)", "multiply", ("square", "-1")),
        ("(4)", "add", ("2", "(3)")),
    ]


def test_the_table_has_values_and_gradients_as_backward_has_them():
    output = tricky_function()
    gradient = backward(output)
    assert [(row.value, row.gradient) for row in table(output)] == [
        (node.value, gradient[node]) for node in in_order(output)
    ]


def test_a_node_shows_its_name_and_value():
    assert repr(Node(2, "x")) == "<Node x: 2>"
    assert repr(Node(2) * 3) == "<Node multiply: 6>"


# Refusals.


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (lambda x: Node("3", "w"), "node w: expected real numbers"),
        (lambda x: Node(1j), "node: expected real numbers"),
        (lambda x: Node([1.0, 2.0]), r"node: expected one number, got shape \(2,\)"),
        (lambda x: Node(math.nan, "w"), "node w: expected a finite number, got nan"),
        (lambda x: x + "a", "operand of add: expected real numbers"),
        (lambda x: x - "a", "operand of add: expected real numbers"),
        (lambda x: None * x, "operand of multiply: expected real numbers"),
        (lambda x: x * np.ones(3), r"operand of multiply: expected one number, got shape \(3,\)"),
        (lambda x: np.ones(3) * x, r"operand of multiply: expected one number, got shape \(3,\)"),
        (lambda x: x * math.inf, "operand of multiply: expected a finite number, got inf"),
        (lambda x: x**x, "exponent: expected a constant; .* got <Node x: 2>"),
        (lambda x: 2**x, "exponent: expected a constant; .* got <Node x: 2>"),
        (lambda x: reciprocal(x - 2), "reciprocal: expected operands where .* finite, got 0"),
        (lambda x: 1 / (x - 2), "reciprocal: expected operands where .* finite, got 0"),
        (lambda x: x / 0, "reciprocal: expected operands where .* finite, got 0"),
        (lambda x: log(x - 2), "log: expected operands where .* finite, got 0"),
        (lambda x: exp(x * 500), "exp: expected operands where .* finite, got 1000"),
        (lambda x: (-x) ** 0.5, "power: expected operands where .* finite, got -2 and 0.5"),
        (lambda x: (x - 2) ** 0.5, "power: expected operands where .* finite, got 0 and 0.5"),
        (lambda x: (x * 1e200) * 1e200, "multiply: expected operands where .* finite"),
        (lambda x: exp(2.0), "exp: expected a node, got 2.0"),
        (lambda x: maximum(1, 2), "max: expected a node, got 1 and 2"),
        (lambda x: backward(2.0), "output: expected a node, got 2.0"),
        (lambda x: table([x]), "output: expected a node"),
    ],
)
def test_what_makes_no_node_is_refused_by_name(wrong, complaint):
    with pytest.raises(ValueError, match=complaint):
        wrong(Node(2.0, "x"))
