"""Messages between the coordinator and a sandboxed process: JSON, with arrays as raw bytes.

A message is a length, a JSON header and the arrays' bytes. What comes back from the sandbox is
data and nothing else: no pickle, no object arrays, limits on size and depth, and every dtype,
shape and length checked before an array is made of it.
"""

import json
import math
import socket
import struct
import time
from typing import Any

import numpy as np

from nnbp.surfaces import Surface

HEADER_LIMIT = 4 * 2**20
ARRAYS_LIMIT = 64 * 2**20
DEPTH_LIMIT = 8
DTYPES = {f"<{kind}{size}" for kind, size in [("f", 2), ("f", 4), ("f", 8)]}
DTYPES |= {f"<{kind}{size}" for kind in "iu" for size in (2, 4, 8)} | {"|i1", "|u1", "|b1"}


class ProtocolError(Exception):
    """The other side sent something that is no message."""


def send(connection: socket.socket, message: dict[str, Any]) -> None:
    """Send a dictionary of numbers, strings, arrays, and lists, tuples or dictionaries of them.

    Of any other value only the name of its type is sent.
    """
    arrays: list[bytes] = []
    # Half a character, which a string may hold but UTF-8 cannot, arrives as a question mark.
    header = json.dumps(_flatten(message, arrays, 0), ensure_ascii=False).encode(errors="replace")
    body = b"".join(arrays)
    connection.sendall(struct.pack(">II", len(header), len(body)) + header + body)


def receive(connection: socket.socket, seconds: float | None = None) -> dict[str, Any]:
    """Receive one message within so many seconds (TimeoutError), or raise ProtocolError.

    EOFError if the other side is gone.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    header_length, body_length = struct.unpack(">II", _read(connection, 8, deadline))
    if header_length > HEADER_LIMIT or body_length > ARRAYS_LIMIT:
        raise ProtocolError(f"a reply of {header_length + body_length} bytes is too large")
    header = _read(connection, header_length, deadline)
    body = memoryview(_read(connection, body_length, deadline))
    try:
        message = _restore(json.loads(header), body, 0)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ProtocolError(f"a reply that cannot be read: {error}") from None
    if not isinstance(message, dict):
        raise ProtocolError("a reply that is no message")
    return message


def _read(connection: socket.socket, count: int, deadline: float | None) -> bytes:
    chunks = []
    while count:
        if deadline is not None:
            connection.settimeout(max(deadline - time.monotonic(), 0.001))
        chunk = connection.recv(min(count, 2**20))
        if not chunk:
            raise EOFError
        chunks.append(chunk)
        count -= len(chunk)
    return b"".join(chunks)


def _flatten(value: Any, arrays: list[bytes], depth: int) -> Any:
    if isinstance(value, np.ndarray | np.generic) and depth <= DEPTH_LIMIT:
        plain = np.ascontiguousarray(value)
        if plain.dtype == np.longdouble:
            plain = plain.astype(float)
        little = plain.astype(plain.dtype.newbyteorder("<"))
        if little.dtype.str in DTYPES:
            arrays.append(little.tobytes())
            shape = list(np.shape(value))
            return {"is": "array", "dtype": little.dtype.str, "shape": shape}
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) is Surface:
        parameters = _flatten(list(value.parameters), arrays, depth + 1)
        gradient = bool(value.with_gradient)
        return {"is": "surface", "of": str(value.kind), "gradient": gradient, "items": parameters}
    if isinstance(value, list | tuple) and depth <= DEPTH_LIMIT:
        items = [_flatten(item, arrays, depth + 1) for item in value]
        return {"is": "tuple" if isinstance(value, tuple) else "list", "items": items}
    if type(value) is dict and depth <= DEPTH_LIMIT:
        entries = {str(key): _flatten(item, arrays, depth + 1) for key, item in value.items()}
        return {"is": "dict", "items": entries}
    return {"is": "other", "type": type(value).__name__}


def _restore(data: Any, body: memoryview, depth: int) -> Any:
    value, rest = _take(data, body, depth)
    if len(rest):
        raise ValueError("bytes that belong to no array")
    return value


def _take(data: Any, body: memoryview, depth: int) -> tuple[Any, memoryview]:
    if depth > DEPTH_LIMIT + 1:
        raise ValueError("too deep")
    if isinstance(data, str):
        return data.encode(errors="replace").decode(), body  # half a character cannot be written
    if not isinstance(data, dict):
        if isinstance(data, list):
            raise ValueError("a bare list")
        return data, body
    match data["is"]:
        case "array":
            return _take_array(data, body)
        case "list" | "tuple" as kind:
            items = []
            for item in data["items"]:
                value, body = _take(item, body, depth + 1)
                items.append(value)
            return (tuple(items) if kind == "tuple" else items), body
        case "dict":
            entries = {}
            for key, item in data["items"].items():
                entries[key], body = _take(item, body, depth + 1)
            return entries, body
        case "surface":
            parameters, body = _take(data["items"], body, depth + 1)
            return Surface(str(data["of"]), parameters, data["gradient"] is True), body
        case "other":
            name = "".join(c for c in str(data["type"])[:40] if c.isalnum() or c == "_")
            return type(name or "object", (), {})(), body
    raise ValueError("an unknown kind of value")


def _take_array(data: dict[str, Any], body: memoryview) -> tuple[np.ndarray, memoryview]:
    shape = tuple(data["shape"])
    if data["dtype"] not in DTYPES or len(shape) > 32:
        raise ValueError("an array of unknown form")
    if not all(type(size) is int and size >= 0 for size in shape):
        raise ValueError("an array of unknown shape")
    length = np.dtype(data["dtype"]).itemsize * math.prod(shape)
    if length > len(body):
        raise ValueError("an array longer than its bytes")
    array = np.frombuffer(body[:length], dtype=data["dtype"]).reshape(shape)
    return array.copy(), body[length:]
