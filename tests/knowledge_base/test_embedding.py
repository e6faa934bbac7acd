"""The shipped encoder and the door to others: unit vectors, both languages, errors that say what to do."""

import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.documents import Language
from knowledge_base.embedding import (
    DEFAULT_ENCODER,
    MODEL_FILE,
    SHIFT_FILE,
    TOKENIZER_FILE,
    Centres,
    Embedder,
    LanguageShift,
    OnnxEmbedder,
    SentenceTransformerEmbedder,
    moved,
)
from knowledge_base.errors import Missing
from tests.fakes import FakeEmbedder

TEXTS = [
    "Dropout switches neurons off at random while the network trains.",
    "El descenso de gradiente baja por la pendiente de la pérdida.",
    "A hash table finds a key in constant time on average.",
    "x",
    "",
]
LANGUAGES: list[Language] = ["en", "es", "en", "en", "es"]


@pytest.fixture(scope="module")
def encoder() -> OnnxEmbedder:
    return OnnxEmbedder(threads=1)


@pytest.fixture(scope="module")
def plain() -> OnnxEmbedder:
    return OnnxEmbedder(threads=1, shift=False)


@pytest.fixture
def shifted_folder(tmp_path: Path, plain: OnnxEmbedder) -> Path:
    """The shipped model beside a shift of its own, far larger than the real one."""
    for name in (MODEL_FILE, TOKENIZER_FILE):
        (tmp_path / name).symlink_to(DEFAULT_ENCODER / name)
    write_shift(tmp_path, plain.checksum)
    return tmp_path


def write_shift(folder: Path, encoder: str, dimension: int = 384) -> None:
    zero, ones = [0.0] * dimension, [1.0] + [0.0] * (dimension - 1)
    twos = [0.0, 2.0] + [0.0] * (dimension - 2)
    shift = {
        "encoder": encoder,
        "query": {"es": zero, "en": ones, "texts": 3},
        "passage": {"es": zero, "en": twos, "texts": 3},
    }
    (folder / SHIFT_FILE).write_text(json.dumps(shift), encoding="utf-8")


def test_passages_become_unit_vectors_of_the_stated_dimension(encoder: OnnxEmbedder) -> None:
    vectors = encoder.embed_passages(TEXTS, LANGUAGES)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_question_becomes_one_unit_vector(encoder: OnnxEmbedder) -> None:
    vector = encoder.embed_query("¿Qué es la atención?", "es")
    assert vector.shape == (encoder.dimension,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_no_passages_give_no_vectors(encoder: OnnxEmbedder) -> None:
    assert encoder.embed_passages([], []).shape == (0, encoder.dimension)


def test_a_passage_has_the_same_vector_whatever_stands_beside_it(encoder: OnnxEmbedder) -> None:
    together = encoder.embed_passages(TEXTS, LANGUAGES)
    backwards = encoder.embed_passages(TEXTS[::-1], LANGUAGES[::-1])[::-1]
    alone = [encoder.embed_passages([t], [lang])[0] for t, lang in zip(TEXTS, LANGUAGES, strict=True)]
    assert np.array_equal(together, backwards)
    assert np.array_equal(together, np.stack(alone))


def test_more_passages_than_are_tokenized_at_once_keep_their_order(encoder: OnnxEmbedder) -> None:
    texts = [f"word {number % 3}" for number in range(260)]
    vectors = encoder.embed_passages(texts, ["en"] * len(texts))
    assert np.array_equal(vectors[0], vectors[258])
    assert not np.array_equal(vectors[0], vectors[259])


PARAPHRASES = [
    ("¿Cómo evito que mi red memorice los datos?", "Ways to keep a neural network from overfitting"),
    ("¿Qué controla el tamaño del paso al entrenar?", "The learning rate sets the size of each update step"),
    ("¿Cómo parte las palabras un tokenizador?", "A tokenizer splits words into subword pieces"),
]


@pytest.mark.parametrize("question", range(len(PARAPHRASES)))
def test_a_question_is_nearest_to_what_answers_it_in_the_other_language(
    encoder: OnnxEmbedder, question: int
) -> None:
    passages = [english for _, english in PARAPHRASES] + ["A recipe for lentil soup with carrots"]
    vectors = encoder.embed_passages(passages, ["en"] * len(passages))
    cosines = vectors @ encoder.embed_query(PARAPHRASES[question][0], "es")
    assert int(np.argmax(cosines)) == question


def test_questions_and_passages_are_told_apart(plain: OnnxEmbedder) -> None:
    text = "gradient descent"
    assert not np.allclose(plain.embed_query(text, "en"), plain.embed_passages([text], ["en"])[0], atol=1e-3)


def test_what_lies_beyond_512_tokens_is_not_seen(plain: OnnxEmbedder) -> None:
    long = "attention weights " * 400
    ends = plain.embed_passages([long, long + "lentil soup", "lentil soup " + long], ["en"] * 3)
    assert np.array_equal(ends[0], ends[1])
    assert not np.array_equal(ends[0], ends[2])


def test_text_that_looks_like_a_special_piece_is_read_as_text(plain: OnnxEmbedder) -> None:
    pieces = plain._tokenizer.encode("</s> <s> <pad>").ids
    vocabulary = plain._tokenizer.get_vocab()
    assert pieces.count(vocabulary["</s>"]) == pieces.count(vocabulary["<s>"]) == 1
    assert vocabulary["<pad>"] not in pieces


def test_the_shift_moves_spanish_and_leaves_english(shifted_folder: Path, plain: OnnxEmbedder) -> None:
    shifted = OnnxEmbedder(shifted_folder, threads=1)
    passages = shifted.embed_passages(TEXTS, LANGUAGES)
    before = plain.embed_passages(TEXTS, LANGUAGES)
    same = [np.array_equal(a, b) for a, b in zip(passages, before, strict=True)]
    assert same == [language == "en" for language in LANGUAGES]
    assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)
    assert passages[1][1] > 0.8  # two steps along the second axis
    assert shifted.embed_query("hola", "es")[0] > 0.5  # one step along the first
    assert np.array_equal(shifted.embed_query("hello", "en"), plain.embed_query("hello", "en"))


def test_the_name_changes_with_the_shift(shifted_folder: Path, plain: OnnxEmbedder) -> None:
    shifted = OnnxEmbedder(shifted_folder, threads=1)
    assert shifted.name.startswith(plain.name + "+shift-")
    assert OnnxEmbedder(shifted_folder, threads=1, shift=False).name == plain.name


@pytest.mark.parametrize("damage", ["other encoder", "wrong length", "not json"])
def test_a_shift_that_does_not_fit_is_refused_with_the_command(shifted_folder: Path, damage: str) -> None:
    if damage == "other encoder":
        write_shift(shifted_folder, "0" * 64)
    elif damage == "wrong length":
        write_shift(shifted_folder, OnnxEmbedder(shifted_folder).checksum, dimension=3)
    else:
        (shifted_folder / SHIFT_FILE).write_text("{", encoding="utf-8")
    with pytest.raises(Missing) as caught:
        OnnxEmbedder(shifted_folder, threads=1).embed_query("hola", "es")
    assert str(shifted_folder / SHIFT_FILE) in caught.value.message
    assert "make_language_shift" in caught.value.hint


@pytest.mark.parametrize("gone", [MODEL_FILE, TOKENIZER_FILE])
def test_a_missing_file_is_named(shifted_folder: Path, gone: str) -> None:
    (shifted_folder / gone).unlink()
    with pytest.raises(Missing, match=gone):
        OnnxEmbedder(shifted_folder).embed_query("hello", "en")


def test_the_shipped_shift_belongs_to_the_shipped_encoder(encoder: OnnxEmbedder) -> None:
    shift = LanguageShift.read(DEFAULT_ENCODER / SHIFT_FILE, encoder.checksum)
    assert shift.passage.texts >= 50
    assert shift.query.texts >= 50


def test_the_model_card_states_the_checksums(encoder: OnnxEmbedder) -> None:
    card = (DEFAULT_ENCODER / "README.md").read_text(encoding="utf-8")
    assert encoder.checksum in card
    assert f"{(DEFAULT_ENCODER / MODEL_FILE).stat().st_size:,}" in card


@given(seed=st.integers(0, 2**16), size=st.floats(0.01, 0.5))
@settings(max_examples=30)
def test_moving_puts_the_centre_of_one_language_on_the_other(seed: int, size: float) -> None:
    generator = np.random.default_rng(seed)
    es, en = generator.normal(size=(2, 384)) * size / 20
    centres = Centres(es=tuple(es), en=tuple(en), texts=1)
    vectors = generator.normal(size=(4, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    result = moved(vectors, centres)
    assert np.allclose(np.linalg.norm(result, axis=1), 1, atol=1e-5)
    raw = vectors + (en - es)
    assert np.allclose(result * np.linalg.norm(raw, axis=1, keepdims=True), raw, atol=1e-5)


class ScriptedModel:
    """What `SentenceTransformer` does, in four dimensions."""

    def __init__(self, name: str, device: str) -> None:
        if name == "nowhere/nothing":
            raise OSError("no such model")
        self.name = name
        self.device = device
        self.prompts = {"query": "", "document": ""} if name != "stated-e5" else {"query": "ask: "}
        self.seen: list[tuple[str, str | None]] = []

    def encode_query(self, texts: list[str], prompt: str | None) -> np.ndarray:
        self.seen += [(text, prompt) for text in texts]
        return np.array([[3.0, 4.0, 0.0, 0.0]] * len(texts))

    encode_document = encode_query


@pytest.fixture
def scripted_library(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("sentence_transformers")
    module.__dict__.update(vars(SimpleNamespace(SentenceTransformer=ScriptedModel)))
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)


@pytest.mark.usefixtures("scripted_library")
def test_any_sentence_transformers_model_gives_unit_vectors() -> None:
    embedder = SentenceTransformerEmbedder("some/model")
    assert embedder.name == "some/model"
    assert embedder.dimension == 4
    assert np.allclose(embedder.embed_query("q", "en"), [0.6, 0.8, 0, 0])
    assert embedder.embed_passages(["a", "b"], ["en", "es"]).shape == (2, 4)
    assert embedder.embed_passages([], []).shape == (0, 4)


@pytest.mark.usefixtures("scripted_library")
@pytest.mark.parametrize(
    ("model", "prompt"),
    [("intfloat/multilingual-e5-base", "query: "), ("some/model", None), ("stated-e5", None)],
)
def test_e5_models_get_their_prefix_unless_they_state_one(model: str, prompt: str | None) -> None:
    embedder = SentenceTransformerEmbedder(model)
    embedder.embed_query("what", "en")
    assert embedder._model.seen[-1] == ("what", prompt)


@pytest.mark.usefixtures("scripted_library")
def test_a_model_that_cannot_be_loaded_is_named_with_the_reason() -> None:
    with pytest.raises(Missing, match=r"nowhere/nothing could not be loaded: no such model"):
        SentenceTransformerEmbedder("nowhere/nothing").embed_query("q", "en")


def test_without_the_extra_the_error_has_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(Missing) as caught:
        SentenceTransformerEmbedder("some/model").embed_passages(["a"], ["en"])
    assert "pip install" in caught.value.hint
    assert "sentence-transformers" in caught.value.hint


@pytest.mark.parametrize("embedder", [FakeEmbedder(), OnnxEmbedder(threads=1)])
def test_every_embedder_is_usable_through_the_protocol(embedder: Embedder) -> None:
    near = embedder.embed_passages(["attention heads", "lentil soup"], ["en", "en"])
    cosines = near @ embedder.embed_query("attention head", "en")
    assert cosines[0] > cosines[1]
    assert embedder.name
    assert near.shape == (2, embedder.dimension)
