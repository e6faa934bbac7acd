"""The days that a learner names are the days that are meant."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.agent.dates import YEARS, days_named, weekdays_named
from tutor.agent.quantities import hours_named, minutes_named

WEDNESDAY = date(2026, 11, 25)
WORDS = (
    "el", "del", "al", "de", "a", "y", "3", "13", "31", "99", "enero", "lunes", "hasta", "finde", "proximo",
    "0001-01-01", "12/13", "sabado",
)  # fmt: skip
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
    "noviembre", "diciembre",
)  # fmt: skip


def days(words: str, today: date = WEDNESDAY) -> list[str]:
    return [day.isoformat() for day in days_named(words, today)]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("el sábado no puedo", ["2026-11-28"]),
        ("El 13 no puedo", ["2026-12-13"]),
        ("el 13 de diciembre", ["2026-12-13"]),
        ("December 13th is no good", ["2026-12-13"]),
        ("the 13th of december", ["2026-12-13"]),
        ("next sunday", ["2026-11-29"]),
        ("el domingo que viene", ["2026-11-29"]),
        ("2026-12-13", ["2026-12-13"]),
        ("no puedo este finde", ["2026-11-28", "2026-11-29"]),
        ("not this weekend", ["2026-11-28", "2026-11-29"]),
        ("next weekend", ["2026-12-05", "2026-12-06"]),
        ("el finde que viene", ["2026-11-28", "2026-11-29"]),
        ("de lunes a miércoles", ["2026-11-30", "2026-12-01", "2026-12-02"]),
        ("from Monday to Wednesday", ["2026-11-30", "2026-12-01", "2026-12-02"]),
        ("deja libres los días 24 y 25", ["2026-12-24", "2026-12-25"]),
        ("the 24th and 25th", ["2026-12-24", "2026-12-25"]),
        ("el 24 y 25 de enero", ["2027-01-24", "2027-01-25"]),
        ("del 30 al 2 de enero", ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]),
        ("2026-12-31..2027-01-01", ["2026-12-31", "2027-01-01"]),
        ("entre el 1 y el 3 de enero", ["2027-01-01", "2027-01-02", "2027-01-03"]),
        ("no vuelvo hasta el viernes", ["2026-11-25", "2026-11-26"]),
        ("mañana", ["2026-11-26"]),
        ("pasado mañana", ["2026-11-27"]),
        ("tomorrow and on friday", ["2026-11-26", "2026-11-27"]),
        ("24/12", ["2026-12-24"]),
        ("12/24/2026", ["2026-12-24"]),
        ("el 3 de marzo de 2028", ["2028-03-03"]),
        ("el 24 de noviembre", ["2027-11-24"]),
        ("hoy", ["2026-11-25"]),
        ("el sábado 12 de diciembre", ["2026-12-12"]),
        ("on Saturday, December 12", ["2026-12-12"]),
        ("el domingo 13", ["2026-12-13"]),
        ("el sábado y el 20 de diciembre", ["2026-11-28", "2026-12-20"]),
    ],
)
def test_a_day_is_understood(words: str, meant: list[str]) -> None:
    assert days(words) == meant


@pytest.mark.parametrize(
    "words",
    [
        "",
        "trabajo los sábados a la mañana",
        "fridays are off the table",
        "quiero 10 horas por semana en vez de 8",
        "change my weekly hours to 6",
        "plan semana 5",
        "cambia la sesión de las 10 a las 15",
        "move the 10am session to 3pm",
        "el 31 de febrero",
        "2026-02-31",
        "2026-12-24..2026-12-01",
        "2026-12-24..2029-12-24",
        "los 3 días que faltan",
        "¿qué es un vector de 13 de largo?",
    ],
)
def test_what_names_no_day_names_none(words: str) -> None:
    assert days(words) == []


def test_a_saturday_said_on_a_saturday_is_that_day_and_the_next_one_a_week_later() -> None:
    saturday = date(2026, 11, 28)
    assert days("el sábado no puedo", saturday) == ["2026-11-28"]
    assert days("el próximo sábado no puedo", saturday) == ["2026-12-05"]
    assert days("este finde", date(2026, 11, 29)) == ["2026-11-29"]


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(0, 360), st.integers(0, 40))
def test_a_stretch_that_is_written_out_is_read_back(today: date, ahead: int, length: int) -> None:
    first = today + timedelta(ahead)
    last = first + timedelta(length)
    meant = [(first + timedelta(n)).isoformat() for n in range(length + 1)]
    assert days(f"me voy del {_written(first)} al {_written(last)}", today) == meant
    assert days(f"{first}..{last}", today) == meant


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=8)))
def test_any_words_give_days_in_order_or_none(words: list[str]) -> None:
    found = days_named(" ".join(words), WEDNESDAY)
    assert list(found) == sorted(set(found))
    assert all(day.year in YEARS for day in found)


def test_weekdays_are_named_in_the_order_of_the_week() -> None:
    assert weekdays_named("domingos y viernes") == (4, 6)
    assert weekdays_named("saturdays and monday") == (0, 5)
    assert weekdays_named("nada") == ()


@pytest.mark.parametrize(
    ("words", "hours", "minutes"),
    [
        ("desde ahora tengo 5 horas", 5.0, 300),
        ("4,5 horas por semana", 4.5, 270),
        ("una hora y media", 1.5, 90),
        ("an hour and a half", 1.5, 90),
        ("media hora", 0.5, 30),
        ("change my weekly hours to six", 6.0, None),
        ("en 40 minutos", None, 40),
        ("cuarenta y cinco minutos", None, 45),
        ("1 h 20 min", 1.0, 80),
        ("qué estudio ahora", None, None),
        ("which lesson is up now", None, None),
    ],
)
def test_amounts_are_read(words: str, hours: float | None, minutes: int | None) -> None:
    assert hours_named(words) == hours
    assert minutes_named(words) == minutes


def _written(day: date) -> str:
    return f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"
