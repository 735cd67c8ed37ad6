"""What happens when epsilon or lambda is varied."""

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from nnbp.arguments import refusal
from nnbp.plots.palette import ACTIVATION, COST, DELTA
from nnbp.studies import EpsilonStudy, LambdaStudy


def draw_epsilon_studies(*studies: EpsilonStudy, title: str | None = None) -> Figure:
    """The relative error of the numerical gradient against epsilon: a V for each quotient.

    float64 is drawn with filled marks, any other precision with open ones; circles are central
    quotients, triangles one-sided. The vertical line is at the usual epsilon, 10^-4.
    """
    if not studies:
        raise refusal("studies", "one study or more", "none")
    figure, ax = plt.subplots(figsize=(6.4, 4.2))
    for study in studies:
        filled = "full" if study.dtype == "float64" else "none"
        for kind, errors, marker, colour in (
            ("central", study.central, "o-", DELTA),
            ("one-sided", study.one_sided, "^--", ACTIVATION),
        ):
            ax.loglog(
                study.epsilons,
                errors,
                marker,
                color=colour,
                fillstyle=filled,
                markersize=4,
                linewidth=1,
                label=f"{kind}, {study.dtype}",
            )
    ax.axvline(1e-4, color="black", linewidth=0.6)
    ax.set(xlabel=r"$\epsilon$", ylabel="relative error")
    ax.legend(frameon=False, fontsize=9, loc="lower left")
    _finish(figure, title)
    return figure


def draw_lambda_study(study: LambdaStudy, title: str | None = None) -> Figure:
    """Cost and accuracy for each lambda, on the training examples and on the others.

    The lambdas stand side by side at equal distances, as lambda = 0 has no place on a
    logarithmic axis.
    """
    figure, axes = plt.subplots(1, 2, figsize=(8.4, 3.4))
    places = range(len(study.lams))
    for ax, ylabel, training, validation in (
        (axes[0], "cost without penalty", study.training_cost, study.validation_cost),
        (axes[1], "accuracy", study.training_accuracy, study.validation_accuracy),
    ):
        ax.plot(places, training, "o-", color=COST, label="training")
        ax.plot(places, validation, "s--", color=ACTIVATION, fillstyle="none", label="validation")
        ax.set(xlabel=r"$\lambda$", ylabel=ylabel)
        ax.set_xticks(places, [f"{lam:g}" for lam in study.lams])
    axes[0].legend(frameon=False, fontsize=9)
    _finish(figure, title)
    return figure


def _finish(figure: Figure, title: str | None) -> None:
    for ax in figure.axes:
        ax.spines[["top", "right"]].set_visible(False)
    if title:
        figure.suptitle(title)
    figure.tight_layout()
    plt.close(figure)
