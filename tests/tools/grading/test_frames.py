"""What crosses the border between the grader and the worker: values as they are, and nothing else."""

import base64
import json
import math
import resource
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from tools.checks import difference
from tools.grading.frames import (
    HEADER,
    LARGEST_FRAME,
    MOST_PARTS,
    PLAIN_DTYPES,
    FrameError,
    decode,
    encode,
    frame,
    length,
    pack,
    unpack,
)

whole_text = st.text(st.characters(codec="utf-8"), max_size=20)
dtypes = st.sampled_from(sorted(PLAIN_DTYPES)).map(np.dtype)
arrays = dtypes.flatmap(
    lambda dtype: npst.arrays(dtype, npst.array_shapes(min_dims=0, max_dims=8, min_side=0, max_side=3))
)
texts = npst.arrays(
    np.dtype("U5"),
    npst.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=3),
    elements=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5),
)
scalars = dtypes.flatmap(lambda dtype: npst.arrays(dtype, ())).map(lambda array: array[()])
plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    whole_text,
    st.binary(max_size=20),
    arrays,
    texts,
    scalars,
)
keys = st.one_of(whole_text, st.integers(-(2**63), 2**63 - 1))
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(keys, inner, max_size=4),
    ),
    max_leaves=8,
).filter(lambda value: depth(value) <= 8)
jsons = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(
        st.lists(inner), st.dictionaries(st.sampled_from(["a", "b", "d", "n", "t", "x"]), inner)
    ),
    max_leaves=20,
)


def depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, (list, tuple)) else 0


def same(got: Any, expected: Any) -> bool:
    """Exactly: also the sign of a zero, the dtype, and which NaN does not matter."""
    if type(got) is not type(expected):
        return False
    if isinstance(expected, np.ndarray):
        return difference(got, expected, 0) is None
    if isinstance(expected, (list, tuple)):
        return len(got) == len(expected) and all(map(same, got, expected))
    if isinstance(expected, dict):
        return list(got) == list(expected) and all(same(got[key], expected[key]) for key in expected)
    if isinstance(expected, float) and math.isnan(expected):
        return math.isnan(got)
    return bool(got == expected) or bool(got != got and expected != expected)


def over_the_border(value: Any) -> Any:
    packed = pack({"value": encode(value)})
    assert length(packed[: HEADER.size]) == len(packed) - HEADER.size
    return decode(unpack(packed[HEADER.size :])["value"])


@given(values)
def test_a_value_comes_out_as_it_went_in(value: Any) -> None:
    assert same(over_the_border(value), value)


def test_the_order_in_memory_and_of_bytes_is_no_part_of_a_value() -> None:
    array = np.arange(6.0).reshape(2, 3)
    for other in (array.T.copy().T, np.asfortranarray(array), array.astype(">f8"), array[::1]):
        assert np.array_equal(over_the_border(other), array)


def test_what_arrives_can_be_written_to() -> None:
    array = over_the_border(np.zeros(3))
    array += 1
    assert array.tolist() == [1, 1, 1]


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (object(), "object"),
        ((number for number in (1, 2)), "generator"),
        (Text("a"), "Text"),
        (np.ma.masked_array([1]), "MaskedArray"),
        (np.array([None]), "array of object"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "datetime64"),
        (np.zeros(3, dtype=[("a", "f8")]), "void"),
        (2**63, "integer"),
        ("\ud800", "half a character"),
        ({1.5: 2}, "keys"),
        ({True: 2}, "keys"),
        ({1, 2}, "set"),
        (1 + 2j, "complex"),
        ([[[[[[[[[1]]]]]]]]], "deep"),
        (np.zeros((1,) * 9), "dimensions"),
        (np.zeros(2**20 + 1, dtype="i1"), "elements"),
        (np.zeros((0, 2**21), dtype="i1"), "elements"),
    ],
)
def test_what_is_no_value_is_refused_by_its_name(value: Any, says: str) -> None:
    with pytest.raises(FrameError, match=says):
        encode(value)


def coded_array(dtype: Any, shape: Any, data: bytes) -> dict[str, Any]:
    return {"a": [dtype, shape, base64.b64encode(data).decode()]}


@pytest.mark.parametrize(
    "coded",
    [
        coded_array("f8", [2], bytes(8)),
        coded_array("f8", [2], bytes(24)),
        coded_array("f8", [1 << 40], b""),
        coded_array("f8", [1 << 20, 1 << 20], b""),
        coded_array("f8", [1 << 20, 1 << 20, 0], b""),
        coded_array("f8", [-1], b""),
        coded_array("f8", [True], bytes(8)),
        coded_array("f8", [2.0], bytes(16)),
        coded_array("f8", 2, bytes(16)),
        coded_array("f8", [1] * 9, bytes(8)),
        coded_array("O", [1], bytes(8)),
        coded_array("V8", [1], bytes(8)),
        coded_array("U0", [1], b""),
        coded_array("U99999", [1], b""),
        coded_array("U1", [1], b"\xff\xff\xff\x7f"),
        coded_array("f8,f8", [1], bytes(16)),
        coded_array(["f8"], [1], bytes(8)),
        coded_array("b1", [1], b"\x02"),
        {"a": ["f8", [1], "????????????"]},
        {"a": ["f8", [1], "ñandúñandúña"]},
        {"a": ["f8", [1], None]},
        {"a": []},
        {"n": ["f8", "", ""]},
        {"n": "f8"},
        {"b": "a"},
        {"b": 3},
        {"t": 3},
        {"d": 3},
        {"d": [[1]]},
        {"d": [[1.5, 2]]},
        {"d": [[1, 2], [1, 3]]},
        {"x": 1},
        {},
        {"a": 1, "b": 2},
        2**64,
        "\ud800",
        [[[[[[[[[1]]]]]]]]],
    ],
)
def test_what_stands_for_no_value_is_refused(coded: Any) -> None:
    with pytest.raises(FrameError):
        decode(coded)


@given(jsons)
@settings(max_examples=300)
def test_any_json_is_a_value_or_is_refused(coded: Any) -> None:
    try:
        value = decode(coded)
    except FrameError:
        return
    assert same(decode(encode(value)), value)


@given(st.binary(max_size=2000))
@settings(max_examples=300)
def test_any_bytes_are_a_message_or_are_refused(body: bytes) -> None:
    try:
        message = unpack(body)
    except FrameError:
        return
    assert isinstance(message, dict)


@given(st.binary(max_size=8))
def test_any_header_is_a_length_within_bounds_or_is_refused(header: bytes) -> None:
    try:
        count = length(header)
    except FrameError:
        return
    assert 0 <= count <= LARGEST_FRAME


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 7_000_000,
        b'{"a":' * 1_500_000,
        b'{"a":[' + b"[]," * 2_700_000 + b"[]]}",
        b'{"a":' + b"1" * 8_000_000 + b"}",
        b'{"a":1e' + b"9" * 8_000_000 + b"}",
        b'{"a":"' + b"\\ud800" * 1_000_000 + b'"}',
        b"\xff" * LARGEST_FRAME,
        b" " * (LARGEST_FRAME + 1),
        b"null",
        b"",
    ],
    ids=["lists", "maps", "many", "digits", "exponent", "halves", "no text", "too long", "null", "empty"],
)
def test_hostile_bytes_take_little_memory(body: bytes) -> None:
    unpacked: Any = None
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        unpacked = unpack(body)
        decode(unpacked["a"])
    except FrameError:
        unpacked = None
    assert unpacked is None or unpacked == {"a": math.inf}
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 150 * 1024  # KiB


def test_a_message_that_does_not_fit_is_not_sent() -> None:
    with pytest.raises(FrameError):
        pack({"value": "a" * LARGEST_FRAME})
    with pytest.raises(FrameError):
        pack({"value": object()})
    with pytest.raises(FrameError):
        frame(bytes(LARGEST_FRAME + 1))


def test_a_list_of_as_many_parts_as_may_be_is_read() -> None:
    numbers = list(range(MOST_PARTS - 10))
    assert over_the_border(numbers) == numbers


def test_the_length_of_a_frame_is_four_bytes_in_network_order() -> None:
    assert frame(b"abc") == struct.pack("!I", 3) + b"abc"
    assert json.loads(pack({"a": 1})[4:]) == {"a": 1}
