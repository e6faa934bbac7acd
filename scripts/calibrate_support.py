"""Choose the thresholds of `knowledge_base/support.py` on the development half of the labelled sentences.

    python -m scripts.calibrate_support [--mistakes] [--report]

Of the thresholds under which at least 97 % of the kept sentences are supported, the ones that keep the most
supported sentences; of those that tie, the one nearest to their mean, farthest from where the labels change.
`--mistakes` lists the sentences of the development half that are decided wrongly; `--report` scores the
test half with the thresholds that stand in `support.py`, and changes nothing.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, replace
from itertools import product

import numpy as np

from evals.suites.support import Judged, SupportScore, claims, judged, lesson_passages, score_support, table
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.embedding import OnnxEmbedder
from knowledge_base.glossary import Glossary
from knowledge_base.support import SupportChecker, SupportThresholds

LEAST_PRECISION = 0.97
WORDS = np.arange(0.3, 1.0, 0.05).round(2).tolist()
CLAUSE = (0.0, 0.2, 0.25, 0.33, 0.4, 0.5, 0.6)
COSINE = np.arange(0.8, 0.96, 0.01).round(2).tolist()


def main() -> None:
    """Choose and print; or report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--mistakes", action="store_true")
    parser.add_argument("--report", action="store_true")
    arguments = parser.parse_args()
    course = default_course_folder()
    glossary = Glossary.load(course / "glossary.yaml")
    checker = SupportChecker(OnnxEmbedder(threads=1), glossary)
    lessons = lesson_passages(load_course(course))
    if arguments.report:
        print(table(judged(checker, glossary, lessons, claims("test")), SupportThresholds()))
        return
    found = judged(checker, glossary, lessons, claims("dev"))
    chosen = choose(found)
    print(asdict(chosen), table(found, chosen), sep="\n\n")
    if arguments.mistakes:
        print(*mistakes(found, chosen), sep="\n")


def choose(found: Sequence[Judged]) -> SupportThresholds:
    """The thresholds for one language, then those across; they judge different sentences."""
    same = [one for one in found if not one.claim.crosses]
    across = [one for one in found if one.claim.crosses]
    own = best(same, [SupportThresholds(words=w, clause=c, cosine=s) for w, c, s in grid()])
    fields = [{"words_across": w, "clause_across": c, "cosine_across": s} for w, c, s in grid()]
    return best(across, [replace(own, **some) for some in fields])


def grid() -> Iterator[tuple[float, float, float]]:
    """Words, clause and cosine, from lenient to strict."""
    return product(WORDS, CLAUSE, COSINE)


def best(found: Sequence[Judged], choices: Sequence[SupportThresholds]) -> SupportThresholds:
    """The middle of the choices that keep the most, among those that are precise enough."""
    scores = [(score_support(found, thresholds), thresholds) for thresholds in choices]
    top = max(_rank(score) for score, _ in scores)
    ties = [thresholds for score, thresholds in scores if _rank(score) == top]
    points = np.array([astuple(thresholds) for thresholds in ties])
    return ties[int(np.argmin(((points - points.mean(axis=0)) ** 2).sum(axis=1)))]


def _rank(score: SupportScore) -> tuple[bool, float, float]:
    precise = score.precision >= LEAST_PRECISION
    return precise, score.recall if precise else 0.0, score.precision


def mistakes(found: Sequence[Judged], thresholds: SupportThresholds) -> Iterator[str]:
    """A line for each claim that is decided wrongly, with its closest quote."""
    for one in found:
        kept = one.kept(thresholds)
        if (kept is not None) != one.claim.supported:
            near = kept or next(iter(one.candidates), None)
            measured = f"{near.coverage:.2f} {near.weakest:.2f} {near.cosine:.3f}" if near else "-"
            verdict = "kept" if kept else "dropped"
            quote = near.quote if near else ""
            claim = one.claim
            yield f"{verdict} {claim.id} {claim.kind} [{measured}]\n  {claim.sentence}\n  {quote}"


if __name__ == "__main__":
    main()
