"""`tutor plan` and `tutor today`, as a learner would type them."""

from pathlib import Path

import pytest

from tests.tui.command_line import CommandLine
from tutor.clock import now
from tutor.learner.entries import Choice, Done, Observation, Plan
from tutor.learner.record import Record

SETUP = (
    "setup", "--start", "2026-11-28", "--days", "sat,sun", "--timezone", "America/Argentina/Buenos_Aires",
    "--yes", "--json",
)  # fmt: skip


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """It is the Tuesday before the course begins."""
    monkeypatch.setenv("TUTOR_NOW", "2026-11-24T12:00:00-03:00")
    return monkeypatch


@pytest.fixture
def learner(tutor: CommandLine) -> CommandLine:
    """A learner who has set up eight hours a week."""
    assert tutor(*SETUP, "--language", "es", "--hours", "8").code == 0
    return tutor


def counts(home: Path) -> tuple[int, ...]:
    """What the record has."""
    record = Record(home / "learner.db", now)
    found = tuple(record.count(of) for of in (Plan, Done, Observation, Choice))
    record.close()
    return found


def test_the_document_of_the_contract(learner: CommandLine) -> None:
    document = learner("plan", "--json").document
    assert (document["week"], document["from"], document["to"]) == (1, "2026-11-28", "2026-12-04")
    assert document["hours"] == 8.0
    assert [(s["date"], s["start"], s["minutes"]) for s in document["sessions"]] == [
        ("2026-11-28", "10:00", 240),
        ("2026-11-29", "10:00", 240),
    ]
    first = document["sessions"][0]["blocks"][0]
    assert (first["kind"], first["ref"], first["title"], first["minutes"]) == (
        "lesson", "vectors", "Vectores", 30,
    )  # fmt: skip
    assert first["why"].endswith(".")
    assert {"finish", "weeks_behind"} <= set(document["forecast"])


def test_looking_twice_changes_nothing(learner: CommandLine, tutor_home: Path) -> None:
    first = learner("plan", "--json").document
    before = counts(tutor_home)
    assert learner("plan", "--json").document == first
    assert learner("today").code == 0
    assert "El plan queda como estaba." in learner("plan", "--replan").out
    assert counts(tutor_home) == before


def test_any_week_can_be_looked_at_and_no_other(learner: CommandLine) -> None:
    assert learner("plan", "--week", "24", "--json").document["week"] == 24
    for week in ("0", "25", "99", "-1"):
        ran = learner("plan", "--week", week, "--language", "en")
        assert ran.code == 2
        assert ran.out == ""
        assert f"There is no week {week} in the plan" in ran.err


def test_what_is_done_is_said_to_be_kept_and_is(learner: CommandLine, tutor_home: Path) -> None:
    document = learner("plan", "--done", "vectors", "--minutes", "40", "--json").document
    kept = document["kept"]
    assert (kept["change"], kept["kind"], kept["ref"], kept["minutes"]) == ("done", "lesson", "vectors", 40)
    assert counts(tutor_home)[1] == 1
    part = learner("plan", "--done", "lesson:matrices", "--minutes", "10", "--part", "--json").document[
        "kept"
    ]
    assert (part["ref"], part["minutes"]) == ("matrices", 10)
    blocks = [b for s in learner("plan", "--json").document["sessions"] for b in s["blocks"]]
    assert next((b["ref"], b["minutes"]) for b in blocks if b["kind"] == "lesson" and not b["done"]) == (
        "matrices", 20,
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("--done", "nothing-of-that-name"),
        ("--done", "vectors", "--minutes", "0"),
        ("--done", "vectors", "--minutes", "100000"),
        ("--know", "nothing-of-that-name"),
        ("--restore", "vectors"),
        ("--choose", "hours"),
        ("--choose", "nothing"),
        ("--minutes", "10"),
        ("--part",),
        ("--done", "vectors", "--know", "softmax"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(
    learner: CommandLine, tutor_home: Path, words: tuple[str, ...]
) -> None:
    learner("plan")
    before = counts(tutor_home)
    ran = learner("plan", *words)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert ran.err.strip() != ""
    assert counts(tutor_home) == before


def test_what_is_known_leaves_and_comes_back(learner: CommandLine) -> None:
    def lessons() -> list[str]:
        sessions = learner("plan", "--week", "1", "--json").document["sessions"]
        return [b["ref"] for s in sessions for b in s["blocks"] if b["kind"] == "lesson"]

    assert "vectors" in lessons()
    said = learner("plan", "--know", "vectors", "--json").document
    assert "vectors" not in lessons()
    assert any((m["change"], m["ref"]) == ("gone", "vectors") for m in said["moved"])
    learner("plan", "--forget", "vectors")
    assert "vectors" in lessons()


def test_where_the_course_does_not_fit_choices_are_offered_and_taken(tutor: CommandLine) -> None:
    assert tutor(*SETUP, "--language", "en", "--hours", "6").code == 0
    document = tutor("plan", "--json").document
    assert document["forecast"]["weeks_behind"] > 0
    offered = {option["kind"]: option for option in document["choices"]}
    assert {"hours", "later"} <= set(offered)
    text = tutor("plan", "--language", "en").out
    assert offered["later"]["says"] in text
    chosen = tutor("plan", "--choose", "hours", "--json").document
    assert chosen["forecast"]["finish"] == offered["hours"]["finish"]
    assert chosen["forecast"]["weeks_behind"] == 0
    assert chosen["choices"] == []


def test_a_missed_weekend_is_told_with_its_reason(learner: CommandLine, frozen: pytest.MonkeyPatch) -> None:
    learner("plan")
    frozen.setenv("TUTOR_NOW", "2026-11-30T12:00:00-03:00")
    document = learner("plan", "--json").document
    assert {move["why"] for move in document["moved"]} == {"missed"}
    assert "nothing was studied in a session that was planned" in learner("plan", "--language", "en").out
    assert document["week"] == 2


def test_today_is_one_thing_with_its_reason(learner: CommandLine, frozen: pytest.MonkeyPatch) -> None:
    before = learner("today", "--json").document
    assert (before["today"], before["date"], before["course_done"]) == (False, "2026-11-28", False)
    frozen.setenv("TUTOR_NOW", "2026-11-28T10:00:00-03:00")
    now_ = learner("today", "--json").document
    assert (now_["today"], now_["block"]["ref"], now_["command"]) == (
        True, "vectors", "tutor course show vectors",
    )  # fmt: skip
    text = learner("today", "--language", "es").out
    assert "Vectores" in text
    assert now_["block"]["why"] in text


def test_without_set_up_the_way_is_named(tutor: CommandLine) -> None:
    for command in ("plan", "today"):
        ran = tutor(command, "--language", "en")
        assert ran.code == 3
        assert "tutor setup" in ran.err
