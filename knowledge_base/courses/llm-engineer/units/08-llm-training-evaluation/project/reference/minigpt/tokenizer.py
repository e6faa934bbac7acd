"""Byte-level BPE."""

from collections.abc import Sequence
from pathlib import Path

import tokenizers
from tokenizers import decoders, models, pre_tokenizers, trainers


class Tokenizer:
    """A tokenizer trained on texts, that can encode any other.

    Args:
        texts: of training alone.
        size: ids at most, with that of the end of a document.

    Attributes:
        eos: id of the end of a document; no text has it.
        size: ids that there are.
    """

    def __init__(self, texts: Sequence[str], size: int) -> None:
        made = tokenizers.Tokenizer(models.BPE())
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        made.decoder = decoders.ByteLevel()
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(vocab_size=size - 1, initial_alphabet=alphabet, show_progress=False)
        made.train_from_iterator(texts, trainer)
        self._take(made)

    def encode(self, text: str) -> list[int]:
        """The ids of a text, without the end of the document."""
        return self._made.encode(text).ids

    def decode(self, ids: Sequence[int]) -> str:
        """The text of ids; the end of a document is nothing."""
        return self._made.decode([each for each in ids if each != self.eos])

    def fertility(self, text: str) -> float:
        """Tokens for each word, where words are what blanks divide."""
        return len(self.encode(text)) / len(text.split())

    def save(self, path: Path | str) -> None:
        """Write all that `load` needs."""
        Path(path).write_text(self._made.to_str(), encoding="utf-8")

    @classmethod
    def load(cls, path: Path | str) -> "Tokenizer":
        """The tokenizer that was saved."""
        made = cls.__new__(cls)
        made._take(tokenizers.Tokenizer.from_str(Path(path).read_text(encoding="utf-8")))
        return made

    def _take(self, made: tokenizers.Tokenizer) -> None:
        self._made, self.eos = made, made.get_vocab_size()  # outside the vocabulary: no text can write it
        self.size = self.eos + 1


def joined(tokenizer: Tokenizer, texts: Sequence[str]) -> list[int]:
    """The ids of texts in a row, with the end of a document before the first and after each."""
    ids = [tokenizer.eos]
    for text in texts:
        ids += [*tokenizer.encode(text), tokenizer.eos]
    return ids
