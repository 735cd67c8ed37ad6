"""What a formula leaves open and authors settle differently, as options with names."""

from collections.abc import Sequence
from typing import NamedTuple, TypedDict

from numpy.typing import ArrayLike

from nnbp.activations import ACTIVATIONS, OUTPUTS
from nnbp.arguments import FloatArray, choice, examples, not_negative, refusal, targets, weights
from nnbp.losses import LOSSES, Loss
from nnbp.penalties import PENALTY_SCALES


class Options(TypedDict, total=False):
    """What `cost`, `backprop` and all that build on them take by name.

    loss             "cross_entropy" (K sigmoids; the default), "softmax" or "squared_error"
    hidden           activation of the hidden layers: "sigmoid" (the default), "tanh", "relu" or
                     "identity"
    output           activation of the output layer: by default "softmax" with the loss of that
                     name, else "sigmoid"; with "squared_error" it may be any that `hidden` may be
    penalty_scale    "lam/2m" (the default): the squared weights are summed and multiplied by
                     lam / 2m, and D has lam/m Theta; or "lam/2": by lam / 2, and D has lam Theta
    regularise_bias  True if the bias weights are penalised too; False is the default

    A. Ng, Machine Learning, and A. Solberg, "Backpropagation", INF 5860, print the cost with
    lam / 2m; UFLDL, "Backpropagation Algorithm", prints it with lam / 2. Solberg also prints the
    gradient Delta/m + lam Theta, which belongs to lam / 2, and that some penalise the bias.
    """

    loss: str
    hidden: str
    output: str
    penalty_scale: str
    regularise_bias: bool


class Conventions(NamedTuple):
    """The options, each one settled."""

    loss: Loss
    hidden: str
    output: str
    penalty_scale: str
    regularise_bias: bool


def settle(
    loss: str = "cross_entropy",
    hidden: str = "sigmoid",
    output: str | None = None,
    penalty_scale: str = "lam/2m",
    regularise_bias: bool = False,
) -> Conventions:
    """The conventions that these `Options` name. Raises ValueError where they do not go together.

    With squared error the usual output is sigmoid; a cross-entropy goes with its own output alone.
    """
    how = LOSSES[choice("loss", loss, [*LOSSES])]
    choice("hidden", hidden, [*ACTIVATIONS])
    output = how.outputs[0] if output is None else choice("output", output, [*OUTPUTS])
    if output not in how.outputs:
        fitting = " or ".join(map(repr, how.outputs))
        raise refusal("output", f"{fitting} with the loss {loss!r}", repr(output))
    choice("penalty_scale", penalty_scale, [*PENALTY_SCALES])
    if not isinstance(regularise_bias, bool):
        raise refusal("regularise_bias", "True or False", repr(regularise_bias))
    return Conventions(how, hidden, output, penalty_scale, regularise_bias)


def checked(
    thetas: Sequence[ArrayLike], X: ArrayLike, Y: ArrayLike, lam: float, how: Conventions
) -> tuple[list[FloatArray], FloatArray, FloatArray, float]:
    """A network, examples and targets that fit one another, and lambda, in their working form."""
    thetas = weights(thetas)
    X = examples(X, units=thetas[0].shape[1] - 1)
    reach = OUTPUTS[how.output]
    Y = targets(Y, len(X), len(thetas[-1]), reach.low, reach.high, how.output == "softmax")
    return thetas, X, Y, not_negative("lam", lam)
