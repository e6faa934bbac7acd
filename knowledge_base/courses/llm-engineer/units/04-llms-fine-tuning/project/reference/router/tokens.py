"""From texts to ids."""

from collections.abc import Sequence

import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

PADDING, UNKNOWN, FIRST = 0, 1, 2
LONGEST = 48  # ids of a message; what comes after is cut off


class Tokens:
    """A tokenizer trained on texts.

    Args:
        texts: to learn from; never those of the test.
        size: entries of the vocabulary at most.

    Attributes:
        size: entries that it has.
    """

    def __init__(self, texts: Sequence[str], size: int = 900) -> None:
        made = Tokenizer(models.BPE(unk_token="[UNK]"))
        made.normalizer = normalizers.Sequence(
            [
                normalizers.NFD(),
                normalizers.StripAccents(),
                normalizers.Lowercase(),
                normalizers.Replace(Regex(r"\d+"), "0"),
            ]
        )
        made.pre_tokenizer = pre_tokenizers.Whitespace()
        special = ["[PAD]", "[UNK]", "[CLS]"]
        trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=special, show_progress=False)
        made.train_from_iterator(texts, trainer)
        self._take(made)

    def encode(self, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids and mask, both whole numbers of shape (texts, longest); the mask is 0 on padding, else 1."""
        rows = [[FIRST, *made.ids[: LONGEST - 1]] for made in self._made.encode_batch(list(texts))]
        width = max(map(len, rows), default=1)
        ids = torch.full((len(rows), width), PADDING)
        mask = torch.zeros_like(ids)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = torch.tensor(row)
            mask[place, : len(row)] = 1
        return ids, mask

    def dump(self) -> str:
        """All that `restore` needs."""
        return self._made.to_str()

    @classmethod
    def restore(cls, text: str) -> "Tokens":
        """The tokenizer that `dump` wrote."""
        made = cls.__new__(cls)
        made._take(Tokenizer.from_str(text))
        return made

    def _take(self, made: Tokenizer) -> None:
        self._made, self.size = made, made.get_vocab_size()
