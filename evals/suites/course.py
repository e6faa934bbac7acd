"""The course's own lessons: how often a question is answered from the lesson that teaches it.

`evals/data/course.yaml` names the skills whose lesson answers each question. It is only ever scored.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.labels import CourseQuestion
from knowledge_base.citations import Answer
from tutor.agent.ask import ask_once
from tutor.agent.context import TutorContext

FIRST = 3  # cited documents, in order, among which the lesson must be


@dataclass(frozen=True)
class CourseScore:
    """Counts over the questions.

    Attributes:
        cited: answered, with the right lesson among the first three documents cited.
        abstained: not answered.
        near: of those, how many show the right lesson among the nearest passages.
        n: how many were asked.
    """

    cited: int
    abstained: int
    near: int
    n: int


async def score_course(
    context: TutorContext, items: Sequence[CourseQuestion]
) -> tuple[CourseScore, list[Answer]]:
    """Ask every question; returns the counts and the answers, in order."""
    answers = [await ask_once(context, item.question, item.language) for item in items]
    pairs = list(zip(items, answers, strict=True))
    refused = [(item, answer) for item, answer in pairs if answer.abstained]
    score = CourseScore(
        cited=sum(_teaches(item, [c.uri for c in answer.citations]) for item, answer in pairs),
        abstained=len(refused),
        near=sum(_teaches(item, [c.uri for c in answer.nearest]) for item, answer in refused),
        n=len(pairs),
    )
    return score, answers


def _teaches(item: CourseQuestion, uris: Sequence[str]) -> bool:
    """Whether one of the first documents is the lesson on one of the skills, in either language."""
    first = list(dict.fromkeys(uris))[:FIRST]
    return any(uri.startswith("course:") and uri.rpartition("/")[2] in item.skills for uri in first)
