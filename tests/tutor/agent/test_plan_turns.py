"""The plan in a conversation: what is shown is the plan's, and nothing changes before a yes."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from knowledge_base.documents import Language
from knowledge_base.store import LibraryStore
from tests.tutor.agent.plan_stage import Stage, replied_in
from tests.tutor.agent.small_tutor import DROPOUT, said_in
from tutor.agent.events import Answered, Routed, Said
from tutor.learner.entries import Choice, Done, Entry, Observation, Plan, Profile, UnitKnown

Making = Callable[..., Stage]
CHANGED: tuple[type[Entry], ...] = (Profile, Choice, Done, Observation, UnitKnown)


@pytest.fixture
async def make(tmp_path: Path, store: LibraryStore) -> AsyncIterator[Making]:
    made: list[Stage] = []

    def making(**given: object) -> Stage:
        made.append(Stage(tmp_path, store, **given))  # type: ignore[arg-type]
        return made[-1]

    yield making
    for stage in made:
        await stage.aclose()
        stage.record.close()


def counts(stage: Stage) -> list[int]:
    """How many entries there are of each kind that a learner's word can make."""
    return [len(stage.record.entries(kind)) for kind in CHANGED]


def profile(stage: Stage) -> Profile:
    found = stage.record.latest(Profile)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "es",
            "/plan ¿qué hago hoy?",
            ("Hoy no tienes sesión", "sáb 5 de diciembre", "/semana", "tutor checkin"),
        ),
        ("en", "/today", ("no session today", "Sat 5 December", "/checkin", "tutor checkin")),
        ("es", "/hoy", ("Hoy no tienes sesión", "/semana")),
    ],
)
async def test_today_is_one_action_with_its_reason_and_its_command(
    make: Making, language: Language, text: str, expected: tuple[str, ...]
) -> None:
    said = await make().told(text, language)
    assert all(part in said for part in expected)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("es", "/plan", "Semana 2, del sáb 5 de diciembre"),
        ("en", "/plan week 3", "Week 3, Sat 12 December"),
        ("es", "/plan ¿qué temas vemos el domingo?", "dom 6 de diciembre, 10:00"),
        ("en", "/plan what do I have on friday", "You have no session: Fri 4 December"),
        ("es", "/plan ¿cuándo termino?", "Si cumples el plan, terminas el"),
        ("en", "/plan when will I finish?", "If you hold to the plan you finish on"),
        ("es", "/plan ¿cuándo me toca softmax?", "«Softmax» está en tu plan"),
        ("es", "/plan semana 99", "El plan no tiene semana 99"),
        ("es", "/plan exporta el plan a mi calendario", "tutor plan --ics"),
        ("es", "/plan opciones", "El curso entra en el tiempo previsto"),
        ("en", "/plan redo the plan", "The plan stays as it was"),
    ],
)
async def test_what_is_asked_is_shown_and_nothing_else_changes(
    make: Making, language: Language, text: str, expected: str
) -> None:
    stage = make()
    stage.planner.current()
    before = counts(stage)
    assert expected in await stage.told(text, language)
    assert counts(stage) == before


@pytest.mark.parametrize(
    ("language", "text", "yes", "shown", "said"),
    [
        (
            "es",
            "este finde no puedo",
            "sí",
            "sáb 5 de diciembre y dom 6 de diciembre",
            "Anotado: quedan libres",
        ),
        ("en", "I can't this weekend", "yes", "Sat 5 December and Sun 6 December", "Noted: free are"),
    ],
)
async def test_days_are_kept_free_after_one_yes(
    make: Making, language: Language, text: str, yes: str, shown: str, said: str
) -> None:
    stage = make()
    asked = replied_in(await stage.say(f"/plan {text}", language))
    assert shown in asked.text
    assert [offer.sends for offer in asked.offers] == [f"/plan {yes}", "/plan no"]
    assert profile(stage).free == ()
    assert said in await stage.told(yes, language)
    assert profile(stage).free == ("2026-12-05", "2026-12-06")
    assert all(session.day.isoformat() != "2026-12-05" for session in stage.planner.current().sessions)
    back = "al final sí puedo el sábado" if language == "es" else "I can study on saturday after all"
    await stage.say(f"/plan {back}", language)
    await stage.say(yes, language)
    assert profile(stage).free == ("2026-12-06",)


async def test_hours_change_after_a_yes_and_what_no_longer_fits_is_offered(make: Making) -> None:
    stage = make()
    assert "Pasas de 8 a 5 horas" in await stage.told("/plan desde ahora tengo 5 horas por semana")
    changed = replied_in(await stage.say("dale"))
    assert profile(stage).hours == 5
    assert "Anotado: 5 horas por semana." in changed.text
    assert "El curso ya no entra" in changed.text
    assert changed.offers[0].sends == "/plan más horas"
    await stage.say(changed.offers[0].sends)
    assert stage.record.entries(Choice) == ()
    said = await stage.told("sí")
    (chosen,) = stage.record.entries(Choice)
    assert f"Anotado. Más horas: con {chosen.hours:g} por semana" in said
    assert profile(stage).hours == chosen.hours


async def test_a_later_end_and_fewer_topics_can_be_chosen(make: Making) -> None:
    stage = make()
    await stage.say("/plan from now on I have 7.5 hours a week", "en")
    offers = replied_in(await stage.say("yes", "en")).offers
    sends = [offer.sends for offer in offers]
    assert "/plan fewer topics" in sends
    await stage.say("/plan fewer topics", "en")
    said = await stage.told("yes", "en")
    (chosen,) = stage.record.entries(Choice)
    assert chosen.kind == "cut"
    assert "Noted. Fewer topics" in said
    title = stage.planner.course.skill(chosen.skills[0]).title.en
    await stage.say(f"/plan put {title} back", "en")
    assert "is part of the course again" in await stage.told("yes", "en")
    assert stage.record.entries(Choice)[-1].kind == "restore"


@pytest.mark.parametrize(
    ("text", "minutes", "finished"),
    [
        ("/plan terminé la lección Vectores en 40 minutos", 40, True),
        ("/plan hice la mitad de la lección Vectores, media hora", 30, False),
        ("/plan I finished the vectors lesson in an hour", 60, True),
    ],
)
async def test_work_is_noted_with_its_minutes(
    make: Making, text: str, minutes: int, *, finished: bool
) -> None:
    stage = make()
    assert f"{minutes} min" in await stage.told(text)
    assert stage.record.entries(Done) == ()
    said = await stage.told("sí" if "Vectores" in text else "yes")
    (done,) = stage.record.entries(Done)
    assert (done.kind, done.ref, done.minutes, done.finished) == ("lesson", "vectors", minutes, finished)
    assert f"{minutes} min" in said


async def test_work_that_is_not_named_is_the_next_of_the_plan(make: Making) -> None:
    stage = make()
    assert "Lección, Vectores: hecho" in await stage.told("/plan ya terminé lo de hoy")
    await stage.say("sí")
    assert "Práctica, Vectores: hecho" in await stage.told("/plan terminé la práctica de vectores")
    await stage.say("sí")
    assert "No la tengo entre lo que queda" in await stage.told("/plan terminé vectores")


async def test_a_known_topic_leaves_the_plan_and_comes_back(make: Making) -> None:
    stage = make()
    await stage.say("/plan ya sé softmax")
    assert "Anotado: ya dominas «Softmax»." in await stage.told("sí")
    (seen,) = stage.record.entries(Observation)
    assert (seen.source, seen.skill, seen.outcome) == ("override", "softmax", 1.0)
    assert "no está entre lo que queda" in await stage.told("/plan ¿cuándo veo softmax?")
    await stage.say("/plan todavía no domino softmax")
    assert "Anotado: «Softmax» vuelve al plan." in await stage.told("sí")


async def test_a_known_unit_leaves_the_plan_and_comes_back(make: Making) -> None:
    stage = make()
    await stage.say("/plan salta la unidad 2, ya la sé")
    assert "Anotado: ya conoces la unidad" in await stage.told("sí")
    await stage.say("/plan vuelve a incluir la unidad 2")
    assert "vuelve al plan" in await stage.told("sí")
    assert [entry.known for entry in stage.record.entries(UnitKnown)] == [True, False]


async def test_days_of_study_and_their_time_can_change(make: Making) -> None:
    stage = make()
    await stage.say("/plan quiero cambiar mis días de estudio a martes y jueves")
    assert "Anotado: estudias" in await stage.told("sí")
    assert profile(stage).days == ("tue", "thu")
    await stage.say("/plan agrega el sábado como día de estudio")
    await stage.say("sí")
    assert profile(stage).days == ("tue", "thu", "sat")
    await stage.say("/plan los jueves no puedo más")
    await stage.say("sí")
    assert profile(stage).days == ("tue", "sat")
    await stage.say("/plan quiero empezar las sesiones a las 18:30")
    assert "18:30" in await stage.told("sí")
    assert profile(stage).begins == "18:30"
    assert "Ya empiezan" not in await stage.told("/plan quita el martes y el sábado de mis días de estudio")
    assert "sin días de estudio" in (await stage.told("/plan quita martes y sábado de mis días de estudio"))


@pytest.mark.parametrize("no", ["no", "cancelar", "mejor no", "No, gracias", "/plan no"])
async def test_a_no_leaves_all_as_it_was(make: Making, no: str) -> None:
    stage = make()
    await stage.say("/plan el 13 no puedo")
    before = counts(stage)
    assert "no cambié nada" in await stage.told(no, "es")
    assert counts(stage) == before
    await stage.say("/plan sí")
    assert counts(stage) == before


async def test_a_no_with_another_day_is_a_new_question(make: Making) -> None:
    stage = make()
    await stage.say("/plan el 13 no puedo")
    assert "sáb 12 de diciembre" in await stage.told("no, el sábado 12 de diciembre")
    await stage.say("sí")
    assert profile(stage).free == ("2026-12-12",)


async def test_a_yes_with_a_but_is_no_yes(make: Making) -> None:
    stage = make()
    await stage.say("/plan el 13 no puedo")
    asked = replied_in(await stage.say("sí, pero a medias"))
    assert "un sí o un no" in asked.text
    assert profile(stage).free == ()
    await stage.say("sí")
    assert profile(stage).free == ("2026-12-13",)


async def test_another_question_drops_what_waited(make: Making) -> None:
    stage = make()
    await stage.say("/plan el 13 no puedo")
    events = await stage.say(DROPOUT)
    assert any(isinstance(event, Answered) for event in events)
    events = await stage.say("sí")
    assert not any(isinstance(event, Routed) and event.intent == "plan" for event in events)
    assert profile(stage).free == ()
    await stage.say("/plan sí")  # the question was another one by then
    assert profile(stage).free == ()


async def test_a_process_that_ends_between_question_and_yes_loses_nothing(make: Making) -> None:
    stage = make()
    await stage.say("/plan terminé la lección Vectores en 40 minutos")
    await stage.killed()
    assert "Anotado: Lección, Vectores, 40 min." in await stage.told("sí")
    assert len(stage.record.entries(Done)) == 1


async def test_a_change_that_was_made_before_the_process_ended_is_not_made_twice(make: Making) -> None:
    stage = make()
    await stage.say("/plan hice la mitad de la lección Vectores, 20 minutos")
    stage.learner.clock.pass_days(0.0001)
    stage.planner.done("lesson:vectors", 20, finished=False)  # as of a process that ended right after it
    assert "Anotado: Lección, Vectores, 20 min" in await stage.told("sí")
    assert len(stage.record.entries(Done)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/plan el viernes no puedo", "No estudias en esos días"),
        ("/plan desde ahora tengo 8 horas por semana", "Ya tienes 8 horas"),
        ("/plan desde ahora tengo 200 horas por semana", "200 no es"),
        ("/plan no puedo estudiar unos días", "¿Qué días no puedes?"),
        ("/plan muévelo todo un día", "¿Qué días no puedes?"),
        ("/plan ya lo sé", "¿Qué tema ya dominas?"),
        ("/plan mis días de estudio son sábado y domingo", "Esos ya son tus días"),
        ("/plan al final sí puedo el sábado", "No los tienes marcados"),
        ("/plan más horas", "El curso entra"),
        ("/plan el 2026-11-29 no puedo", "Esos días ya pasaron"),
    ],
)
async def test_where_there_is_nothing_to_change_nothing_is_asked(
    make: Making, text: str, expected: str
) -> None:
    stage = make()
    before = counts(stage)
    replied = replied_in(await stage.say(text))
    assert expected in replied.text
    await stage.say("/plan sí")
    assert counts(stage) == before


async def test_a_long_absence_is_told_in_a_few_words(make: Making) -> None:
    stage = make()
    asked = await stage.told("/plan me voy de viaje del 2 de diciembre al 31 de enero de 2027")
    assert "18 días, del sáb 5 de diciembre al dom 31 de enero de 2027" in asked
    await stage.say("sí")
    assert len(profile(stage).free) == 18


async def test_without_a_profile_it_says_what_to_do(make: Making) -> None:
    said = await make(profile=False).told("/plan ¿qué hago hoy?")
    assert "tutor setup" in said


async def test_a_tutor_without_a_planner_says_so(make: Making) -> None:
    stage = make()
    stage.context = type(stage.context)(**{**vars(stage.context), "open_planner": None})
    assert isinstance(said_in(await stage.say("/plan")), Said)


async def test_the_first_plan_is_kept_when_it_is_shown(make: Making) -> None:
    stage = make()
    await stage.say("/plan")
    assert len(stage.record.entries(Plan)) == 1
