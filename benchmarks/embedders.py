"""Which encoder finds the passage: recall by language, speed and size, on the labelled questions.

    OMP_NUM_THREADS=1 python -m benchmarks.embedders CORPUS --split test

Dense search only: BM25, the glossary and fusion are measured elsewhere. Candidates that are not installed
are left out with a word on stderr (`benchmarks/candidates.py`).
"""

import argparse
import hashlib
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.candidates import Candidate, candidates
from evals.labels import Place, Question, questions
from knowledge_base.chunking import chunk
from knowledge_base.documents import Document, Mark, Passage
from knowledge_base.embedding import Vectors, moved
from knowledge_base.loaders import load_source

DEPTHS = (5, 10)
TIMED_PASSAGES = 48
TIMED_QUERIES = 40
SUB_CORPUS = 400  # passages, for a candidate that is too slow for all of them


@dataclass(frozen=True)
class Found:
    """A passage with what the labels speak of: the pages, cells and heading paths that its span touches."""

    passage: Passage
    path: str
    places: frozenset[str]
    headings: frozenset[str]

    def answers(self, place: Place) -> bool:
        """Whether the passage stands in that place, or reaches into it."""
        if self.path != place.path:
            return False
        kind, _, number = place.section.partition(" ")
        if kind in ("page", "cell") and number.isdigit():
            return place.section in self.places
        return any(place.section in heading for heading in self.headings)


def read_corpus(folder: Path) -> list[Found]:
    """Every passage of the corpus as the library would store it."""
    found = []
    for document in load_source(str(folder)):
        if isinstance(document, Document):
            path = Path(document.uri).relative_to(folder.resolve()).as_posix()
            found += [
                Found(passage, path, touched_places(document, passage), touched_headings(document, passage))
                for passage in chunk(document)
            ]
    return found


def touched_places(document: Document, passage: Passage) -> frozenset[str]:
    """Pages and cells that the passage's span touches, such as `page 3`."""
    marks = [mark for mark in document.marks if mark.kind in ("page", "cell")]
    return frozenset(f"{mark.kind} {mark.label}" for mark in _touched(marks, document, passage))


def touched_headings(document: Document, passage: Passage) -> frozenset[str]:
    """Heading paths of the sections that the passage's span touches, each as one line."""
    marks = [mark for mark in document.marks if mark.kind == "heading"]
    paths, path = {}, list[Mark]()
    for mark in marks:
        path = [*(above for above in path if above.level < mark.level), mark]
        paths[mark] = " > ".join(part.label for part in path)
    return frozenset([passage.heading, *(paths[mark] for mark in _touched(marks, document, passage))])


def _touched(marks: Sequence[Mark], document: Document, passage: Passage) -> Iterator[Mark]:
    spans = pairwise([*(mark.offset for mark in marks), len(document.text)])
    for mark, (start, end) in zip(marks, spans, strict=True):
        if start < passage.end and end > passage.start:
            yield mark


def passage_vectors(candidate: Candidate, corpus: Sequence[Found], cache: Path | None) -> Vectors:
    """Vectors (n, dimension) of the corpus, unshifted; those in the cache are not computed again.

    The cache is an .npz a candidate: `keys` (SHA-256 of the embedded text, hexadecimal) and `vectors`.
    """
    texts = [found.passage.embedded_text for found in corpus]
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    file = (
        cache / f"{hashlib.sha256(candidate.embedder.name.encode()).hexdigest()[:16]}.npz" if cache else None
    )
    known: dict[str, Vectors] = {}
    if file and file.is_file():
        with np.load(file) as stored:
            known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
    todo = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if todo:
        made = candidate.embedder.embed_passages(list(todo.values()), ["en"] * len(todo))
        known |= dict(zip(todo, made, strict=True))
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            np.savez(file, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
    return np.stack([known[key] for key in keys])


def ranked(candidate: Candidate, asked: Sequence[Question], corpus: Sequence[Found], vectors: Vectors) -> Any:
    """Row numbers (questions, max depth) of the best passages, best first."""
    spanish = np.array([found.passage.language == "es" for found in corpus])
    vectors = vectors.copy()
    if candidate.shift and spanish.any():
        vectors[spanish] = moved(vectors[spanish], candidate.shift.passage)
    queries = [candidate.embedder.embed_query(question.question, question.language) for question in asked]
    if candidate.shift:
        centres = candidate.shift.query
        queries = [
            moved(vector, centres) if question.language == "es" else vector
            for vector, question in zip(queries, asked, strict=True)
        ]
    return np.argsort(-(np.stack(queries) @ vectors.T), axis=1)[:, : max(DEPTHS)]


def is_hit(question: Question, rows: Sequence[int], corpus: Sequence[Found]) -> bool:
    """Whether the passages cover one place of every group."""
    passages = [corpus[row] for row in rows]
    return all(any(p.answers(place) for p in passages for place in group) for group in question.groups)


def sub_corpus(asked: Sequence[Question], corpus: Sequence[Found]) -> list[Found]:
    """One passage for each part of each question, filled up to SUB_CORPUS with any others (seed 0)."""
    chosen = {
        next((found for found in corpus if any(found.answers(place) for place in group)), None)
        for question in asked
        for group in question.groups
    }
    gold = [found for found in corpus if found in chosen]
    rest = [found for found in corpus if found not in chosen]
    return gold + random.Random(0).sample(rest, max(0, min(len(rest), SUB_CORPUS - len(gold))))


def unreachable(asked: Sequence[Question], corpus: Sequence[Found]) -> int:
    """How many questions no ranking can answer, because the loaders left nothing of a place."""
    rows = range(len(corpus))
    return sum(not is_hit(question, rows, corpus) for question in asked)


def kinds_of(question: Question, corpus: Sequence[Found]) -> str:
    """`en`, `es`, or `mixed`: the language of the passages that answer."""
    places = [place for group in question.groups for place in group]
    seen = {found.passage.language for found in corpus if any(found.answers(place) for place in places)}
    return seen.pop() if len(seen) == 1 else "mixed"


def speed(candidate: Candidate, asked: Sequence[Question], corpus: Sequence[Found]) -> tuple[float, float]:
    """(passages per CPU-second, median CPU-milliseconds of a question), after a warm-up."""
    sample = random.Random(1).sample(list(corpus), TIMED_PASSAGES)
    candidate.embedder.embed_query("warm-up", "en")
    started = time.process_time()
    candidate.embedder.embed_passages([found.passage.embedded_text for found in sample], ["en"] * len(sample))
    passages = len(sample) / (time.process_time() - started)
    times = []
    for question in asked[:TIMED_QUERIES]:
        began = time.process_time()
        candidate.embedder.embed_query(question.question, question.language)
        times.append(1000 * (time.process_time() - began))
    return passages, statistics.median(times)


COLUMNS = (
    "encoder",
    "R@5 en / es",
    "R@10 en / es",
    "R@5 es, English sources",
    "R@5 es, Spanish sources",
    "passages per CPU-second",
    "weights MB",
    "query CPU ms",
)
HEADER = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"


def row(candidate: Candidate, asked: Sequence[Question], corpus: Sequence[Found], cache: Path | None) -> str:
    """One line of the table."""
    vectors = passage_vectors(candidate, corpus, cache)
    best = ranked(candidate, asked, corpus, vectors)
    hits = {depth: _hits(asked, best, corpus, depth) for depth in DEPTHS}
    sources = np.array([kinds_of(question, corpus) for question in asked])
    spanish = np.array([question.language == "es" for question in asked])
    recalls = [f"{hits[d][~spanish].mean():.2f} / {hits[d][spanish].mean():.2f}" for d in DEPTHS]
    recalls += [f"{hits[5][spanish & (sources == kind)].mean():.2f}" for kind in ("en", "es")]
    passages, query = speed(candidate, asked, corpus)
    weights = sum(file.stat().st_size for file in candidate.files) / 1e6
    cells = [candidate.label, *recalls, f"{passages:.1f}", f"{weights:.0f}", f"{query:.1f}"]
    return f"| {' | '.join(cells)} |"


def _hits(asked: Sequence[Question], best: Any, corpus: Sequence[Found], depth: int) -> Any:
    return np.array([is_hit(q, rows[:depth], corpus) for q, rows in zip(asked, best, strict=True)])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--split", choices=["dev", "test"], default="test")
    parser.add_argument("--cache", type=Path, help="folder that keeps the vectors between runs")
    arguments = parser.parse_args()
    asked = questions(arguments.split)
    corpus = read_corpus(arguments.corpus)
    whole, part = list(candidates()), sub_corpus(questions(), corpus)
    sampled = [candidate for candidate in whole if candidate.sampled]
    tables = [
        ([c for c in whole if not c.sampled], corpus),
        ([*sampled, *whole[:2]] if sampled else [], part),
    ]
    for members, passages in tables:
        if members:
            out_of_reach = unreachable(asked, passages)
            print(
                f"\n{len(asked)} questions ({arguments.split}), {out_of_reach} of them out of reach;",
                end=" ",
            )
            kinds = Counter(kinds_of(question, passages) for question in asked if question.language == "es")
            print(
                f"{len(passages)} passages; Spanish questions by the language of their sources: {dict(kinds)}"
            )
            print(f"\n{HEADER}", flush=True)
        for candidate in members:
            print(row(candidate, asked, passages, arguments.cache), flush=True)


if __name__ == "__main__":
    main()
