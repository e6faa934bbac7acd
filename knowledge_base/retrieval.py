"""Finding passages: BM25, glossary and vectors, fused.

Two scores are fused: BM25 over the stems of the question and of its terms in the other language (by the
glossary), and the cosine of the encoder. Each is standardised over its own candidates and the two are added
with a weight (a convex combination; Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
Retrieval", ACM TOIS 42(1), 2023). Against reciprocal ranks it keeps what one list is sure of.
"""

import math
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from knowledge_base.citations import normalised
from knowledge_base.documents import Language, Passage
from knowledge_base.embedding import Embedder
from knowledge_base.glossary import Glossary
from knowledge_base.languages import detect
from knowledge_base.store import LibraryStore, Vector
from knowledge_base.vectors import VectorIndex
from knowledge_base.words import content_words, encodable, stems, words

Part = Literal["bm25", "glossary", "dense"]
ALL_PARTS: tuple[Part, ...] = ("bm25", "glossary", "dense")

POOL = 200  # best of each list, over which its scores are standardised
CANDIDATES = 50  # of each pool that are ranked
TYPICAL_FREQUENCY = 20  # passages that hold a middling content word
DENSE_WEIGHT = 0.35  # the rest is BM25's; chosen on the development half, flat from 0.3 to 0.4
TWIN_COSINE = 0.95  # two passages above this, in different languages, say the same
MAX_QUERY_WORDS = 64  # a longer question is searched by its first content words


@dataclass(frozen=True)
class Hit:
    """A passage found: `score` is the fused score, `cosine` and `bm25` are 0 where that list lacks it."""

    passage: Passage
    title: str
    score: float
    cosine: float
    bm25: float


@dataclass(frozen=True)
class Search:
    """What a search found, best first, with what it was asked and how long it took."""

    query: str
    language: Language
    hits: tuple[Hit, ...]
    query_vector: Vector | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)


class Retriever:
    """Searches one library; safe to use from several threads."""

    def __init__(
        self, store: LibraryStore, index: VectorIndex, embedder: Embedder, glossary: Glossary
    ) -> None:
        self.store = store
        self.index = index
        self.embedder = embedder
        self.glossary = glossary

    def search(
        self,
        query: str,
        count: int = 10,
        language: Language | None = None,
        parts: Sequence[Part] = ALL_PARTS,
    ) -> Search:
        """The `count` best passages for a question, at most one of each pair of twins.

        Args:
            query: in Spanish or English.
            count: how many passages at most.
            language: of the query; detected when not given.
            parts: which lists to fuse; fewer only to measure what each one buys.

        Raises:
            Missing: the library has been rebuilt with another encoder.
            WorkFailed: the database is locked for long, or damaged.
        """
        started = time.perf_counter()
        query = encodable(query)
        if "dense" in parts:
            self.store.require_encoder(self.embedder.name, self.embedder.dimension)
        asked = language or detect(query)
        bm25 = self._bm25(query, asked, parts)
        after_lexical = time.perf_counter()
        vector = self.embedder.embed_query(query, asked) if "dense" in parts else None
        after_embedding = time.perf_counter()
        cosine = dict(self.index.nearest(vector, POOL)) if vector is not None else {}
        hits = self._hits(bm25, cosine, vector)
        distinct = self._without_twins(hits, asked, count)
        ended = time.perf_counter()
        timings = {
            "lexical": 1000 * (after_lexical - started),
            "embed": 1000 * (after_embedding - after_lexical),
            "rest": 1000 * (ended - after_embedding),
            "total": 1000 * (ended - started),
        }
        return Search(query, asked, tuple(distinct), vector, timings)

    def expansion(self, query: str, language: Language) -> list[str]:
        """The question's terms in the other language, by the glossary."""
        return self.glossary.expand(query, language)

    def _bm25(self, query: str, language: Language, parts: Sequence[Part]) -> dict[str, float]:
        """BM25 by passage id, of the question's stems and, with the glossary, of their translations."""
        terms: list[str] = []
        if "bm25" in parts:
            own = content_words(query) or words(query)
            terms += [" ".join(stems(word, language)) for word in own[:MAX_QUERY_WORDS]]
        if "glossary" in parts:
            terms += self._translated(query, language)
        matched = any_of(terms)
        if not matched:
            return {}
        share = self._language_shares()
        scored = {found.id: found.bm25 * share[found.language] for found in self.store.match(matched, POOL)}
        return dict(sorted(scored.items(), key=lambda item: -item[1]))

    def _language_shares(self) -> dict[Language, float]:
        """What BM25 of each language's passages is multiplied by.

        BM25 takes a word for rare when few passages of the whole library hold it, so it favours the
        language with fewer passages. The factor is the inverse document frequency of a word that stands in
        TYPICAL_FREQUENCY passages of that language alone, against the whole library.
        """
        counts = self.store.counts_by_language()
        whole = math.log1p(sum(counts.values()) / TYPICAL_FREQUENCY) or 1.0
        return {language: math.log1p(count / TYPICAL_FREQUENCY) / whole for language, count in counts.items()}

    def _translated(self, query: str, language: Language) -> list[str]:
        """Stems, in the other language, of the glossary's terms and of the words that it leaves alone.

        A word such as `dropout` or `keras` is the same in both languages but for its stem.
        """
        other: Language = "en" if language == "es" else "es"
        expanded = self.expansion(query, language)[:MAX_QUERY_WORDS]
        kept = [word for word in content_words(query) if not self.expansion(word, language)]
        return [" ".join(stems(term, other)) for term in [*expanded, *kept[:MAX_QUERY_WORDS]]]

    def _hits(self, bm25: dict[str, float], cosine: dict[str, float], vector: Vector | None) -> list[Hit]:
        """Every candidate of either list with both its scores, best first."""
        ids = list(dict.fromkeys([*list(bm25)[:CANDIDATES], *list(cosine)[:CANDIDATES]]))
        passages = self.store.passages(ids)
        titles = self.store.titles(sorted({passage.uri for passage in passages.values()}))
        known = {**self._cosines([i for i in ids if i not in cosine], vector), **cosine}
        fused = _fused(ids, bm25, cosine, known)
        return [
            Hit(passages[i], titles[passages[i].uri], score, known.get(i, 0.0), bm25.get(i, 0.0))
            for i, score in fused
            if i in passages
        ]

    def _cosines(self, ids: Sequence[str], vector: Vector | None) -> dict[str, float]:
        if vector is None:
            return {}
        return {i: float(stored @ vector) for i, stored in self.store.vectors(ids).items()}

    def _without_twins(self, hits: list[Hit], language: Language, count: int) -> list[Hit]:
        candidates = hits[: 3 * count]
        vectors = self.store.vectors([hit.passage.id for hit in candidates])
        texts = {hit.passage.id: normalised(hit.passage.text) for hit in candidates}
        kept: list[Hit] = []
        for hit in candidates:
            twin = next((i for i, other in enumerate(kept) if _twins(hit, other, texts, vectors)), None)
            if twin is None:
                kept.append(hit)
            elif kept[twin].passage.language != language == hit.passage.language:
                kept[twin] = hit  # the twin in the learner's own language takes the place
        return kept[:count]


def any_of(terms: Sequence[str]) -> str:
    """An FTS5 query that matches any of the terms; a term of several words is a phrase."""
    unique = dict.fromkeys(term.replace('"', " ").replace("\0", " ").strip() for term in terms)
    return " OR ".join(f'"{term}"' for term in unique if term)


def _fused(
    ids: Sequence[str], bm25: dict[str, float], cosine: dict[str, float], known: dict[str, float]
) -> list[tuple[str, float]]:
    """Candidates with the weighted sum of their standardised scores, best first.

    A candidate that BM25 did not find gets 0, or the least of the pool where that is full; its cosine is
    always known.
    """
    least_bm25 = min(bm25.values()) if len(bm25) >= POOL else 0.0
    # With the least in it, a passage that alone has the question's rare word stands out from the rest.
    lexical, dense = _standard([*bm25.values(), least_bm25]), _standard(cosine.values())
    least_cosine = min(cosine.values(), default=0.0)
    weight = DENSE_WEIGHT if bm25 and cosine else float(bool(cosine))
    scored = [
        (i, (1 - weight) * lexical(bm25.get(i, least_bm25)) + weight * dense(known.get(i, least_cosine)))
        for i in ids
    ]
    return sorted(scored, key=lambda item: (-item[1], item[0]))


def _standard(pool: Iterable[float]) -> Callable[[float], float]:
    """Turns a score into standard deviations above the mean of its pool."""
    values = list(pool)
    if len(values) < 2:
        return lambda score: float(score in values)
    mean, spread = statistics.fmean(values), statistics.pstdev(values) or 1.0
    return lambda score: (score - mean) / spread


def _twins(one: Hit, other: Hit, texts: dict[str, str], vectors: dict[str, Vector]) -> bool:
    if texts[one.passage.id] == texts[other.passage.id]:
        return True
    if one.passage.language == other.passage.language:
        return False
    a, b = vectors.get(one.passage.id), vectors.get(other.passage.id)
    return a is not None and b is not None and float(a @ b) >= TWIN_COSINE
