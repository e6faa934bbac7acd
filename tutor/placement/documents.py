"""What is said of a placement, as documents: one form for the command line's JSON and for every face."""

from typing import Any

from knowledge_base.course import Course
from knowledge_base.documents import Language
from knowledge_base.placement import PlacementItem
from tutor.learner.entries import PlacementAnswer, UnitKnown
from tutor.placement.answers import LETTERS
from tutor.placement.bank import options
from tutor.placement.placement import Placement, Standing
from tutor.placement.policy import Verdict


def item_document(item: PlacementItem, course: Course, language: Language) -> dict[str, Any]:
    """An item as it is asked; nothing in it says which option is right."""
    unit = course.unit_of_skill(item.skill)
    return {
        "id": item.id,
        "unit": unit.id,
        "unit_title": unit.title.in_language(language),
        "skill": item.skill,
        "kind": item.kind,
        "question": item.question.in_language(language),
        "options": [
            {"letter": letter, "text": _option(item, place, language)}
            for place, letter in enumerate(LETTERS[: len(options(item))])
        ],
    }


def _option(item: PlacementItem, place: int, language: Language) -> str:
    wrong = options(item)[place]
    text = item.right if wrong is None else wrong.text
    assert not isinstance(text, float)
    return text.in_language(language)


def standing_document(standing: Standing, placement: Placement, language: Language) -> dict[str, Any]:
    """Where a placement stands: the item, what is known of each unit and why, what to read."""
    course = placement.course
    return {
        "state": standing.state,
        "item": item_document(standing.item, course, language) if standing.item else None,
        "asked": len(standing.answers),
        "right": sum(answer.right for answer in standing.answers),
        "minutes": round(standing.seconds / 60, 1),
        "minutes_left": round(standing.seconds_left / 60, 1),
        "more": standing.more,
        "units": [
            _unit_document(verdict, standing.known.get(verdict.unit), course, language)
            for verdict in standing.verdicts
        ],
        "read": passages_to_read(standing, placement, language),
    }


def unit_known_document(entry: UnitKnown, course: Course, language: Language) -> dict[str, Any]:
    """The latest word on a unit."""
    return {
        "unit": entry.unit,
        "title": course.unit(entry.unit).title.in_language(language),
        "known": entry.known,
        "how": entry.how,
        "right": entry.right,
        "asked": entry.asked,
        "through": entry.through or None,
    }


def answer_document(
    answer: PlacementAnswer, standing: Standing, placement: Placement, language: Language
) -> dict[str, Any]:
    """An answer that was kept, and where the placement stands now."""
    kept = {"item": answer.item, "answer": answer.answer, "right": answer.right, "seconds": answer.seconds}
    return {"answered": kept, **standing_document(standing, placement, language)}


def passages_to_read(standing: Standing, placement: Placement, language: Language) -> list[dict[str, Any]]:
    """Where the lessons say what was not answered right, in the order in which it was asked; each once."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for answer in standing.answers:
        if answer.right or not placement.bank.knows(answer.item):
            continue
        passage = placement.bank.item(answer.item).passage
        heading = passage.heading.in_language(language)
        skill = placement.course.skill(passage.skill)
        found.setdefault(
            (skill.id, heading),
            {"skill": skill.id, "title": skill.title.in_language(language), "heading": heading},
        )
    return list(found.values())


def _unit_document(
    verdict: Verdict, entry: UnitKnown | None, course: Course, language: Language
) -> dict[str, Any]:
    """Items of this round; of a unit that is known, those that showed it."""
    known = entry is not None and entry.known
    shown = entry if entry is not None and known and entry.how == "placement" else None
    return {
        "unit": verdict.unit,
        "title": course.unit(verdict.unit).title.in_language(language),
        "known": known,
        "how": entry.how if entry is not None else None,
        "state": _state(verdict, entry),
        "right": shown.right if shown else verdict.right,
        "asked": shown.asked if shown else verdict.asked,
        "through": shown.through or None if shown else None,
    }


def _state(verdict: Verdict, entry: UnitKnown | None) -> str:
    """`known`, `failed`, `open` where something was asked, `new` where nothing was."""
    if entry is not None and entry.known:
        return "known"
    return verdict.state if verdict.state in ("failed", "open") else "new"
