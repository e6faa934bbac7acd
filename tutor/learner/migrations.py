"""The schema of learner.db, as numbered steps that are only ever added to."""

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
