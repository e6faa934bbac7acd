"""The composition root: opening costs nothing, and what it builds works together on a real course."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import tutor.app as app
from knowledge_base.citations import Answer
from knowledge_base.course_documents import course_documents
from knowledge_base.embedding import Embedder, OnnxEmbedder, SentenceTransformerEmbedder
from knowledge_base.errors import BadInput, Missing
from tests.fakes import FakeEmbedder
from tests.tutor.agent.small_tutor import answer_in, assert_honest, collected
from tutor.agent.events import Routed
from tutor.app import Tutor, make_embedder, open_tutor
from tutor.settings import Settings

QUESTION = "¿Qué hace softmax con una lista de puntajes?"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[FakeEmbedder]:
    """Every encoder that a tutor makes."""
    encoders: list[FakeEmbedder] = []

    def make(_: Settings) -> Embedder:
        encoders.append(FakeEmbedder())
        return encoders[-1]

    monkeypatch.setattr(app, "make_embedder", make)
    return encoders


@pytest.fixture
def tutor(tutor_home: Path, made: list[FakeEmbedder]) -> Iterator[Tutor]:
    assert made == []
    opened = open_tutor(tutor_home)
    yield opened
    opened.library.close()


def test_opening_imports_and_builds_nothing_heavy(tutor_home: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tutor.app import open_tutor\n"
        "tutor = open_tutor()\n"
        "tutor.language, tutor.course.id\n"
        "heavy = {'langgraph', 'openai', 'chromadb', 'onnxruntime', 'sklearn', 'pypdf', 'textual'}\n"
        "print(sorted(heavy & set(sys.modules)), sorted(p.name for p in tutor.home.iterdir()))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout == "[] []\n"
    assert list(tutor_home.iterdir()) == []


def test_a_wrong_setting_is_said_when_opening(tutor_home: Path) -> None:
    (tutor_home / "config.toml").write_text("languaje = 'es'\n", encoding="utf-8")
    with pytest.raises(BadInput, match="languaje"):
        open_tutor(tutor_home)


def test_each_part_is_built_once_whoever_asks_first(tutor: Tutor, made: list[FakeEmbedder]) -> None:
    seen: list[object] = []
    threads = [threading.Thread(target=lambda: seen.append(tutor.retriever)) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(seen) == 4
    assert len({id(one) for one in seen}) == 1
    assert tutor.retriever is seen[0]
    assert tutor.context.retriever is seen[0]
    assert tutor.context is tutor.context
    assert len(made) == 1


def test_the_lessons_of_the_course_are_in_the_library(tutor: Tutor) -> None:
    lessons = {document.uri for document in course_documents(tutor.course)}
    assert {row.uri for row in tutor.library.documents()} == lessons


async def test_a_second_start_embeds_nothing(
    tutor_home: Path, made: list[FakeEmbedder], tutor: Tutor
) -> None:
    assert tutor.library.store.count() > 0
    await tutor.aclose()
    again = open_tutor(tutor_home)
    assert again.library.store.count() > 0
    assert [encoder.passages_embedded > 0 for encoder in made] == [True, False]
    await again.aclose()


async def test_it_answers_without_a_model_in_and_outside_a_conversation(tutor: Tutor) -> None:
    assert tutor.chat is None
    outside = await tutor.ask(QUESTION)
    assert_honest(outside, tutor.library.store)
    assert answer_in(await collected(tutor.ask_events(QUESTION))).text == outside.text
    thread = tutor.threads.new()
    events = await collected(tutor.turn(f"/ask {QUESTION}", thread))
    assert isinstance(events[0], Routed)
    assert_honest(answer_in(events), tutor.library.store)
    (info,) = await tutor.threads.list()
    assert (info.id, info.turns) == (thread, 1)
    await tutor.aclose()
    assert isinstance(answer_in(events), Answer)


async def test_the_clock_of_the_turn_is_the_frozen_one(tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_NOW", "2026-11-28T10:00:00-03:00")
    await collected(tutor.turn("/plan", "one", language="es"))
    (info,) = await tutor.threads.list()
    assert info.updated == "2026-11-28T10:00:00-03:00"
    await tutor.aclose()


async def test_after_closing_it_opens_again(tutor: Tutor) -> None:
    await collected(tutor.turn("/plan", "one", language="es"))
    await tutor.aclose()
    await tutor.aclose()
    await collected(tutor.turn("/plan", "one", language="es"))
    assert [turn.intent for turn in await tutor.threads.turns("one")] == ["plan", "plan"]
    await tutor.aclose()


def test_warming_says_what_it_does(tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.tutor.agent.small_tutor import UTTERANCES
    from tutor.agent.routing import Router

    monkeypatch.setattr(tutor, "_make_router", lambda: Router(FakeEmbedder(), folder=UTTERANCES))
    heard: list[str] = []
    tutor.warm(heard.append)
    assert heard[0] == "warm.library"
    assert heard[-1] == "warm.ready"
    tutor.warm()


def test_settings_choose_the_parts(tutor_home: Path, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("- {es: [zapatófono], en: [shoe phone]}\n", encoding="utf-8")
    values = {
        "course": {"folder": str(tmp_path)},
        "library": {"glossary": str(tmp_path / "own.yaml"), "max_file_mb": 3, "fetch_seconds": 4},
    }
    chosen = open_tutor(tutor_home, Settings(**values))  # type: ignore[arg-type]
    assert chosen.course_folder == tmp_path
    assert chosen.glossary.expand("zapatófono", "es") == ["shoe phone"]
    assert (chosen.load_options.max_file_mb, chosen.load_options.fetch_seconds) == (3, 4)
    assert isinstance(make_embedder(Settings()), OnnxEmbedder)
    other = make_embedder(Settings(**{"library": {"embedder": "some/model"}}))  # type: ignore[arg-type]
    assert isinstance(other, SentenceTransformerEmbedder)


async def test_another_encoder_is_refused_and_lets_the_library_go(
    tutor_home: Path, tutor: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tutor.library.documents()
    await tutor.aclose()
    monkeypatch.setattr(app, "make_embedder", lambda _: FakeEmbedder("another", 32))
    with pytest.raises(Missing):
        _ = open_tutor(tutor_home).library
    monkeypatch.setattr(app, "make_embedder", lambda _: FakeEmbedder())
    again = open_tutor(tutor_home)
    assert again.library.index.kind == "chroma"
    await again.aclose()
