"""A learner who lives through the course with the public commands alone, from wherever the record stands."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

START = date(2026, 11, 28)
WEEKS = 24
SETUP = (
    "setup", "--language", "es", "--start", "2026-11-28", "--days", "sat,sun", "--hours", "8",
    "--timezone", "America/Argentina/Buenos_Aires", "--yes",
)  # fmt: skip
STUDY = {"lesson", "practice", "project", "task", "interview"}
_SECONDS = 8.0  # that a card takes
_ROUNDS = 8  # looks at the plan in one session

Document = dict[str, Any]
Run = Callable[[str, tuple[str, ...]], Document]


@dataclass
class Commanded:
    """A learner at a terminal.

    Args:
        run: runs a command at an ISO time, and gives its JSON document; an empty one where it was refused.
        folder: for files of answers.
        done_otherwise: does a block of study in another way than `plan --done`; whether it did.
    """

    run: Run
    folder: Path
    done_otherwise: Callable[[str, Document], bool] = lambda _, __: False
    plans: list[Document] = field(default_factory=list)

    def live(self, since: date = START) -> None:
        """Hold every session from a day on, until nothing is left or the weeks are over."""
        for day in days(since):
            if self.session(day):
                return

    def session(self, day: date) -> bool:
        """Do what the plan says for a day; whether nothing of the course is left."""
        at = f"{day}T10:00:00-03:00"
        for _ in range(_ROUNDS):
            plan = self.run(at, ("plan", "--json"))
            self.plans.append(plan)
            if not plan["forecast"]["finish"]:
                return True
            blocks = today(plan, self.coming(at, day, plan), day)
            held = {block["kind"] for block in blocks if block["done"]}
            left = [b for b in blocks if not b["done"] and b["kind"] not in {"slack", *held} - STUDY]
            done = [self.do(at, block) for block in left]
            if not any(done):
                return False
        raise AssertionError(f"the session of {day} never ended")

    def coming(self, at: str, day: date, plan: Document) -> Document:
        """The week after, where this one ends."""
        if day.strftime("%a") != "Sun":
            return {}
        return self.run(at, ("plan", "--week", str(plan["week"] + 1), "--json"))

    def do(self, at: str, block: Document) -> bool:
        """Do a block; whether there was anything to do."""
        kind = block["kind"]
        if kind in ("review", "quiz"):
            return self.quiz(at, ("--check",) if kind == "quiz" else ())
        if kind == "checkin":
            return bool(self.run(at, ("checkin", "--answers", self.file(CHECKIN), "--json"))["saved"])
        return self.done_otherwise(at, block) or self.study(at, block)

    def study(self, at: str, block: Document) -> bool:
        """Say that a block is done; a part of it where more of the same is planned."""
        item = f"{block['kind']}:{block['ref']}"
        part = () if block["last"] else ("--part",)
        words = ("plan", "--done", item, "--minutes", str(block["minutes"]), *part, "--json")
        return bool(self.run(at, words).get("kept"))

    def quiz(self, at: str, words: tuple[str, ...]) -> bool:
        """Answer what is asked, but for coding tasks."""
        asked = self.run(at, ("quiz", *words, "--json"))["items"]
        answers = [answer_of(item) for item in asked if item["form"] != "task"]
        if answers:
            self.run(at, ("quiz", *words, "--answers", self.file(answers), "--json"))
        return bool(answers)

    def file(self, content: Any) -> str:
        """A file of answers."""
        path = self.folder / "answers.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return str(path)


CHECKIN = {"answers": ["Bien.", "", "Sigo."], "commitment": "Si es sábado, empiezo", "accept": True}


def days(since: date) -> Iterator[date]:
    """Days of study from one on."""
    for number in range(7 * WEEKS):
        day = START + timedelta(days=number)
        if number % 7 < 2 and day >= since:
            yield day


def today(plan: Document, coming: Document, day: date) -> list[Document]:
    """Blocks of a day, each with whether it ends its work.

    Args:
        plan: its week.
        coming: the week after; empty where there is none.
        day: the date.
    """
    sessions = [*plan["sessions"], *coming.get("sessions", ())]
    ahead = [b for s in sessions if s["date"] >= day.isoformat() for b in s["blocks"] if not b["done"]]
    times = Counter((block["kind"], block["ref"]) for block in ahead)
    now = [block for s in sessions if s["date"] == day.isoformat() for block in s["blocks"]]
    return [{**block, "last": times[block["kind"], block["ref"]] == 1} for block in now]


def answer_of(item: Document) -> Document:
    """An answer to an item: the learner's own grade, or the first option."""
    if item["form"] == "open":
        return {"item": item["item"], "grade": "good", "seconds": _SECONDS}
    return {"item": item["item"], "answer": "1" if item["form"] == "number" else "A", "seconds": _SECONDS}
