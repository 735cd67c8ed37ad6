"""Messages cross the border of the sandbox as data; what is no message is refused."""

import array
import contextlib
import json
import pickle
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grading.inside.protocol import (
    NAMES_LIMIT,
    VALUES_LIMIT,
    ProtocolError,
    receive,
    send,
)

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def through(value: Any) -> Any:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        send(ours, {"value": value})
        return receive(theirs, 5)["value"]


arrays = hnp.arrays(
    st.sampled_from(["<f8", "<f4", "<i8", "|u1", "|b1", ">f8"]),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)


@given(arrays)
def test_an_array_arrives_with_its_shape_and_bits(array: np.ndarray) -> None:
    back = through(array)
    assert back.shape == array.shape
    assert back.dtype == array.dtype.newbyteorder("<")
    assert back.tobytes() == array.astype(back.dtype).tobytes()


@given(st.recursive(st.integers() | st.text() | st.floats(allow_nan=False) | st.none(), st.lists))
def test_plain_values_arrive_as_they_are(value: Any) -> None:
    def depth(item: Any) -> int:
        return 1 + max(map(depth, item), default=0) if isinstance(item, list) else 0

    if depth(value) <= 7:
        assert through(value) == value


def test_tuples_and_arrays_in_lists_arrive_in_order() -> None:
    first, second = np.arange(6.0).reshape(2, 3), np.array([7])
    back = through([first, (second, "x")])
    np.testing.assert_array_equal(back[0], first)
    np.testing.assert_array_equal(back[1][0], second)
    assert isinstance(back[1], tuple)
    assert back[1][1] == "x"


def test_of_any_other_object_only_the_name_of_its_type_arrives() -> None:
    class EqualsEverything:
        def __eq__(self, other: object) -> bool:
            return True

    back = through(EqualsEverything())
    assert type(back).__name__ == "EqualsEverything"
    assert back != 1


class Surface:
    """Stands for that of `nnbp`: a kind, its parameters, and whether it gives its gradient."""

    def __init__(self, kind: str, parameters: list[Any], with_gradient: bool = False) -> None:
        self.kind, self.parameters, self.with_gradient = kind, parameters, with_gradient


def test_a_cost_surface_arrives_as_one_where_it_can_be_made_again(pair: Pair) -> None:
    ours, theirs = pair
    send(ours, {"value": [Surface("bowl", [np.eye(2), np.ones(2), 1.0], True)]})
    (back,) = receive(theirs, 5, Surface)["value"]
    assert (back.kind, back.with_gradient) == ("bowl", True)
    np.testing.assert_array_equal(back.parameters[0], np.eye(2))


def test_a_cost_surface_that_comes_out_is_not_made_again(pair: Pair) -> None:
    ours, theirs = pair
    send(theirs, {"value": [Surface("bowl", [np.eye(2)])]})
    assert type(receive(ours, 5)["value"][0]).__name__ == "Surface"


def test_a_value_that_does_not_cross_can_be_pickled() -> None:
    back = pickle.loads(pickle.dumps(through(object())))
    assert type(back).__name__ == "object"


def test_an_array_of_objects_arrives_as_a_list_of_what_can_cross() -> None:
    boxes = np.empty(2, dtype=object)
    boxes[:] = [np.eye(2), print]
    matrix, function = through(boxes)
    np.testing.assert_array_equal(matrix, np.eye(2))
    assert type(function).__name__ == "builtin_function_or_method"


@pytest.mark.parametrize("value", [deque([1.5, 2.5]), range(3), array.array("d", [1.0])], ids=repr)
def test_what_numpy_takes_for_numbers_arrives_as_an_array(value: Any) -> None:
    np.testing.assert_array_equal(through(value), np.asarray(value))


def test_too_many_values_are_refused() -> None:
    with pytest.raises(ProtocolError, match=f"more than {VALUES_LIMIT} values"):
        through([0] * VALUES_LIMIT)


def test_of_very_many_types_in_a_message_few_keep_their_names() -> None:
    flood = through([type(f"T{number}", (), {})() for number in range(2 * NAMES_LIMIT)])
    assert len({type(value) for value in flood}) == NAMES_LIMIT + 1
    assert type(through(print)).__name__ == "builtin_function_or_method"


def test_bytes_that_drip_in_do_not_stretch_the_time(pair: Pair) -> None:
    ours, theirs = pair
    message = array_frame("|u1", [10**6], bytes(10**6))

    def drip() -> None:
        with contextlib.suppress(OSError):
            for start in range(0, len(message), 100):
                theirs.sendall(message[start : start + 100])
                time.sleep(0.0005)

    began = time.monotonic()
    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises(TimeoutError):
        receive(ours, 0.3)
    assert time.monotonic() - began < 2
    ours.close()
    thread.join()


def test_an_array_of_longer_floats_than_ours_arrives_as_ours() -> None:
    assert through(np.array([0.5], dtype=np.longdouble)).dtype == np.float64


def test_half_a_character_arrives_as_a_question_mark() -> None:
    assert through("a\ud800") == "a?"


def test_half_a_character_in_a_forged_message_too(pair: Pair) -> None:
    ours, theirs = pair
    theirs.sendall(frame({"is": "dict", "items": {"value": "a\ud800"}}))
    assert receive(ours, 5) == {"value": "a?"}


def frame(header: Any, body: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return struct.pack(">II", len(text), len(body)) + text + body


def array_frame(dtype: str, shape: Any, body: bytes) -> bytes:
    return frame(
        {"is": "dict", "items": {"value": {"is": "array", "dtype": dtype, "shape": shape}}}, body
    )


@pytest.mark.parametrize(
    "sent",
    [
        array_frame("<f8", [2], b"\0" * 8),
        array_frame("<f8", [1], b"\0" * 16),
        array_frame("|O", [1], b"\0" * 8),
        array_frame("<f8", [-1], b"\0" * 8),
        array_frame("<f8", [2**40, 2**40], b"\0" * 8),
        array_frame("<f8", ["1"], b"\0" * 8),
        array_frame("<f8", [1.0], b"\0" * 8),
        frame([1, 2]),
        frame("text"),
        frame({"is": "pickle", "items": []}),
        frame({"is": "dict", "items": [1]}),
        frame({"value": 1}),
        frame(json.loads("[" * 500 + "]" * 500)),
        struct.pack(">II", 3, 0) + b"{{{",
        struct.pack(">II", 3, 0) + b"\xff\xfe\xfd",
        struct.pack(">II", 2**31, 0),
        struct.pack(">II", 2, 2**31) + b"{}",
    ],
)
def test_what_is_no_message_is_refused(pair: Pair, sent: bytes) -> None:
    ours, theirs = pair
    theirs.sendall(sent)
    with pytest.raises(ProtocolError):
        receive(ours, 5)


def test_a_message_that_does_not_come_is_a_timeout(pair: Pair) -> None:
    ours, theirs = pair
    theirs.sendall(struct.pack(">II", 10, 0) + b"12345")
    with pytest.raises(TimeoutError):
        receive(ours, 0.05)


def test_a_closed_connection_is_the_end(pair: Pair) -> None:
    ours, theirs = pair
    theirs.close()
    with pytest.raises(EOFError):
        receive(ours, 5)
