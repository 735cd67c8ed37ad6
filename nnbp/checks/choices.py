"""A question answered by letters: all options that are right, such as ``"bdg"``.

Full credit for no option judged wrongly, half for one, none for more, and none for an empty answer.
With eight options, three to five of them right, whoever ticks k options blindly earns at most 6 %
on average, whatever k is: of the C(8, k) answers of that size few have no error or only one.
"""

from typing import Any

HALF = 0.5
LONGEST = 200  # characters of an answer
NAMED = 5  # unknown letters


def letters(answer: str) -> str:
    """Return the letters of an answer in order, without blanks and commas."""
    return "".join(sorted(set(answer.lower()) - set(" ,;")))


def malformed(answer: Any, options: str) -> str:
    """Return why `answer` cannot be read as letters of `options`, or "" if it can."""
    if not isinstance(answer, str):
        return f"an answer is a text of letters, such as 'ab'; yours is a {type(answer).__name__}"
    if len(answer) > LONGEST:
        return f"an answer is a few letters, such as 'ab'; yours has {len(answer)} characters"
    if unknown := sorted(set(letters(answer)) - set(options)):
        return (
            f"the options are {options[0]} to {options[-1]}; there is none called "
            f"{', '.join(map(repr, unknown[:NAMED]))}"
            + (f" and {len(unknown) - NAMED} more" if len(unknown) > NAMED else "")
        )
    return ""


def credit(answer: str, right: str) -> float:
    """Return the share of the points, 0 to 1, that the letters `answer` earn."""
    if not letters(answer):
        return 0.0
    errors = len(set(letters(answer)) ^ set(right))
    return {0: 1.0, 1: HALF}.get(errors, 0.0)
