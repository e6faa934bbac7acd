"""GGUF files: what the head says, and a Q4_1 file written again as Q8_0 (same weights, quicker prompts).

The layout is the GGUF specification, version 3, of the ggml project (docs/gguf.md); the blocks are those
of ggml-quants: Q4_1 is 32 weights as fp16 scale, fp16 minimum and 16 bytes of nibbles; Q8_0 is 32 weights as
fp16 scale and 32 signed bytes.
"""

import mmap
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from knowledge_base.errors import BadInput

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAGIC = b"GGUF"
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_Q4_1, _Q8_0 = 3, 8
_Q4_1_BYTES, _Q8_0_BYTES, _BLOCK = 20, 34, 32
_FILE_TYPE_Q8_0 = 7
_LONGEST_STRING = 1 << 24
_QUANTISATIONS = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S",
    12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K",
    24: "IQ1_S", 25: "IQ4_NL", 30: "IQ4_XS", 32: "BF16",
}  # fmt: skip


@dataclass(frozen=True)
class Tensor:
    """One tensor of the head: elements by dimension (fastest first), ggml type, place in the data."""

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int


@dataclass(frozen=True)
class Head:
    """What stands before the weights.

    `facts` holds the scalar values and strings; arrays (the vocabulary) are skipped. `places` says at which
    byte each scalar stands, `values_end` where the values end, `data` where the weights begin.
    """

    version: int
    facts: dict[str, Any]
    places: dict[str, int]
    tensors: tuple[Tensor, ...]
    values_end: int
    data: int

    @property
    def context(self) -> int:
        """Tokens of context that the model was trained for; 0 when the file does not say."""
        return int(self.facts.get(f"{self.facts.get('general.architecture')}.context_length", 0))

    @property
    def licence(self) -> str:
        """The licence as the file states it; empty when it does not."""
        return str(self.facts.get("general.license", ""))

    @property
    def quantisation(self) -> str:
        """Name of the format of most weights, such as Q4_K_M; empty when unknown."""
        return _QUANTISATIONS.get(int(self.facts.get("general.file_type", -1)), "")


def read_head(path: Path) -> Head:
    """Read the head of a GGUF file.

    Raises:
        BadInput: not a GGUF file, cut short, or of a version before 2.
        OSError: the file cannot be opened.
    """
    with path.open("rb") as file:
        try:
            return _Reader(file).head()
        except (struct.error, ValueError, RecursionError) as error:
            raise _unusable(path, error) from error


def _unusable(path: Path, error: Exception) -> BadInput:
    problem = "it is cut short" if isinstance(error, struct.error) else error
    return BadInput(
        "{path} is not a usable GGUF file: {problem}.",
        hint="Fetch it again with: tutor model pull",
        path=path,
        problem=problem,
    )


class _Reader:
    """Walks the head once, from the first byte."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.size = os.fstat(file.fileno()).st_size

    def number(self, code: str) -> Any:
        size = struct.calcsize("<" + code)
        return struct.unpack("<" + code, self.file.read(size))[0]

    def text(self) -> str:
        length = self.number("Q")
        if length > _LONGEST_STRING:
            raise ValueError("a text in it is impossibly long")
        raw = self.file.read(length)
        if len(raw) != length:
            raise ValueError("it is cut short")
        return raw.decode("utf-8", "replace")

    def value(self, kind: int) -> Any:
        if kind == _STRING:
            return self.text()
        if kind == _ARRAY:
            return self.skip_array()
        if kind not in _SCALARS:
            raise ValueError(f"unknown type of value {kind}")
        return self.number(_SCALARS[kind])

    def skip_array(self) -> None:
        kind, count = self.number("I"), self.number("Q")
        if kind in _SCALARS:
            length = count * struct.calcsize("<" + _SCALARS[kind])
            if length > self.size:
                raise ValueError("it is cut short")
            self.file.seek(length, os.SEEK_CUR)
            return
        for _ in range(count):
            self.value(kind)

    def head(self) -> Head:
        if self.file.read(4) != MAGIC:
            raise ValueError("it does not begin with GGUF")
        version = self.number("I")
        if version not in (2, 3):
            raise ValueError(f"its version is {version}")
        tensors, values = self.number("Q"), self.number("Q")
        facts: dict[str, Any] = {}
        places: dict[str, int] = {}
        for _ in range(values):
            key, kind = self.text(), self.number("I")
            places[key] = self.file.tell()
            found = self.value(kind)
            if kind != _ARRAY:
                facts[key] = found
        values_end = self.file.tell()
        infos = tuple(self.tensor() for _ in range(tensors))
        data = _padded(self.file.tell(), int(facts.get("general.alignment", 32)))
        return Head(version, facts, places, infos, values_end, data)

    def tensor(self) -> Tensor:
        name, dimensions = self.text(), self.number("I")
        if dimensions > 8:
            raise ValueError(f"{name} has {dimensions} dimensions")
        shape = tuple(self.number("Q") for _ in range(dimensions))
        return Tensor(name, shape, self.number("I"), self.number("Q"))


def _padded(position: int, alignment: int) -> int:
    return -(-position // alignment) * alignment


def can_become_q8_0(head: Head) -> bool:
    """Whether `write_as_q8_0` has anything to do: some weights are Q4_1."""
    return any(tensor.kind == _Q4_1 for tensor in head.tensors)


def write_as_q8_0(source: Path, target: Path) -> None:
    """Write `source` again at `target` with its Q4_1 weights as Q8_0; all else byte for byte.

    Q8_0 is finer than Q4_1, so each weight stays within 1/254 of the largest of its block of 32.

    Raises:
        BadInput: `source` is not a usable GGUF file.
        OSError: no room; `target` is then as it was.
    """
    head = read_head(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with (
            source.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as old,
            part.open("wb") as new,
        ):
            _write(head, old, new)
            new.flush()
            os.fsync(new.fileno())
        part.replace(target)
    except ValueError as error:
        raise _unusable(source, error) from error
    finally:
        part.unlink(missing_ok=True)


def _write(head: Head, old: mmap.mmap, new: BinaryIO) -> None:
    alignment = int(head.facts.get("general.alignment", 32))
    _check_whole(head, len(old))
    values = bytearray(old[: head.values_end])
    if "general.file_type" in head.places:
        struct.pack_into("<I", values, head.places["general.file_type"], _FILE_TYPE_Q8_0)
    new.write(values)
    ends = [tensor.offset for tensor in head.tensors[1:]] + [len(old) - head.data]
    offset = 0
    sizes = []
    for tensor, end in zip(head.tensors, ends, strict=True):
        sizes.append(end - tensor.offset)
        kind = _Q8_0 if tensor.kind == _Q4_1 else tensor.kind
        new.write(_described(tensor, kind, offset))
        offset += _padded(_new_size(tensor, sizes[-1]), alignment)
    for tensor, size in zip(head.tensors, sizes, strict=True):
        new.write(b"\0" * (_padded(new.tell(), alignment) - new.tell()))
        start = head.data + tensor.offset
        if tensor.kind == _Q4_1:
            new.write(_requantised(old[start : start + _q4_1_size(tensor)]))
        else:
            new.write(old[start : start + size])


def _check_whole(head: Head, size: int) -> None:
    last = head.tensors[-1]
    needed = head.data + last.offset + (_q4_1_size(last) if last.kind == _Q4_1 else 0)
    if needed > size:
        raise ValueError("it is cut short")


def _q4_1_size(tensor: Tensor) -> int:
    return _elements(tensor) // _BLOCK * _Q4_1_BYTES


def _new_size(tensor: Tensor, size: int) -> int:
    return _elements(tensor) // _BLOCK * _Q8_0_BYTES if tensor.kind == _Q4_1 else size


def _elements(tensor: Tensor) -> int:
    count = 1
    for length in tensor.shape:
        count *= length
    return count


def _described(tensor: Tensor, kind: int, offset: int) -> bytes:
    name = tensor.name.encode()
    shape = struct.pack(f"<I{len(tensor.shape)}Q", len(tensor.shape), *tensor.shape)
    return struct.pack("<Q", len(name)) + name + shape + struct.pack("<IQ", kind, offset)


def _requantised(blocks: bytes) -> bytes:
    return q8_0_bytes(q4_1_weights(blocks))


def q4_1_weights(blocks: bytes) -> "NDArray[np.float32]":
    """Weights of Q4_1 blocks, as an array of (blocks, 32): scale x nibble + minimum."""
    import numpy as np

    rows = np.frombuffer(blocks, np.uint8).reshape(-1, _Q4_1_BYTES)
    scale = rows[:, 0:2].copy().view(np.float16).astype(np.float32)
    minimum = rows[:, 2:4].copy().view(np.float16).astype(np.float32)
    nibbles = np.concatenate([rows[:, 4:] & 0x0F, rows[:, 4:] >> 4], axis=1)
    return nibbles * scale + minimum


def q8_0_bytes(weights: "NDArray[np.float32]") -> bytes:
    """Q8_0 blocks of weights given as (blocks, 32): scale = largest / 127, rounded half away from zero."""
    import numpy as np

    scale = np.abs(weights).max(axis=1, keepdims=True) / np.float32(127)
    inverse = np.divide(
        np.float32(1), scale, out=np.zeros_like(scale), where=scale >= np.finfo(np.float32).tiny
    )
    scaled = weights * inverse
    codes = np.trunc(scaled + np.copysign(np.float32(0.5), scaled)).astype(np.int8)
    return np.concatenate([scale.astype(np.float16).view(np.uint8), codes.view(np.uint8)], axis=1).tobytes()
