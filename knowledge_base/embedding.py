"""Turns text into unit vectors: the shipped encoder (ONNX, no torch), or any sentence-transformers model.

The shipped encoder is multilingual-e5-small with the vocabulary of Spanish and English
(`encoder/README.md`). Its Spanish and English vectors stand in two clouds a little apart, so a Spanish
question ranks Spanish passages first whatever they say. `LanguageShift` moves Spanish vectors by the
distance between the centres of the clouds.
"""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge_base.documents import Language
from knowledge_base.errors import Missing

DEFAULT_ENCODER = Path(__file__).parent / "encoder"
MODEL_FILE = "e5-small-es-en.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
SHIFT_FILE = "language_shift.json"
MAX_TOKENS = 512
_TOKENIZED_AT_ONCE = 256  # texts; bounds the memory of their tokens
_FINGERPRINT_DIGITS = 8

_DIMENSION = 384

Vectors = NDArray[np.float32]
Centre = Annotated[tuple[float, ...], Field(min_length=_DIMENSION, max_length=_DIMENSION)]


class Embedder(Protocol):
    """Turns passages and questions into unit vectors whose dot product is their likeness."""

    @property
    def name(self) -> str:
        """What made the vectors; vectors of different names cannot be compared."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        """Unit vectors (len(texts), dimension), in the order of the texts."""
        ...

    def embed_query(self, text: str, language: Language) -> Vectors:
        """The unit vector (dimension,) of a question."""
        ...


class Centres(BaseModel):
    """The mean vector of each language over the same texts in both.

    Attributes:
        es, en: mean of unit vectors (384,).
        texts: how many texts of each language it was estimated from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    es: Centre
    en: Centre
    texts: int = Field(ge=1)


class LanguageShift(BaseModel):
    """Where Spanish and English vectors of one encoder are centred, for questions and for passages.

    Attributes:
        encoder: SHA-256 of the encoder's model file.
        query, passage: centres of the two kinds of text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoder: str
    query: Centres
    passage: Centres

    @classmethod
    def read(cls, path: Path, encoder: str) -> "LanguageShift":
        """Read a shift file that was made for the encoder with that SHA-256.

        Raises:
            Missing: the file is damaged, or belongs to another encoder.
        """
        try:
            shift = cls.model_validate_json(path.read_bytes())
        except ValidationError as error:
            raise Missing("{path} is damaged.", hint=_SHIFT_HINT, path=path) from error
        if shift.encoder != encoder:
            raise Missing("{path} was made for another encoder.", hint=_SHIFT_HINT, path=path)
        return shift


_SHIFT_HINT = "Run: python -m scripts.make_language_shift"
_ENCODER_HINT = "It ships with the tutor. Run: git checkout -- knowledge_base/encoder"


def moved(vectors: Vectors, centres: Centres) -> Vectors:
    """Spanish unit vectors (n, 384) moved by en - es and brought back to unit length."""
    delta = np.asarray(centres.en, dtype=np.float32) - np.asarray(centres.es, dtype=np.float32)
    return normalised(vectors + delta)


def normalised(vectors: Vectors) -> Vectors:
    """Rows (n, dimension) at unit length; a row of zeros stays."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)
    return np.asarray(vectors / lengths, dtype=np.float32)


class OnnxEmbedder:
    """The shipped encoder on onnxruntime's CPU provider.

    One text at a time: int8 activations are scaled by the largest value of the whole batch, so in a
    batch the vector of a text would depend on its neighbours. Alone it is always the same, nothing is
    padded, memory stays small, and it is faster too.

    Args:
        folder: holds the model, its tokenizer and, if there is one, its language shift.
        threads: processor threads of the model; None lets onnxruntime choose.
        shift: whether to apply the language shift.
    """

    def __init__(
        self, folder: Path = DEFAULT_ENCODER, threads: int | None = None, shift: bool = True
    ) -> None:
        self._folder = folder
        self._threads = threads
        self._wants_shift = shift

    @cached_property
    def name(self) -> str:
        """Model, its fingerprint and, if it is shifted, the shift's."""
        parts = [f"{MODEL_FILE.removesuffix('.onnx')}-{self.checksum[:_FINGERPRINT_DIGITS]}"]
        if self._shift:
            values = self._shift.model_dump_json(exclude={"encoder"}).encode()
            parts.append(f"shift-{hashlib.sha256(values).hexdigest()[:_FINGERPRINT_DIGITS]}")
        return "+".join(parts)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return _DIMENSION

    @cached_property
    def checksum(self) -> str:
        """SHA-256 of the model file."""
        with self._file(MODEL_FILE).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:
        """Unit vectors (len(texts), 384). What lies beyond 512 tokens of a text is not seen.

        Raises:
            Missing: a file of the encoder is not there.
        """
        vectors = self._embed([f"passage: {text}" for text in texts])
        spanish = np.array([language == "es" for language in languages], dtype=bool)
        if self._shift and spanish.any():
            vectors[spanish] = moved(vectors[spanish], self._shift.passage)
        return vectors

    def embed_query(self, text: str, language: Language) -> Vectors:
        """The unit vector (384,) of a question.

        Raises:
            Missing: a file of the encoder is not there.
        """
        vectors = self._embed([f"query: {text}"])
        if self._shift and language == "es":
            vectors = moved(vectors, self._shift.query)
        return vectors.reshape(-1)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, ids in enumerate(self._token_ids(texts)):
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            vectors[row] = self._session.run(None, feed)[0][0]
        return vectors

    def _token_ids(self, texts: Sequence[str]) -> Iterator[NDArray[np.int64]]:
        for start in range(0, len(texts), _TOKENIZED_AT_ONCE):
            some = list(texts[start : start + _TOKENIZED_AT_ONCE])
            for encoding in self._tokenizer.encode_batch_fast(some):
                yield np.array([encoding.ids], dtype=np.int64)

    def _file(self, name: str) -> Path:
        path = self._folder / name
        if not path.is_file():
            raise Missing("The encoder's file {path} is not there.", hint=_ENCODER_HINT, path=path)
        return path

    @cached_property
    def _shift(self) -> LanguageShift | None:
        path = self._folder / SHIFT_FILE
        return LanguageShift.read(path, self.checksum) if self._wants_shift and path.is_file() else None

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._file(TOKENIZER_FILE)))
        tokenizer.enable_truncation(MAX_TOKENS)
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.log_severity_level = 3
        # Waiting threads would spin, and take the processor from the language model beside them: with two
        # threads on a busy machine 4 passages a second against 12.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        if self._threads:
            options.intra_op_num_threads = self._threads
        return InferenceSession(str(self._file(MODEL_FILE)), options, providers=["CPUExecutionProvider"])


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by name on the hub or by folder; it brings its own prompts.

    Args:
        model: name or folder. A name is looked up on the hub when it is not on this machine yet.
    """

    def __init__(self, model: str) -> None:
        self._name = model

    @property
    def name(self) -> str:
        """The model's name or folder."""
        return self._name

    @cached_property
    def dimension(self) -> int:
        """Length of a vector, as the model says."""
        return len(self.embed_query("dimension", "en"))

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:  # noqa: ARG002
        """Unit vectors (len(texts), dimension); the languages play no part.

        Raises:
            Missing: sentence-transformers or the model is not there.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode_document(list(texts), prompt=self._e5_prompt("passage"))
        return normalised(np.asarray(vectors, dtype=np.float32))

    def embed_query(self, text: str, language: Language) -> Vectors:  # noqa: ARG002
        """The unit vector (dimension,) of a question.

        Raises:
            Missing: sentence-transformers or the model is not there.
        """
        vectors = self._model.encode_query([text], prompt=self._e5_prompt("query"))
        return normalised(np.asarray(vectors, dtype=np.float32)).reshape(-1)

    def _e5_prompt(self, kind: str) -> str | None:
        # The e5 models were trained with these prefixes, and most of their folders do not say so.
        unstated = not any(self._model.prompts.values())
        return f"{kind}: " if unstated and "e5" in Path(self._name).name.lower().split("-") else None

    @cached_property
    def _model(self) -> Any:
        try:
            from sentence_transformers import SentenceTransformer
        except ModuleNotFoundError as error:
            hint = 'Run: {python} -m pip install "sentence-transformers>=5.0"'
            message = "The embedder {model} needs sentence-transformers, which is not installed."
            raise Missing(message, hint=hint, model=self._name, python=sys.executable) from error
        try:
            return SentenceTransformer(self._name, device="cpu")
        except (OSError, ValueError) as error:
            message = "The embedding model {model} could not be loaded: {reason}"
            hint = "Check the name, or give the folder of a model that is on this machine."
            raise Missing(message, hint=hint, model=self._name, reason=error) from error
