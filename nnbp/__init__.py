"""How neural networks learn, in code small enough to read in an evening.

activations      sigmoid, sigmoid_gradient
network          forward, predict, add_bias, one_hot
costs            cost, cross_entropy, penalty
backprop         backprop, backprop_loop, deltas
unrolling        unroll, roll, weight_shapes, layer_sizes_of
gradient_check   numerical_gradient, relative_error, check_gradient
initialization   glorot_uniform, constant
training         cost_and_gradient, gradient_descent, minimize
datasets         running_example, digits
compare          compare

Layers count from 1 to L. Theta_l maps layer l to layer l+1 and has shape (s_(l+1), s_l + 1) with
the bias weights in column 0; `thetas` is [Theta1 .. Theta(L-1)]. X has one example a row, shape
(m, s_1). Labels y are 0..K-1, Y their one-hot rows, shape (m, K). All numbers are float64, no
function changes its arguments, and bad input is a ValueError that names the argument.
"""

# The functions `backprop` and `compare` take the places of the modules they come from.
from nnbp.activations import sigmoid, sigmoid_gradient
from nnbp.backprop import backprop, backprop_loop, deltas
from nnbp.compare import compare
from nnbp.costs import cost, cross_entropy, penalty
from nnbp.datasets import RunningExample, digits, running_example
from nnbp.gradient_check import (
    BlockCheck,
    GradientCheck,
    check_gradient,
    numerical_gradient,
    relative_error,
)
from nnbp.initialization import constant, glorot_uniform
from nnbp.network import Forward, add_bias, forward, one_hot, predict
from nnbp.training import Training, cost_and_gradient, gradient_descent, minimize
from nnbp.unrolling import layer_sizes_of, roll, unroll, weight_shapes

__all__ = [
    "BlockCheck",
    "Forward",
    "GradientCheck",
    "RunningExample",
    "Training",
    "add_bias",
    "backprop",
    "backprop_loop",
    "check_gradient",
    "compare",
    "constant",
    "cost",
    "cost_and_gradient",
    "cross_entropy",
    "deltas",
    "digits",
    "forward",
    "glorot_uniform",
    "gradient_descent",
    "layer_sizes_of",
    "minimize",
    "numerical_gradient",
    "one_hot",
    "penalty",
    "predict",
    "relative_error",
    "roll",
    "running_example",
    "sigmoid",
    "sigmoid_gradient",
    "unroll",
    "weight_shapes",
]
