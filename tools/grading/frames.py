"""What crosses the border between the grader and the worker inside: frames of JSON, never pickles.

This file is also copied into the sandbox beside the worker: it imports only the standard library and numpy.

A frame is a length of four bytes and so many bytes. A message is a frame of JSON. A value in it is plain
where JSON has it; else a map with one key: `t` tuple, `d` dict as pairs, `b` bytes in base64, `a` array as
dtype, shape and base64, `n` numpy scalar as dtype and base64.
"""

import base64
import json
import struct
from collections.abc import Callable
from typing import Any

import numpy as np

HEADER = struct.Struct("!I")
LARGEST_FRAME = 8 * 1024 * 1024
DEEPEST = 8  # containers within containers
MOST_PARTS = 300_000  # of lists and maps in one message; each takes some 100 bytes of memory when it is read
MOST_DIMENSIONS = 8
MOST_ELEMENTS = 1 << 20
WHOLE = 1 << 63
PLAIN_DTYPES = frozenset(
    ("b1", *("i1", "i2", "i4", "i8"), *("u1", "u2", "u4", "u8"), *("f2", "f4", "f8"), *("c8", "c16"))
)
_SCALARS = frozenset(np.sctypeDict.values())
WIDEST_TEXT = 1024  # characters of an element of an array of text


class FrameError(ValueError):
    """Bytes or a value that the protocol does not have."""


def pack(message: dict[str, Any]) -> bytes:
    """A message as a frame.

    Raises:
        FrameError: it is too large, or is not made of what JSON has.
    """
    try:
        body = json.dumps(message, separators=(",", ":"), check_circular=False).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
        raise FrameError("no message") from error
    return frame(body)


def frame(body: bytes) -> bytes:
    """Bytes with their length before them.

    Raises:
        FrameError: they are too many.
    """
    if len(body) > LARGEST_FRAME:
        raise FrameError("too large")
    return HEADER.pack(len(body)) + body


def length(header: bytes) -> int:
    """How many bytes follow a header.

    Raises:
        FrameError: it is no header, or more than a frame may have.
    """
    if len(header) != HEADER.size:
        raise FrameError("no header")
    count = int(HEADER.unpack(header)[0])
    if count > LARGEST_FRAME:
        raise FrameError("too large")
    return count


def unpack(body: bytes) -> dict[str, Any]:
    """The message of a frame, without its length.

    Raises:
        FrameError: it is none.
    """
    if len(body) > LARGEST_FRAME:
        raise FrameError("too large")
    if body.count(b",") + body.count(b"[") + body.count(b"{") > MOST_PARTS:
        raise FrameError("too many parts")
    try:
        message = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError, MemoryError) as error:
        raise FrameError("no JSON") from error
    if not isinstance(message, dict):
        raise FrameError("no message")
    return message


def encode(value: Any, depth: int = DEEPEST) -> Any:
    """A value as what JSON has. Only exact types: a subclass could lie about what it is.

    Raises:
        FrameError: it is no value that may cross; says its type.
    """
    kind = type(value)
    if value is None or kind is bool or kind is float:
        return value
    if kind is str:
        return _whole_text(value)
    if kind is int:
        return _small(value)
    if kind is bytes:
        return {"b": base64.b64encode(value).decode("ascii")}
    if kind is np.ndarray:
        return {"a": _encode_array(value)}
    if kind in _SCALARS:
        return {"n": _encode_array(np.asarray(value))[::2]}
    return _encode_container(value, depth)


def decode(coded: Any, depth: int = DEEPEST) -> Any:
    """The value that was encoded; takes anything that JSON can hold.

    Raises:
        FrameError: it stands for no value.
    """
    kind = type(coded)
    if coded is None or kind is bool or kind is float:
        return coded
    if kind is str:
        return _whole_text(coded)
    if kind is int:
        return _small(coded)
    if depth <= 0:
        raise FrameError("too deep")
    if kind is list:
        return [decode(item, depth - 1) for item in coded]
    if kind is not dict or len(coded) != 1:
        raise FrameError("no value")
    ((tag, inner),) = coded.items()
    if tag not in _DECODERS:
        raise FrameError("no value")
    return _DECODERS[tag](inner, depth)


def _encode_container(value: Any, depth: int) -> Any:
    kind = type(value)
    if kind not in (list, tuple, dict):
        raise FrameError(f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins."))
    if depth <= 0:
        raise FrameError("too deep")
    if kind is list:
        return [encode(item, depth - 1) for item in value]
    if kind is tuple:
        return {"t": [encode(item, depth - 1) for item in value]}
    if any(type(key) not in (str, int) for key in value):
        raise FrameError("dict with keys that are neither text nor whole numbers")
    return {"d": [[encode(key), encode(item, depth - 1)] for key, item in value.items()]}


def _encode_array(value: np.ndarray) -> list[Any]:
    dtype = value.dtype.newbyteorder("<")
    code = dtype.str.lstrip("<|")
    if code not in PLAIN_DTYPES and dtype.kind != "U":
        raise FrameError(f"numpy array of {value.dtype.name}")
    shape = list(value.shape)
    _count(shape)
    _check_dtype(code)
    return [code, shape, base64.b64encode(value.astype(dtype).tobytes()).decode("ascii")]


def _decode_tuple(inner: Any, depth: int) -> tuple[Any, ...]:
    if type(inner) is not list:
        raise FrameError("no tuple")
    return tuple(decode(item, depth - 1) for item in inner)


def _decode_dict(inner: Any, depth: int) -> dict[Any, Any]:
    if type(inner) is not list:
        raise FrameError("no dict")
    found: dict[Any, Any] = {}
    for pair in inner:
        if type(pair) is not list or len(pair) != 2 or type(pair[0]) not in (str, int):
            raise FrameError("no pair")
        found[decode(pair[0])] = decode(pair[1], depth - 1)
    if len(found) != len(inner):
        raise FrameError("a key twice")
    return found


def _decode_bytes(inner: Any, _depth: int = 0) -> bytes:
    if type(inner) is not str:
        raise FrameError("no bytes")
    try:
        return base64.b64decode(inner.encode("ascii"), validate=True)
    except ValueError as error:
        raise FrameError("no base64") from error


def _decode_array(inner: Any, _depth: int = 0) -> np.ndarray:
    if type(inner) is not list or len(inner) != 3:
        raise FrameError("no array")
    dtype, shape = _check_dtype(inner[0]), inner[1]
    if type(shape) is not list or any(type(side) is not int for side in shape):
        raise FrameError("no shape")
    expected = _count(shape) * dtype.itemsize
    if type(inner[2]) is not str or len(inner[2]) != (expected + 2) // 3 * 4:
        raise FrameError("not as many bytes as the shape has")
    data = _decode_bytes(inner[2])
    if len(data) != expected:
        raise FrameError("not as many bytes as the shape has")
    if dtype.kind == "b" and not set(data) <= {0, 1}:
        raise FrameError("no truth value")
    array = np.frombuffer(data, dtype).reshape(shape).copy()
    if dtype.kind == "U":
        _check_texts(array)
    return array


def _decode_scalar(inner: Any, _depth: int = 0) -> Any:
    if type(inner) is not list or len(inner) != 2:
        raise FrameError("no scalar")
    return _decode_array([inner[0], [], inner[1]])[()]


_DECODERS: dict[str, Callable[[Any, int], Any]] = {
    "t": _decode_tuple,
    "d": _decode_dict,
    "b": _decode_bytes,
    "a": _decode_array,
    "n": _decode_scalar,
}


def _check_dtype(code: Any) -> "np.dtype[Any]":
    if type(code) is not str:
        raise FrameError("no dtype")
    digits = code[1:]
    is_text = code[:1] == "U" and digits.isascii() and digits.isdigit() and len(digits) < 6
    if code not in PLAIN_DTYPES and not (is_text and 0 < int(digits) <= WIDEST_TEXT):
        raise FrameError("dtype that may not cross")
    return np.dtype(code).newbyteorder("<")


def _count(shape: list[int]) -> int:
    """How many elements a shape has; sides of 0 do not excuse the others."""
    if len(shape) > MOST_DIMENSIONS:
        raise FrameError("too many dimensions")
    spread = 1
    for side in shape:
        if side < 0:
            raise FrameError("no shape")
        spread *= min(side, MOST_ELEMENTS + 1) or 1
    if spread > MOST_ELEMENTS:
        raise FrameError("array with too many elements")
    return 0 if 0 in shape else spread


def _check_texts(array: np.ndarray) -> None:
    try:
        for text in array.ravel().tolist():
            _whole_text(text)
    except (ValueError, SystemError) as error:  # a code point that is no character
        raise FrameError("no text") from error


def _whole_text(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FrameError("text with half a character") from error
    return text


def _small(number: int) -> int:
    if not -WHOLE <= number < WHOLE:
        raise FrameError("integer of more than 64 bits")
    return number
