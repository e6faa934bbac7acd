"""A tutor that plays prepared turns, each step behind a gate, so that tests never wait for time."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from knowledge_base.citations import Answer, Citation, Sentence
from knowledge_base.documents import Language, Locator, Passage
from knowledge_base.errors import TutorError
from tutor.agent.events import Answered, Event, QuotesFound, Routed, Said, Wording

LESSON = "/home/ana/curso/lecciones/es/softmax.md"
TITLE = "Softmax: de puntajes a probabilidades"
QUESTION = "¿Qué hace softmax con los logits?"
FIRST = (
    "Softmax convierte una lista de puntajes cualesquiera en una distribución de probabilidad.",
    "Para qué sirve",
)
SECOND = (
    "Softmax hace dos cosas: aplica la exponencial a cada puntaje, con lo que todos quedan positivos, y "
    "divide entre el total, con lo que suman 1.",
    "La idea > Exponenciar y repartir",
)
THIRD = (
    "La definición es `softmax(z)_i = exp(z_i) / Σ_j exp(z_j)`.",
    "La matemática > Definición y formas",
)


def citation(number: int, quote: str = FIRST[0], place: str = FIRST[1], uri: str = LESSON) -> Citation:
    """A citation of a passage of the scripted lesson."""
    return Citation(number, f"p{number}", "d1", TITLE, uri, place, quote)


CITATIONS = (citation(1, *FIRST), citation(2, *SECOND), citation(3, *THIRD))
QUOTED = Answer(
    QUESTION,
    "es",
    tuple(Sentence(item.quote, (item.number,), "source") for item in CITATIONS),
    CITATIONS,
)
WORDED = Answer(
    QUESTION,
    "es",
    (
        Sentence("Softmax toma los logits y los convierte en probabilidades que suman **1**.", (1,), "model"),
        Sentence("Primero aplica la exponencial con `exp` y después divide entre el total.", (2,), "model"),
        Sentence(THIRD[0], (3,), "source"),
    ),
    CITATIONS,
    model="smollm2-135m",
)
ABSTAINED = Answer("¿Cuánto mide el Aconcagua?", "es", abstained=True, nearest=CITATIONS[:2])
TURN: tuple[Event, ...] = (
    Routed("ask", 0.97, "es", "classifier"),
    QuotesFound(CITATIONS),
    Wording("Softmax toma los logits "),
    Wording("y los convierte en **probabilidades**"),
    Answered(WORDED),
)
SMALL_TALK: tuple[Event, ...] = (
    Routed("other", 0.9, "es", "classifier"),
    Said("Soy tu tutor en este curso. Pregúntame algo de él."),
)
WHICH: tuple[Event, ...] = (
    Routed("plan", 0.35, "es", "classifier", ("plan", "quiz")),
    Said("No estoy seguro de lo que quieres. ¿Es tu plan o un repaso?", ("plan", "quiz")),
)


@dataclass(frozen=True)
class Line:
    """A conversation in the list."""

    id: str
    title: str
    updated: str
    turns: int


@dataclass(frozen=True)
class Past:
    """A turn of an earlier conversation."""

    question: str
    said: str = ""
    answer: Answer | None = None
    cancelled: bool = False
    intent: str = "ask"


class ScriptedThreads:
    """Conversations in memory."""

    def __init__(self, lines: Sequence[Line] = (), turns: Mapping[str, Sequence[Past]] | None = None) -> None:
        self.lines = list(lines)
        self.past = dict(turns or {})
        self.made = 0

    def new(self) -> str:
        """The next id."""
        self.made += 1
        return f"t{self.made}"

    async def list(self) -> Sequence[Line]:
        """Newest first, as given."""
        return tuple(self.lines)

    async def turns(self, thread: str, /) -> Sequence[Past]:
        """Turns of a conversation."""
        return self.past.get(thread, ())

    async def delete(self, thread: str, /) -> None:
        """Forget one."""
        self.lines = [line for line in self.lines if line.id != thread]


def passage(number: int, text: str, heading: str) -> Passage:
    """A passage of the scripted lesson."""
    headings = tuple(heading.split(" > "))
    return Passage(
        f"p{number}", LESSON, number, 0, len(text), text, headings, Locator("heading", heading), "es"
    )


PASSAGES = (
    passage(0, "Softmax: de puntajes a probabilidades", TITLE),
    passage(
        1,
        f"{FIRST[0]} La última capa de un modelo de lenguaje produce un puntaje por cada token del "
        "vocabulario, llamado logit, y softmax convierte esos logits en las probabilidades del próximo "
        "token.",
        FIRST[1],
    ),
    passage(
        2,
        f"{SECOND[0]} El orden de los puntajes se conserva y el puntaje más alto recibe la parte más grande.",
        SECOND[1],
    ),
    passage(3, f"{THIRD[0]} El vector `z` contiene los logits y tiene forma `(K,)`.", THIRD[1]),
)


class ScriptedLibrary:
    """The passages of one lesson."""

    def __init__(self, passages: Sequence[Passage] = PASSAGES) -> None:
        self._passages = list(passages)

    @property
    def store(self) -> "ScriptedLibrary":
        """Itself."""
        return self

    def passages(self, ids: Sequence[str], /) -> dict[str, Passage]:
        """Those of the ids that are there."""
        return {item.id: item for item in self._passages if item.id in ids}

    def around(self, passage: Passage, before: int = 1, after: int = 1) -> list[Passage]:
        """The passage with its neighbours."""
        at = self._passages.index(passage)
        return self._passages[max(0, at - before) : at + after + 1]


@dataclass
class ScriptedTutor:
    """Plays `turns` in order, the last one again and again.

    Attributes:
        gated: whether each event of a turn waits for `step`.
        warm_gate: `warm` blocks until it is set.
        warm_errors: raised by `warm`, one after the other, before it ends well.
        asked: every text with its thread.
        closed_turns: how many turns ended before their last event.
    """

    home: Path
    turns: Sequence[Sequence[Event | Exception]] = (TURN,)
    language: Language = "es"
    gated: bool = False
    threads: ScriptedThreads = field(default_factory=ScriptedThreads)
    library: ScriptedLibrary = field(default_factory=ScriptedLibrary)
    warm_gate: threading.Event = field(default_factory=threading.Event)
    warm_errors: list[TutorError] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    closed_turns: int = 0
    closed: bool = False
    steps: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    def warm(self, say: Callable[[str], None], /) -> None:
        """Report, wait for the gate, fail as prepared."""
        say("warm.library")
        self.warm_gate.wait()
        if self.warm_errors:
            raise self.warm_errors.pop(0)
        say("warm.ready")

    async def turn(self, text: str, thread: str, /) -> AsyncIterator[Event]:
        """The prepared events of the next turn."""
        script = self.turns[min(len(self.asked), len(self.turns) - 1)]
        self.asked.append((text, thread))
        finished = False
        try:
            for event in script:
                if self.gated:
                    await self.steps.acquire()
                if isinstance(event, Exception):
                    raise event
                yield event
            finished = True
        finally:
            self.closed_turns += not finished

    async def aclose(self) -> None:
        """Remember that it was closed."""
        self.closed = True

    def step(self, count: int = 1) -> None:
        """Let that many events through."""
        for _ in range(count):
            self.steps.release()
