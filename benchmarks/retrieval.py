"""Indexing, retrieval and recall of our pipeline beside LlamaIndex's and LangChain's, with one encoder.

    uv venv --python 3.11 ../bench
    uv pip install --link-mode copy --python ../bench/bin/python -e . \\
        llama-index-core langchain-core langchain-text-splitters langchain-chroma
    OMP_NUM_THREADS=1 ../bench/bin/python -m benchmarks.retrieval CORPUS peft hf-course/chapters/es

The other libraries live in that throwaway environment and never in the project's (`--link-mode copy`:
LlamaIndex's word lists refuse to be read through hard links). CORPUS is the folder that
the paths of `evals/data/retrieval.yaml` are relative to; the names after it are the folders that are read.

- Indexing: the three pipelines take turns, in every round each into an empty folder, index on disk at the
  end. Processor time, which other work on the machine does not stretch; medians over the rounds.
- Retrieval: the three are asked each question in turn, several times over; the fastest time of a question
  counts, and p50 and p95 are over the questions.
- Recall: a question counts if its answer is in the folders that are read. It is found when the pieces hold
  200 characters of the labelled section, or half of a shorter one: one rule, on spans of the stored text
  (`benchmarks/gold.py`), since the three cut differently. Long pieces hold more, so recall is also given for
  the first so many characters, which is what fits a prompt.
"""

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.gold import Labelled, labelled, within
from benchmarks.pipelines import Pipeline, documents_of, pipelines
from benchmarks.tables import table
from evals.labels import questions
from knowledge_base.embedding import DEFAULT_ENCODER, MAX_TOKENS, TOKENIZER_FILE, OnnxEmbedder

COUNT = 5
DEEP = 20  # pieces that are fetched to fill the budget
BUDGET = 5000  # characters


@dataclass(frozen=True)
class Indexing:
    """One pipeline's index; times are medians in processor seconds.

    Attributes:
        embedding: share of the time that was the encoder.
        seen: share of the tokens that the encoder saw; it reads the first 512 of a piece.
    """

    pieces: int
    characters: float
    seconds: float
    embedding: float
    seen: float


@dataclass(frozen=True)
class Retrieval:
    """Milliseconds of a search over the questions; `own` is the median without embedding the question."""

    p50: float
    p95: float
    own: float


@dataclass(frozen=True)
class Recall:
    """Share of the questions found in the first five pieces and in the first characters, by language."""

    at_5: dict[str, float]
    in_budget: dict[str, float]
    characters: float


def index_in_turns(
    sources: Sequence[str], rounds: int, folder: Path
) -> tuple[list[Pipeline], list[Indexing]]:
    """The pipelines of the last round, ready to be searched, and what indexing took."""
    _import_everything(folder)
    seconds: dict[str, list[float]] = {}
    embedding: dict[str, list[float]] = {}
    for number in range(rounds):
        made = pipelines(_encoder(), folder)
        for pipeline in made[number % len(made) :] + made[: number % len(made)]:
            started = time.process_time()
            pipeline.index(sources)
            seconds.setdefault(pipeline.name, []).append(time.process_time() - started)
            embedding.setdefault(pipeline.name, []).append(pipeline.embedder.processor)
        if number < rounds - 1:
            for pipeline in made:
                pipeline.close()
    return made, [_indexing(pipeline, seconds[pipeline.name], embedding[pipeline.name]) for pipeline in made]


def _import_everything(folder: Path) -> None:
    """One small document through each, so that no import is counted."""
    small = folder / "warm-up.md"
    small.write_text("# Warm-up\n\nA page to import by.\n", encoding="utf-8")
    for pipeline in pipelines(_encoder(), folder):
        pipeline.index([str(small)])
        pipeline.search("warm-up", COUNT)
        pipeline.close()


def _encoder() -> OnnxEmbedder:
    """On one thread, and warm."""
    encoder = OnnxEmbedder(threads=1)
    encoder.embed_query("warm-up", "en")
    return encoder


def _indexing(pipeline: Pipeline, seconds: Sequence[float], embedding: Sequence[float]) -> Indexing:
    from tokenizers import Tokenizer

    texts = pipeline.embedder.texts
    tokenizer = Tokenizer.from_file(str(DEFAULT_ENCODER / TOKENIZER_FILE))
    tokens = [len(encoding.ids) for encoding in tokenizer.encode_batch(texts)]
    return Indexing(
        pieces=len(texts),
        characters=statistics.fmean(map(len, texts)),
        seconds=statistics.median(seconds),
        embedding=sum(embedding) / sum(seconds),
        seen=sum(min(count, MAX_TOKENS) for count in tokens) / sum(tokens),
    )


def search_in_turns(made: list[Pipeline], items: Sequence[Labelled], times: int) -> list[Retrieval]:
    """Every question to every pipeline in turn, `times` times; the fastest of each counts."""
    best = {(pipeline.name, item.question.id): (1e9, 1e9) for pipeline in made for item in items}
    for number in range(times):
        for item in items:
            for pipeline in made[number % len(made) :] + made[: number % len(made)]:
                key = pipeline.name, item.question.id
                best[key] = min(best[key], _timed(pipeline, item.question.question))
    return [_percentiles([best[pipeline.name, item.question.id] for item in items]) for pipeline in made]


def _timed(pipeline: Pipeline, question: str) -> tuple[float, float]:
    """Milliseconds of one search, whole and without the encoder."""
    before, started = pipeline.embedder.seconds, time.perf_counter()
    pipeline.search(question, COUNT)
    whole = time.perf_counter() - started
    return 1000 * whole, 1000 * (whole - (pipeline.embedder.seconds - before))


def _percentiles(pairs: Sequence[tuple[float, float]]) -> Retrieval:
    whole = [pair[0] for pair in pairs]
    p95 = statistics.quantiles(whole, n=20)[-1]
    return Retrieval(statistics.median(whole), p95, statistics.median(pair[1] for pair in pairs))


def recall(pipeline: Pipeline, items: Sequence[Labelled]) -> Recall:
    """Recall by language."""
    at_5: dict[str, list[bool]] = {"en": [], "es": []}
    in_budget: dict[str, list[bool]] = {"en": [], "es": []}
    lengths = []
    for item in items:
        pieces = pipeline.search(item.question.question, DEEP)
        at_5[item.question.language].append(item.answered_by(pieces[:COUNT]))
        in_budget[item.question.language].append(item.answered_by(within(pieces, BUDGET)))
        lengths.append(sum(piece.end - piece.start for piece in pieces[:COUNT]))
    return Recall(_means(at_5), _means(in_budget), statistics.fmean(lengths))


def _means(found: Mapping[str, Sequence[bool]]) -> dict[str, float]:
    return {language: statistics.fmean(hits) for language, hits in found.items() if hits}


def indexing_table(names: Sequence[str], found: Sequence[Indexing]) -> str:
    """Indexing, as multiples of our time."""
    columns = ("", "pieces", "characters a piece", "time", "of it encoder", "pieces a second", "text seen")
    ours = found[0]
    rate = ours.pieces / ours.seconds
    rows = [
        (
            name,
            str(item.pieces),
            f"{item.characters:.0f}",
            f"{item.seconds / ours.seconds:.2f}",
            f"{item.embedding:.1%}",
            f"{item.pieces / item.seconds / rate:.2f}",
            f"{item.seen:.0%}",
        )
        for name, item in zip(names, found, strict=True)
    ]
    return table(columns, rows)


def retrieval_table(names: Sequence[str], found: Sequence[Retrieval]) -> str:
    """Retrieval, as multiples of our median."""
    ours = found[0].p50
    rows = [
        (name, f"{item.p50 / ours:.2f}", f"{item.p95 / ours:.2f}", f"{item.own / ours:.2f}")
        for name, item in zip(names, found, strict=True)
    ]
    return table(("", "p50", "p95", "p50 without the encoder"), rows)


def recall_table(names: Sequence[str], found: Sequence[Recall]) -> str:
    """Recall, English and Spanish questions."""
    columns = ("", f"recall@{COUNT} en / es", "characters", f"recall in {BUDGET:,} characters en / es")
    rows = [
        (name, _both(item.at_5), f"{item.characters:.0f}", _both(item.in_budget))
        for name, item in zip(names, found, strict=True)
    ]
    return table(columns, rows)


def _both(shares: Mapping[str, float]) -> str:
    return " / ".join(f"{shares[language]:.2f}" if language in shares else "-" for language in ("en", "es"))


def measure(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Run everything, print the tables, return the values."""
    sources = [str(arguments.corpus / name) for name in arguments.folders]
    documents = {document.uri: document for document in documents_of(sources)}
    items = labelled(questions(), documents, arguments.corpus)
    made, indexing = index_in_turns(sources, arguments.rounds, folder)
    names = [pipeline.name for pipeline in made]
    retrieval = search_in_turns(made, items, arguments.times)
    found = [recall(pipeline, items) for pipeline in made]
    for pipeline in made:
        pipeline.close()
    spanish = sum(item.question.language == "es" for item in items)
    print(
        f"{len(documents)} documents; {len(items) - spanish} English and {spanish} Spanish questions; ",
        end="",
    )
    print(f"{indexing[0].pieces / indexing[0].seconds:.1f} passages a processor second and ", end="")
    print(f"{retrieval[0].p50:.0f} ms (p95 {retrieval[0].p95:.0f} ms) a search here\n")
    print(indexing_table(names, indexing), retrieval_table(names, retrieval), sep="\n\n", end="\n\n")
    print(recall_table(names, found))
    rows = zip(names, indexing, retrieval, found, strict=True)
    return {
        name: {"indexing": asdict(i), "retrieval": asdict(r), "recall": asdict(f)} for name, i, r, f in rows
    }


def main() -> None:
    """Measure in a folder that is removed afterwards."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("folders", nargs="+", help="folders of the corpus to read")
    parser.add_argument("--rounds", type=int, default=3, help="of indexing")
    parser.add_argument("--times", type=int, default=5, help="that each question is asked")
    parser.add_argument("--json", type=Path, help="file for the values")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        values = measure(arguments, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(values, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
