"""Whether a passage supports a sentence: decided by the program, never by the model that wrote it.

A sentence is supported by the source sentence that says the same: every number and identifier of it stands
there, it affirms what that affirms, and enough of its words, or of their translations, do too. The measure
is asymmetric on purpose: leaving something out is fine, adding something is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge_base.documents import Language, Passage
from knowledge_base.embedding import Embedder
from knowledge_base.glossary import Glossary
from knowledge_base.instructions import speaks_to_a_model
from knowledge_base.sentences import sentences
from knowledge_base.words import NEGATIONS, content_words, identifiers, numbers, stems, words


@dataclass(frozen=True)
class SupportThresholds:
    """Chosen on the development half of `evals/data/support.yaml`; see `docs/quality.md`.

    Attributes:
        words: least share of the content words that stand in the source, same language.
        words_across: the same between languages, where the glossary translates.
        cosine: least cosine to the best source sentence, same language.
        cosine_across: the same between languages.
    """

    words: float = 0.7
    words_across: float = 0.3
    cosine: float = 0.8
    cosine_across: float = 0.8


@dataclass(frozen=True)
class Support:
    """The source sentence, verbatim, that carries a sentence, and how well (0 to 1 each)."""

    passage: Passage
    quote: str
    coverage: float
    cosine: float


class SupportChecker:
    """Finds what carries a sentence among the passages it cites."""

    def __init__(
        self, embedder: Embedder, glossary: Glossary, thresholds: SupportThresholds | None = None
    ) -> None:
        self._embedder = embedder
        self._glossary = glossary
        self._thresholds = thresholds or SupportThresholds()

    def check(self, sentence: str, language: Language, passages: Sequence[Passage]) -> Support | None:
        """The best support for a sentence, or None when no passage carries it."""
        candidates = [
            (passage, quote, self._coverage(sentence, language, quote, passage.language))
            for passage in passages
            for quote in sentences(passage.text)
            if _facts_stand(sentence, f"{quote} {passage.heading}")
            and _same_polarity(sentence, quote)
            and not speaks_to_a_model(quote)
        ]
        candidates.sort(key=lambda item: -item[2])
        for support in self._with_cosines(sentence, language, candidates[:4]):
            if self._enough(support, language):
                return support
        return None

    def _coverage(self, sentence: str, language: Language, quote: str, quote_language: Language) -> float:
        present = set(stems(quote, quote_language))
        wanted = content_words(sentence)
        if not wanted:
            return 0.0
        return sum(self._stands(word, language, quote_language, present) for word in wanted) / len(wanted)

    def _stands(self, word: str, language: Language, quote_language: Language, present: set[str]) -> bool:
        """Whether a word, or in the other language a translation of it, is among the stems of a quote."""
        own = set(stems(word, language)) <= present
        if language == quote_language:
            return own
        forms = self._glossary.expand(word, language)
        return own or any(set(stems(form, quote_language)) <= present for form in [*forms, word])

    def _with_cosines(
        self, sentence: str, language: Language, candidates: Sequence[tuple[Passage, str, float]]
    ) -> list[Support]:
        if not candidates:
            return []
        texts = [sentence, *(quote for _, quote, _ in candidates)]
        languages: list[Language] = [language, *(passage.language for passage, _, _ in candidates)]
        vectors = self._embedder.embed_passages(texts, languages)
        cosines = vectors[1:] @ vectors[0]
        return [
            Support(passage, quote, coverage, float(cosine))
            for (passage, quote, coverage), cosine in zip(candidates, cosines, strict=True)
        ]

    def _enough(self, support: Support, language: Language) -> bool:
        limits = self._thresholds
        if support.passage.language == language:
            return support.coverage >= limits.words and support.cosine >= limits.cosine
        return support.coverage >= limits.words_across and support.cosine >= limits.cosine_across


def _facts_stand(sentence: str, source: str) -> bool:
    """Numbers and identifiers cannot be paraphrased: each must stand in the source."""
    if not numbers(sentence) <= numbers(source):
        return False
    present = set(words(source))
    parts = {part for word in present for part in word.replace("-", " ").split()}
    return all(
        name in present or name in parts or name in identifiers(source) for name in identifiers(sentence)
    )


def _same_polarity(sentence: str, source: str) -> bool:
    return _negated(sentence) == _negated(source)


def _negated(text: str) -> bool:
    plain = (
        text.lower().replace("’", "'").replace("n't", " not").replace("not only", "").replace("no solo", "")
    )
    return any(word in NEGATIONS for word in words(plain))
