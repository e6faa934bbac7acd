"""A quiz in a conversation: one question at a time, and what is said to be kept is in the record."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from knowledge_base.documents import Language
from knowledge_base.store import LibraryStore
from tests.tutor.agent.plan_stage import Stage, replied_in
from tests.tutor.agent.small_tutor import DROPOUT, Told, said_in
from tutor.agent.events import Answered, Intent, Routed, Said
from tutor.learner.entries import Done, Observation, Review
from tutor.reviews.quiz import Quiz

Making = Callable[..., Stage]
SURE_OF_ASK: dict[str, dict[Intent, float]] = {DROPOUT: {"ask": 0.99}, "¿qué hago hoy?": {"plan": 0.99}}


@pytest.fixture
async def make(tmp_path: Path, store: LibraryStore) -> AsyncIterator[Making]:
    made: list[Stage] = []

    def making(skills: tuple[str, ...] = ("vectors", "softmax"), **given: object) -> Stage:
        made.append(Stage(tmp_path, store, **given))  # type: ignore[arg-type]
        made[-1].learner.learn(*skills)
        return made[-1]

    yield making
    for stage in made:
        await stage.aclose()
        stage.record.close()


def answer_of(quiz: Quiz, text: str, language: Language) -> str:
    """The right answer to the question that a reply asks."""
    card = next(
        one
        for one in quiz.items.cards.values()
        if f"**{one.question.in_language(language)}**" in text.replace("\\", "")
    )
    return card.answer.in_language(language)


@pytest.mark.parametrize(
    ("language", "command", "right", "kept"),
    [
        ("es", "/repaso", "**Bien.**", "Guardado; vuelve el"),
        ("en", "/quiz", "**Right.**", "Kept; it comes back on"),
    ],
)
async def test_a_right_answer_is_kept_and_the_next_question_asked(
    make: Making, language: Language, command: str, right: str, kept: str
) -> None:
    stage = make()
    asked = await stage.told(command, language)
    assert stage.record.entries(Review) == ()
    said = await stage.told(answer_of(stage.quiz, asked, language), language)
    (review,) = stage.record.entries(Review)
    assert (review.how, review.grade) == ("points", 3)
    assert kept in said
    assert review.seconds == 30


async def test_what_is_not_known_counts_as_forgotten(make: Making) -> None:
    stage = make()
    await stage.say("/repaso")
    said = await stage.told("no sé")
    (review,) = stage.record.entries(Review)
    assert (review.how, review.grade, review.answer) == ("self", 1, "")
    assert "Todavía no." in said
    assert "Respuesta:" in said


async def test_another_question_keeps_nothing_and_does_not_come_back(make: Making) -> None:
    stage = make()
    first = await stage.told("/repaso")
    said = await stage.told("otra")
    assert "no guardé nada" in said
    assert stage.record.entries(Review) == ()
    assert first.split("**")[1] not in said


async def test_five_answers_end_it_once_with_the_time_it_took(make: Making) -> None:
    stage = make()
    await stage.say("/repaso")
    for _ in range(4):
        await stage.say("no sé")
    ended = replied_in(await stage.say("no sé"))
    assert "Respuestas guardadas: 5 en 2 min. Bien: 0; a medias: 0; por aprender: 5." in ended.text
    (done,) = [one for one in stage.record.entries(Done) if one.kind == "review"]
    assert done.minutes == 2
    assert [offer.sends for offer in ended.offers] == ["/repaso"]
    assert "**" in await stage.told("/repaso")


async def test_stopping_says_what_was_kept(make: Making) -> None:
    stage = make()
    await stage.say("/repaso")
    assert "No se guardó ninguna respuesta." in await stage.told("basta")
    assert all(one.kind != "review" for one in stage.record.entries(Done))
    await stage.say("/repaso")
    await stage.say("no sé")
    assert "Respuestas guardadas: 1 en 1 min" in await stage.told("basta por hoy")
    assert "ningún repaso abierto" in await stage.told("/repaso basta")
    assert len([one for one in stage.record.entries(Done) if one.kind == "review"]) == 1


async def test_it_is_left_at_any_moment_and_goes_on_days_later_in_another_process(make: Making) -> None:
    stage = make(router=Told(SURE_OF_ASK))
    await stage.say("/repaso")
    asked = await stage.told("no sé")
    waiting = asked.split("**")[-2]
    events = await stage.say(DROPOUT)
    assert any(isinstance(event, Answered) for event in events)
    await stage.killed()
    stage.learner.clock.pass_days(3)
    went_on = await stage.told("/repaso")
    assert "Seguimos donde quedamos. Respuestas guardadas de este repaso: 1." in went_on
    assert waiting in went_on
    await stage.say("no sé")
    assert len({review.quiz for review in stage.record.entries(Review)}) == 1


@pytest.mark.parametrize("text", [DROPOUT, "¿qué hago hoy?", "/plan", "/ask qué es dropout"])
async def test_a_question_of_its_own_is_no_answer(make: Making, text: str) -> None:
    stage = make(router=Told(SURE_OF_ASK))
    await stage.say("/repaso")
    events = await stage.say(text)
    (routed,) = [event for event in events if isinstance(event, Routed)]
    assert routed.intent != "quiz"
    assert stage.record.entries(Review) == ()


async def test_an_answer_that_looks_like_anything_is_an_answer(make: Making) -> None:
    told: dict[str, dict[Intent, float]] = {"crece con la longitud": {"progress": 0.6, "ask": 0.3}}
    stage = make(router=Told(told))
    await stage.say("/repaso")
    await stage.say("crece con la longitud")
    assert len(stage.record.entries(Review)) == 1


async def test_where_the_program_cannot_decide_the_learner_does(make: Making) -> None:
    stage = make(skills=("vectors",))
    asked = await stage.told("/repaso")
    right = answer_of(stage.quiz, asked, "es")
    unsure = next(
        words
        for n in range(1, len(right.split()))
        if stage.quiz.assess(_item(stage, asked), words := " ".join(right.split()[:n]), "es").grade is None
    )
    replied = replied_in(await stage.say(unsure))
    assert stage.record.entries(Review) == ()
    assert "¿Lo sabías?" in replied.text
    assert [offer.sends for offer in replied.offers] == [f"/repaso {grade}" for grade in (1, 2, 3, 4)]
    assert "1, 2, 3 o 4" in await stage.told("mmm")
    await stage.killed()
    assert "Guardado" in await stage.told("3")
    (review,) = stage.record.entries(Review)
    assert (review.how, review.grade, review.answer) == ("self", 3, unsure)


def _item(stage: Stage, asked: str) -> str:
    return next(
        one.id
        for one in stage.quiz.items.cards.values()
        if f"**{one.question.es}**" in asked.replace("\\", "")
    )


async def test_an_answer_that_was_kept_before_the_process_ended_is_not_graded_twice(make: Making) -> None:
    stage = make()
    asked = await stage.told("/repaso")
    quiz = stage.record.now()
    stage.learner.clock.pass_days(0.0001)
    stage.quiz.grade(quiz, _item(stage, asked), "es", grade=1)  # as in a process that ended right after it
    said = await stage.told("no sé")
    assert "no la califico dos veces" in said
    assert len(stage.record.entries(Review)) == 1


@pytest.mark.parametrize(("language", "command"), [("es", "/repaso sin ayuda"), ("en", "/quiz without help")])
async def test_the_weekly_quiz_is_held_too(make: Making, language: Language, command: str) -> None:
    stage = make()
    asked = replied_in(await stage.say(command, language))
    assert "A)" in asked.text or "número" in asked.text or "number" in asked.text
    before = len(stage.record.entries(Observation))
    await stage.say("lalala", language)
    assert len(stage.record.entries(Observation)) == before
    await stage.say("A" if "A)" in asked.text else "1", language)
    (seen,) = stage.record.entries(Observation)
    assert seen.source == "quiz"
    stop = {"es": "basta", "en": "stop"}[language]
    assert "1 min" in await stage.told(stop, language)
    assert [one.kind for one in stage.record.entries(Done)][-1] == "quiz"


async def test_only_the_skill_that_is_named_is_asked(make: Making) -> None:
    stage = make()
    await stage.say("/repaso softmax")
    for _ in range(3):
        await stage.say("no sé")
    assert {review.skill for review in stage.record.entries(Review)} == {"softmax"}


async def test_where_nothing_is_due_it_says_so(make: Making) -> None:
    assert "Ahora no hay nada que repasar." in await make(skills=()).told("/repaso")


async def test_a_tutor_without_reviews_says_so(make: Making) -> None:
    stage = make()
    stage.context = type(stage.context)(**{**vars(stage.context), "open_quiz": None})
    assert isinstance(said_in(await stage.say("/repaso")), Said)
