"""Messages between the coordinator and a sandboxed process: JSON, with arrays as raw bytes.

A message is a length, a JSON header and the arrays' bytes. What comes back from the sandbox is
data and nothing else: no pickle, no object arrays, limits on size and depth, and every dtype,
shape and length checked before an array is made of it. A cost surface crosses as its kind and
parameters, and only on the way in.
"""

import json
import math
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

import numpy as np

HEADER_LIMIT = 4 * 2**20
ARRAYS_LIMIT = 64 * 2**20
DEPTH_LIMIT = 8
VALUES_LIMIT = 50_000  # in one message: a value of three characters takes a hundred bytes here
NAMES_LIMIT = 100  # of types that do not cross: each becomes a class
DTYPES = {"|i1", "|u1", "|b1", "<f2", "<f4", "<f8", "<c8", "<c16"}
DTYPES |= {f"<{kind}{size}" for kind in "iu" for size in (2, 4, 8)}
ENCODER = json.JSONEncoder(ensure_ascii=False)

# What makes a cost surface again of its kind, its parameters and whether it gives its gradient.
Rebuild = Callable[[str, list[Any], bool], Any]


class ProtocolError(Exception):
    """The other side sent something that is no message."""


class Unknown:
    """Stands for a value that does not cross; the name of its class is that of the value's."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return unknown, (type(self).__name__,)


def unknown(name: str) -> Unknown:
    """Return a stand-in for a value whose type has this name."""
    made: Unknown = type(name, (Unknown,), {"__slots__": ()})()
    return made


def send(connection: socket.socket, message: dict[str, Any]) -> None:
    """Send a dictionary of numbers, strings, arrays, and lists, tuples or dictionaries of them.

    Of any other value only the name of its type is sent.
    """
    arrays: list[bytes] = []
    # Half a character, which a string may hold but UTF-8 cannot, arrives as a question mark.
    header = ENCODER.encode(_flatten(message, arrays, 0)).encode(errors="replace")
    body = b"".join(arrays)
    connection.sendall(struct.pack(">II", len(header), len(body)) + header + body)


def receive(
    connection: socket.socket, seconds: float | None = None, rebuild: Rebuild | None = None
) -> dict[str, Any]:
    """Receive one message within so many seconds (TimeoutError), or raise ProtocolError.

    Surfaces are made again by `rebuild`; without it they come as `Unknown`. EOFError if the other
    side is gone.
    """
    return receive_within(connection, seconds, HEADER_LIMIT + ARRAYS_LIMIT, rebuild)[0]


def receive_within(
    connection: socket.socket,
    seconds: float | None,
    limit: int,
    rebuild: Rebuild | None = None,
) -> tuple[dict[str, Any], int]:
    """Receive a message of at most `limit` bytes; return it and its length. See `receive`."""
    deadline = None if seconds is None else time.monotonic() + seconds
    header_length, body_length = struct.unpack(">II", _read(connection, 8, deadline))
    if header_length > HEADER_LIMIT or header_length + body_length > limit:
        raise ProtocolError(f"a reply of {header_length + body_length} bytes, which is too large")
    both = memoryview(_read(connection, header_length + body_length, deadline))
    header, body = bytes(both[:header_length]), both[header_length:]
    try:
        message = _restore(json.loads(header), body, rebuild)
    except Exception as error:  # whatever the other side has made of it
        raise ProtocolError(f"a reply that cannot be read: {str(error)[:200]}") from None
    if not isinstance(message, dict):
        raise ProtocolError("a reply that is no message")
    return message, header_length + body_length


def _read(connection: socket.socket, count: int, deadline: float | None) -> bytes:
    chunks: list[bytes] = []
    while count:
        if deadline is not None:
            left = deadline - time.monotonic()
            if chunks and left <= 0:
                raise TimeoutError("the rest did not come in time")
            connection.settimeout(max(left, 0.001))
        chunk = connection.recv(min(count, 2**20))
        if not chunk:
            raise EOFError
        chunks.append(chunk)
        count -= len(chunk)
    return b"".join(chunks)


def _flatten(value: Any, arrays: list[bytes], depth: int) -> Any:
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, np.ndarray) and value.dtype == object and value.ndim:
        value = list(value)
    if isinstance(value, np.ndarray | np.generic) and depth <= DEPTH_LIMIT:
        plain = np.ascontiguousarray(value)
        if plain.dtype.char in "gG":  # a longdouble has no one form
            plain = plain.astype(complex if plain.dtype.char == "G" else float)
        little = plain.astype(plain.dtype.newbyteorder("<"))
        if little.dtype.str in DTYPES:
            arrays.append(little.tobytes())
            shape = list(np.shape(value))
            return {"is": "array", "dtype": little.dtype.str, "shape": shape}
    if isinstance(value, list | tuple) and depth <= DEPTH_LIMIT:
        items = [_flatten(item, arrays, depth + 1) for item in value]
        return {"is": "tuple" if isinstance(value, tuple) else "list", "items": items}
    if type(value) is dict and depth <= DEPTH_LIMIT:
        entries = {str(key): _flatten(item, arrays, depth + 1) for key, item in value.items()}
        return {"is": "dict", "items": entries}
    if type(value).__name__ == "Surface" and depth <= DEPTH_LIMIT:
        items = [_flatten(item, arrays, depth + 1) for item in value.parameters]
        return {
            "is": "surface",
            "kind": value.kind,
            "with_gradient": value.with_gradient,
            "items": items,
        }
    if (array := _as_array(value)) is not None:
        return _flatten(array, arrays, depth)
    return {"is": "other", "type": type(value).__name__}


def _as_array(value: Any) -> np.ndarray | None:
    """Return as an array what numpy takes for numbers, such as a deque; `check` does the same."""
    try:
        array = None if isinstance(value, str | bytes) else np.asarray(value)
    except Exception:  # whatever numpy, or the value, makes of that
        return None
    return array if array is not None and array.dtype.kind in "biufc" and array.ndim else None


def _restore(data: Any, body: memoryview, rebuild: Rebuild | None) -> Any:
    """Return the value that a header and the arrays' bytes tell; every byte must be used."""

    left = VALUES_LIMIT
    stand_ins: dict[str, Unknown] = {}

    def take(data: Any, depth: int) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise ValueError(f"more than {VALUES_LIMIT} values")
        if depth > DEPTH_LIMIT + 1:
            raise ValueError("too deep")
        if isinstance(data, str):
            return _whole_characters(data)
        if isinstance(data, list):
            raise ValueError("a bare list")
        if not isinstance(data, dict):
            return data
        match data["is"]:
            case "array":
                return take_array(data)
            case "list":
                return [take(item, depth + 1) for item in data["items"]]
            case "tuple":
                return tuple(take(item, depth + 1) for item in data["items"])
            case "dict":
                return {
                    _whole_characters(key): take(item, depth + 1)
                    for key, item in data["items"].items()
                }
            case "surface":
                parameters = [take(item, depth + 1) for item in data["items"]]
                if rebuild is None:
                    return unknown("Surface")
                return rebuild(data["kind"], parameters, data["with_gradient"])
            case "other":
                name = "".join(c for c in str(data["type"])[:40] if c.isalnum() or c == "_")
                if not name or (name not in stand_ins and len(stand_ins) >= NAMES_LIMIT):
                    name = "object"
                if name not in stand_ins:
                    stand_ins[name] = unknown(name)
                return stand_ins[name]
        raise ValueError("an unknown kind of value")

    def take_array(data: dict[str, Any]) -> np.ndarray:
        nonlocal body
        shape = tuple(data["shape"])
        if data["dtype"] not in DTYPES or len(shape) > 32:
            raise ValueError("an array of unknown form")
        if not all(type(size) is int and size >= 0 for size in shape):
            raise ValueError("an array of unknown shape")
        length = np.dtype(data["dtype"]).itemsize * math.prod(shape)
        if length > len(body):
            raise ValueError("an array longer than its bytes")
        array = np.frombuffer(body[:length], dtype=data["dtype"]).reshape(shape)
        body = body[length:]
        return array.copy()

    value = take(data, 0)
    if len(body):
        raise ValueError("bytes that belong to no array")
    return value


def _whole_characters(text: str) -> str:
    """Return the text with half characters, which cannot be written, as question marks."""
    return text.encode(errors="replace").decode()
