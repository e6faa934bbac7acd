"""What is typed about the plan is understood in both languages, or said not to be."""

import pytest

from tutor.checkin.plan_answer import PlanAnswer, is_later, is_yes, read_plan_answer


@pytest.mark.parametrize("text", ["sí", "Si.", " SÍ ", "yes", "ok", "dale", "¡Listo!"])
def test_yes(text: str) -> None:
    assert is_yes(text)
    assert read_plan_answer(text, 8.0) == PlanAnswer("accept")


@pytest.mark.parametrize("text", ["después", "Luego", "stop", "later", "más tarde", "not now."])
def test_later(text: str) -> None:
    assert is_later(text)


@pytest.mark.parametrize("text", ["", "después de cenar estudié", "siempre", "no pude parar"])
def test_what_only_looks_like_it_is_an_answer(text: str) -> None:
    assert not is_later(text)
    assert not is_yes(text)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("6 horas", 6.0), ("6,5 h", 6.5), ("10 hours a week", 10.0), ("más", 9.0), ("more", 9.0),
        ("menos", 7.0), ("+1", 9.0), ("-1", 7.0), ("4 horas por semana", 4.0),
    ],
)  # fmt: skip
def test_hours(text: str, hours: float) -> None:
    assert read_plan_answer(text, 8.0) == PlanAnswer("hours", hours=hours)


def test_less_ends_at_half_an_hour_and_more_at_what_a_week_holds() -> None:
    assert read_plan_answer("menos", 1.0).hours == 0.5
    assert read_plan_answer("más", 80.0).hours == 80.0


def test_free_dates() -> None:
    answer = read_plan_answer("libre 2026-12-24..2026-12-26", 8.0)
    assert answer == PlanAnswer("free", free=("2026-12-24", "2026-12-25", "2026-12-26"))
    assert read_plan_answer("free: 2026-12-24", 8.0).free == ("2026-12-24",)


@pytest.mark.parametrize(
    ("text", "option"), [("más horas", "hours"), ("Fewer topics", "cut"), ("más tiempo", "later")]
)
def test_ways_out(text: str, option: str) -> None:
    assert read_plan_answer(text, 8.0) == PlanAnswer("option", option=option)


@pytest.mark.parametrize("text", ["", "¿qué?", "0 horas", "200 horas", "libre mañana", "6 manzanas", "free"])
def test_what_is_not_understood(text: str) -> None:
    assert read_plan_answer(text, 8.0) == PlanAnswer("unclear")


def test_no() -> None:
    assert read_plan_answer("No", 8.0) == PlanAnswer("decline")
