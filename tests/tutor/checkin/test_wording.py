"""A model's words stand only where they say the same."""

import pytest

from knowledge_base.documents import Language
from knowledge_base.errors import OutOfTime
from tests.tutor.checkin.stage import course, facts
from tutor.checkin.reflection import quote_of, reflection
from tutor.checkin.wording import (
    fit_to_word,
    objection,
    question_objection,
    worded_question,
    worded_reflection,
)
from tutor.checkin.words import CheckInWords
from tutor.llm.packaged import DEFAULT_MODEL
from tutor.llm.scripted import Fail, Hang, ScriptedChat

ASKED = "Hiciste 1 de 2 sesiones de «Vectores»: ¿qué distinguió a los días en que sí pudiste?"
SAID = "You held 1 of 2 sessions. You finished “Vectors”. And you said: “it was hard to begin”."


@pytest.mark.parametrize(
    ("worded", "why"),
    [
        ("Hiciste 1 de 2 sesiones de «Vectores»: ¿qué tuvieron los días en que sí pudiste?", ""),
        ("Hiciste 1 de 2 sesiones de «Vectores». ¿Qué distinguió a los días en que sí pudiste?", "sentence"),
        ("Hiciste 1 de 2 sesiones de «Vectores» los días en que sí pudiste.", "question"),
        ("¿Hiciste 1 de 2 sesiones de «Vectores»? ¿Qué días en que sí pudiste?", "question"),
        ("You held 1 of 2 sessions of «Vectores»: what set apart the days when you could?", "language"),
        ("Hiciste 3 de 2 sesiones de «Vectores»: ¿qué distinguió a los días en que sí pudiste?", "number"),
        ("Hiciste 1 de 2 sesiones de «Vectores», tres días: ¿qué distinguió a los otros?", "number"),
        ("Hiciste 1 de 2 sesiones de «Matrices»: ¿qué distinguió a los días en que sí pudiste?", "quote"),
        ("Hiciste 1 de 2 sesiones de «Vectores», ya lo guardé: ¿qué distinguió a los días?", "claim"),
        ("¿Te gusta la pizza con «Vectores» cuando llueve mucho en la ciudad de noche?", "topic"),
        ("¿Y?", "empty"),
    ],
)
def test_a_question(worded: str, why: str) -> None:
    assert question_objection(worded, ASKED, "es") == why


@pytest.mark.parametrize(
    ("worded", "why"),
    [
        ("You held 1 of 2 sessions and finished “Vectors”. You said “it was hard to begin”.", ""),
        ("You held 1 of 2 sessions. You finished “Vectors”. You said “it was easy to begin”.", "quote"),
        ("You held 2 of 2 sessions and finished “Vectors”, 5 of 5. “it was hard to begin”", "number"),
        ("You held 1 of 2 sessions. “Vectors” is saved. You said “it was hard to begin”.", "claim"),
        ("Hiciste 1 de 2 sesiones y terminaste “Vectors”. Dijiste “it was hard to begin”.", "language"),
    ],
)
def test_a_reflection(worded: str, why: str) -> None:
    assert objection(worded, SAID, "en") == why


@pytest.mark.parametrize("reply", ["no JSON", Fail(OutOfTime("too slow")), Hang(after="")])
async def test_a_model_that_fails_words_nothing(reply: object) -> None:
    chat = ScriptedChat([reply, reply])  # type: ignore[list-item]
    assert await worded_question(ASKED, "es", chat, 0.05) == ""
    chat = ScriptedChat([reply, reply])  # type: ignore[list-item]
    assert await worded_reflection(SAID, "en", chat, 0.05) == ""


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_reflection_names_two_facts_and_the_learner_s_words(language: Language) -> None:
    words = CheckInWords(course(), language, 2026)
    said = reflection(facts(), [{"answer": "Bien."}, {"answer": "Me costó. Mucho"}], words)
    assert words.say("quoted", name="Me costó") in said
    assert "7.8" in said
    assert "Vectores" in said if language == "es" else "Vectors" in said


def test_a_quote_is_verbatim_and_ends_at_a_word() -> None:
    long = "palabra " * 40
    assert quote_of(["corto", long]) in long
    assert len(quote_of([long])) <= 140
    assert quote_of([]) == quote_of([""]) == ""
    assert quote_of(["x" * 300]) == "x" * 140


def test_the_packaged_model_words_nothing() -> None:
    chat = ScriptedChat(["x"])
    assert fit_to_word(chat) is chat
    chat.name = DEFAULT_MODEL
    assert fit_to_word(chat) is None
    assert fit_to_word(None) is None
