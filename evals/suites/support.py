"""Support: which sentences the checker keeps of those that a lesson carries, and of those it does not.

The checker is the one of the tutor, with its encoder and glossary, over the passages of a real lesson.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from evals.labels import DATA, Split
from knowledge_base.chunking import chunk
from knowledge_base.course import Course
from knowledge_base.course_documents import course_documents
from knowledge_base.documents import Language, Passage
from knowledge_base.glossary import Glossary
from knowledge_base.support import Support, SupportChecker, SupportThresholds
from knowledge_base.words import content_words, stems

PASSAGES_CITED = 3  # as many as a prompt of the packaged model holds

SUPPORTED = frozenset(["verbatim", "shortened", "paraphrase", "merged", "translated"])
Kind = Literal[
    "verbatim", "shortened", "paraphrase", "merged", "translated",
    "number", "swapped", "negation", "direction", "overgeneralised", "added", "elsewhere", "topic",
    "question", "vague", "identifier", "causality",
]  # fmt: skip
Lessons = Mapping[tuple[str, Language], Sequence[Passage]]


class Claim(BaseModel):
    """A sentence as a model might write it, and whether a lesson carries it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    split: Split
    language: Language
    sentence: str
    lesson: str
    passage_language: Language
    supported: bool
    kind: Kind

    @model_validator(mode="after")
    def _labelled(self) -> "Claim":
        if self.supported != (self.kind in SUPPORTED):
            raise ValueError(f"{self.id} is {self.kind}, which does not go with supported: {self.supported}")
        return self

    @property
    def crosses(self) -> bool:
        """Whether sentence and lesson are in two languages."""
        return self.language != self.passage_language


@dataclass(frozen=True)
class Judged:
    """A claim with what stands closest to it in its lesson, best first."""

    claim: Claim
    candidates: Sequence[Support]

    def kept(self, thresholds: SupportThresholds) -> Support | None:
        """What carries the sentence, as the checker decides it."""
        return next((one for one in self.candidates if thresholds.met_by(one, self.claim.language)), None)


@dataclass(frozen=True)
class SupportScore:
    """Shares over a group of claims; 0 where a share is of nothing.

    Attributes:
        recall: supported sentences that are kept.
        kept_wrongly: unsupported sentences that are kept.
        precision: kept sentences that are supported; 1 when none is kept.
        supported, unsupported: how many of each.
    """

    recall: float
    kept_wrongly: float
    precision: float
    supported: int
    unsupported: int


def claims(split: Split | None = None, path: Path = DATA / "support.yaml") -> list[Claim]:
    """The labelled sentences of one half, or of both."""
    items = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [item for item in map(Claim.model_validate, items) if split in (None, item.split)]


def lesson_passages(course: Course) -> Lessons:
    """The passages of every lesson of a course, by skill and language."""
    return {
        (document.uri.rpartition("/")[2], document.language): chunk(document)
        for document in course_documents(course)
    }


def judged(
    checker: SupportChecker, glossary: Glossary, lessons: Lessons, items: Sequence[Claim]
) -> list[Judged]:
    """What the checker finds for each claim among the passages that a prompt would hold."""
    return [
        Judged(item, checker.candidates(item.sentence, item.language, cited(item, lessons, glossary)))
        for item in items
    ]


def cited(claim: Claim, lessons: Lessons, glossary: Glossary) -> list[Passage]:
    """The passages of the claim's lesson that share most words with it."""
    terms = [*content_words(claim.sentence)]
    if claim.crosses:
        terms += glossary.expand(claim.sentence, claim.language)
    wanted = {stem for term in terms for stem in stems(term, claim.passage_language)}
    passages = lessons[claim.lesson, claim.passage_language]
    shared = {one.id: len(wanted & set(stems(one.text, one.language))) for one in passages}
    return sorted(passages, key=lambda one: -shared[one.id])[:PASSAGES_CITED]


def score_support(found: Sequence[Judged], thresholds: SupportThresholds) -> SupportScore:
    """Score the claims given, all together."""
    kept = {True: 0, False: 0}
    total = {True: 0, False: 0}
    for one in found:
        total[one.claim.supported] += 1
        kept[one.claim.supported] += one.kept(thresholds) is not None
    return SupportScore(
        recall=kept[True] / max(total[True], 1),
        kept_wrongly=kept[False] / max(total[False], 1),
        precision=kept[True] / sum(kept.values()) if any(kept.values()) else 1.0,
        supported=total[True],
        unsupported=total[False],
    )


def groups(found: Sequence[Judged]) -> Iterator[tuple[str, list[Judged]]]:
    """All; then by language, by same or cross language, and by kind."""
    tests: dict[str, Callable[[Claim], bool]] = {
        "all": lambda _: True,
        "Spanish sentences": lambda claim: claim.language == "es",
        "English sentences": lambda claim: claim.language == "en",
        "same language": lambda claim: not claim.crosses,
        "across languages": lambda claim: claim.crosses,
    }
    for name, belongs in tests.items():
        yield name, [one for one in found if belongs(one.claim)]
    for kind in dict.fromkeys(one.claim.kind for one in found):
        yield kind, [one for one in found if one.claim.kind == kind]


def table(found: Sequence[Judged], thresholds: SupportThresholds) -> str:
    """The scores of every group as a Markdown table."""
    lines = [
        "| sentences | kept of supported | kept of unsupported | precision | n |",
        "|---|---|---|---|---|",
    ]
    for name, members in groups(found):
        score = score_support(members, thresholds)
        right = f"{score.recall:.2f}" if score.supported else ""
        wrong = f"{score.kept_wrongly:.2f}" if score.unsupported else ""
        precision = f"{score.precision:.2f}" if right and wrong else ""
        lines.append(f"| {name} | {right} | {wrong} | {precision} | {len(members)} |")
    return "\n".join(lines)
