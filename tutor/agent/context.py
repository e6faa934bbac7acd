"""What the graph's nodes work with; it travels in the runtime context and never in the state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge_base.documents import Language
from knowledge_base.evidence import EvidenceFinder
from knowledge_base.retrieval import Retriever
from knowledge_base.support import SupportChecker
from tutor.agent.routing import Router
from tutor.llm.chat import ChatModel
from tutor.workshop import Workshop

if TYPE_CHECKING:
    from tutor.checkin.service import CheckIns
    from tutor.planning.planner import Planner
    from tutor.reviews.quiz import Quiz


@dataclass(frozen=True)
class TutorContext:
    """Everything a turn needs.

    Attributes:
        wording_seconds: how long the model may take to word an answer.
        workshop: where code is run and checked; None where this tutor has none.
        open_planner, open_quiz: open the learner's plan and reviews; None where this tutor has none.
        open_checkins: opens the weekly check-in; None where this tutor has none.
        language: of a turn that shows none, where the conversation has none yet.
    """

    retriever: Retriever
    finder: EvidenceFinder
    checker: SupportChecker
    router: Router
    chat: ChatModel | None
    wording_seconds: float
    workshop: Workshop | None = None
    open_planner: "Callable[[], Planner] | None" = None
    open_quiz: "Callable[[], Quiz] | None" = None
    open_checkins: "Callable[[], CheckIns] | None" = None
    language: Language = "en"
