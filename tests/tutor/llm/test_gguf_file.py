"""Reading GGUF heads and writing Q4_1 weights again as Q8_0."""

import contextlib
import struct
from pathlib import Path

import numpy as np
import pytest
from fake_hub import gguf_bytes
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from knowledge_base.errors import BadInput
from tutor.llm.gguf_file import (
    can_become_q8_0,
    q4_1_weights,
    q8_0_bytes,
    read_head,
    write_as_q8_0,
)
from tutor.llm.packaged import installed_file


def text(value: str) -> bytes:
    raw = value.encode()
    return struct.pack("<Q", len(raw)) + raw


def q4_1_file(blocks: bytes, middle: bytes = b"") -> bytes:
    """Three tensors: Q4_1, 32-bit floats (`middle`), Q4_1; with a vocabulary to step over."""
    head = b"GGUF" + struct.pack("<IQQ", 3, 3, 5)
    head += text("general.architecture") + struct.pack("<I", 8) + text("llama")
    head += text("general.file_type") + struct.pack("<II", 4, 3)
    head += text("tokens") + struct.pack("<IIQ", 9, 8, 2) + text("hello") + text("mañana")
    head += text("scores") + struct.pack("<IIQ", 9, 6, 2) + struct.pack("<2f", 1.0, 2.0)
    head += text("nested") + struct.pack("<IIQ", 9, 9, 1) + struct.pack("<IQ", 4, 1) + struct.pack("<I", 7)
    weights = len(blocks) // 20 * 32
    padded = blocks + b"\0" * (-len(blocks) % 32)
    middle_padded = middle + b"\0" * (-len(middle) % 32)
    for name, kind, count, offset in (
        ("a", 3, weights, 0),
        ("b", 0, len(middle) // 4, len(padded)),
        ("c", 3, weights, len(padded) + len(middle_padded)),
    ):
        head += text(name) + struct.pack("<IQIQ", 1, count, kind, offset)
    head += b"\0" * (-len(head) % 32)
    return head + padded + middle_padded + blocks


def random_blocks(count: int, seed: int) -> bytes:
    chance = np.random.default_rng(seed)
    rows = []
    for _ in range(count):
        scale, minimum = chance.uniform(0, 0.3), chance.uniform(-3, 0.5)
        rows.append(np.array([scale, minimum], np.float16).tobytes() + chance.bytes(16))
    return b"".join(rows)


def test_the_head_says_what_a_model_is(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(gguf_bytes(licence="mit"))
    head = read_head(path)
    assert (head.licence, head.context, head.quantisation) == ("mit", 2048, "")
    assert head.tensors[0].name == "w"
    assert not can_become_q8_0(head)


def test_the_weights_stay_the_same_to_within_the_finer_grid(tmp_path: Path) -> None:
    blocks, middle = random_blocks(5, 1), np.arange(7, dtype=np.float32).tobytes()
    source, target = tmp_path / "m.gguf", tmp_path / "made" / "q8.gguf"
    source.write_bytes(q4_1_file(blocks, middle))
    write_as_q8_0(source, target)
    head, data = read_head(target), target.read_bytes()
    assert head.quantisation == "Q8_0"
    assert [tensor.kind for tensor in head.tensors] == [8, 0, 8]
    before = q4_1_weights(blocks)
    for tensor in (head.tensors[0], head.tensors[2]):
        start = head.data + tensor.offset
        assert start % 32 == 0
        after = q8_0_weights(data[start : start + 5 * 34])
        limit = np.abs(before).max(axis=1, keepdims=True) / 127 * 0.6 + 1e-3
        assert (np.abs(before - after) <= limit).all()
    start = head.data + head.tensors[1].offset
    assert data[start : start + len(middle)] == middle, "what is not Q4_1 is copied"
    assert [path.name for path in target.parent.iterdir()] == ["q8.gguf"]


def q8_0_weights(blocks: bytes) -> np.ndarray:
    rows = np.frombuffer(blocks, np.uint8).reshape(-1, 34)
    scale = rows[:, :2].copy().view(np.float16).astype(np.float32)
    return rows[:, 2:].copy().view(np.int8) * scale


@given(
    npst.arrays(
        np.float32, st.tuples(st.integers(1, 8), st.just(32)), elements=st.floats(-1000, 1000, width=32)
    )
)
def test_q8_0_is_never_further_off_than_half_a_step(weights: np.ndarray) -> None:
    again = q8_0_weights(q8_0_bytes(weights))
    largest = np.abs(weights).max(axis=1, keepdims=True)
    # half a step of rounding, the fp16 scale's own error over the whole range, and fp16's smallest number
    limit = largest / 127 / 2 + largest * 2**-10 + 127 * 2**-24
    assert (np.abs(weights - again) <= limit).all()


def test_a_block_of_zeros_stays_zero() -> None:
    assert not q8_0_weights(q8_0_bytes(np.zeros((1, 32), np.float32))).any()


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_refused(data: bytes, with_magic: bool) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.gguf"
        path.write_bytes(b"GGUF" + struct.pack("<I", 3) + data if with_magic else data)
        with contextlib.suppress(BadInput):
            assert read_head(path).version in {2, 3}


@pytest.mark.parametrize("keep", [0, 3, 10, 30, 70, 120])
def test_a_head_cut_short_is_refused(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(q4_1_file(random_blocks(2, 2))[:keep])
    with pytest.raises(BadInput, match="not a usable GGUF"):
        read_head(path)


@pytest.mark.parametrize(
    "head",
    [
        struct.pack("<IQQ", 1, 0, 0),
        struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1 << 40),
        struct.pack("<IQQ", 3, 0, 1) + text("k") + struct.pack("<I", 99),
        struct.pack("<IQQ", 3, 1, 0) + text("w") + struct.pack("<I", 200),
        struct.pack("<IQQ", 3, 0, 1) + text("k") + struct.pack("<IIQ", 9, 10, 2**64 - 1),
        struct.pack("<IQQ", 3, 0, 1) + text("k") + struct.pack("<I", 9) + struct.pack("<IQ", 9, 1) * 5000,
    ],
)
def test_nonsense_in_the_head_is_refused(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(b"GGUF" + head)
    with pytest.raises(BadInput):
        read_head(path)


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    source, target = tmp_path / "m.gguf", tmp_path / "made" / "q8.gguf"
    source.write_bytes(q4_1_file(random_blocks(2, 3))[:-30])
    with pytest.raises(BadInput, match="cut short"):
        write_as_q8_0(source, target)
    assert list(target.parent.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(installed_file() is None, reason="the packaged model is not installed")
def test_the_packaged_model_becomes_what_the_gguf_package_would_make(tmp_path: Path) -> None:
    gguf = pytest.importorskip("gguf")
    source = installed_file()
    assert source is not None
    write_as_q8_0(source, tmp_path / "q8.gguf")
    old, new = gguf.GGUFReader(source), gguf.GGUFReader(tmp_path / "q8.gguf")
    assert len(old.fields) == len(new.fields)
    for before, after in list(zip(old.tensors, new.tensors, strict=True))[:20]:
        assert (before.name, list(before.shape)) == (after.name, list(after.shape))
        if before.tensor_type == gguf.GGMLQuantizationType.Q4_1:
            weights = gguf.quants.dequantize(before.data, before.tensor_type)
            expected = gguf.quants.quantize(weights, gguf.GGMLQuantizationType.Q8_0)
            assert (expected == after.data).all()
        else:
            assert (before.data == after.data).all()
