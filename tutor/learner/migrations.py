"""The schema of learner.db, as numbered steps that are only ever added to."""

from contextlib import closing
from functools import cache

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("learner")


@migrations()
def m001_practice(db: Database) -> None:
    """Events, which are the truth, and what practice reads from them."""
    db.table("events").create({"id": int, "at": str, "kind": str, "data": str}, pk="id")
    db.table("attempts").create(
        {
            "event": int, "at": str, "exercise": str, "source": str, "program": str, "outcome": str,
            "failing": str, "mistake": str, "rung": int, "seed": int, "counterexample": str,
        },
        pk="event",
        foreign_keys=[("event", "events", "id")],
    )  # fmt: skip
    db.table("attempts").create_index(["exercise"])
    db.table("helps").create(
        {"event": int, "at": str, "exercise": str, "rung": int, "program": str},
        pk="event",
        foreign_keys=[("event", "events", "id")],
    )
    db.table("helps").create_index(["exercise"])


@migrations()
def m002_projects(db: Database) -> None:
    """Checks of projects."""
    db.table("project_checks").create(
        {
            "event": int, "at": str, "project": str, "folder": str, "program": str, "held": str,
            "failing": str, "ended": str,
        },
        pk="event",
        foreign_keys=[("event", "events", "id")],
    )  # fmt: skip
    db.table("project_checks").create_index(["project"])


@migrations()
def m003_course(db: Database) -> None:
    """The learner's course: profile, evidence, reviews, placement, plan and check-ins."""
    added: dict[str, dict[str, type]] = {
        "profiles": {
            "language": str, "timezone": str, "start": str, "end": str, "days": str, "hours": float,
            "begins": str, "free": str, "job": str, "role": str, "goal_date": str, "intention": str,
        },
        "observations": {"skill": str, "source": str, "item": str, "outcome": float, "helped": int},
        "reviews": {
            "item": str, "skill": str, "grade": int, "how": str, "quiz": str, "answer": str, "seconds": float,
            "state": int, "step": int, "stability": float, "difficulty": float, "due": str,
            "repetitions": int, "lapses": int,
        },
        "weights": {"parameters": str, "reviews": int, "log_loss": float, "log_loss_before": float},
        "placement_answers": {
            "item": str, "unit": str, "skill": str, "answer": str, "right": int, "seconds": float,
            "round": int,
        },
        "placements": {"state": str, "seconds": float, "round": int},
        "units_known": {
            "unit": str, "known": int, "how": str, "right": int, "asked": int, "through": str,
        },
        "blocks_done": {"kind": str, "ref": str, "minutes": int, "day": str, "finished": int},
        "plans": {"why": str, "sessions": str, "forecast": str, "moved": str},
        "choices": {"kind": str, "skills": str, "hours": float, "end": str},
        "checkins": {
            "week": int, "thread": str, "facts": str, "answers": str, "reflection": str, "commitment": str,
            "accepted": int,
        },
        "checkin_drafts": {"week": int, "facts": str, "questions": str},
        "calendar_exports": {"calendar": str},
    }  # fmt: skip
    for name, columns in added.items():
        db.table(name).create(
            {"event": int, "at": str, **columns}, pk="event", foreign_keys=[("event", "events", "id")]
        )
    db.table("reviews").create_index(["item"])
    db.table("blocks_done").create_index(["ref"])
    db.execute("update attempts set source = null, counterexample = null")  # their events have them
    db.table("mastery").create({"skill": str, "belief": str}, pk="skill")
    db.table("memories").create(
        {name: kind for name, kind in added["reviews"].items() if name not in _ASKED} | {"at": str}, pk="item"
    )


_ASKED = ("grade", "how", "quiz", "answer", "seconds")  # of a review, and not of the memory that it leaves


def is_of_a_later_version(db: Database) -> bool:
    """Whether steps were taken that this version does not know."""
    return bool({step.name for step in migrations.applied(db)} - _known())


@cache
def _known() -> frozenset[str]:
    with closing(Database(memory=True)) as empty:
        return frozenset(step.name for step in migrations.pending(empty))
