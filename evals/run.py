"""Score the tutor on the labelled questions and print the tables of `docs/quality.md`.

    python -m evals.run --corpus FOLDER [--home FOLDER] [--split dev|test] [SUITE...]

Answers are scored without a model (`model.name = none`), so that they depend on nothing but the program.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import mkdtemp
from typing import get_args

from evals.labels import Matcher, Question, Split, course_questions, questions, unanswerable
from evals.suites.answers import score_answers
from evals.suites.retrieval import ABLATIONS, score_retrieval
from knowledge_base.documents import Language
from tutor.app import Tutor
from tutor.settings import ModelSettings, Settings

SUITES = ("retrieval", "answers", "routing", "course")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suites that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m evals.run", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}; all by default")
    parser.add_argument("--corpus", type=Path, help="folder of the labelled documents")
    parser.add_argument("--home", type=Path, help="a tutor's folder that holds them already, to save time")
    parser.add_argument("--split", choices=get_args(Split), default="test")
    parser.add_argument("--answers", type=Path, help="write every answer here, a JSON object a line")
    chosen = parser.parse_args(arguments)
    suites = chosen.suites or list(SUITES)
    if unknown := set(suites) - set(SUITES):
        parser.error(f"no suite is called {sorted(unknown)[0]}; there are {', '.join(SUITES)}")
    tutor = Tutor(chosen.home or Path(mkdtemp()), Settings(model=ModelSettings(name="none")))
    if {"retrieval", "answers"} & set(suites):
        if chosen.corpus is None:
            parser.error("--corpus is needed: the folder that the labels' paths are relative to")
        report = tutor.library.add([str(chosen.corpus.resolve())])
        _print(f"{tutor.library.store.count()} passages, {len(report.skipped)} sources skipped\n")
    for suite in suites:
        asyncio.run(_SUITES[suite](tutor, chosen))
    return 0


async def _retrieval(tutor: Tutor, chosen: argparse.Namespace) -> None:
    matcher = Matcher(chosen.corpus, tutor.library.store)
    _print("| questions | parts | recall@5 | recall@10 | MRR@10 | n |\n|---|---|---|---|---|---|")
    for language in get_args(Language):
        for kind in ("single", "multihop"):
            items = [q for q in _of(language, questions(chosen.split)) if q.kind == kind]
            for name, parts in ABLATIONS.items():
                s = score_retrieval(tutor.retriever, matcher, items, parts)
                figures = f"{s.recall_at_5:.2f} | {s.recall_at_10:.2f} | {s.mrr:.2f} | {s.n}"
                _print(f"| {language}, {kind} | {name} | {figures} |")
    _print("")


async def _answers(tutor: Tutor, chosen: argparse.Namespace) -> None:
    matcher = Matcher(chosen.corpus, tutor.library.store)
    _print(
        "| | unanswerable abstained | answerable refused | quotes that resolve | cites a labelled place |\n"
        "|---|---|---|---|---|"
    )
    for language in get_args(Language):
        answerable = _of(language, questions(chosen.split))
        empty = [item for item in unanswerable(chosen.split) if item.language == language]
        score, answers = await score_answers(tutor.context, matcher, answerable, empty)
        _print(
            f"| {language} | {score.abstained:.2f} of {score.unanswerable} |"
            f" {score.refused:.2f} of {score.answerable} | {score.quotes_resolve:.3f} |"
            f" {score.right_place:.2f} |"
        )
        if chosen.answers:
            with chosen.answers.open("a", encoding="utf-8") as file:
                names = [item.id for item in answerable] + [item.id for item in empty]
                for name, answer in zip(names, answers, strict=True):
                    row = {"id": name, **asdict(answer)}
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
    _print("")


async def _course(tutor: Tutor, _: argparse.Namespace) -> None:
    from evals.suites.course import score_course

    _print("| | cites the right lesson | abstained | of those, shows it | n |\n|---|---|---|---|---|")
    for language in get_args(Language):
        items = [item for item in course_questions() if item.language == language]
        s = (await score_course(tutor.context, items))[0]
        _print(f"| {language} | {s.cited} | {s.abstained} | {s.near} | {s.n} |")
    _print("")


async def _routing(tutor: Tutor, chosen: argparse.Namespace) -> None:
    from evals.suites.routing import score_routing, utterances

    _print("| | right | asked which was meant | acceptable, of the ambiguous | calibration error |")
    _print("|---|---|---|---|---|")
    for language, score in score_routing(tutor.router.route, utterances(chosen.split)).items():
        figures = f"{score.right:.2f} of {score.clear} | {score.asked:.2f}"
        ambiguous = f"{score.well_taken:.2f} of {score.ambiguous}"
        _print(f"| {language} | {figures} | {ambiguous} | {score.calibration_error:.3f} |")
    _print("")


def _of(language: Language, items: Sequence[Question]) -> list[Question]:
    return [item for item in items if item.language == language]


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


_SUITES = {"retrieval": _retrieval, "answers": _answers, "routing": _routing, "course": _course}


if __name__ == "__main__":
    sys.exit(main())
