"""What several test files share."""

import functools
import json
from pathlib import Path

import torch

DATA = Path(__file__).resolve().parents[1] / "data"
torch.set_num_threads(1)


@functools.cache
def documents() -> tuple[dict[str, str], ...]:
    """The raw documents; not to be changed."""
    with (DATA / "corpus.jsonl").open(encoding="utf-8") as file:
        return tuple(json.loads(line) for line in file)


@functools.cache
def curated():
    """The documents that stay and the counts of the others, by the learner's `curate`."""
    from minigpt.corpus import curate

    return curate(list(documents()))


@functools.cache
def parts() -> tuple[list[str], list[str], list[str]]:
    """Texts of training, validation and test, by the learner's `split`."""
    from minigpt.corpus import split

    return tuple([each["text"] for each in part] for part in split(curated()[0], 0))


class Successor(torch.nn.Module):
    """Says that the next id is one more than the last, with some certainty that grows with the position.

    Args:
        vocabulary: ids, after the last of which comes the first.
        slope: of the logit, by position; 0 makes it the same everywhere.
    """

    def __init__(self, vocabulary: int, slope: float = 0.0) -> None:
        super().__init__()
        self.vocabulary, self.slope, self.longest = vocabulary, slope, 0

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Logits of shape (batch, length, vocabulary)."""
        self.longest = max(self.longest, ids.shape[1])
        places = torch.arange(1, ids.shape[1] + 1, dtype=torch.float64)
        size = 3.0 + self.slope * places if self.slope else torch.full_like(places, 3.0)
        found = torch.nn.functional.one_hot((ids + 1) % self.vocabulary, self.vocabulary)
        return found * size[None, :, None]
