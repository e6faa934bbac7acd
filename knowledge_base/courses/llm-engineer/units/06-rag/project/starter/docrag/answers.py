"""Answers whose quotes are checked."""

from collections.abc import Callable, Sequence

from docrag.records import Answer, Chunk, Claim, Document
from docrag.search import Glossary

Write = Callable[[str, Sequence[Chunk]], Sequence[Claim]]


def verify(claim: Claim, documents: Sequence[Document]) -> bool:
    """Whether the quote is in its document and supports the sentence as far as a program can tell.

    The quote is there letter by letter, white space, Unicode form and case aside, and not empty; it has every
    number of the sentence and at least half of its content words; and both or neither deny.
    """
    raise NotImplementedError


class Rag:
    """The whole path from documents to answers.

    Args:
        documents: all of them, those not in force included.
        day: whose versions count.
        glossary: of `read_glossary`.
        write: drafts claims from a question and the chunks found; your own extraction when left out. A
            language model fits in here. What it drafts is checked before it is answered.
    """

    def __init__(
        self, documents: Sequence[Document], day: str, glossary: Glossary, write: Write | None = None
    ) -> None:
        raise NotImplementedError

    def update(self, documents: Sequence[Document]) -> tuple[int, int]:
        """Follow a new state of the documentation; what `Index.update` returns."""
        raise NotImplementedError

    def answer(self, question: str, k: int = 5) -> Answer:
        """Checked claims from the k best chunks in force, or none when the documents do not say it.

        Where two pages in force contradict each other there is a claim of each, the later date first.
        """
        raise NotImplementedError
