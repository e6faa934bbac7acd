"""Whether a passage supports a sentence: decided by the program, never by the model that wrote it.

A sentence is supported by the source sentence, or the two in a row, that say the same: every number and
identifier of it stands there, nothing in it goes against them (`agreement.py`), and enough of its words, or
of their translations, stand there too. The measure is asymmetric on purpose: leaving something out is fine,
adding something is not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from knowledge_base.agreement import Wording, agrees, clauses
from knowledge_base.documents import Language, Passage
from knowledge_base.embedding import Embedder
from knowledge_base.glossary import Glossary
from knowledge_base.instructions import speaks_to_a_model
from knowledge_base.sentences import sentences
from knowledge_base.words import identifiers, numbers, stems, words

CANDIDATES = 4  # quotes that are embedded for a sentence; each costs some 10 ms


_INLINE_CODE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class SupportThresholds:
    """Chosen on the development half of `evals/data/support.yaml`; see `docs/quality.md`.

    Attributes:
        words: least share of the content words that stand in the source, same language.
        words_across: the same between languages, where the glossary translates.
        cosine: least cosine to the best source sentence, same language.
        cosine_across: the same between languages.
        clause: least share of the content words of every clause, same language.
        clause_across: the same between languages.
    """

    words: float = 0.85
    words_across: float = 0.65
    cosine: float = 0.88
    cosine_across: float = 0.88
    clause: float = 0.25
    clause_across: float = 0.25

    def met_by(self, support: "Support", language: Language) -> bool:
        """Whether a sentence in `language` is carried."""
        if support.passage.language == language:
            least = (self.words, self.clause, self.cosine)
        else:
            least = (self.words_across, self.clause_across, self.cosine_across)
        reached = (support.coverage, support.weakest, support.cosine)
        return all(value >= limit for value, limit in zip(reached, least, strict=True))


@dataclass(frozen=True)
class Support:
    """The source sentence, verbatim, or two in a row, that carries a sentence, and how well (0 to 1 each).

    Attributes:
        coverage: share of the sentence's content words that stand in the quote.
        weakest: the same share for the clause of the sentence where it is least.
    """

    passage: Passage
    quote: str
    coverage: float
    weakest: float
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
        found = self.candidates(sentence, language, passages)
        return next((support for support in found if self._thresholds.met_by(support, language)), None)

    def candidates(self, sentence: str, language: Language, passages: Sequence[Passage]) -> list[Support]:
        """What stands closest to a sentence without contradicting it, whatever the thresholds."""
        languages = {passage.language for passage in passages}
        wordings = {one: Wording.of(sentence, language, one, self._glossary) for one in languages}
        found = [
            (passage, quote, *_coverages(wordings[passage.language], f"{quote} {passage.heading}"))
            for passage in passages
            for quote in _quotes(passage.text)
            if _facts_stand(sentence, f"{quote} {passage.heading}") and not speaks_to_a_model(quote)
        ]
        found.sort(key=lambda item: (-item[2], len(item[1])))
        agreeing = (item for item in found if item[2] > 0 and agrees(wordings[item[0].language], item[1]))
        return self._with_cosines(sentence, language, list(islice(agreeing, CANDIDATES)))

    def _with_cosines(
        self, sentence: str, language: Language, found: Sequence[tuple[Passage, str, float, float]]
    ) -> list[Support]:
        if not found:
            return []
        texts = [sentence, *(quote for _, quote, _, _ in found)]
        languages: list[Language] = [language, *(passage.language for passage, _, _, _ in found)]
        vectors = self._embedder.embed_passages(texts, languages)
        cosines = vectors[1:] @ vectors[0]
        return [
            Support(passage, quote, coverage, weakest, float(cosine))
            for (passage, quote, coverage, weakest), cosine in zip(found, cosines, strict=True)
        ]


def _quotes(text: str) -> list[str]:
    """Each sentence of a passage, and each two that follow one another in it."""
    single = sentences(text)
    plain = " ".join(text.split())
    joined = [f"{one} {other}" for one, other in pairwise(single)]
    return single + [pair for pair in joined if " ".join(pair.split()) in plain]


def _coverages(wording: Wording, source: str) -> tuple[float, float]:
    """Coverage of the sentence, and of the clause that is covered least."""
    present = set(stems(source, wording.source_language))
    by_clause = [wording.coverage(clause, present) for clause in clauses(wording.text)]
    return wording.coverage(wording.text, present), min(by_clause, default=0.0)


def _facts_stand(sentence: str, source: str) -> bool:
    """Numbers and identifiers cannot be paraphrased: each must stand in the source."""
    if not numbers(sentence) <= numbers(source) or not _formulas(sentence) <= _formulas(source):
        return False
    present = set(words(source))
    parts = {part for word in present for part in word.replace("-", " ").split()}
    return all(
        name in present or name in parts or name in identifiers(source) for name in identifiers(sentence)
    )


def _formulas(text: str) -> set[str]:
    """The code and formulas between backticks, without their spaces."""
    return {"".join(found.split()) for found in _INLINE_CODE.findall(text)}
