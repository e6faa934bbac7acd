"""Facts as sentences, in the learner's language."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from knowledge_base.course import Course
from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.exercises import Exercises
from tutor.messages import text as message
from tutor.plan_documents import PlanWords

NAMED = 3  # things of a list that are named
_FORGOTTEN = 1


class CheckInWords:
    """Names and sentences of a check-in.

    Args:
        course: the course.
        language: of the words.
        year: the present one, which dates need not name.
    """

    def __init__(self, course: Course, language: Language, year: int) -> None:
        self.plan = PlanWords(course, language, year)
        self.language = language
        self.course = course

    def say(self, key: str, **values: object) -> str:
        """A text of the catalogue."""
        return message(f"checkin.{key}", self.language, **values)

    def report(self, key: str, **values: object) -> str:
        """A text of the report."""
        return message(f"report.{key}", self.language, **values)

    def progress(self, key: str, **values: object) -> str:
        """A text of the learner's progress."""
        return message(f"progress.{key}", self.language, **values)

    def counted(self, key: str, count: float, **values: object) -> str:
        """A text of the catalogue that is another for one than for many."""
        return self.say(f"{key}.{'one' if count == 1 else 'many'}", count=self.number(count), **values)

    def number(self, value: float) -> str:
        """A number as the course writes it: with a decimal point, in both languages."""
        return f"{value:g}"

    def day(self, day: str) -> str:
        """A date as it is spoken."""
        return self.plan.day(day)

    def title(self, kind: str, ref: str) -> str:
        """The name of a piece of work; its id where the course no longer has it."""
        try:
            return self.plan.title(kind, ref)
        except BadInput:
            return ref

    def skill(self, skill: str) -> str:
        """The name of a skill."""
        return self.title("lesson", skill)

    def exercise(self, exercise: str) -> str:
        """The title of an exercise; its id where the course no longer has it."""
        try:
            return Exercises(self.course).get(exercise).entry.title.in_language(self.language)
        except BadInput:
            return exercise

    def listed(self, names: Sequence[str]) -> str:
        """Names as a list that is read aloud; of many, the first three."""
        shown = [self.say("quoted", name=name) for name in names[:NAMED]]
        if len(names) > NAMED:
            return self.say("and_more", names=", ".join(shown), count=len(names) - NAMED)
        if len(shown) < 2:
            return "".join(shown)
        return self.say("and", names=", ".join(shown[:-1]), last=shown[-1])


def fact_sentences(facts: Mapping[str, Any], words: CheckInWords) -> list[tuple[str, str]]:
    """What the facts say, each with its name, in the order in which it is told."""
    return list(_sentences(facts, words))


def _sentences(facts: Mapping[str, Any], words: CheckInWords) -> Iterator[tuple[str, str]]:
    yield from _of_sessions(facts, words)
    yield from _of_pieces(facts, words)
    yield from _of_skills(facts, words)
    yield from _of_memory(facts, words)
    yield from _of_habit(facts, words)
    yield from _of_the_end(facts, words)


def _of_sessions(facts: Mapping[str, Any], words: CheckInWords) -> Iterator[tuple[str, str]]:
    planned, held = facts["sessions_planned"], facts["sessions_held"]
    hours = {name: words.number(facts[name]) for name in ("hours_planned", "hours_done")}
    if planned:
        yield "sessions", words.counted("fact.sessions", planned, held=held, **hours)
    elif held:
        yield "extra", words.counted("fact.extra", held, hours_done=hours["hours_done"])
    else:
        yield "rest", words.say("fact.rest" if facts["over"] else "fact.early")


def _of_pieces(facts: Mapping[str, Any], words: CheckInWords) -> Iterator[tuple[str, str]]:
    told = {(piece["kind"], piece["ref"]): "" for name in ("finished", "left") for piece in facts[name]}
    told = {piece: words.title(*piece) for piece in told}
    common = Counter(told.values())
    for name in ("finished", "left"):
        pieces = dict.fromkeys((piece["kind"], piece["ref"]) for piece in facts[name])
        titles = [_name(kind, told[kind, ref], common, words) for kind, ref in pieces]
        if titles:
            yield name, words.counted(f"fact.{name}", len(titles), titles=words.listed(titles))


def _name(kind: str, title: str, common: Mapping[str, int], words: CheckInWords) -> str:
    """A title, with its kind where a lesson and a practice share it."""
    return title if common[title] == 1 else f"{message(f'plan.kind.{kind}', words.language)}: {title}"


def _of_skills(facts: Mapping[str, Any], words: CheckInWords) -> Iterator[tuple[str, str]]:
    for name in ("skills_up", "skills_down"):
        if facts[name]:
            told = [_moved(one, words) for one in facts[name][:NAMED]]
            yield name, words.say(f"fact.{name}", skills=", ".join(told))
    if facts["mastered"]:
        names = [words.skill(skill) for skill in facts["mastered"]]
        yield "mastered", words.say("fact.mastered", skills=words.listed(names))


def _moved(one: Mapping[str, Any], words: CheckInWords) -> str:
    key = "moved.new" if one["new"] else "moved"
    return words.say(key, skill=words.skill(one["skill"]), before=one["before"], after=one["after"])


def _of_memory(facts: Mapping[str, Any], words: CheckInWords) -> Iterator[tuple[str, str]]:
    if facts["fading"]:
        names = list(dict.fromkeys(words.skill(one["skill"]) for one in facts["fading"]))
        count = facts["fading_count"]
        yield "fading", words.counted("fact.fading", count, skills=words.listed(names))
    if facts["quiz_asked"]:
        values = {"right": facts["quiz_right"], "asked": facts["quiz_asked"]}
        yield "quiz", words.say("fact.quiz", **values)
    if facts["helps"]:
        yield "helps", words.counted("fact.helps", facts["helps"], passed=facts["exercises_passed"])


def _of_habit(facts: Mapping[str, Any], words: CheckInWords) -> Iterator[tuple[str, str]]:
    if facts["absent"] > _FORGOTTEN:
        yield "absent", words.say("fact.absent", count=facts["absent"])
    elif facts["streak"] > 1:
        key = "fact.streak.forgiven" if facts["forgiven"] else "fact.streak"
        yield "streak", words.counted(key, facts["streak"])
    if facts["commitment"]:
        yield "commitment", words.say("fact.commitment", said=facts["commitment"].rstrip("."))
    if facts["intention"]:
        yield "intention", words.say("fact.intention", said=facts["intention"].rstrip("."))


def _of_the_end(facts: Mapping[str, Any], words: CheckInWords) -> Iterator[tuple[str, str]]:
    seen = facts["forecast"]
    if facts["course_done"]:
        yield "course_done", words.say("fact.course_done")
        return
    days = {name: words.day(seen[name]) for name in ("finish", "low", "high", "end")}
    yield "forecast", words.say("fact.forecast", finish=days["finish"], low=days["low"], high=days["high"])
    if facts["weeks_behind"]:
        yield "behind", words.counted("fact.behind", facts["weeks_behind"], end=days["end"])
