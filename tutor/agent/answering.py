"""From a draft or from quotes to an answer: what is kept, and how it is put together."""

from collections.abc import Sequence
from typing import Literal, cast

from knowledge_base.citations import Answer, Citation, Sentence, cite
from knowledge_base.documents import Language, Passage
from knowledge_base.instructions import speaks_to_a_model
from knowledge_base.languages import detect
from knowledge_base.store import document_id
from knowledge_base.words import content_words, stems
from tutor.agent.context import TutorContext
from tutor.agent.draft import DraftSentence
from tutor.agent.state import AskState

LEAST_WORDS = 3  # content words of a model's sentence; with fewer it says nothing that can be checked
SAME = 0.8  # share of common words above which two sentences say the same


def checked(
    context: TutorContext, state: AskState, passages: Sequence[Passage], draft: Sequence[DraftSentence]
) -> Answer | None:
    """The draft's supported sentences as an answer; None when too little is left."""
    language = language_of(state)
    best = {quote["sentence"] for quote in state["quotes"]}
    asked = set(stems(in_context(state["question"], state.get("before", "")), language))
    kept: list[tuple[str, Passage, str]] = []
    dropped = 0
    for item in draft:
        if any(overlap(item.text, said) > SAME for said, _, _ in kept):
            continue  # said already: nothing lost
        dropped += 1
        if detect(item.text, language) != language or len(content_words(item.text)) < LEAST_WORDS:
            continue
        if speaks_to_a_model(item.text) or _says_nothing(item.text, state["question"]):
            continue
        cited = [passages[n - 1] for n in item.citations if 1 <= n <= len(passages)]
        support = context.checker.check(item.text, language, cited) or context.checker.check(
            item.text, language, passages
        )
        if support and (support.quote in best or _bears_on(item.text, asked, language)):
            kept.append((item.text, support.passage, support.quote))
            dropped -= 1
    if not kept or len(kept) < dropped or not any(quote in best for _, _, quote in kept):
        return None
    return _assembled(context, state, kept, "model")


def _bears_on(text: str, asked: set[str], language: Language) -> bool:
    """Whether a sentence names something that the question names."""
    return any(asked.issuperset(stems(word, language)) for word in content_words(text))


def _says_nothing(text: str, question: str) -> bool:
    return set(content_words(text)) <= set(content_words(question))


def extractive(context: TutorContext, state: AskState) -> Answer:
    quotes = state["quotes"]
    passages = context.retriever.store.passages([quote["passage_id"] for quote in quotes])
    said = [
        (quote["sentence"], passages[quote["passage_id"]], quote["sentence"])
        for quote in quotes
        if quote["passage_id"] in passages  # the document may have been removed meanwhile
    ]
    return _assembled(context, state, said, "source")


def _assembled(
    context: TutorContext,
    state: AskState,
    said: Sequence[tuple[str, Passage, str]],
    origin: Literal["model", "source"],
) -> Answer:
    titles = context.retriever.store.titles([passage.uri for _, passage, _ in said])
    numbers: dict[tuple[str, str], int] = {}
    citations: list[Citation] = []
    sentences: list[Sentence] = []
    for text, passage, quote in said:
        key = (passage.id, quote)
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            title = titles.get(passage.uri, passage.uri)
            citations.append(cite(numbers[key], passage, quote, title, document_id(passage.uri)))
        sentences.append(Sentence(text, (numbers[key],), origin))
    model = context.chat.name if context.chat is not None and origin == "model" else None
    return Answer(state["question"], language_of(state), tuple(sentences), tuple(citations), model=model)


def turns_in_circles(written: Sequence[DraftSentence]) -> bool:
    """Whether the sentence before the one being written says what an earlier one said."""
    *earlier, last = [item.text for item in written[:-1]] or [""]
    return any(overlap(last, text) > SAME for text in earlier)


def overlap(one: str, other: str) -> float:
    a, b = set(content_words(one)), set(content_words(other))
    return len(a & b) / max(min(len(a), len(b)), 1)


def in_context(question: str, before: str) -> str:
    """A question that names nothing of its own ("and why?") is searched with the one before it."""
    return f"{before} {question}" if before and is_elliptical(question) else question


def is_elliptical(question: str) -> bool:
    """Whether a question names too little to be searched alone."""
    return len(content_words(question)) < 2


def in_order(context: TutorContext, ids: Sequence[str]) -> list[Passage]:
    found = context.retriever.store.passages(ids)
    return [found[id_] for id_ in ids if id_ in found]


def language_of(state: AskState) -> Language:
    return cast(Language, state["language"])
