"""How neural networks learn, in code small enough to read in an evening.

A network and its gradient
  activations      sigmoid, sigmoid_gradient, tanh, relu, softmax, ...
  network          forward, predict, add_bias, one_hot
  costs            cost, cross_entropy, penalty
  backprop         backprop, backprop_loop, deltas
  unrolling        unroll, roll, weight_shapes, layer_sizes_of
  objective        cost_and_gradient

Learning
  initialization   zeros, constant, uniform, glorot_uniform, normal
  symmetry         identical_units
  training         gradient_descent, stochastic_gradient_descent, minimize

Checking
  differences      numerical_gradient, kinks
  gradient_check   check_gradient, relative_error
  studies          epsilon_study, lambda_study
  compare          compare

Before and beside
  perceptron       online_perceptron, batch_perceptron, mistake_bound
  logic            gate, truth_table
  graph            Node, backward, in_order, table (its operations: nnbp.graph)
  datasets         running_example, digits

Layers count from 1 to L. Theta_l maps layer l to layer l+1 and has shape (s_(l+1), s_l + 1) with
the bias weights in column 0; `thetas` is [Theta1 .. Theta(L-1)]. X has one example a row, shape
(m, s_1). Labels y are 0..K-1, Y their one-hot rows, shape (m, K). All numbers are float64, no
function changes its arguments, and bad input is a ValueError that names the argument.
"""

# The functions `backprop` and `compare` take the places of the modules they come from.
from nnbp.activations import (
    identity,
    relu,
    relu_gradient,
    sigmoid,
    sigmoid_gradient,
    softmax,
    tanh,
    tanh_gradient,
)
from nnbp.backprop import backprop, backprop_loop, deltas
from nnbp.compare import compare
from nnbp.costs import cost, cross_entropy, penalty
from nnbp.datasets import RunningExample, digits, running_example
from nnbp.differences import kinks, numerical_gradient
from nnbp.gradient_check import BlockCheck, GradientCheck, check_gradient, relative_error
from nnbp.graph import Node, backward, in_order, table
from nnbp.initialization import constant, glorot_uniform, normal, uniform, zeros
from nnbp.logic import gate, truth_table
from nnbp.losses import softmax_cross_entropy, squared_error
from nnbp.network import Forward, add_bias, forward, one_hot, predict
from nnbp.objective import cost_and_gradient
from nnbp.perceptron import PerceptronTraining, batch_perceptron, mistake_bound, online_perceptron
from nnbp.run import Training
from nnbp.studies import EpsilonStudy, LambdaStudy, epsilon_study, lambda_study
from nnbp.symmetry import identical_units
from nnbp.training import gradient_descent, minimize, stochastic_gradient_descent
from nnbp.unrolling import layer_sizes_of, roll, unroll, weight_shapes

__all__ = [
    "BlockCheck",
    "EpsilonStudy",
    "Forward",
    "GradientCheck",
    "LambdaStudy",
    "Node",
    "PerceptronTraining",
    "RunningExample",
    "Training",
    "add_bias",
    "backprop",
    "backprop_loop",
    "backward",
    "batch_perceptron",
    "check_gradient",
    "compare",
    "constant",
    "cost",
    "cost_and_gradient",
    "cross_entropy",
    "deltas",
    "digits",
    "epsilon_study",
    "forward",
    "gate",
    "glorot_uniform",
    "gradient_descent",
    "identical_units",
    "identity",
    "in_order",
    "kinks",
    "lambda_study",
    "layer_sizes_of",
    "minimize",
    "mistake_bound",
    "normal",
    "numerical_gradient",
    "one_hot",
    "online_perceptron",
    "penalty",
    "predict",
    "relative_error",
    "relu",
    "relu_gradient",
    "roll",
    "running_example",
    "sigmoid",
    "sigmoid_gradient",
    "softmax",
    "softmax_cross_entropy",
    "squared_error",
    "stochastic_gradient_descent",
    "table",
    "tanh",
    "tanh_gradient",
    "truth_table",
    "uniform",
    "unroll",
    "weight_shapes",
    "zeros",
]
