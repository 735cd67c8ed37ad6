"""Data for figures: what happens to a result when one number is varied."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, SupportsIndex, Unpack

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from nnbp.arguments import FloatArray, positive, real_array
from nnbp.conventions import Options, settle
from nnbp.differences import Quotient, float_array, quotients
from nnbp.gradient_check import relative_error
from nnbp.network import predict
from nnbp.objective import cost_and_gradient
from nnbp.training import minimize
from nnbp.unrolling import layer_sizes_of, unroll


@dataclass(frozen=True, eq=False)
class EpsilonStudy:
    """The relative errors of numerical gradients, for nudges of many sizes, in one precision."""

    epsilons: FloatArray
    central: FloatArray
    one_sided: FloatArray
    dtype: str


def epsilon_study(
    f: Callable[[NDArray[Any]], float],
    gradient: ArrayLike,
    theta: ArrayLike,
    epsilons: ArrayLike,
    dtype: DTypeLike = np.float64,
) -> EpsilonStudy:
    """How the error of the numerical gradient depends on the size of the nudge.

    `gradient` is the right one, at theta. With dtype=np.float32 theta and the values of f are
    rounded to it, and f gets arrays of it; what f does inside is its own affair: the functions
    of nnbp compute in float64 whatever comes.
    """
    start = float_array("theta", theta).astype(dtype)
    epsilons = np.ravel(real_array("epsilons", epsilons))

    def errors(quotient: Quotient) -> FloatArray:
        found = [quotients(f, start, positive("epsilons", eps), quotient) for eps in epsilons]
        return np.array([relative_error(numeric, gradient) for numeric in found])

    return EpsilonStudy(epsilons, errors("central"), errors("forward"), str(start.dtype))


@dataclass(frozen=True, eq=False)
class LambdaStudy:
    """What nets that were trained with each of these lambdas know and have learnt by heart.

    Costs are without the penalty, so that they can be compared; accuracies are from 0 to 1.
    `thetas` holds the weights of each net. All arrays have one entry a lambda.
    """

    lams: FloatArray
    training_cost: FloatArray
    validation_cost: FloatArray
    training_accuracy: FloatArray
    validation_accuracy: FloatArray
    thetas: list[list[FloatArray]]


def lambda_study(
    thetas: Sequence[ArrayLike],
    training: tuple[ArrayLike, ArrayLike],
    validation: tuple[ArrayLike, ArrayLike],
    lams: ArrayLike,
    max_iterations: SupportsIndex = 200,
    **options: Unpack[Options],
) -> LambdaStudy:
    """Train from the same weights with every lambda, and see how the net does on other examples.

    `training` and `validation` are pairs of X and labels y. With few examples and lambda = 0 the
    net learns the training examples by heart (overfitting); with a large lambda it learns
    nothing (underfitting). 200 digits, 25 hidden units and 10 lambdas take some seconds.
    """
    lams = np.ravel(real_array("lams", lams))
    nets = [
        minimize(thetas, *training, lam, max_iterations, progress=False, **options).thetas
        for lam in lams
    ]
    (training_cost, training_accuracy), (validation_cost, validation_accuracy) = (
        np.array([_cost_and_accuracy(net, X, y, options) for net in nets]).T
        for X, y in (training, validation)
    )
    return LambdaStudy(
        lams, training_cost, validation_cost, training_accuracy, validation_accuracy, nets
    )


def _cost_and_accuracy(
    thetas: list[FloatArray], X: ArrayLike, y: ArrayLike, options: Options
) -> tuple[float, float]:
    J, _ = cost_and_gradient(unroll(thetas), layer_sizes_of(thetas), X, y, **options)
    how = settle(**options)
    predicted = predict(thetas, X, how.hidden, how.output)
    return J, float(np.mean(predicted == np.asarray(y)))
