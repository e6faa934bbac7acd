"""Turns of practice go to practice: in a learner's words, with code in them, and about what lies open."""

from pathlib import Path

import pytest
import yaml

from evals.suites.routing import utterances
from knowledge_base.documents import Language
from knowledge_base.embedding import OnnxEmbedder
from tests.fakes import FakeEmbedder
from tests.tutor.agent.small_tutor import UTTERANCES
from tutor.agent.graph import in_conversation
from tutor.agent.pasted_code import pasted_code
from tutor.agent.routing import Router, load_utterances
from tutor.agent.state import TutorState

TURNS: dict[Language, list[str]] = yaml.safe_load(
    Path(__file__).with_name("practice_turns.yaml").read_text(encoding="utf-8")
)
CODE = "def f(x):\n    return x\n"
OPEN: TutorState = {
    "practice": {"exercise": "softmax", "program": CODE, "did": "check"},
    "turns": [
        {
            "question": "/practica softmax",
            "language": "es",
            "intent": "practice",
            "said": "…",
            "answer": None,
            "cancelled": False,
            "at": "",
        }
    ],
}


@pytest.fixture(scope="module")
def small() -> Router:
    """Fitted on a handful of utterances: what it must get right is no matter of the classifier."""
    return Router(FakeEmbedder(), folder=UTTERANCES)


def test_none_of_these_turns_is_trained_on() -> None:
    trained = {text.lower() for text in load_utterances()[0]}
    assert [text for texts in TURNS.values() for text in texts if text.lower() in trained] == []
    assert all(len(texts) >= 30 for texts in TURNS.values())


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("words", ["", "hola", "¿qué es softmax?", "plan my week", "add this to my library"])
def test_code_goes_to_practice_whatever_is_said_beside_it(
    small: Router, words: str, language: Language
) -> None:
    for text in (f"{words}\n```python\n{CODE}```", f"{words}\n{CODE}", f"{words}\n```\n{CODE}```"):
        routed = small.route(text, language)
        assert (routed.intent, routed.confidence, routed.alternatives) == ("practice", 1.0, ())
        assert routed.language == language


def test_a_command_is_stronger_than_code(small: Router) -> None:
    assert small.route(f"/ask why is this slow\n{CODE}", "en").intent == "ask"


def test_code_says_nothing_of_the_language(small: Router) -> None:
    assert small.route(CODE, default="es").language == "es"
    assert small.route(f"why?\n{CODE}", default="es").language == "en"


def test_no_question_of_another_kind_is_taken_for_code() -> None:
    items = utterances("dev")
    assert [
        item.text for item in items if item.intent not in ("practice", None) and pasted_code(item.text)
    ] == []
    texts, labels, _ = load_utterances()
    labelled = zip(texts, labels, strict=True)
    assert [text for text, label in labelled if label != "practice" and pasted_code(text)] == []


@pytest.mark.slow
def test_practice_is_understood_in_a_learners_words(encoder: OnnxEmbedder) -> None:
    router = Router(encoder)
    for language, texts in TURNS.items():
        alone = [router.route(text, language) for text in texts]
        there = [in_conversation({**OPEN, "text": t}, r) for t, r in zip(texts, alone, strict=True)]
        assert _share([r.intent == "practice" and not r.alternatives for r in alone]) >= 0.75, language
        assert _share([r.intent == "practice" and not r.alternatives for r in there]) >= 0.85, language


@pytest.mark.slow
def test_what_lies_open_takes_no_other_turn(encoder: OnnxEmbedder) -> None:
    router = Router(encoder)
    items = [item for item in utterances("dev") if item.intent not in ("practice", None)]
    taken = [
        item.text
        for item in items
        if in_conversation({**OPEN, "text": item.text}, router.route(item.text, item.language)).intent
        == "practice"
    ]
    assert len(taken) <= 0.06 * len(items), taken


def _share(values: list[bool]) -> float:
    return sum(values) / len(values)
