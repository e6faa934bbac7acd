"""The sentences of the passages found that bear on a question, scored; and whether they answer it."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge_base.documents import COURSE, Language, Passage
from knowledge_base.embedding import Embedder
from knowledge_base.glossary import Glossary
from knowledge_base.quantities import asked_quantity, has_number
from knowledge_base.retrieval import Hit, Search, any_of
from knowledge_base.sentences import sentences
from knowledge_base.store import LibraryStore
from knowledge_base.words import content_words, stems

PASSAGES_READ = 6  # best passages whose sentences are considered
SENTENCES_EMBEDDED = 12  # those with the best words; each costs some 10 ms
# A sentence's score: the share of the question that it names, that its headings name, the rank of its
# passage, and its cosine above what any two texts have. Chosen on the development half by how often the
# first sentence stands at a labelled place; flat around these values.
HEADING_WEIGHT = 0.35
RANK_WEIGHT = 0.08
COSINE_WEIGHT = 8.0
COMMON_COSINE = 0.8
SUBJECT_BONUS = 0.15  # the sentence begins with the question's first concept: it is likely about it

_CALIBRATION = Path(__file__).parent / "answerable.json"


@dataclass(frozen=True)
class Concept:
    """A content word of the question with its forms in the other language, and how telling it is.

    Attributes:
        forms: by language, the word or its translations; each is the tuple of its stems.
        weight: inverse document frequency, ln(N / n), of its commonest form.
        known: whether any form stands anywhere in the library.
    """

    word: str
    forms: Mapping[Language, tuple[tuple[str, ...], ...]]
    weight: float
    known: bool


@dataclass(frozen=True)
class Evidence:
    """A sentence that stands in a passage, with how well it bears on the question."""

    hit: Hit
    sentence: str
    score: float
    cosine: float
    coverage: float


@dataclass(frozen=True)
class Finding:
    """What the library has to say on a question.

    Attributes:
        evidence: sentences that can answer the question, best first.
        features: what the probability was computed from, by name.
        probability: calibrated, that the evidence answers the question.
        threshold: below this probability the tutor abstains.
    """

    evidence: tuple[Evidence, ...]
    features: dict[str, float]
    probability: float
    threshold: float = 0.5

    @property
    def answers(self) -> bool:
        """Whether the evidence is taken for an answer."""
        return bool(self.evidence) and self.probability >= self.threshold


class EvidenceFinder:
    """Reads the passages that a search found."""

    def __init__(
        self,
        store: LibraryStore,
        embedder: Embedder,
        glossary: Glossary,
        calibration: "Calibration | None" = None,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._glossary = glossary
        self._calibration = calibration or Calibration.load(_CALIBRATION)

    def find(self, search: Search) -> Finding:
        """Score the sentences of the best passages and say how likely it is that they answer."""
        concepts = self._concepts(search.query, search.language)
        evidence = self._evidence(search, concepts)
        features = _features(search, concepts, evidence)
        fitting = [item for item in evidence if _gives_what_is_asked(search.query, concepts, item)]
        probability = self._calibration.probability(features) if fitting else 0.0
        return Finding(tuple(fitting), features, probability, self._threshold(evidence))

    def _threshold(self, evidence: Sequence[Evidence]) -> float:
        """That of lessons where the best sentence stands in one, else that of any document."""
        in_lesson = bool(evidence) and evidence[0].hit.passage.uri.startswith(COURSE)
        return self._calibration.lessons if in_lesson else self._calibration.threshold

    def _concepts(self, question: str, language: Language) -> list[Concept]:
        other: Language = "en" if language == "es" else "es"
        total = max(self._store.count(), 1)
        concepts = []
        for word in dict.fromkeys(content_words(question)):
            own = (tuple(stems(word, language)),)
            terms = self._glossary.expand(word, language) or [word]  # an untranslated word may be a name
            translated = tuple(dict.fromkeys(tuple(stems(term, other)) for term in terms))
            forms: dict[Language, tuple[tuple[str, ...], ...]] = {language: own, other: translated}
            frequency = max(self._store.frequency(any_of([" ".join(f)])) for f in (*own, *translated))
            weight = math.log((total + 1) / (frequency + 0.5))
            concepts.append(Concept(word, forms, weight, frequency > 0))
        return concepts

    def _evidence(self, search: Search, concepts: Sequence[Concept]) -> list[Evidence]:
        found = []
        for rank, hit in enumerate(search.hits[:PASSAGES_READ]):
            language = hit.passage.language
            heading = covered(concepts, f"{hit.title} {hit.passage.heading}", language)
            for sentence in sentences(hit.passage.text):
                own = covered(concepts, sentence, language)
                named = coverage(concepts, own) + HEADING_WEIGHT * coverage(concepts, heading - own)
                whole = coverage(concepts, own | heading)
                if concepts and begins_with(concepts[0], sentence, language):
                    named += SUBJECT_BONUS
                found.append((named - RANK_WEIGHT * rank, hit, sentence, whole))
        found.sort(key=lambda item: -item[0])
        best = found[:SENTENCES_EMBEDDED]
        cosines = self._cosines(search, [(hit.passage, sentence) for _, hit, sentence, _ in best])
        evidence = [
            Evidence(hit, sentence, named + COSINE_WEIGHT * (cosine - COMMON_COSINE), cosine, whole)
            for (named, hit, sentence, whole), cosine in zip(best, cosines, strict=True)
        ]
        return sorted(evidence, key=lambda item: -item.score)

    def _cosines(self, search: Search, pairs: Sequence[tuple[Passage, str]]) -> list[float]:
        if search.query_vector is None or not pairs:
            return [0.0] * len(pairs)
        vectors = self._embedder.embed_passages(
            [sentence for _, sentence in pairs], [passage.language for passage, _ in pairs]
        )
        return [float(cosine) for cosine in vectors @ search.query_vector]


def covered(concepts: Sequence[Concept], text: str, language: Language) -> set[str]:
    """Which concepts a text in `language` names."""
    present = stems(text, language)
    single, joined = set(present), f" {' '.join(present)} "
    return {
        concept.word
        for concept in concepts
        if any(
            form[0] in single if len(form) == 1 else f" {' '.join(form)} " in joined
            for form in concept.forms[language]
        )
    }


def _gives_what_is_asked(question: str, concepts: Sequence[Concept], item: Evidence) -> bool:
    """Whether a sentence can give the quantity that a question asks for, if it asks for one."""
    asked = asked_quantity(question)
    if asked is None:
        return True
    counted = [concept for concept in concepts if concept.word == asked.counted]
    named = not counted or bool(covered(counted, item.sentence, item.hit.passage.language))
    return named and has_number(item.sentence)


def begins_with(concept: Concept, sentence: str, language: Language) -> bool:
    """Whether the first content word of a sentence is the concept."""
    first = next(iter(content_words(sentence)), "")
    return any(stems(first, language)[:1] == [form[0]] for form in concept.forms[language] if form)


def coverage(concepts: Sequence[Concept], named: set[str]) -> float:
    """Share of the question's weight that the named concepts carry, 0 to 1."""
    total = sum(concept.weight for concept in concepts)
    return sum(concept.weight for concept in concepts if concept.word in named) / total if total else 0.0


def _features(search: Search, concepts: Sequence[Concept], evidence: Sequence[Evidence]) -> dict[str, float]:
    """What tells an answerable question from another.

    Words count for less across languages, where the glossary may lack them, so each coverage has a twin
    that is zero unless the best passage is in the question's own language.
    """
    hits = search.hits[:PASSAGES_READ]
    cosines = sorted((hit.cosine for hit in search.hits), reverse=True) or [0.0]
    named = [_named(concepts, hit) for hit in hits]
    passages = [coverage(concepts, names) for names in named] or [0.0]
    together = coverage(concepts, set().union(*named[:3]))
    total = sum(concept.weight for concept in concepts) or 1.0
    own = float(bool(hits) and hits[0].passage.language == search.language)
    best_sentence = max((item.coverage for item in evidence), default=0.0)
    return {
        "top_cosine": cosines[0],
        "mean_cosine": float(np.mean(cosines[:5])),
        "passage_coverage": max(passages),
        "passage_coverage_own": own * max(passages),
        "together_coverage": together,
        "together_coverage_own": own * together,
        "largest_gap": _largest_gap(concepts, named),
        "unknown_weight": sum(c.weight for c in concepts if not c.known) / total,
        "sentence_cosine": max((item.cosine for item in evidence), default=0.0),
        "sentence_coverage": best_sentence,
        "sentence_coverage_own": own * best_sentence,
        "best_score": max((item.score for item in evidence), default=0.0),
        "concepts": min(len(concepts), 10) / 10,
        "fused": search.hits[0].score if search.hits else 0.0,
        "own_language": own,
        "asks_spanish": float(search.language == "es"),
    }


def _largest_gap(concepts: Sequence[Concept], named: Sequence[set[str]]) -> float:
    """Weight of the most telling concept that the best passage leaves out, least over the passages."""
    gaps = [max((c.weight for c in concepts if c.word not in names), default=0.0) for names in named]
    return min(gaps, default=0.0)


def _named(concepts: Sequence[Concept], hit: Hit) -> set[str]:
    text = f"{hit.title} {hit.passage.heading} {hit.passage.text}"
    return covered(concepts, text, hit.passage.language)


@dataclass(frozen=True)
class Calibration:
    """A logistic model over standardised features, fitted by `scripts/calibrate_answerable.py`.

    Attributes:
        threshold: of the probability, for evidence from any document.
        lessons: the same for evidence from the course's lessons, which are written to be asked.
    """

    weights: Mapping[str, float]
    means: Mapping[str, float]
    scales: Mapping[str, float]
    intercept: float
    threshold: float
    lessons: float = 0.5

    @classmethod
    def none(cls) -> "Calibration":
        """Knows nothing: every question is as likely as not. For fitting a new one."""
        return cls({}, {}, {}, 0.0, 0.5)

    @classmethod
    def load(cls, path: Path) -> "Calibration":
        """Read the fitted model."""
        return cls(**json.loads(path.read_text(encoding="utf-8"))["model"])

    def probability(self, features: Mapping[str, float]) -> float:
        """Probability that a question with these features is answered by what was found."""
        score = self.intercept + sum(
            weight * (features[name] - self.means[name]) / self.scales[name]
            for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-score))
