"""What a turn does with the quiz that is open in its conversation, by rules, in Spanish and English."""

import re
from typing import Literal

from tutor.agent.pasted_code import pasted_code
from tutor.agent.practice_moves import plain_words
from tutor.agent.state import QuizMemory
from tutor.reviews.scheduling import AGAIN, EASY, GOOD, HARD

Move = Literal["begin", "show", "answer", "dunno", "grade", "which_grade", "pass", "stop", "none_open"]

_END = (
    r"(?: por (?:hoy|ahora|favor)| for (?:today|now)| please| the quiz| el (?:quiz|repaso|cuestionario))?\W*$"
)
_STOP = re.compile(
    r"^(?:stop|basta|para|paremos|parar|ya no (?:quiero )?mas|termina(?:r|mos)?|terminemos|fin|salir"
    rf"|cancel\w*|suficiente|luego|despues|mas tarde|later|quit|exit|enough|finish|end|that's all"
    rf"|eso es todo){_END}"
)
_PASS = re.compile(
    r"^(?:otra|otra pregunta|otra tarjeta|siguiente|la siguiente|pasa|paso|pasar|saltar|salta(?:la|r esta)?"
    rf"|skip(?: it| this(?: one)?)?|next|next one|another|another one|pass){_END}"
)
_DUNNO = re.compile(
    r"^(?:(?:yo )?no (?:lo |la )?se|ni idea|no (?:me acuerdo|recuerdo|tengo idea)"
    r"|(?:i )?(?:don't|dont|do not) (?:know|remember)(?: it| that)?|no idea|dunno|i forgot|idk|no clue)"
    r"(?: la verdad| sorry| perdon)?\W*$"
)
_NEW = re.compile(
    r"\b(?:quiz|repas\w+|cuestionario|tarjetas|examen|preguntas|review|flashcards|cards|questions|test)\b"
)
_WANTS = re.compile(
    r"^(?:haz|hac|dame|quiero|empe|pon|toma|sig|segui|continu|vamos|repas|quiz|start|give|test|let's|go on"
    r"|begin|resume|ask me|pregunt)\w*"
)
_GRADES = (
    (AGAIN, re.compile(r"^(?:1|no|no (?:lo |la )?sabia|nada|again|not at all|i did(?:n't| not))\W*$")),
    (HARD, re.compile(r"^(?:2|apenas|mas o menos|a medias|hard|barely|so so|partly)\W*$")),
    (GOOD, re.compile(r"^(?:3|si|si (?:lo |la )?sabia|bien|yes|good|i did|i knew(?: it)?)\W*$")),
    (EASY, re.compile(r"^(?:4|al instante|facil|muy facil|easy|at once|instantly)\W*$")),
)
_QUESTION = re.compile(
    r"^(?:y |and )?(?:que|cual|cuando|cuanto|como|donde|por que|para que|what|which|when|how|why|where|who)\b"
)
WEEKLY = re.compile(
    r"\b(?:sin ayuda|semanal|de la semana|without help|weekly|no help|of the week|this week's)\b"
)


def read_move(question: str, memory: QuizMemory, *, follows: bool) -> Move:
    """What a turn does.

    Args:
        question: the turn, without its slash command.
        memory: of the conversation.
        follows: whether the turn before was of the quiz too, or this one is a command with words.
    """
    said = plain_words(question)
    if not memory.get("item"):
        return "none_open" if _STOP.search(said) else "begin"
    if _STOP.search(said):
        return "stop"
    if _PASS.search(said):
        return "pass"
    if not said or not follows or (_WANTS.search(said) and _NEW.search(said)):
        return "show"
    if memory.get("grading"):
        return "grade" if grade_named(question) else "which_grade"
    return "dunno" if _DUNNO.search(said) else "answer"


def grade_named(question: str) -> int | None:
    """The learner's own grade; None where the turn is none."""
    said = plain_words(question)
    return next((grade for grade, rule in _GRADES if rule.search(said)), None)


def belongs_to_quiz(question: str, memory: QuizMemory, intent: str, *, sure: bool) -> bool:
    """Whether a turn after one of the quiz goes on with it; an answer looks like anything.

    Args:
        question: the turn, without a slash command.
        memory: of the conversation.
        intent: that the turn would have by itself.
        sure: whether that is beyond doubt.
    """
    if not memory.get("item"):
        return False
    move = read_move(question, memory, follows=True)
    if move in ("stop", "pass", "dunno", "grade"):
        return True
    if pasted_code(question) is not None:
        return False
    if intent == "ask":
        return not (sure and "?" in question and _QUESTION.search(plain_words(question)))
    return intent in ("quiz", "other") or not sure
