"""Grades a free answer by its key points: each is found in the answer, with the words that say it, or not.

Strict on purpose, since a grader that is lenient teaches that fluent emptiness is enough. A point is said
where one stretch of the answer has its numbers, half at least of its content words beyond those that the
question already had, a similar meaning, and nothing that contradicts it (`knowledge_base.agreement`). What
comes close without that is no decision of the program's: the learner is asked, with the answer before their
eyes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from knowledge_base.agreement import Wording, agrees, clauses
from knowledge_base.documents import Language
from knowledge_base.glossary import Glossary
from knowledge_base.sentences import prose_sentences
from knowledge_base.words import content_words, folded, numbers, stems, words

if TYPE_CHECKING:
    import numpy as np

    from knowledge_base.embedding import Embedder

Said = Literal["yes", "no", "unsure"]
Verdict = Literal["right", "partial", "wrong", "unsure"]
_BARE = ("no", "si", "yes")  # an answer without a reason: the learner knows what stood behind it
_SMALL_NAME = re.compile(r"(?<=\w[.!?])\s+(?=[a-z]+\d)")  # a sentence that begins with one, such as float16
_FEWEST = 2  # content words of a key point; a sentence with less belongs to the next


def key_points(answer: str) -> tuple[str, ...]:
    """The key points of an answer of the course: its sentences, one such as "Not yet." with the next."""
    points: list[str] = []
    pieces = [piece for sentence in prose_sentences(answer) for piece in _SMALL_NAME.split(sentence)]
    for sentence in pieces:
        if points and len(content_words(points[-1])) < _FEWEST:
            points[-1] = f"{points[-1]} {sentence}"
        else:
            points.append(sentence)
    return tuple(points)


@dataclass(frozen=True)
class Thresholds:
    """Chosen on the development half of `evals/data/quiz_answers.yaml`; see `benchmarks/reviews.py`.

    Attributes:
        words: least share of a point's own words that stand in the answer, for it to be said.
        cosine: least cosine between the point and the stretch that says it.
        words_doubt, cosine_doubt: both below these, the point is not said; between, it is not sure.
        margin: by how much nearer to the wrong answer than to the right one an answer has to be.
    """

    words: float = 0.5
    cosine: float = 0.9
    words_doubt: float = 0.34
    cosine_doubt: float = 0.9
    margin: float = 0.0


@dataclass(frozen=True)
class PointFound:
    """What an answer says of a key point.

    Attributes:
        point: as the course words it.
        said: whether the answer says it.
        quote: words of the answer that come closest, verbatim; empty where it is not said.
        share: of the point's own words that stand in the quote, 0 to 1.
        cosine: between the point and the quote.
    """

    point: str
    said: Said
    quote: str
    share: float
    cosine: float


@dataclass(frozen=True)
class Scored:
    """What an answer is worth.

    Attributes:
        verdict: `right` where every point is said, `partial` where the first is and another is not; `unsure`
            where the learner has to say.
        points: each key point.
        near_wrong: whether the answer is nearer to the wrong answer than to the right one.
    """

    verdict: Verdict
    points: tuple[PointFound, ...]
    near_wrong: bool = False


class AnswerScorer:
    """Scores free answers.

    Args:
        embedder: of the library.
        glossary: translations of the field's words.
        thresholds: of what counts as said.
    """

    def __init__(
        self, embedder: "Embedder", glossary: Glossary, thresholds: Thresholds | None = None
    ) -> None:
        self._embedder = embedder
        self._glossary = glossary
        self._thresholds = thresholds or Thresholds()

    def score(
        self, answer: str, question: str, points: Sequence[str], wrong: str, language: Language
    ) -> Scored:
        """Score an answer.

        Args:
            answer: the learner's.
            question: that was asked; repeating it earns nothing.
            points: what a good answer says, the essential one first.
            wrong: an answer that is wrong; empty where there is none.
            language: of all of them.
        """
        if folded(answer).strip(" .!,") in _BARE:
            return Scored(*_nothing(points, "unsure"))
        stretches = _stretches(answer, question)
        if not stretches:
            return Scored(*_nothing(points, "no"))
        texts = [*stretches, *points, *([wrong] if wrong else [])]
        vectors = self._embedder.embed_passages(texts, [language] * len(texts))
        parts = vectors[: len(stretches)]
        found = tuple(
            self._point(point, stretches, parts @ vectors[len(stretches) + place], question, language)
            for place, point in enumerate(points)
        )
        near_wrong = bool(wrong) and self._nearer_to(wrong, " ".join(points), answer, question, language)
        return Scored(_verdict(found, near_wrong), found, near_wrong)

    def _point(
        self,
        point: str,
        stretches: Sequence[str],
        cosines: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]",
        question: str,
        language: Language,
    ) -> PointFound:
        shares = [_share(point, stretch, question, language) for stretch in stretches]
        best = max(
            range(len(stretches)),
            key=lambda place: (round(shares[place] + float(cosines[place]), 4), -len(stretches[place])),
        )
        share, cosine = shares[best], float(cosines[best])
        said = self._said(point, stretches[best], share, cosine, question, language)
        return PointFound(point, said, stretches[best] if said != "no" else "", share, cosine)

    def _said(
        self, point: str, stretch: str, share: float, cosine: float, question: str, language: Language
    ) -> Said:
        limits = self._thresholds
        if share >= limits.words and cosine >= limits.cosine:
            wording = Wording.of(stretch, language, language, self._glossary)
            adds = not set(stems(stretch, language)) <= set(stems(question, language))
            holds = adds and numbers(point) == numbers(stretch) and agrees(wording, point)
            return "yes" if holds else "unsure"
        if share < limits.words_doubt and cosine < limits.cosine_doubt:
            return "no"
        return "unsure"

    def _nearer_to(self, wrong: str, right: str, answer: str, question: str, language: Language) -> bool:
        """Whether the answer has more of the words that only the wrong answer has."""
        to_wrong = _share(wrong, answer, f"{question} {right}", language)
        to_right = _share(right, answer, f"{question} {wrong}", language)
        return to_wrong > to_right + self._thresholds.margin


def _verdict(found: Sequence[PointFound], near_wrong: bool) -> Verdict:
    said = [point.said for point in found]
    if near_wrong:
        return "wrong" if "yes" not in said else "unsure"
    if all(one == "yes" for one in said):
        return "right"
    if said[0] == "yes":
        return "unsure" if "unsure" in said else "partial"
    return "wrong" if all(one == "no" for one in said) else "unsure"


def _nothing(points: Sequence[str], said: Said) -> tuple[Verdict, tuple[PointFound, ...]]:
    found = tuple(PointFound(point, said, "", 0.0, 0.0) for point in points)
    return _verdict(found, near_wrong=False), found


def _stretches(answer: str, question: str) -> list[str]:
    """The sentences and clauses of an answer, each two in a row, and the whole.

    What carries no word is none, and neither is a piece of the question.
    """
    sentences = prose_sentences(answer)
    single = [part for sentence in sentences for part in (sentence, *clauses(sentence))]
    pairs = [f"{one} {other}" for one, other in pairwise(sentences)]
    asked = " ".join(words(question))
    every = dict.fromkeys([*single, *pairs, answer.strip()])
    return [part for part in every if content_words(part) and " ".join(words(part)) not in asked]


def _share(point: str, stretch: str, question: str, language: Language) -> float:
    """Share of a point's content words that stand in a stretch, without those that the question has.

    Where the question has nearly all of them, all count.
    """
    asked, present = set(stems(question, language)), set(stems(stretch, language))
    wanted = [frozenset(stems(word, language)) for word in dict.fromkeys(content_words(point))]
    own = [word for word in wanted if not word <= asked] or wanted
    return sum(word <= present for word in own) / len(own) if own else 0.0
