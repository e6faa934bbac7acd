"""Asking: quotes first, words that a passage carries, quotes alone when there are none, or no answer."""

from collections.abc import Sequence

import pytest

from knowledge_base.documents import Language
from knowledge_base.embedding import OnnxEmbedder
from knowledge_base.errors import BadInput, Missing, OutOfTime, WorkFailed
from knowledge_base.evidence import EvidenceFinder
from knowledge_base.glossary import Glossary
from knowledge_base.store import LibraryStore
from tests.fakes import FakeEmbedder
from tests.tutor.agent.small_tutor import (
    DROPOUT,
    RATE,
    Unsure,
    answer_in,
    assert_honest,
    collected,
    context_over,
    document,
    draft,
    put,
    worded_in,
)
from tutor.agent.ask import NEAREST, OPENING, QUOTES, ask_events, ask_once, in_context
from tutor.agent.context import TutorContext
from tutor.agent.events import Answered, QuotesFound, Wording
from tutor.llm.chat import Message
from tutor.llm.scripted import Fail, Hang, Nonsense, Reply, ScriptedChat

FACT = "During training dropout sets each activation to zero with probability 0.3."
HECHO = "En cada paso del descenso la tasa de aprendizaje multiplica al gradiente."


def saying(
    store: LibraryStore, embedder: FakeEmbedder, *replies: Reply, seconds: float = 20.0
) -> TutorContext:
    return context_over(store, embedder, ScriptedChat(replies), wording_seconds=seconds)


async def test_quotes_come_before_words_and_the_answer_last(
    store: LibraryStore, embedder: FakeEmbedder
) -> None:
    context = saying(store, embedder, draft((FACT, [1])))
    events = await collected(ask_events(context, DROPOUT))
    kinds = [type(event) for event in events]
    assert kinds[0] is QuotesFound
    assert kinds[-1] is Answered
    assert set(kinds[1:-1]) == {Wording}
    assert worded_in(events) == FACT
    assert isinstance(events[0], QuotesFound)
    assert "0.3" in events[0].citations[0].quote


async def test_a_supported_wording_cites_the_sentence_that_carries_it(
    store: LibraryStore, embedder: FakeEmbedder
) -> None:
    answer = await ask_once(saying(store, embedder, draft((FACT, [1]))), DROPOUT)
    assert_honest(answer, store)
    assert answer.text == f"{FACT} [1]"
    assert answer.sentences[0].origin == "model"
    assert answer.model == "scripted"
    (citation,) = answer.citations
    assert citation.uri == "/notes/dropout.md"
    assert citation.locator.endswith("What dropout does")
    assert set(answer.timings_ms) == {"retrieve", "first_token", "total"}


async def test_a_wrong_passage_number_does_not_lose_a_true_sentence(
    store: LibraryStore, embedder: FakeEmbedder
) -> None:
    for cited in ([], [99], [0, -1], [2]):
        answer = await ask_once(saying(store, embedder, draft((FACT, cited))), DROPOUT)
        assert_honest(answer, store)
        assert answer.sentences[0].text == FACT


@pytest.mark.parametrize(
    "untrue",
    [
        "During training dropout sets each activation to zero with probability 0.5.",
        "During training dropout does not set each activation to zero.",
        "During training dropout sets each activation to zero through DropBlock2d.",
        "Dropout was invented by the Romans to keep their aqueducts from overflowing.",
        "Dropout requires a licence from the government of every country.",
    ],
    ids=["number", "negation", "identifier", "invention", "near invention"],
)
async def test_an_unsupported_sentence_is_dropped(
    store: LibraryStore, embedder: FakeEmbedder, untrue: str
) -> None:
    true = "Dropout helps because no unit can rely on one particular neighbour."
    answer = await ask_once(saying(store, embedder, draft((FACT, [1]), (untrue, [1]), (true, [2]))), DROPOUT)
    assert_honest(answer, store)
    assert [sentence.text for sentence in answer.sentences] == [FACT, true]


async def test_with_too_little_left_the_answer_is_in_quotes(
    store: LibraryStore, embedder: FakeEmbedder
) -> None:
    invented = [(f"Dropout invents fact number {n} about bananas.", [1]) for n in range(3)]
    answer = await ask_once(saying(store, embedder, draft((FACT, [1]), *invented)), DROPOUT)
    assert_honest(answer, store)
    assert {sentence.origin for sentence in answer.sentences} == {"source"}
    assert 1 <= len(answer.sentences) <= QUOTES
    assert answer.model is None


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I do not feel like JSON today.",
        '{"sentences": "none"}',
        '{"sentences": [{"words": "Dropout helps."}]}',
        '{"sentences": [{"text": "During training drop',
        '{"sentences": [{"text": "YES", "citations": [1]}]}',
        "[" * 3000,
        draft((DROPOUT, [1])),
        draft(("What does dropout do to each activation during training", [1])),
        draft(("El dropout pone en cero cada activación al entrenar con probabilidad 0.3.", [1])),
        Nonsense(1),
        Nonsense(2, words=200),
        Fail(Missing("No model.")),
        Fail(WorkFailed("The server failed twice.")),
        Fail(OutOfTime("Too slow.")),
    ],
    ids=lambda reply: str(reply)[:50],
)
async def test_whatever_the_model_does_the_quotes_answer(
    store: LibraryStore, embedder: FakeEmbedder, reply: Reply
) -> None:
    answer = await ask_once(saying(store, embedder, reply), DROPOUT)
    assert_honest(answer, store)
    assert {sentence.origin for sentence in answer.sentences} == {"source"}
    assert "with probability 0.3" in answer.text
    assert answer.model is None


async def test_a_model_that_hangs_is_left_and_the_quotes_answer(
    store: LibraryStore, embedder: FakeEmbedder
) -> None:
    context = saying(store, embedder, Hang(), seconds=0.005)
    answer = await ask_once(context, DROPOUT)
    assert_honest(answer, store)
    assert "with probability 0.3" in answer.text
    assert isinstance(context.chat, ScriptedChat)
    assert context.chat.cancelled == 1


async def test_what_a_model_said_before_it_hung_is_used(store: LibraryStore, embedder: FakeEmbedder) -> None:
    context = saying(store, embedder, Hang(after=draft((FACT, [1]))[:-2]), seconds=0.05)
    answer = await ask_once(context, DROPOUT)
    assert [(sentence.text, sentence.origin) for sentence in answer.sentences] == [(FACT, "model")]


async def test_without_a_model_the_quotes_answer(store: LibraryStore, embedder: FakeEmbedder) -> None:
    for question, language, fact in (
        (DROPOUT, "en", "probability 0.3"),
        (RATE, "es", "multiplica al gradiente"),
    ):
        events = await collected(ask_events(context_over(store, embedder), question))
        answer = answer_in(events)
        assert_honest(answer, store)
        assert answer.language == language
        assert fact in answer.text
        assert worded_in(events) == ""


async def test_what_the_library_lacks_is_not_answered(store: LibraryStore, embedder: FakeEmbedder) -> None:
    chat = ScriptedChat([draft((FACT, [1]))])
    context = context_over(store, embedder, chat, finder=Unsure)
    events = await collected(ask_events(context, "Who won the world cup in 1986?"))
    answer = answer_in(events)
    assert_honest(answer, store)
    assert answer.abstained
    assert len(events) == 1
    assert 1 <= len(answer.nearest) <= NEAREST
    assert all(len(citation.quote) <= OPENING for citation in answer.nearest)
    assert chat.asked == []


async def test_an_empty_library_has_nothing_to_show(tmp_path_factory: pytest.TempPathFactory) -> None:
    embedder = FakeEmbedder()
    store = LibraryStore(tmp_path_factory.mktemp("empty") / "library.db")
    store.encoder = (embedder.name, embedder.dimension)
    answer = await ask_once(context_over(store, embedder, ScriptedChat([draft((FACT, [1]))])), DROPOUT)
    assert answer.abstained
    assert answer.nearest == ()
    store.close()


async def test_a_document_that_is_removed_meanwhile_is_not_quoted(
    store: LibraryStore, embedder: FakeEmbedder
) -> None:
    def removing(_: Sequence[Message]) -> Reply:
        store.remove(["/notes/dropout.md"])
        return draft((FACT, [1]))

    answer = await ask_once(context_over(store, embedder, ScriptedChat(removing)), DROPOUT)
    assert all(citation.uri != "/notes/dropout.md" for citation in [*answer.citations, *answer.nearest])
    assert_honest(answer, store)


async def test_when_every_document_is_removed_meanwhile_nothing_is_said(
    store: LibraryStore, embedder: FakeEmbedder
) -> None:
    def removing(_: Sequence[Message]) -> Reply:
        store.remove(["/notes/dropout.md", "/notes/tasa.md"])
        return draft((FACT, [1]))

    answer = await ask_once(context_over(store, embedder, ScriptedChat(removing)), DROPOUT)
    assert answer.abstained
    assert (answer.sentences, answer.citations, answer.nearest) == ((), (), ())


@pytest.mark.parametrize("text", ["", "   \n\t ", "?!…", "—"])
async def test_an_empty_question_is_refused(store: LibraryStore, embedder: FakeEmbedder, text: str) -> None:
    with pytest.raises(BadInput, match="empty"):
        await ask_once(context_over(store, embedder), text)


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\x89PNG\x0d\x1a\x01\x02\x03", "ab\x01\x02\x03cd"])
async def test_a_binary_question_is_refused(store: LibraryStore, embedder: FakeEmbedder, text: str) -> None:
    with pytest.raises(BadInput, match=r"readable|empty"):
        await ask_once(context_over(store, embedder), text)


@pytest.mark.parametrize(
    "odd", [f"{DROPOUT} \ud800", f"{DROPOUT} 👍", f"« {DROPOUT} »", f'" OR 1=1 -- {DROPOUT}']
)
async def test_odd_letters_do_no_harm(store: LibraryStore, embedder: FakeEmbedder, odd: str) -> None:
    answer = await ask_once(saying(store, embedder, ""), odd)
    assert_honest(answer, store)
    assert answer.question.encode()


async def test_a_question_of_ten_thousand_words_is_answered(
    store: LibraryStore, embedder: FakeEmbedder
) -> None:
    chat = ScriptedChat([draft((FACT, [1]))])
    question = " ".join([DROPOUT, *(f"word{n}" for n in range(10_000))])
    answer = await ask_once(context_over(store, embedder, chat), question)
    assert_honest(answer, store)
    assert len(chat.asked[0].messages[-1].content) < 6000


async def test_the_language_asked_for_is_kept(store: LibraryStore, embedder: FakeEmbedder) -> None:
    answer = await ask_once(saying(store, embedder, draft((HECHO, [1]))), RATE)
    assert (answer.language, answer.sentences[0].text) == ("es", HECHO)
    asked_in_english = await ask_once(saying(store, embedder, draft((HECHO, [1]))), RATE, "en")
    assert asked_in_english.language == "en"
    assert {sentence.origin for sentence in asked_in_english.sentences} <= {"source"}


async def test_the_prompt_is_in_the_language_of_the_question(
    store: LibraryStore, embedder: FakeEmbedder
) -> None:
    for question, word in ((RATE, "Pregunta: "), (DROPOUT, "Question: ")):
        chat = ScriptedChat([""])
        await ask_once(context_over(store, embedder, chat), question)
        assert chat.asked[0].schema == "Draft"
        assert f"{word}{question}" in chat.asked[0].messages[-1].content


def test_a_question_that_names_nothing_is_searched_with_the_one_before() -> None:
    assert in_context("¿Y por qué?", RATE) == f"{RATE} ¿Y por qué?"
    assert in_context("And why?", DROPOUT) == f"{DROPOUT} And why?"
    assert in_context("And why?", "") == "And why?"
    assert in_context(DROPOUT, RATE) == DROPOUT


@pytest.mark.parametrize(
    ("question", "language", "uri", "word"),
    [
        ("¿Qué hace softmax con una lista de puntajes?", "es", "/softmax", "probabilidad"),
        ("What does softmax do to a list of scores?", "en", "/softmax", "probabilit"),
        ("¿Qué mide la entropía de una distribución?", "es", "/entropy", "entrop"),
        ("What does the entropy of a distribution measure?", "en", "/entropy", "entrop"),
    ],
)
async def test_a_lesson_answers_in_both_languages(
    lessons: LibraryStore,
    encoder: OnnxEmbedder,
    glossary: Glossary,
    question: str,
    language: Language,
    uri: str,
    word: str,
) -> None:
    context = context_over(lessons, encoder, finder=EvidenceFinder, glossary=glossary)
    answer = await ask_once(context, question)
    assert_honest(answer, lessons)
    assert answer.language == language
    assert answer.citations[0].uri.endswith(uri)
    assert word in answer.text.lower()


@pytest.mark.parametrize(
    "question",
    [
        "¿Cuál es la mejor receta de empanadas salteñas?",
        "¿Quién ganó el mundial de fútbol de 1986?",
        "Which dentist in Bogotá opens on Sundays?",
        "How do I change the oil of a motorcycle?",
    ],
)
async def test_what_no_lesson_says_is_not_answered(
    lessons: LibraryStore, encoder: OnnxEmbedder, glossary: Glossary, question: str
) -> None:
    chat = ScriptedChat([draft(("The answer is certainly forty-two, as everybody knows.", [1]))])
    context = context_over(lessons, encoder, chat, finder=EvidenceFinder, glossary=glossary)
    answer = await ask_once(context, question)
    assert_honest(answer, lessons)
    assert answer.abstained


async def test_a_wording_of_a_lesson_is_checked_by_its_meaning(
    lessons: LibraryStore, encoder: OnnxEmbedder, glossary: Glossary
) -> None:
    question = "¿Qué hace softmax con una lista de puntajes?"
    true = "Softmax convierte una lista de puntajes en una distribución de probabilidad."
    false = "Softmax convierte una lista de puntajes en una imagen satelital de 1492 píxeles."
    context = context_over(
        lessons, encoder, ScriptedChat([draft((true, [1]), (false, [1]))]), glossary=glossary
    )
    answer = await ask_once(context, question)
    assert_honest(answer, lessons)
    assert [sentence.text for sentence in answer.sentences if sentence.origin == "model"] == [true]


async def test_a_document_added_between_questions_is_found(
    store: LibraryStore, embedder: FakeEmbedder
) -> None:
    context = context_over(store, embedder)
    added = document(
        "# Zwicky\n\nThe Zwicky boxes are drawn by hand on the second floor of the old library building.",
        "/notes/zwicky.md",
        "en",
    )
    put(store, [added], embedder)
    answer = await ask_once(context, "Where are the Zwicky boxes drawn by hand?")
    assert answer.citations[0].uri == "/notes/zwicky.md"
