import numpy as np
import pytest

from nnbp import add_bias, forward, one_hot, predict, running_example
from nnbp.activations import OUTPUTS


def test_forward_by_hand():
    Theta1 = [[0.0, 1.0], [0.0, -1.0]]
    Theta2 = [[1.0, 2.0, 3.0]]
    net = forward([Theta1, Theta2], [[np.log(3.0)]])
    assert net.pre_activations[0] == pytest.approx(np.array([[np.log(3.0), -np.log(3.0)]]))
    assert net.activations[1] == pytest.approx(np.array([[1.0, 0.75, 0.25]]))
    assert net.pre_activations[1] == pytest.approx(np.array([[1 + 2 * 0.75 + 3 * 0.25]]))


def test_bias_column_stands_first_in_every_layer_but_the_last():
    example = running_example()
    net = forward(example.thetas, example.X)
    assert [A.shape for A in net.activations] == [(5, 3), (5, 4), (5, 2)]
    assert all(np.all(A[:, 0] == 1.0) for A in net.activations[:-1])


def test_pre_activations_belong_to_layers_2_to_L():
    example = running_example()
    assert [Z.shape for Z in forward(example.thetas, example.X).pre_activations] == [(5, 3), (5, 2)]


def test_output_is_the_last_activation():
    example = running_example()
    net = forward(example.thetas, example.X)
    assert net.output is net.activations[-1]


def test_examples_do_not_influence_each_other():
    example = running_example()
    together = forward(example.thetas, example.X).output
    alone = [forward(example.thetas, [x]).output[0] for x in example.X]
    assert np.allclose(together, alone, rtol=1e-15)


def test_predict_names_the_largest_output():
    example = running_example()
    output = forward(example.thetas, example.X).output
    assert np.array_equal(predict(example.thetas, example.X), output.argmax(axis=1))


def test_predict_tells_saturated_outputs_apart():
    assert predict([[[50.0, 0.0], [60.0, 0.0]]], [[0.0]]) == [1]


@pytest.mark.parametrize(
    ("output", "z", "label"),
    [
        ("sigmoid", -0.1, 0),
        ("sigmoid", 0.0, 1),
        ("tanh", -0.1, 0),
        ("tanh", 0.0, 1),
        ("identity", 0.49, 0),
        ("identity", 0.5, 1),
        ("relu", 0.49, 0),
        ("relu", 0.5, 1),
    ],
)
def test_one_output_predicts_1_from_halfway_between_no_and_yes(output, z, label):
    assert predict([[[z, 0.0]]], [[0.0]], output=output) == [label]


def test_predict_uses_the_hidden_activation_it_is_told():
    thetas = [[[0.0, 1.0]], [[-0.5, 1.0]]]  # g(x) - 0.5 is below 0 for tanh and x = 0.3 alone
    assert predict(thetas, [[0.3]]) == [1]
    assert predict(thetas, [[0.3]], hidden="tanh") == [0]


def test_predicted_labels_are_integers():
    assert predict([[[0.0, 1.0]]], [[1.0], [-1.0]]).dtype == np.intp


@pytest.mark.parametrize("output", ["sigmoid", "tanh", "relu", "identity", "softmax"])
def test_output_activation_is_that_of_the_last_layer_alone(output):
    example = running_example()
    net = forward(example.thetas, example.X, hidden="tanh", output=output)
    assert np.allclose(net.units[1], np.tanh(net.pre_activations[0]), rtol=1e-15)
    assert np.array_equal(net.output, OUTPUTS[output].function(net.pre_activations[1]))


def test_units_are_the_activations_without_their_bias_column():
    example = running_example()
    net = forward(example.thetas, example.X)
    assert all(np.array_equal(A[:, 1:], U) for A, U in zip(net.activations[:-1], net.units))


def test_pre_activations_are_the_product_with_the_bias_column():
    example = running_example()
    net = forward(example.thetas, example.X)
    for A, Theta, Z in zip(net.activations, example.thetas, net.pre_activations):
        assert np.allclose(Z, A @ Theta.T, rtol=1e-14)


def test_add_bias():
    assert np.array_equal(add_bias([[2, 3], [4, 5]]), [[1, 2, 3], [1, 4, 5]])


def test_one_hot_puts_label_k_in_column_k():
    assert np.array_equal(one_hot([2, 0], 3), [[0, 0, 1], [1, 0, 0]])


def test_one_hot_of_one_output_is_a_column_of_the_labels():
    assert np.array_equal(one_hot([0, 1, 1], 1), [[0], [1], [1]])


def test_one_hot_for_tanh_says_no_with_minus_1():
    assert np.array_equal(one_hot([2, 0], 3, low=-1), [[-1, -1, 1], [1, -1, -1]])
    assert np.array_equal(one_hot([0, 1], 1, low=-1), [[-1], [1]])
