"""Numbers, strings, arrays, cost surfaces, and lists or tuples of them, as JSON and back.

An array keeps its dtype and shape; its entries stand in C order:
``{"array": [1.0, 2.0], "shape": [2], "dtype": "float64"}``.
"""

from typing import Any

import numpy as np

from nnbp.surfaces import Surface


def to_json(value: Any, digits: int = 17) -> Any:
    """Return `value` as JSON data, floats to `digits` significant digits; 17 keep every bit.

    Raise a ValueError that names a type it cannot carry.
    """
    if isinstance(value, np.generic):
        value = np.asarray(value)
    if isinstance(value, np.ndarray):
        return {
            "array": [to_json(entry, digits) for entry in value.ravel().tolist()],
            "shape": list(value.shape),
            "dtype": str(value.dtype),
        }
    if isinstance(value, Surface):
        parameters = to_json(list(value.parameters), digits)
        return {"surface": value.kind, "parameters": parameters, "gradient": value.with_gradient}
    if isinstance(value, tuple):
        return {"tuple": [to_json(item, digits) for item in value]}
    if isinstance(value, list):
        return [to_json(item, digits) for item in value]
    if isinstance(value, float):
        return float(f"{value:.{digits}g}")
    if value is None or isinstance(value, bool | int | str):
        return value
    raise ValueError(f"cannot write a {type(value).__name__} as a known value")


def from_json(data: Any) -> Any:
    """Return the value that `to_json` wrote."""
    if isinstance(data, list):
        return [from_json(item) for item in data]
    if isinstance(data, dict) and "tuple" in data:
        return tuple(from_json(item) for item in data["tuple"])
    if isinstance(data, dict) and "surface" in data:
        return Surface(data["surface"], from_json(data["parameters"]), data["gradient"])
    if isinstance(data, dict):
        return np.array(data["array"], dtype=data["dtype"]).reshape(data["shape"])
    return data
