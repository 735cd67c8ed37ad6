"""How an answer of each kind is used."""

import copy
from typing import Any


def use(function: Any, arguments: list[Any], kind: str) -> Any:
    """Call a function; or make an object of a class, and return what its methods return."""
    if kind == "function":
        return function(*arguments)
    made, calls = arguments
    thing = function(*made)
    return [copy.deepcopy(getattr(thing, method)(*given)) for method, given in calls]
