import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from nnbp import add_bias, forward
from nnbp.logic import (
    BOOLEAN_FUNCTIONS,
    GATES,
    boolean_function,
    contradiction,
    gate,
    one_unit,
    truth_table,
)
from nnbp.perceptron import mistake_bound, online_perceptron

PUBLISHED = {
    entry["id"]: entry
    for entry in json.loads(Path(__file__).with_name("reference_values.json").read_text())
}
ROWS = [[0, 0], [0, 1], [1, 0], [1, 1]]
NOT_ONE_UNIT = {"XOR", "XNOR"}


@pytest.mark.parametrize("name", ["AND", "OR", "NOT", "NOR", "XNOR"])
@pytest.mark.parametrize("units", ["sigmoid", "threshold"])
def test_a_published_gate(name, units):
    entry = PUBLISHED[f"ng-bool-{name}"]
    if name == "XNOR":
        published = [entry["inputs"]["Theta1"], [entry["inputs"]["Theta2"]]]
    else:
        published = [[entry["inputs"]["theta"]]]
    ours = gate(name)
    assert [Theta.tolist() for Theta in ours] == published
    table = truth_table(ours, units)
    assert table.booleans[:, 0].tolist() == [bool(value) for value in entry["expected"]]
    np.testing.assert_allclose(table.outputs[:, 0], entry["expected"], rtol=0, atol=4.55e-5)


def test_the_values_of_the_xnor_net_to_the_digits_of_its_note():
    published = [9.99954561e-01, 4.54803785e-05, 4.54803785e-05, 9.99954561e-01]
    assert str(published[1]) in PUBLISHED["ng-bool-XNOR"]["note"]
    outputs = truth_table(gate("XNOR")).outputs[:, 0]
    np.testing.assert_allclose(outputs, published, rtol=5e-9)


def test_nielsens_nand_is_a_threshold_unit():
    entry = PUBLISHED["nielsen-NAND"]
    (Theta,) = gate("NAND")
    assert Theta.tolist() == [[entry["inputs"]["b"], *entry["inputs"]["w"]]]
    table = truth_table([Theta], units="threshold")
    assert table.outputs[:, 0].tolist() == entry["expected"]


def test_the_net_that_slides_call_xor_is_xnor():
    # The published weights: hidden units AND and NOR, then OR.
    net = [[[-30, 20, 20], [10, -20, -20]], [[-10, 20, 20]]]
    table = truth_table(net)
    assert boolean_function(table.booleans[:, 0]) == "XNOR"
    hidden = truth_table(net[:1]).booleans
    assert [boolean_function(column) for column in hidden.T] == ["AND", "NOR"]


def test_xor_is_the_same_net_with_nor_for_its_last_unit():
    Theta1, Theta2 = gate("XOR")
    assert np.array_equal(Theta1, gate("XNOR")[0])
    assert np.array_equal(Theta2, gate("NOR")[0])


@pytest.mark.parametrize("name", sorted(set(GATES) - {"NOT"}))
@pytest.mark.parametrize("units", ["sigmoid", "threshold"])
def test_a_gate_computes_what_its_name_says(name, units):
    assert boolean_function(truth_table(gate(name), units).booleans[:, 0]) == name


def test_the_sixteen_functions_are_all_there_are():
    assert len(set(BOOLEAN_FUNCTIONS.values())) == 2**4


@pytest.mark.parametrize("name", BOOLEAN_FUNCTIONS)
def test_the_name_of_a_function_says_its_values(name):
    x1, x2 = np.array(ROWS, dtype=bool).T
    expected = {
        "FALSE": x1 & ~x1,
        "AND": x1 & x2,
        "x1 AND NOT x2": x1 & ~x2,
        "x1": x1,
        "NOT x1 AND x2": ~x1 & x2,
        "x2": x2,
        "XOR": x1 != x2,
        "OR": x1 | x2,
        "NOR": ~x1 & ~x2,
        "XNOR": x1 == x2,
        "NOT x2": ~x2,
        "x1 OR NOT x2": x1 | ~x2,
        "NOT x1": ~x1,
        "NOT x1 OR x2": ~x1 | x2,
        "NAND": ~(x1 & x2),
        "TRUE": x1 | ~x1,
    }
    assert BOOLEAN_FUNCTIONS[name] == tuple(expected[name].astype(int))


@pytest.mark.parametrize("name", [n for n in BOOLEAN_FUNCTIONS if n not in NOT_ONE_UNIT])
def test_one_unit_computes_fourteen_functions(name):
    values = BOOLEAN_FUNCTIONS[name]
    theta = one_unit(values)
    for units in "sigmoid", "threshold":
        table = truth_table([[theta]], units)
        assert tuple(table.booleans[:, 0]) == values
    assert contradiction(values) is None
    run = online_perceptron(ROWS, values)
    assert run.converged and run.mistakes <= mistake_bound(ROWS, values, theta)


@pytest.mark.parametrize("name", sorted(NOT_ONE_UNIT))
def test_one_unit_cannot_compute_xor_and_xnor(name):
    values = np.array(BOOLEAN_FUNCTIONS[name])
    assert one_unit(values) is None
    s = contradiction(values)
    assert s.tolist() == [2, 1, 1]
    rows = add_bias(ROWS)
    assert np.array_equal(rows[values == 1].sum(axis=0), s)
    assert np.array_equal(rows[values == 0].sum(axis=0), s)


@pytest.mark.parametrize("name", BOOLEAN_FUNCTIONS)
def test_linear_programming_agrees(name):
    # Is there a theta with z >= 1 in the rows that are true and z <= -1 in the others?
    signs = 2 * np.array(BOOLEAN_FUNCTIONS[name]) - 1
    found = linprog(
        np.zeros(3), A_ub=-signs[:, None] * add_bias(ROWS), b_ub=-np.ones(4), bounds=(None, None)
    )
    assert found.status == (2 if name in NOT_ONE_UNIT else 0)  # infeasible, or optimal


def test_nielsens_weights_are_the_smallest_of_a_nand():
    assert one_unit(BOOLEAN_FUNCTIONS["NAND"]).tolist() == gate("NAND")[0][0].tolist()


@given(st.integers(1, 6), st.integers(1, 3))
def test_the_inputs_count_in_binary(n, K):
    table = truth_table([np.zeros((K, n + 1))])
    numbers = [int("".join(f"{x:.0f}" for x in row), base=2) for row in table.inputs]
    assert numbers == list(range(2**n))
    assert table.outputs.shape == table.booleans.shape == (2**n, K)


def test_the_outputs_are_those_of_forward():
    thetas = gate("XNOR")
    np.testing.assert_array_equal(truth_table(thetas).outputs, forward(thetas, ROWS).output)


def test_threshold_units_feed_zeros_and_ones_to_the_next_layer():
    # Sigmoid units of these small weights say little: the sum of two does not pass 1.3.
    net = [[[0, 1, 0], [0, 0, 1]], [[-1.3, 1, 1]]]
    assert boolean_function(truth_table(net, "threshold").booleans[:, 0]) == "AND"
    assert truth_table([[[-0.5, 1]]], "threshold").outputs[:, 0].tolist() == [0, 1]


def test_an_output_of_one_half_is_no():
    assert not truth_table([[[0, 0, 0]]]).booleans.any()


def test_a_table_as_text():
    assert str(truth_table(gate("NOT"))) == "0 | 0.99995 True\n1 | 0.00005 False"


def test_a_gate_is_new_in_every_call():
    gate("AND")[0][:] = 0
    assert gate("AND")[0].tolist() == [[-30, 20, 20]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gate("IMPLIES"), r"name: expected 'AND' or .*, got 'IMPLIES'"),
        (lambda: truth_table([np.zeros((1, 18))]), r"thetas: expected .* 16 inputs, got 17 inputs"),
        (lambda: truth_table(gate("AND"), units="relu"), r"units: expected 'sigmoid' or"),
        (lambda: boolean_function([0, 1]), r"values: expected four, .* got shape \(2,\)"),
        (lambda: boolean_function(["yes"] * 4), r"values: expected real numbers"),
        (lambda: one_unit([0, 1, 2, 0]), r"values: expected 0 and 1, got"),
        (lambda: contradiction([0, 1, 0.5, 0]), r"values: expected 0 and 1, got"),
    ],
)
def test_bad_input_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        call()
