"""A cell's outputs as they come from the sandbox: what a notebook may hold, and not too much.

A process that has got rid of its own limits is held to them here.
"""

import base64
import binascii
from typing import Any

from grading.limits import Allowance

LEFT_OUT = "\n[more output was left out]\n"
MOST_OUTPUTS = 200
FRAME = 200  # characters that a notebook puts around an output, whatever is in it
PNG = b"\x89PNG\r\n\x1a\n"


def not_run(why: str) -> list[dict[str, Any]]:
    """Return the outputs of a cell that was not run to its end."""
    text = f"This cell was not run to its end: {why}.\n"
    return [{"output_type": "stream", "name": "stderr", "text": text}]


def checked(outputs: list[Any], allowed: Allowance) -> list[dict[str, Any]]:
    """Return what is well formed of a cell's outputs, made anew, and take it off what is left."""
    made = []
    for output in outputs[:MOST_OUTPUTS]:
        if allowed.output_bytes <= 0:
            break
        allowed.output_bytes -= FRAME
        made.append(_checked(output, allowed))
    return [output for output in made if output]


def _checked(output: Any, allowed: Allowance) -> dict[str, Any]:
    match output:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            text = _cut(text, allowed)
            return {"output_type": "stream", "name": name, "text": text} if text else {}
        case {"output_type": "execute_result" | "display_data" as kind, "data": dict(data)}:
            shown = _shown(data, allowed)
            return {"output_type": kind, "data": shown, "metadata": {}} if shown else {}
        case {"output_type": "error", "ename": str(name), "evalue": str(says), "traceback": list()}:
            lines = _cut("\n".join(map(str, output["traceback"])), allowed).splitlines()
            error = {"ename": name[:100], "evalue": _cut(says, allowed), "traceback": lines}
            return {"output_type": "error", **error}
    return {}


def _shown(data: dict[str, Any], allowed: Allowance) -> dict[str, str]:
    shown = {}
    if isinstance(text := data.get("text/plain"), str):
        shown["text/plain"] = _cut(text, allowed)
    if isinstance(picture := data.get("image/png"), str) and _is_png(picture, allowed):
        shown["image/png"] = picture
        allowed.output_bytes -= len(picture)
    return shown


def _cut(text: str, allowed: Allowance) -> str:
    """Return what the limits leave of a text."""
    most = allowed.limits.output_bytes + len(LEFT_OUT)
    kept = text[: max(min(most, allowed.output_bytes), 0)]
    allowed.output_bytes -= len(text)
    return kept if len(kept) == len(text) else kept + LEFT_OUT


def _is_png(picture: str, allowed: Allowance) -> bool:
    """Return whether a text is a picture, and there is room for it."""
    if len(picture) > min(allowed.limits.picture_bytes, allowed.output_bytes):
        return False
    try:
        return base64.b64decode(picture, validate=False).startswith(PNG)
    except (binascii.Error, ValueError):
        return False
