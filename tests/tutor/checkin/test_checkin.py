"""The talk waits for the learner in any process, is kept once, and never said to be kept when it is not."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver

from knowledge_base.errors import BadInput, Missing, WorkFailed
from knowledge_base.words import numbers
from tests.tutor.checkin.stage import ANSWERS, Desk, leaves, talk
from tutor.agent import checkin as module
from tutor.checkin.service import CheckIns, Stage
from tutor.checkin.talk import document, said
from tutor.learner.entries import CheckIn, CheckInDraft, Choice, Done, Profile
from tutor.learner.record import Record
from tutor.llm.scripted import ScriptedChat
from tutor.planning.planner import Planner

Durability = Literal["sync", "async", "exit"]
COMMITMENT = "Si es sábado, hago un ejercicio antes de leer"


class Killed(BaseException):
    """As when the process ends."""


@pytest.fixture
def later(desk: Desk) -> Desk:
    """The Saturday after a weekend of which half was held."""
    desk.study("2026-11-28")
    desk.at("2026-12-05")
    return desk


@pytest.fixture(params=["sync", "async", "exit"])
def durability(request: pytest.FixtureRequest) -> Durability:
    chosen: Durability = request.param
    return chosen


@pytest.fixture(params=[InMemorySaver, lambda: None])
def saver(request: pytest.FixtureRequest) -> BaseCheckpointSaver[Any] | None:
    made: BaseCheckpointSaver[Any] | None = request.param()
    return made


def told(stage: Stage, desk: Desk) -> str:
    return "\n".join(said(stage, desk.planner, desk.words(stage.language)))


def kept(desk: Desk) -> tuple[CheckIn, ...]:
    return desk.record.entries(CheckIn)


def talks(desk: Desk) -> list[Done]:
    return [entry for entry in desk.record.entries(Done) if entry.kind == "checkin"]


async def test_a_whole_check_in(later: Desk) -> None:
    checkins = later.checkins()
    stage = await checkins.open("es")
    first = told(stage, later)
    assert "semana 1, del sáb 28 de noviembre al vie 4 de diciembre" in first
    assert "Tenías 2 sesiones planeadas e hiciste 1" in first
    assert stage.step == "question:1"
    stage = await talk(checkins, stage, *ANSWERS)
    assert stage.step == "commitment"
    assert "«Me costó la regla de la cadena, pero salió»" in told(stage, later)
    assert kept(later) == ()
    stage = await talk(checkins, stage, COMMITMENT)
    assert "Así queda la semana 2 del plan" in told(stage, later)
    assert kept(later) == ()
    stage = await talk(checkins, stage, "sí")
    (checkin,), (done,) = kept(later), talks(later)
    assert stage.state == "finished"
    assert told(stage, later) == f"Guardado: la charla de la semana 1 y tu compromiso: «{COMMITMENT}»."
    assert (checkin.week, checkin.commitment, checkin.accepted) == (1, COMMITMENT, True)
    assert [one["answer"] for one in checkin.answers] == list(ANSWERS)
    assert (done.day, done.at) == ("2026-12-05", checkin.at)
    assert 1 <= done.minutes <= 10
    assert await checkins.waiting() is None
    await checkins.aclose()


async def test_it_can_be_stopped_anywhere_and_goes_on_in_another_process(
    later: Desk, durability: Durability, saver: BaseCheckpointSaver[Any] | None
) -> None:
    spoken = [*ANSWERS, COMMITMENT, "sí"]
    steps = ["question:1", "question:2", "question:3", "commitment", "plan:1"]
    for day, (text, step) in enumerate(zip(spoken, steps, strict=True)):
        later.at(f"2026-12-{5 + 2 * day:02}")
        checkins = later.checkins(saver=saver, durability=durability)
        stage = await checkins.open("es")
        assert (stage.state, stage.step, stage.resumed) == ("waiting", step, day > 0)
        if day:
            assert "Miramos la semana 1, con los hechos del sáb 5 de diciembre" in told(stage, later)
        await checkins.answer(text, step)
        await checkins.aclose()
    (checkin,) = kept(later)
    assert checkin.week == 1
    assert [one["answer"] for one in checkin.answers] == list(ANSWERS)
    assert talks(later)[0].day == "2026-12-13"
    assert talks(later)[0].minutes <= 25  # days between two steps are no talk


@pytest.mark.parametrize("after", ["before", "written"])
async def test_a_process_that_dies_while_it_saves_loses_and_doubles_nothing(
    later: Desk, monkeypatch: pytest.MonkeyPatch, after: str, durability: Durability
) -> None:
    checkins = later.checkins(durability=durability)
    stage = await talk(checkins, await checkins.open("es"), *ANSWERS, COMMITMENT)
    add = later.record.add

    def dies(*entries: Any) -> None:
        if after == "written":
            add(*entries)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(later.record, "add", dies)
        with pytest.raises(Killed):
            await checkins.answer("sí", stage.step)
    await checkins.aclose()
    again = later.checkins(durability=durability)
    stage = await again.open("es")
    if stage.state == "waiting":  # what was said last was not written down yet
        assert kept(later) == ()
        stage = await again.answer("sí", stage.step)
    assert stage.state == ("already" if after == "written" else "finished")
    assert len(kept(later)) == len(talks(later)) == 1
    assert (await again.open("es")).state == "already"
    await again.aclose()


@pytest.mark.parametrize("node", ["word", "ask", "reflect", "commit", "propose", "change", "save"])
async def test_a_process_that_dies_in_any_step_goes_on_from_there(
    later: Desk, monkeypatch: pytest.MonkeyPatch, node: str
) -> None:
    spoken = {"question": "Bien.", "commitment": COMMITMENT, "plan": "sí"}
    changed = False
    original = getattr(module, node)
    ran = 0

    async def dies(state: Any, runtime: Any = None) -> Any:
        nonlocal ran
        ran += 1
        if ran == 2 or node in ("word", "reflect", "change", "save"):
            raise Killed
        return await (original(state) if node in ("ask", "commit") else original(state, runtime))

    dies.__name__ = node
    monkeypatch.setattr(module, node, dies)
    for attempt in range(12):
        checkins = later.checkins()
        try:
            stage = await checkins.open("es")
            if stage.state != "waiting":
                break
            kind = stage.step.partition(":")[0]
            text = "6 horas" if kind == "plan" and not changed else spoken[kind]
            await checkins.answer(text, stage.step)
            changed = changed or kind == "plan"
        except Killed:
            monkeypatch.setattr(module, node, original)
        finally:
            await checkins.aclose()
        assert attempt < 11
    (checkin,) = kept(later)
    assert [one["answer"] for one in checkin.answers] == ["Bien."] * 3
    assert (checkin.commitment, checkin.accepted) == (COMMITMENT, False)
    assert [one.hours for one in later.record.entries(Profile)] == [8.0, 6.0]


async def test_a_second_one_in_a_week_shows_the_first(later: Desk) -> None:
    checkins = later.checkins()
    await talk(checkins, await checkins.open("es"), *ANSWERS, COMMITMENT, "sí")
    later.at("2026-12-09")
    stage = await checkins.open("es")
    assert stage.state == "already"
    shown = told(stage, later)
    for words in ("ya está hecha", ANSWERS[0], "(sin respuesta)", COMMITMENT):
        assert words in shown
    later.at("2026-12-12")
    assert (await checkins.open("es")).state == "waiting"
    assert len(kept(later)) == 1
    await checkins.aclose()


async def test_the_next_one_asks_how_the_commitment_went(later: Desk) -> None:
    checkins = later.checkins()
    await talk(checkins, await checkins.open("es"), *ANSWERS, COMMITMENT, "sí")
    later.study("2026-12-05")
    later.study("2026-12-06")
    later.at("2026-12-12")
    stage = await checkins.open("es")
    assert COMMITMENT in stage.questions[0]["text"]
    assert COMMITMENT in told(stage, later)
    await checkins.aclose()


async def test_agreeing_takes_the_commitment_that_was_offered(later: Desk) -> None:
    checkins = later.checkins()
    stage = await talk(checkins, await checkins.open("es"), *ANSWERS)
    assert re.fullmatch(r"Si es el sáb 5 de diciembre a las 10:00, entonces abro el tutor .+", stage.offer)
    await talk(checkins, stage, "Sí.", "ok")
    assert kept(later)[0].commitment == stage.offer
    await checkins.aclose()


async def test_nothing_needs_to_be_said(later: Desk) -> None:
    checkins = later.checkins()
    stage = await talk(checkins, await checkins.open("es"), "", "", "", "", "sí")
    assert "esta vez sin compromiso" in told(stage, later)
    assert "preferiste no responder" in kept(later)[0].reflection
    await checkins.aclose()


async def test_the_plan_is_changed_before_it_is_taken(later: Desk) -> None:
    checkins = later.checkins()
    stage = await talk(checkins, await checkins.open("es"), *ANSWERS, COMMITMENT)
    stage = await talk(checkins, stage, "menos temas")  # the course fits: nothing is offered
    assert "nada que elegir" in told(stage, later)
    stage = await talk(checkins, stage, "6 horas")
    assert "Desde ahora son 6 h por semana." in told(stage, later)
    stage = await talk(checkins, stage, "más")
    assert "Desde ahora son 7 h por semana." in told(stage, later)
    stage = await talk(checkins, stage, "libre 2026-12-06")
    assert "Queda libre: 2026-12-06." in told(stage, later)
    stage = await talk(checkins, stage, "no sé")
    assert "no lo entendí" in told(stage, later)
    stage = await talk(checkins, stage, "dale")
    profile = later.planner.profile
    assert (profile.hours, profile.free) == (7.0, ("2026-12-06",))
    assert not kept(later)[0].accepted
    assert stage.state == "finished"
    await checkins.aclose()


async def test_a_course_that_no_longer_fits_offers_its_ways_out(later: Desk) -> None:
    later.set_up(hours=3.0)
    checkins = later.checkins()
    stage = await talk(checkins, await checkins.open("es"), *ANSWERS, COMMITMENT)
    assert "«más tiempo»" in told(stage, later)
    stage = await talk(checkins, stage, "más tiempo")
    assert "Hecho: Más tiempo" in told(stage, later)
    assert len(later.record.entries(Choice)) == 1
    await talk(checkins, stage, "sí")
    await checkins.aclose()


async def test_not_taking_the_plan_leaves_it_as_it_is(later: Desk) -> None:
    checkins = later.checkins()
    await talk(checkins, await checkins.open("es"), *ANSWERS, COMMITMENT, "no")
    assert not kept(later)[0].accepted
    assert len(later.record.entries(Profile)) == 1
    await checkins.aclose()


async def test_free_dates_that_leave_no_day_are_refused_and_the_talk_goes_on(later: Desk) -> None:
    checkins = later.checkins()
    stage = await talk(checkins, await checkins.open("es"), *ANSWERS, COMMITMENT)
    stage = await talk(checkins, stage, "libre 2026-11-28..2027-05-15")
    assert "ningún día de estudio" in told(stage, later)
    assert later.planner.profile.free == ()
    stage = await talk(checkins, stage, "sí")
    assert kept(later)[0].accepted
    await checkins.aclose()


# -- ahead of it -----------------------------------------------------------------------------------


async def test_preparing_is_done_once_a_day_and_the_talk_begins_with_it(later: Desk) -> None:
    checkins = later.checkins()
    drafts = [await checkins.prepare("es") for _ in range(3)]
    assert [draft.state for draft in drafts] == ["draft"] * 3
    assert later.record.count(CheckInDraft) == 1
    later.study("2026-12-05")
    later.at("2026-12-06")
    stage = await checkins.open("es")
    assert stage.facts == drafts[0].facts
    assert "Los hechos son los del sáb 5 de diciembre" in told(stage, later)
    assert (await checkins.prepare("es")).state == "waiting"
    assert later.record.count(CheckInDraft) == 1
    await talk(checkins, stage, *ANSWERS, COMMITMENT, "sí")
    assert (await checkins.prepare("es")).state == "already"
    await checkins.aclose()


async def test_a_draft_of_another_week_or_language_is_not_used_as_it_is(later: Desk) -> None:
    checkins = later.checkins()
    draft = await checkins.prepare("es")
    english = await checkins.open("en")
    assert english.facts == draft.facts
    assert english.questions[0]["text"].startswith("You held 1 of 2 sessions")
    later.at("2026-12-12")
    fresh = await checkins.open("en", anew=True)
    assert fresh.facts["week"] == 2
    await checkins.aclose()


async def test_a_notice_says_one_fact(later: Desk) -> None:
    checkins = later.checkins()
    notice = await checkins.prepared("es")
    assert notice.title == "Tu charla semanal está lista"
    assert "Tenías 2 sesiones planeadas e hiciste 1" in notice.body
    await checkins.open("es")
    assert "a medias" in (await checkins.prepared("es")).body
    later.at("2026-11-20")
    assert (await checkins.prepared("en")).body == "Open it with: tutor checkin"
    await checkins.aclose()


# -- what goes wrong -------------------------------------------------------------------------------


async def test_an_answer_to_a_step_that_is_over_changes_nothing(later: Desk) -> None:
    checkins = later.checkins()
    await talk(checkins, await checkins.open("es"), "Primera.")
    stage = await checkins.answer("Otra vez", "question:1")
    assert (stage.step, len(stage.answers)) == ("question:2", 1)
    await talk(checkins, stage, "Segunda.", "Tercera.", COMMITMENT, "sí")
    assert (await checkins.answer("sí", "plan:1")).state == "already"
    assert len(kept(later)) == 1
    await checkins.aclose()


async def test_an_answer_without_a_check_in_is_refused(desk: Desk) -> None:
    checkins = desk.checkins()
    with pytest.raises(BadInput, match="No check-in waits"):
        await checkins.answer("hola", "question:1")
    await checkins.aclose()


async def test_a_very_long_answer_is_refused_and_the_step_still_waits(later: Desk) -> None:
    checkins = later.checkins()
    stage = await checkins.open("es")
    with pytest.raises(BadInput, match="too long"):
        await checkins.answer("a" * 5000, stage.step)
    assert (await checkins.open("es")).step == "question:1"
    await talk(checkins, stage, "half a \ud800 character")
    assert (await checkins.open("es")).answers[0]["answer"] == "half a \ufffd character"
    await checkins.aclose()


async def test_nothing_is_asked_of_somebody_who_has_not_set_up(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    checkins = desk.checkins()
    for what in (checkins.open("es"), checkins.prepare("es")):
        with pytest.raises(Missing):
            await what
    assert not (tmp_path / "threads.db").exists()
    await checkins.aclose()
    desk.close()


async def test_two_processes_do_not_move_it_at_once(later: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    checkins = later.checkins()
    stage = await checkins.open("es")
    with monkeypatch.context() as hurried:
        hurried.setattr("tutor.checkin.service._BUSY_SECONDS", 0.1)
        with FileLock(later.home / "run" / "checkin.lock"), pytest.raises(WorkFailed, match="another window"):
            await checkins.answer("hola", stage.step)
    first, second = await asyncio.gather(
        checkins.answer("Una.", stage.step), checkins.answer("Dos.", stage.step)
    )
    assert len((await checkins.open("es")).answers) == 1
    assert {first.step, second.step} == {"question:2"}
    await checkins.aclose()


# -- the model's words -----------------------------------------------------------------------------


async def test_a_model_words_what_holds_and_nothing_else(later: Desk) -> None:
    good = "Esta vez hiciste 1 de 2 sesiones: ¿qué distinguió a los días en que sí pudiste?"
    replies = [json.dumps({"question": text}) for text in (good, "Did you like it?", "¿Qué tal 9 veces?")]
    lies = json.dumps({"reflection": "Ya guardé todo y hiciste 2 de 2 sesiones, felicitaciones."})
    chat = ScriptedChat([*replies, lies])
    checkins = later.checkins(chat=lambda: chat)
    stage = await checkins.open("es")
    assert [one["origin"] for one in stage.questions] == ["model", "catalogue", "catalogue"]
    assert stage.questions[0]["text"] == good
    stage = await talk(checkins, stage, *ANSWERS)
    assert stage.worded_by == ""
    assert "guardé" not in stage.reflection
    await checkins.aclose()


async def test_a_reflection_in_the_model_s_words_is_said_to_be_so(later: Desk) -> None:
    plain = later.checkins()
    rule = (await talk(plain, await plain.open("es"), *ANSWERS)).reflection
    worded = rule.replace("Y dijiste", "También dijiste").replace("Tenías", "Esta semana tenías")
    chat = ScriptedChat(["{}", "{}"] * 3 + [json.dumps({"reflection": worded})])
    checkins = later.checkins(chat=lambda: chat)
    stage = await talk(checkins, await checkins.open("es", anew=True), *ANSWERS)
    assert stage.reflection == worded
    assert f"(palabras de {chat.name}, revisadas por el programa)" in told(stage, later)
    await plain.aclose()
    await checkins.aclose()


# -- any talk --------------------------------------------------------------------------------------

WORDS = st.one_of(
    st.sampled_from(
        ["sí", "no", "más", "menos", "6 horas", "0 horas", "libre 2026-12-06", "más tiempo", "", "¿eh?"]
    ),
    st.text(max_size=30),
)
MOVE = st.one_of(
    WORDS.map(lambda text: ("answer", text)),
    st.sampled_from([("reopen", ""), ("prepare", ""), ("stale", ""), ("anew", "")]),
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MOVE, max_size=14))
def test_no_check_in_is_claimed_that_is_not_in_the_record(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, str]]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.set_up()
    desk.study("2026-11-28")
    desk.at("2026-12-05")
    asyncio.run(_any_talk(desk, moves))
    desk.close()


async def _any_talk(desk: Desk, moves: list[tuple[str, str]]) -> None:
    checkins = desk.checkins()
    stage = await checkins.open("es")
    _holds(stage, desk)
    for move, text in moves:
        if move == "reopen":
            await checkins.aclose()
            checkins = desk.checkins()
            stage = await checkins.open("es")
        elif move == "anew":
            stage = await checkins.open("es", anew=True)
        elif move == "stale":
            _holds(await checkins.answer("tarde", "question:9"), desk)
            stage = await checkins.open("es")
        elif move == "prepare":
            _holds(await checkins.prepare("es"), desk)
        elif stage.state == "waiting":
            stage = await checkins.answer(text, stage.step)
        _holds(stage, desk)
    for text in ["sí"] * 6:  # no state that cannot be left
        stage = await checkins.answer(text, stage.step) if stage.state == "waiting" else stage
    assert stage.state in ("finished", "already")
    await checkins.aclose()


def _holds(stage: Stage, desk: Desk) -> None:
    claimed = stage.state in ("finished", "already")
    assert claimed == bool(kept(desk))
    assert len(kept(desk)) == len(talks(desk)) <= 1
    if claimed:
        assert document(stage, desk.planner, desk.words())["saved"]
    spoken = " ".join([*(one["text"] for one in stage.questions), stage.reflection])
    mine = [one["answer"] for one in stage.answers]
    titles = [desk.words().title(one["kind"], one["ref"]) for one in _pieces(stage)]
    lists = [
        str(count) for count in range(1, 1 + max(len(stage.facts["finished"]), len(stage.facts["left"])))
    ]
    assert _numbers(spoken) <= _numbers(" ".join([*leaves(stage.facts), *mine, *titles, *lists]))


def _pieces(stage: Stage) -> list[dict[str, str]]:
    found: list[dict[str, str]] = [*stage.facts["finished"], *stage.facts["left"]]
    return [*found, stage.facts["next"]] if stage.facts["next"] else found


def _numbers(text: str) -> set[str]:
    dates = re.findall(r"(\d{4})-(\d\d)-(\d\d)", text)
    return numbers(text) | {str(int(part)) for date in dates for part in date}


def test_the_service_is_one_part_of_a_tutor(tutor_home: Path) -> None:
    from tutor.app import open_tutor

    tutor = open_tutor()
    assert isinstance(tutor.checkins, CheckIns)
    assert tutor.checkins is tutor.checkins
    assert isinstance(tutor.checkins.planner, Planner)
    assert isinstance(tutor.checkins.planner.record, Record)
    asyncio.run(tutor.aclose())
