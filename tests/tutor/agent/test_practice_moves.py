"""What a learner asks for is read from their words; what is recorded is never done by accident."""

import pytest

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.exercises import Exercises
from tutor.agent.practice_moves import (
    Move,
    confirms,
    goes_on,
    move_of,
    named_exercise,
    named_place,
    wished_level,
)
from tutor.agent.practice_reading import read_turn
from tutor.agent.state import PracticeMemory

COURSE = load_course(default_course_folder())
CATALOGUE = Exercises(COURSE)
EXERCISES = tuple(found for unit in COURSE.units for found in CATALOGUE.of_unit(unit.id))
SOFTMAX = "def softmax(logits):\n    return logits\n"
OPEN = PracticeMemory(exercise="softmax")
TRIED = PracticeMemory(exercise="softmax", program=SOFTMAX, did="check", seed=1)
RAN = PracticeMemory(exercise="softmax", program="print(1)", did="run")


@pytest.mark.parametrize(
    ("words", "move"),
    [
        ("muéstrame la solución", "reveal"), ("Ya está, me rindo", "reveal"),
        ("show me the answer", "reveal"),
        ("solution", "reveal"), ("¿cuál era la solución?", "reveal"), ("how is it solved?", "reveal"),
        ("una pista sin darme la solución", "hint"), ("help me without giving me the answer", "hint"),
        ("no quiero la solución", "hint"), ("give me a nudge, not the solution", "hint"), ("ayuda", "hint"),
        ("revisa mi solución", "check"), ("is my solution right?", "check"), ("¿está bien esto?", "check"),
        ("corre esto", "run"), ("run it", "run"), ("¿por qué me da nan?", "explain"),
        ("explain the error", "explain"),
        ("siguiente", "next"), ("another one please", "next"), ("lista de ejercicios", "list"),
        ("which exercises are there?", "list"), ("repite el enunciado", "statement"),
        ("quiero practicar", "choose"),
        ("an easy one to warm up", "choose"), ("hola", ""), ("", ""),
    ],
)  # fmt: skip
def test_moves(words: str, move: Move) -> None:
    assert move_of(words) == move


@pytest.mark.parametrize(
    ("words", "answer"),
    [("sí", True), ("Sí, muéstramela", True), ("yes please", True), ("dale", True), ("no", False),
     ("mejor no", False), ("not yet", False), ("¿qué es softmax?", None), ("quizás mañana", None),
     ("yes but first tell me in which way the maximum matters here at all", None)],
)  # fmt: skip
def test_a_reply_confirms_or_does_not(words: str, answer: bool | None) -> None:
    assert confirms(words) is answer


@pytest.mark.parametrize(
    ("words", "exercise"),
    [("quiero hacer softmax", "softmax"), ("the Multi-Head Attention one", "multi-head-attention"),
     ("tf-idf", "tf-idf"), ("bpe_train", "bpe-train"), ("cross entropy gradient", "cross-entropy-gradient"),
     ("algo de cocina", ""), ("where does my loss come from", "")],
)  # fmt: skip
def test_exercises_are_named_as_people_do(words: str, exercise: str) -> None:
    assert named_exercise(words, EXERCISES) == exercise


def test_places_and_levels_are_named_too() -> None:
    assert named_place("ejercicios de la unidad 3", COURSE) == "03-transformer-architecture"
    assert named_place("unit 99", COURSE) == ""
    assert wished_level("algo más fácil") == "warm-up"
    assert wished_level("something harder") == "challenge"
    assert wished_level("otro") is None


@pytest.mark.parametrize(
    ("question", "memory", "move", "target"),
    [
        (SOFTMAX, OPEN, "check", "softmax"),
        (SOFTMAX, PracticeMemory(), "run", ""),
        (f"revisa esto\n{SOFTMAX}", PracticeMemory(), "check", "softmax"),
        (f"corre esto\n{SOFTMAX}", OPEN, "run", "softmax"),
        (f"¿por qué me da nan?\n{SOFTMAX}print(softmax(3))\n", OPEN, "run", "softmax"),
        (f"¿por qué no pasa?\n{SOFTMAX}", OPEN, "check", "softmax"),
        ("print(1)", OPEN, "run", "softmax"),
        (f"es para layer-norm\n{SOFTMAX}", OPEN, "check", "layer-norm"),
        ("explícame el error", TRIED, "explain", "softmax"),
        ("córrelo otra vez", TRIED, "run", "softmax"),
        ("ya lo cambié", TRIED, "changed", "softmax"),
        ("¿está bien?", RAN, "check", "softmax"),
        ("no entiendo", TRIED, "explain", "softmax"),
        ("", TRIED, "choose", ""),
        ("layer-norm", TRIED, "choose", "layer-norm"),
        ("pista de layer-norm", TRIED, "hint", "layer-norm"),
        ("sí", PracticeMemory(exercise="softmax", pending="reveal"), "solution", "softmax"),
        ("no", PracticeMemory(exercise="softmax", pending="reveal"), "hint", "softmax"),
        ("sí", OPEN, "choose", ""),
        ("solución", OPEN, "reveal", "softmax"),
    ],
)  # fmt: skip
def test_a_turn_is_read_in_its_conversation(
    question: str, memory: PracticeMemory, move: str, target: str
) -> None:
    wish = read_turn(question, memory, EXERCISES, COURSE)
    assert (wish["move"], wish["target"]) == (move, target)


def test_no_words_alone_show_a_solution() -> None:
    for words in ("muéstrame la solución", "dame la respuesta ya", "sí, la solución", "reveal"):
        assert read_turn(words, TRIED, EXERCISES, COURSE)["move"] == "reveal"  # which only asks


def test_what_lies_open_draws_words_about_it_and_no_others() -> None:
    assert goes_on("y ahora me sale inf", TRIED, sure_of_another=False)
    assert goes_on("sí", PracticeMemory(exercise="softmax", pending="reveal"), sure_of_another=True)
    assert not goes_on("¿qué es la atención?", TRIED, sure_of_another=False)
    assert not goes_on("predict the next token", TRIED, sure_of_another=True)
    assert not goes_on("siguiente", PracticeMemory(), sure_of_another=False)
