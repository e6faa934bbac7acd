"""Changes of the plan that a conversation makes: proposed first, made after a yes, told from the record.

A change is a dict of builtins with its `kind` and the ISO time `at` at which it was proposed. Making it a
second time, as after a process that ended in between, changes nothing more. What is said of it is read back
from the record: what is not there is never said to be kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from knowledge_base.course import Course
from knowledge_base.documents import Language
from tutor.agent.events import Offer
from tutor.agent.plan_reading import Wish
from tutor.agent.plan_views import (
    forecast_text,
    listed_days,
    moved_markdown,
    named,
    option_offers,
    options_markdown,
    say,
)
from tutor.agent.practice_moves import named_in
from tutor.learner.entries import Choice, Done, Observation, Profile, UnitKnown
from tutor.messages import text as message
from tutor.placement.placement import Placement
from tutor.plan_documents import PlanWords, block_document
from tutor.planning.blocks import STUDY, Block
from tutor.planning.choices import Option
from tutor.planning.planner import Planner
from tutor.practice_markdown import joined, plain
from tutor.profile import intention_for, save_profile
from tutor.profile_answers import DAYS, read_hours

Change = dict[str, Any]
_OPTION_OF = {"more": "hours", "cut": "cut", "later": "later"}


@dataclass(frozen=True)
class Reply:
    """What is said, and what waits for a yes from then on.

    Attributes:
        text: Markdown.
        change: that is proposed; empty where nothing is.
        offers: what can be chosen now.
    """

    text: str
    change: Change = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True)
class PlanTalk:
    """The plan of a learner, spoken of in one language."""

    planner: Planner
    words: PlanWords

    @property
    def language(self) -> Language:
        """Of the words."""
        return self.words.language

    @property
    def course(self) -> Course:
        """The course."""
        return self.planner.course

    def says(self, key: str, **values: object) -> Reply:
        """A reply of the catalogue that proposes nothing."""
        return Reply(say(key, self.language, **values))

    def asks(self, key: str, kind: str, change: Change, **values: object) -> Reply:
        """A proposal, with yes and no to choose."""
        kept = {"kind": kind, **change, "at": self.planner.record.now()}
        text = say(f"propose.{key}", self.language, **values)
        return Reply(text, kept, yes_or_no(self.language))

    def listed(self, days: Sequence[str]) -> str:
        """ISO dates in words."""
        return listed_days([date.fromisoformat(day) for day in days], self.words)

    def weekdays(self, days: Sequence[str]) -> str:
        """Names of days of the week."""
        return ", ".join(message(f"cli.day.{day}", self.language) for day in days)

    def number(self, value: float) -> str:
        """A number as it is written."""
        written = f"{value:g}"
        return written.replace(".", ",") if self.language == "es" else written


def yes_or_no(language: Language) -> tuple[Offer, ...]:
    """The two answers to a proposal."""
    yes = {"es": "sí", "en": "yes"}[language]
    return Offer(say("yes", language), f"/plan {yes}"), Offer(say("no", language), "/plan no")


# -- proposing -------------------------------------------------------------------------------------


def proposed(talk: PlanTalk, wish: Wish) -> Reply:
    """What would be changed, as a question; or why there is nothing to change.

    Raises:
        BadInput: it cannot be.
        Missing: nobody said when to study.
    """
    return _PROPOSALS[wish["move"]](talk, wish)


def _free(talk: PlanTalk, wish: Wish) -> Reply:
    profile, today = talk.planner.profile, talk.planner.today.isoformat()
    ahead = [day for day in wish["days"] if day >= today]
    if not ahead:
        return talk.says("nothing.past")
    studied = [day for day in ahead if DAYS[date.fromisoformat(day).weekday()] in profile.days]
    if not studied:
        weekdays = talk.weekdays(profile.days)
        return talk.says("nothing.not_study", days=talk.listed(ahead), weekdays=weekdays)
    new = [day for day in studied if day not in profile.free]
    if not new:
        return talk.says("nothing.free", days=talk.listed(studied))
    return talk.asks("free", "free", {"days": new}, days=talk.listed(new))


def _unfree(talk: PlanTalk, wish: Wish) -> Reply:
    taken = [day for day in wish["days"] if day in talk.planner.profile.free]
    if not taken:
        return talk.says("nothing.not_free", days=talk.listed(wish["days"]))
    return talk.asks("unfree", "unfree", {"days": taken}, days=talk.listed(taken))


def _hours(talk: PlanTalk, wish: Wish) -> Reply:
    hours, before = read_hours(f"{wish['hours']:g}"), talk.planner.profile.hours
    if hours == before:
        return talk.says("nothing.hours", hours=talk.number(hours))
    values = {"before": talk.number(before), "hours": talk.number(hours)}
    return talk.asks("hours", "hours", {"hours": hours}, **values)


def _days(talk: PlanTalk, wish: Wish) -> Reply:
    profile, given = talk.planner.profile, set(wish["weekdays"])
    sets = {"add": given | set(profile.days), "take": set(profile.days) - given, "set": given}
    days = [day for day in DAYS if day in sets[wish["how"]]]
    if not days:
        return talk.says("nothing.no_day")
    if tuple(days) == profile.days:
        return talk.says("nothing.days", weekdays=talk.weekdays(days))
    values = {"weekdays": talk.weekdays(days), "hours": talk.number(profile.hours)}
    return talk.asks("days", "days", {"weekdays": days}, **values)


def _begins(talk: PlanTalk, wish: Wish) -> Reply:
    clock = wish["clock"]
    if clock == talk.planner.profile.begins:
        return talk.says("nothing.begins", clock=clock)
    return talk.asks("begins", "begins", {"clock": clock}, clock=clock)


def _known(talk: PlanTalk, wish: Wish) -> Reply:
    if not (place := wish["place"]):
        return talk.says("ask.know")
    kind = "unit" if _is_unit(talk.course, place) else "know"
    if kind == "unit" and _unit_known(talk.planner, place):
        return talk.says("nothing.unit", title=_title(talk, place))
    return talk.asks(kind, kind, {"ref": place}, title=_title(talk, place))


def _unknown(talk: PlanTalk, wish: Wish) -> Reply:
    place = wish["place"]
    if _is_unit(talk.course, place):
        kind = "unit_back"
        if not _unit_known(talk.planner, place):
            return talk.says("nothing.unit_back", title=_title(talk, place))
    else:
        kind = "restore" if place in _cut(talk.planner) else "forget"
    return talk.asks(kind, kind, {"ref": place}, title=_title(talk, place))


def _done(talk: PlanTalk, wish: Wish) -> Reply:
    left = _blocks_left(talk.planner)
    block = _block_meant(talk, wish, left)
    if block is None:
        if wish["place"]:
            return talk.says("nothing.done", what=_title(talk, wish["place"]))
        return talk.says("ask.done")
    planned = sum(one.minutes for one in left if one.item == block.item)
    minutes = wish["minutes"] or planned
    what = named(block_document(block, talk.words), talk.language)
    change = {"ref": block.item, "minutes": minutes, "part": wish["part"]}
    return talk.asks("part" if wish["part"] else "done", "done", change, what=what, minutes=minutes)


def _option(talk: PlanTalk, wish: Wish) -> Reply:
    wanted = _OPTION_OF[wish["move"]]
    found = next((one for one in talk.planner.options() if one.kind == wanted), None)
    if found is None:
        return Reply(offered(talk).text)
    says = plain(talk.words.option(found, talk.planner.profile.hours))
    return talk.asks("option", "option", {"option": wanted}, says=says)


def _which_days(talk: PlanTalk, _: Wish) -> Reply:
    return talk.says("ask.free")


_PROPOSALS: dict[str, Callable[[PlanTalk, Wish], Reply]] = {
    "free": _free, "unfree": _unfree, "hours": _hours, "days": _days, "begins": _begins, "know": _known,
    "forget": _unknown, "done": _done, "more": _option, "cut": _option, "later": _option, "away": _which_days,
}  # fmt: skip


def offered(talk: PlanTalk) -> Reply:
    """The ways out where the course no longer fits."""
    options = talk.planner.options()
    if not options:
        return talk.says("options.none")
    text = options_markdown(options, talk.words, talk.planner.profile.hours)
    return Reply(
        joined([text, say("options.ask", talk.language)]), offers=option_offers(options, talk.language)
    )


def asked_again(talk: PlanTalk, change: Change) -> Reply:
    """A proposal that was neither taken nor refused."""
    return Reply(say("again", talk.language), change, yes_or_no(talk.language))


# -- making ----------------------------------------------------------------------------------------


def made(talk: PlanTalk, change: Change) -> Reply:
    """Make a change, and say what the record has of it and what it moved.

    Raises:
        BadInput: it cannot be; nothing is changed.
    """
    hours = talk.planner.profile.hours
    talk.planner.current()  # what moves is told from here
    if kept(talk, change, hours) is None:
        _MAKING[change["kind"]](talk.planner, change)
    said = kept(talk, change, hours)
    if said is None:
        return talk.says("not_kept")
    plan, options = talk.planner.current(), talk.planner.options()
    parts = [said, moved_markdown(plan, talk.words), forecast_text(plan.forecast, talk.words)]
    parts.append(options_markdown(options, talk.words, plan.profile.hours))
    return Reply(joined(parts), offers=option_offers(options, talk.language))


def remade(talk: PlanTalk) -> Reply:
    """Make the plan anew, and say what that moved."""
    plan = talk.planner.current(asked=True)
    key = "remade" if plan.new else "unchanged"
    parts = [
        say(key, talk.language),
        moved_markdown(plan, talk.words),
        forecast_text(plan.forecast, talk.words),
    ]
    options = talk.planner.options()
    parts.append(options_markdown(options, talk.words, plan.profile.hours))
    return Reply(joined(parts), offers=option_offers(options, talk.language))


def _make_profile(planner: Planner, change: Change) -> None:
    profile = planner.profile
    days = set(change.get("days", ()))
    wanted = {
        "free": lambda: replace(profile, free=tuple(sorted({*profile.free, *days}))),
        "unfree": lambda: replace(profile, free=tuple(day for day in profile.free if day not in days)),
        "hours": lambda: replace(profile, hours=change["hours"]),
        "days": lambda: replace(profile, days=tuple(change["weekdays"])),
        "begins": lambda: replace(profile, begins=change["clock"]),
    }[change["kind"]]()
    save_profile(planner.record, replace(wanted, intention=intention_for(wanted, profile)))


def _make_mastery(planner: Planner, change: Change) -> None:
    planner.override(change["ref"], known=change["kind"] == "know")


def _make_unit(planner: Planner, change: Change) -> None:
    Placement(planner.course, planner.record).claim(change["ref"], change["kind"] == "unit")


def _make_restored(planner: Planner, change: Change) -> None:
    planner.restore(change["ref"])


def _make_done(planner: Planner, change: Change) -> None:
    planner.done(change["ref"], change["minutes"], finished=not change["part"])


def _make_choice(planner: Planner, change: Change) -> None:
    planner.choose(change["option"])


_MAKING: dict[str, Callable[[Planner, Change], None]] = {
    "free": _make_profile, "unfree": _make_profile, "hours": _make_profile, "days": _make_profile,
    "begins": _make_profile, "know": _make_mastery, "forget": _make_mastery, "unit": _make_unit,
    "unit_back": _make_unit, "restore": _make_restored, "done": _make_done, "option": _make_choice,
}  # fmt: skip


# -- telling ---------------------------------------------------------------------------------------


def kept(talk: PlanTalk, change: Change, hours: float) -> str | None:
    """What the record has of a change since it was proposed, in words; None where it has nothing of it.

    Args:
        talk: whose record it is.
        change: that was proposed.
        hours: a week, before it.
    """
    return _TELLING[change["kind"]](talk, change, hours)


def _kept_profile(talk: PlanTalk, change: Change, _: float) -> str | None:
    profiles = talk.planner.record.since(Profile, change["at"])
    if not profiles:
        return None
    found, kind, days = profiles[-1], change["kind"], set(change.get("days", ()))
    held = {
        "free": days <= set(found.free),
        "unfree": not days & set(found.free),
        "hours": found.hours == change.get("hours"),
        "days": list(found.days) == change.get("weekdays"),
        "begins": found.begins == change.get("clock"),
    }
    if not held[kind]:
        return None
    values = {
        "days": talk.listed(change.get("days", ())),
        "hours": talk.number(found.hours),
        "weekdays": talk.weekdays(found.days),
        "clock": found.begins,
    }
    return say(f"kept.{kind}", talk.language, **values)


def _kept_mastery(talk: PlanTalk, change: Change, _: float) -> str | None:
    wanted = float(change["kind"] == "know")
    seen = talk.planner.record.since(Observation, change["at"])
    found = [one for one in seen if one.source == "override" and one.skill == change["ref"]]
    if not found or found[-1].outcome != wanted:
        return None
    return say(f"kept.{change['kind']}", talk.language, title=_title(talk, found[-1].skill))


def _kept_unit(talk: PlanTalk, change: Change, _: float) -> str | None:
    said = talk.planner.record.since(UnitKnown, change["at"])
    found = [one for one in said if one.unit == change["ref"]]
    if not found or found[-1].known != (change["kind"] == "unit"):
        return None
    return say(f"kept.{change['kind']}", talk.language, title=_title(talk, found[-1].unit))


def _kept_restored(talk: PlanTalk, change: Change, _: float) -> str | None:
    chosen = talk.planner.record.since(Choice, change["at"])
    if not any(one.kind == "restore" and change["ref"] in one.skills for one in chosen):
        return None
    return say("kept.restore", talk.language, title=_title(talk, change["ref"]))


def _kept_done(talk: PlanTalk, change: Change, _: float) -> str | None:
    found = [
        one
        for one in talk.planner.record.since(Done, change["at"])
        if f"{one.kind}:{one.ref}" == change["ref"] and one.finished != change["part"]
    ]
    if not found:
        return None
    done = found[-1]
    block = Block(done.kind, done.ref, done.minutes, "done")  # type: ignore[arg-type]
    what = named(block_document(block, talk.words), talk.language)
    return say("kept.done" if done.finished else "kept.part", talk.language, what=what, minutes=done.minutes)


def _kept_choice(talk: PlanTalk, change: Change, hours: float) -> str | None:
    found = [one for one in talk.planner.record.since(Choice, change["at"]) if one.kind == change["option"]]
    if not found:
        return None
    chosen, seen = found[-1], talk.planner.current().forecast
    minutes = sum(talk.course.skill(skill).minutes for skill in chosen.skills)
    option = Option(change["option"], seen.finish or seen.end, chosen.hours, chosen.skills, minutes)
    return say("kept.option", talk.language, says=plain(talk.words.option(option, hours)))


_TELLING: dict[str, Callable[[PlanTalk, Change, float], str | None]] = {
    "free": _kept_profile, "unfree": _kept_profile, "hours": _kept_profile, "days": _kept_profile,
    "begins": _kept_profile, "know": _kept_mastery, "forget": _kept_mastery, "unit": _kept_unit,
    "unit_back": _kept_unit, "restore": _kept_restored, "done": _kept_done, "option": _kept_choice,
}  # fmt: skip


# -- what is meant ---------------------------------------------------------------------------------


def _is_unit(course: Course, place: str) -> bool:
    return any(unit.id == place for unit in course.units)


def _title(talk: PlanTalk, place: str) -> str:
    return plain(talk.words.title("lesson", place))


def _unit_known(planner: Planner, unit: str) -> bool:
    said = planner.record.latest(UnitKnown, unit=unit)
    return said is not None and said.known


def _cut(planner: Planner) -> set[str]:
    cut: set[str] = set()
    for choice in planner.record.entries(Choice):
        cut = cut | set(choice.skills) if choice.kind == "cut" else cut
        cut = cut - set(choice.skills) if choice.kind == "restore" else cut
    return cut


def _blocks_left(planner: Planner) -> list[Block]:
    today = planner.today
    return [
        block
        for session in planner.current().sessions
        for block in session.blocks
        if session.day >= today and block.kind in STUDY and not block.done
    ]


def _block_meant(talk: PlanTalk, wish: Wish, left: Sequence[Block]) -> Block | None:
    """The block that the words name; that of the next session where they name none but a kind, or today's."""
    kind, ref = wish["kind"], _ref_named(talk, wish, left)
    fitting = [block for block in left if not kind or block.kind == kind]
    if ref:
        return next((block for block in [*fitting, *left] if block.ref == ref), None)
    if wish["place"] or not fitting:
        return None
    return fitting[0]


def _ref_named(talk: PlanTalk, wish: Wish, left: Sequence[Block]) -> str:
    names = []
    for block in {block.ref: block for block in left}.values():
        names += [(block.ref, block.ref), (talk.words.title(block.kind, block.ref), block.ref)]
        if "/" in block.ref:
            milestone = talk.words.title(block.kind, block.ref).partition(": ")[2]
            names.append((milestone, block.ref))
    refs = {block.ref for block in left}
    return named_in(wish["words"], names) or (wish["place"] if wish["place"] in refs else "")
