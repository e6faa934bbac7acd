"""Answers whose quotes are checked."""

import math
import re
import unicodedata
from collections.abc import Callable, Sequence

from docrag.chunking import sentences, split
from docrag.documents import in_force
from docrag.index import Index
from docrag.records import Answer, Chunk, Claim, Document
from docrag.search import COMMON, Embedder, Glossary, tokenize

THRESHOLD = 0.55
Write = Callable[[str, Sequence[Chunk]], Sequence[Claim]]
NEGATIONS = {
    "no",
    "not",
    "nunca",
    "never",
    "sin",
    "without",
    "ningun",
    "ninguna",
    "nothing",
    "none",
    "cannot",
}


def normal(text: str) -> str:
    """Compatibility form of Unicode, single spaces, no case."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def numbers(text: str) -> set[str]:
    """The numbers of a text."""
    return set(re.findall(r"\d+(?:[.:,-]\d+)*", text))


def content(text: str) -> set[str]:
    """Words that carry meaning."""
    return {token for token in tokenize(text) if token not in COMMON}


def verify(claim: Claim, documents: Sequence[Document]) -> bool:
    """Whether the quote is in the document and supports the sentence as far as a program can tell."""
    text = next((document.text for document in documents if document.id == claim.document), "")
    if not claim.quote.strip() or normal(claim.quote) not in normal(text):
        return False
    if not numbers(claim.sentence) <= numbers(claim.quote):
        return False
    negated = [bool(NEGATIONS & set(tokenize(part))) for part in (claim.sentence, claim.quote)]
    words = content(claim.sentence)
    return negated[0] == negated[1] and len(words & content(claim.quote)) >= 0.5 * len(words)


class Rag:
    """The whole path from documents to answers."""

    def __init__(
        self, documents: Sequence[Document], day: str, glossary: Glossary, write: Write | None = None
    ) -> None:
        self._day, self._glossary = day, glossary
        self.index = Index(Embedder(glossary), glossary.concepts)
        self._write = write or self._extract
        self.update(documents)

    def update(self, documents: Sequence[Document]) -> tuple[int, int]:
        """Follow a new state of the documentation."""
        self._documents = in_force(documents, self._day)
        counts = self.index.update([chunk for document in self._documents for chunk in split(document)])
        self._dates = {document.id: document.date for document in self._documents}
        bags = [self._concepts(f"{chunk.heading} {chunk.text}") for chunk in self.index.chunks]
        self._n = len(bags)
        self._df: dict[str, int] = {}
        for bag in bags:
            for concept in bag:
                self._df[concept] = self._df.get(concept, 0) + 1
        return counts

    def answer(self, question: str, k: int = 5) -> Answer:
        """Checked claims, or none when the documents do not say it."""
        chunks = self.index.search(question, k)
        shown = {chunk.document for chunk in chunks}
        claims = [
            claim
            for claim in self._write(question, chunks)
            if claim.document in shown and verify(claim, self._documents)
        ]
        return Answer(tuple(claims), tuple(chunks))

    def _concepts(self, text: str) -> set[str]:
        return set(self._glossary.concepts(text))

    def _idf(self, concept: str) -> float:
        df = self._df.get(concept, 0)
        return math.log(1 + (self._n - df + 0.5) / (df + 0.5))

    def _extract(self, question: str, chunks: Sequence[Chunk]) -> list[Claim]:
        """The sentence that covers most of the question, and one of another page that says something else."""
        wanted = {concept: self._idf(concept) for concept in self._concepts(question)}
        for name in re.findall(r"(?<=\w )[A-ZÁÉÍÓÚÑ]\S*|\w*-\d+", question):  # names and codes count twice
            for concept in self._concepts(name):
                wanted[concept] *= 2
        total = sum(wanted.values()) or 1.0
        asks_number = re.search(
            r"cu[aá]nt|cada cu|how (many|much|long|often)|at what time", question.casefold()
        )
        scored = []
        for place, chunk in enumerate(chunks):
            about = self._concepts(chunk.heading)
            for start, end in sentences(chunk.text):
                words = self._concepts(chunk.text[start:end])
                share = sum(
                    idf * (1.0 if c in words else 0.6 if c in about else 0.0) for c, idf in wanted.items()
                )
                bonus = 0.08 if asks_number and numbers(chunk.text[start:end]) else 0.0
                scored.append((share / total + bonus - 0.001 * place, chunk, chunk.text[start:end]))
        scored.sort(key=lambda item: -item[0])
        if not scored or scored[0][0] < THRESHOLD:
            return []
        first = scored[0]
        chosen = [first]
        for other in scored[1:]:
            if other[1].document != first[1].document and disagree(first[2], other[2]):
                chosen.append(other)
                break
        chosen.sort(key=lambda item: self._dates[item[1].document], reverse=True)
        return [Claim(text, chunk.document, text) for _, chunk, text in chosen]


def disagree(one: str, other: str) -> bool:
    """Whether two sentences say nearly the same with other numbers."""
    left, right = (content(re.sub(r"\d\S*", " ", text)) for text in (one, other))
    alike = len(left & right) >= 0.8 * max(len(left | right), 1)
    return alike and numbers(one) != numbers(other)
