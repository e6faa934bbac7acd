"""An index that is brought up to date by hash."""

from collections.abc import Callable, Sequence

import numpy as np

from docrag.records import Chunk

Embed = Callable[[Sequence[str]], np.ndarray]


class Index:
    """Chunks with their vectors.

    Args:
        embed: one row a text.
    """

    def __init__(self, embed: Embed) -> None:
        raise NotImplementedError

    def update(self, chunks: Sequence[Chunk]) -> tuple[int, int]:
        """Make the index hold exactly these chunks.

        Only texts that the index does not know are embedded; a chunk that merely moved is none of them, and
        its offsets are the new ones all the same.

        Returns:
            How many texts were embedded and how many were removed.
        """
        raise NotImplementedError

    def search(self, query: str, k: int = 5, method: str = "hybrid") -> list[Chunk]:
        """The k best chunks, best first; method is bm25, vectors or hybrid."""
        raise NotImplementedError
