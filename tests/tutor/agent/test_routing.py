"""Turns go where they should: by command for certain, by the classifier when sure, else by a question."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.suites.routing import score_routing, utterances
from knowledge_base.documents import Language
from knowledge_base.embedding import OnnxEmbedder, Vectors
from knowledge_base.errors import WorkFailed
from tests.fakes import FakeEmbedder
from tests.tutor.agent.small_tutor import UTTERANCES, Told
from tutor.agent import routing
from tutor.agent.events import INTENTS, Intent
from tutor.agent.routing import ASK_BELOW, READ, Router, load_utterances
from tutor.llm.chat import Speed
from tutor.llm.scripted import Fail, Hang, Nonsense, Reply, ScriptedChat

TIE: dict[str, dict[Intent, float]] = {"repaso": {"quiz": 0.46, "plan": 0.44, "ask": 0.1}}
CLEAR: dict[str, dict[Intent, float]] = {"repaso": {"quiz": 0.9, "plan": 0.1}}


@pytest.fixture(scope="module")
def small() -> Router:
    """Fitted on a handful of utterances."""
    return Router(FakeEmbedder(), folder=UTTERANCES)


class Watched(FakeEmbedder):
    """Notes what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def embed_query(self, text: str, language: Language) -> Vectors:
        self.texts.append(text)
        return super().embed_query(text, language)


@pytest.mark.parametrize(
    ("text", "intent", "rest"),
    [
        ("/plan", "plan", ""),
        ("/ask ¿qué es softmax?", "ask", "¿qué es softmax?"),
        ("  /Práctica  regex ", "practice", "regex"),
        ("/REPASO", "quiz", ""),
        ("/check-in", "checkin", ""),
        ("/biblioteca", "library", ""),
        ("/ask\tqué es softmax", "ask", "qué es softmax"),
        ("/ask\nqué es softmax", "ask", "qué es softmax"),
    ],
)
def test_a_command_is_certain(small: Router, text: str, intent: Intent, rest: str) -> None:
    assert small.command(text) == (intent, rest)
    routed = small.route(text, "es")
    assert (routed.intent, routed.confidence, routed.decided_by) == (intent, 1.0, "command")
    assert routed.alternatives == ()


@pytest.mark.parametrize("text", ["plan", "/unknown thing", "/", "/etc/passwd", "1/2", "", "//plan"])
def test_what_only_looks_like_a_command_is_none(small: Router, text: str) -> None:
    assert small.command(text) is None


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_has_its_command(small: Router, intent: Intent) -> None:
    assert small.route(f"/{intent}", "en").intent == intent


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_nothing_is_small_talk(small: Router, text: str) -> None:
    routed = small.route(text, "en")
    assert (routed.intent, routed.decided_by, routed.alternatives) == ("other", "fallback", ())


def test_what_it_was_shown_is_recognised(small: Router) -> None:
    texts, labels, languages = load_utterances(UTTERANCES)
    routed = [small.route(text, language) for text, language in zip(texts, languages, strict=True)]
    right = [found.intent == label for found, label in zip(routed, labels, strict=True)]
    assert sum(right) >= 0.95 * len(right)


@given(text=st.text(), language=st.sampled_from(["es", "en"]))
def test_any_text_is_routed(small: Router, text: str, language: Language) -> None:
    routed = small.route(text, language)
    assert routed.intent in INTENTS
    assert 0 <= routed.confidence <= 1
    assert routed.language == language
    if routed.decided_by == "classifier":
        (guess,) = small.guess([text], [language])
        assert sum(guess.probabilities) == pytest.approx(1)
        assert guess.ranked[0] == (routed.intent, routed.confidence)
        assert bool(routed.alternatives) == (routed.confidence < ASK_BELOW)


def test_several_texts_are_guessed_as_each_alone(small: Router) -> None:
    texts, languages = ["hola", "quiz me", "¿qué es la atención?"], ["es", "en", "es"]
    together = small.guess(texts, languages)  # type: ignore[arg-type]
    for text, language, guess in zip(texts, languages, together, strict=True):
        (alone,) = small.guess([text], [language])  # type: ignore[list-item]
        assert np.allclose(guess.probabilities, alone.probabilities)


def test_only_the_beginning_of_a_long_turn_is_read() -> None:
    embedder = Watched()
    router = Router(embedder, folder=UTTERANCES)
    router.route("quiz me " * 10_000, "en")
    assert max(map(len, embedder.texts)) == READ


def test_an_unsure_router_offers_the_two_likeliest() -> None:
    routed = Told(TIE).route("repaso", "es")
    assert routed.alternatives == ("quiz", "plan")
    assert Told(CLEAR).route("repaso", "es").alternatives == ()


async def test_near_a_tie_a_model_decides() -> None:
    chat = ScriptedChat(['{"intent": "plan"}'], speed=Speed(5000.0, 100.0))
    routed = await Told(TIE).route_with("repaso", chat, "es")
    assert (routed.intent, routed.decided_by, routed.alternatives) == ("plan", "model", ())
    assert "quiz" in chat.asked[0].messages[0].content
    assert chat.asked[0].messages[1].content == "repaso"


@pytest.mark.parametrize(
    "replies",
    [
        ["", ""],
        ["plan", "plan"],
        ['{"intent": "interview"}'],
        ['{"intent": "dance"}', '{"intent": "dance"}'],
        [Nonsense(1), Nonsense(2)],
        [Fail(WorkFailed("The server failed twice."))],
    ],
)
async def test_a_model_that_does_not_choose_leaves_the_question(replies: list[Reply]) -> None:
    chat = ScriptedChat(replies, speed=Speed(5000.0, 100.0))
    routed = await Told(TIE).route_with("repaso", chat, "es")
    assert (routed.decided_by, routed.alternatives) == ("classifier", ("quiz", "plan"))


async def test_a_model_that_hangs_leaves_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "MODEL_SECONDS", 0.2)
    chat = ScriptedChat([Hang()], speed=Speed(5000.0, 100.0))
    routed = await Told(TIE).route_with("repaso", chat, "es")
    assert routed.alternatives == ("quiz", "plan")
    assert len(chat.asked) == 1


async def test_a_model_is_not_asked_when_it_is_slow_or_there_is_no_tie() -> None:
    slow = ScriptedChat(speed=Speed(20.0, 5.0))
    assert (await Told(TIE).route_with("repaso", slow, "es")).alternatives
    fast = ScriptedChat(speed=Speed(5000.0, 100.0))
    assert (await Told(CLEAR).route_with("repaso", fast, "es")).decided_by == "classifier"
    assert (await Told(CLEAR).route_with("/plan", fast, "es")).decided_by == "command"
    assert (await Told(TIE).route_with("repaso", None, "es")).alternatives
    assert slow.asked == fast.asked == []


async def test_two_first_turns_at_once_fit_once(monkeypatch: pytest.MonkeyPatch) -> None:
    fits = []
    fit = routing._fit

    def counted(*given: object) -> object:
        fits.append(1)
        return fit(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(routing, "_fit", counted)
    router = Router(FakeEmbedder(), folder=UTTERANCES)
    await asyncio.gather(*(router.route_with(text, None, "en") for text in ("hello", "quiz me", "my plan")))
    assert len(fits) == 1


def test_vectors_made_once_are_kept(tmp_path: Path) -> None:
    first, second, other = Watched(), Watched(), Watched()
    other.name = "another-encoder"
    for embedder in (first, second, other):
        Router(embedder, tmp_path, UTTERANCES).route("quiz me", "en")
    assert len(first.texts) > 60
    assert second.texts == ["quiz me"]
    assert len(other.texts) == len(first.texts)


def test_a_damaged_cache_is_made_anew(tmp_path: Path) -> None:
    Router(FakeEmbedder(), tmp_path, UTTERANCES).route("quiz me", "en")
    kept = tmp_path / routing.CACHE_FILE
    kept.write_bytes(kept.read_bytes()[:1000])
    assert Router(FakeEmbedder(), tmp_path, UTTERANCES).route("quiz me", "en").intent == "quiz"


@pytest.mark.slow
def test_the_development_half_is_routed_right(encoder: OnnxEmbedder) -> None:
    for language, score in score_routing(Router(encoder).route, utterances("dev")).items():
        assert score.right >= 0.93, language
        assert score.asked <= 0.04, language
        assert score.calibration_error <= 0.1, language
