"""The time of one cost and gradient, as a multiple of the five bare matrix products.

The number of threads must be set before numpy is loaded: `python -m benchmarks` starts this
module once for each, and reads the JSON that it prints.
"""

import json
from collections.abc import Callable
from time import perf_counter

import numpy as np

from benchmarks.contenders import CONTENDERS, Call, bare_products

ROUNDS = 200


def ready() -> tuple[dict[str, Call], list[str]]:
    """The contenders that are installed, and those that are not; all agree on J and gradient."""
    calls, missing = {}, []
    for name, prepare in CONTENDERS.items():
        call = prepare()
        if isinstance(call, str):
            missing.append(name)
        else:
            calls[name] = call
    J, D = calls["nnbp"]()
    for name, call in calls.items():
        its_J, its_D = call()
        same = np.isclose(float(its_J), J) and all(map(np.allclose, its_D, D))
        if not same:
            raise AssertionError(f"{name} computes something else")
    return calls, missing


def seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start


def measure() -> dict[str, object]:
    """Quartiles of the ratios, and the median time of the bare products in milliseconds.

    The machine has other work and its clock moves. So every round times the bare products, then
    one contender, then the products again, and divides by the mean of the two.
    """
    calls, missing = ready()
    bare = bare_products()
    times: list[float] = []
    ratios: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            before, mine, after = seconds(bare), seconds(call), seconds(bare)
            times += [before, after]
            ratios[name].append(2 * mine / (before + after))
    return {
        "bare_products_ms": round(float(np.median(times)) * 1e3, 3),
        "ratios": {name: _quartiles(values) for name, values in ratios.items()},
        "missing": missing,
    }


def _quartiles(values: list[float]) -> dict[str, float]:
    low, median, high = np.percentile(values, [25, 50, 75])
    named = {"median": median, "lower_quartile": low, "upper_quartile": high}
    return {name: round(float(value), 3) for name, value in named.items()}


if __name__ == "__main__":
    print(json.dumps(measure()))
