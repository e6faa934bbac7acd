"""The `ask` subgraph: find, show quotes, word, check, or abstain.

    find ─┬─ not answerable ─→ abstain
          └─ answerable ─→ word ─→ check

The state holds builtins and ids only, so that a checkpoint can be read by any later version.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import asdict
from typing import TYPE_CHECKING, Literal, cast

from knowledge_base.citations import Answer, Citation, cite
from knowledge_base.documents import Language, Passage
from knowledge_base.errors import BadInput, TutorError
from knowledge_base.evidence import Evidence
from knowledge_base.languages import detect
from knowledge_base.retrieval import Hit, Search
from knowledge_base.store import document_id
from knowledge_base.words import encodable
from tutor.agent.answering import (
    checked,
    extractive,
    in_context,
    in_order,
    language_of,
    overlap,
    turns_in_circles,
)
from tutor.agent.context import TutorContext
from tutor.agent.draft import (
    ANSWER_TOKENS,
    Draft,
    DraftReader,
    DraftSentence,
    draft_messages,
    passages_that_fit,
)
from tutor.agent.events import Answered, Event, QuotesFound, Wording
from tutor.agent.state import AskState
from tutor.llm.chat import ChatModel

if TYPE_CHECKING:
    from langgraph.graph import StateGraph
    from langgraph.runtime import Runtime

SEARCHED = 10  # passages asked of the search
QUOTES = 3  # sentences of an extractive answer at most
QUOTE_MARGIN = 0.3  # how far below the best sentence's score a further quote may be
NEAREST = 3  # passages shown with an abstention
OPENING = 280  # characters of a nearest passage that are shown
OWN_LANGUAGE_BONUS = 0.3  # a quote in the language of the question reads better


def ask_graph() -> "StateGraph[AskState, TutorContext, AskState, AskState]":
    """The subgraph, not yet compiled. Input: question, language, and `before`, the question before it."""
    from langgraph.graph import END, START, StateGraph

    graph = StateGraph(AskState, context_schema=TutorContext)
    graph.add_node("find", find)
    graph.add_node("word", word)
    graph.add_node("check", check)
    graph.add_node("abstain", abstain)
    graph.add_edge(START, "find")
    graph.add_conditional_edges("find", _next, ["word", "abstain"])
    graph.add_edge("word", "check")
    graph.add_edge("check", END)
    graph.add_edge("abstain", END)
    return graph


async def find(state: AskState, runtime: "Runtime[TutorContext]") -> AskState:
    """Search, pick the best sentences, show them at once."""
    started = time.perf_counter()
    context, language = runtime.context, language_of(state)
    query = in_context(state["question"], state.get("before", ""))
    search = await asyncio.to_thread(context.retriever.search, query, SEARCHED, language)
    finding = await asyncio.to_thread(context.finder.find, search)
    chosen = choose_quotes(finding.evidence, language) if finding.answers else []
    if chosen:
        _emit(runtime, QuotesFound(tuple(_citations(chosen))))
    return {
        "passage_ids": _reading_order(context, chosen, search),
        "quotes": [{"passage_id": e.hit.passage.id, "sentence": e.sentence} for e in chosen],
        "answerable": bool(chosen),
        "started": started,
        "timings_ms": {"retrieve": 1000 * (time.perf_counter() - started)},
    }


async def word(state: AskState, runtime: "Runtime[TutorContext]") -> AskState:
    """Let the model word an answer; whatever goes wrong with it leaves the quotes to answer."""
    chat = runtime.context.chat
    timings = dict(state["timings_ms"])
    if chat is None:
        return {"draft": [], "timings_ms": timings}

    def shown(text: str) -> None:
        timings.setdefault("first_token", 1000 * (time.perf_counter() - state["started"]))
        _emit(runtime, Wording(text))

    reader = DraftReader()
    try:
        async with asyncio.timeout(2 * runtime.context.wording_seconds):
            passages = in_order(runtime.context, state["passage_ids"])
            fitting = await passages_that_fit(chat, passages, runtime.context.wording_seconds)
            await _read_draft(chat, reader, state, fitting, shown)
    except (TutorError, TimeoutError):
        pass  # the sentences read so far are checked; with none the quotes answer
    return {"draft": [item.model_dump() for item in reader.sentences()], "timings_ms": timings}


async def check(state: AskState, runtime: "Runtime[TutorContext]") -> AskState:
    """Keep the sentences that a passage carries; with too little left, answer in quotes."""
    context = runtime.context
    passages = in_order(context, state["passage_ids"])
    draft = [DraftSentence.model_construct(**item) for item in state.get("draft", [])]
    answer = await asyncio.to_thread(checked, context, state, passages, draft)
    answer = answer or extractive(context, state)
    if not answer.sentences:  # every document quoted was removed meanwhile
        return await abstain(state, runtime)
    return _finished(answer, state, runtime)


async def abstain(state: AskState, runtime: "Runtime[TutorContext]") -> AskState:
    """Say that the library does not hold the answer, and show what is nearest."""
    passages = in_order(runtime.context, state["passage_ids"][:NEAREST])
    titles = runtime.context.retriever.store.titles([passage.uri for passage in passages])
    nearest = [
        cite(number, passage, _opening(passage.text), title, document_id(passage.uri))
        for number, passage in enumerate(passages, start=1)
        if (title := titles.get(passage.uri))  # its document may have been removed meanwhile
    ]
    language = language_of(state)
    answer = Answer(state["question"], language, abstained=True, nearest=tuple(nearest))
    return _finished(answer, state, runtime)


async def ask_once(context: TutorContext, question: str, language: Language | None = None) -> Answer:
    """An answer to one question, without a thread.

    Raises:
        BadInput: the question is empty or not text.
    """
    answer: Answer | None = None
    async for event in ask_events(context, question, language):
        if isinstance(event, Answered):
            answer = event.answer
    if answer is None:  # the graph always ends in an answer
        raise RuntimeError("the ask subgraph ended without an answer")
    return answer


async def ask_events(
    context: TutorContext, question: str, language: Language | None = None
) -> AsyncIterator[Event]:
    """As `ask_once`, with quotes and wording while they come.

    Raises:
        BadInput: the question is empty or not text.
    """
    asked = checked_question(question)
    state: AskState = {"question": asked, "language": language or detect(asked)}
    stream = ask_graph().compile().astream(state, context=context, stream_mode="custom")
    async with aclosing(stream):  # type: ignore[type-var]
        async for event in stream:
            yield cast(Event, event)


def checked_question(text: str) -> str:
    """A question without surrounding space.

    Raises:
        BadInput: nothing is left of it, or it is not text.
    """
    question = readable(text).strip()
    if not any(letter.isalnum() for letter in question):
        raise BadInput("The question is empty.", hint="Write what you want to know, in Spanish or English.")
    return question


def readable(text: str) -> str:
    """A text that can be stored.

    Raises:
        BadInput: it is binary junk.
    """
    strange = sum(not (letter.isprintable() or letter.isspace()) for letter in text)
    if strange > 0.05 * len(text) or "\x00" in text:
        raise BadInput(
            "The question is not readable text.",
            hint="Write it in words; to ask about a file, add it to the library first.",
        )
    return encodable(text)


def choose_quotes(evidence: Sequence[Evidence], language: Language) -> list[Evidence]:
    """The sentences of an extractive answer: the best, and those nearly as good that say something else."""
    ranked = sorted(evidence, key=lambda item: -_preferred(item, language))
    if not ranked:
        return []
    floor = _preferred(ranked[0], language) - QUOTE_MARGIN
    chosen: list[Evidence] = []
    for item in ranked:
        if len(chosen) == QUOTES or _preferred(item, language) < floor:
            break
        if not any(overlap(item.sentence, other.sentence) > 0.6 for other in chosen):
            chosen.append(item)
    return chosen


def _preferred(item: Evidence, language: Language) -> float:
    return item.score + OWN_LANGUAGE_BONUS * (item.hit.passage.language == language)


def _next(state: AskState) -> Literal["word", "abstain"]:
    return "word" if state["answerable"] else "abstain"


async def _read_draft(
    chat: ChatModel,
    reader: DraftReader,
    state: AskState,
    passages: Sequence[Passage],
    shown: Callable[[str], None],
) -> None:
    question = in_context(state["question"], state.get("before", ""))
    messages = draft_messages(question, language_of(state), passages)
    async with aclosing(chat.stream(messages, max_tokens=ANSWER_TOKENS, schema=Draft)) as pieces:  # type: ignore[type-var]
        async for piece in pieces:
            if new := reader.feed(piece):
                shown(new)
            if turns_in_circles(reader.sentences()):
                return  # small models do; leaving the stream stops the server


def _finished(answer: Answer, state: AskState, runtime: "Runtime[TutorContext]") -> AskState:
    timings = dict(state["timings_ms"])
    timings["total"] = 1000 * (time.perf_counter() - state["started"])
    rounded = {name: round(value, 1) for name, value in timings.items()}
    complete = Answer(**{**vars(answer), "timings_ms": rounded})
    _emit(runtime, Answered(complete))
    return {"answer": asdict(complete), "timings_ms": rounded}


def _reading_order(context: TutorContext, chosen: Sequence[Evidence], search: Search) -> list[str]:
    """Passages for the model: those quoted, the rest as found, then what stands around those quoted.

    Small passages are found and cited; a model with room reads them with their neighbours.
    """
    quoted = [item.hit.passage for item in chosen]
    around = [neighbour.id for passage in quoted for neighbour in context.retriever.store.beside(passage)]
    found = [hit.passage.id for hit in search.hits]
    return list(dict.fromkeys([*(passage.id for passage in quoted), *found, *around]))


def _citations(chosen: Sequence[Evidence]) -> list[Citation]:
    return [_citation(number, item.hit, item.sentence) for number, item in enumerate(chosen, start=1)]


def _citation(number: int, hit: Hit, quote: str) -> Citation:
    return cite(number, hit.passage, quote, hit.title, document_id(hit.passage.uri))


def _opening(text: str) -> str:
    """The beginning of a passage, cut at a space."""
    return text if len(text) <= OPENING else text[:OPENING].rsplit(maxsplit=1)[0]


def _emit(runtime: "Runtime[TutorContext]", event: Event) -> None:
    runtime.stream_writer(event)
