"""Reviews in other programs: the cards as an Anki deck, and what was reviewed there brought back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.lesson_passages import LANGUAGES
from tools.anki import AnkiNote, AnkiReview, note_guid, read_reviews, write_deck
from tutor.learner.entries import Review
from tutor.learner.record import Record
from tutor.messages import text
from tutor.reviews.items import Items
from tutor.reviews.scheduling import Schedule, Trace

_CLOCKS = timedelta(days=1)  # by which two machines' clocks may differ


@dataclass(frozen=True)
class Brought:
    """What an import did.

    Attributes:
        added: reviews that were kept.
        known: that were there already.
        foreign: that are of no card of this course.
    """

    added: int
    known: int
    foreign: int


def export_deck(items: Items, path: Path, languages: Sequence[Language], at: datetime) -> int:
    """Write the cards of the course into an Anki deck; how many notes it has.

    Args:
        items: of the course.
        path: of the .apkg.
        languages: each card once in each of them.
        at: the present moment.

    Raises:
        BadInput: nothing can be written there.
    """
    course, notes = items.course, []
    for language in languages:
        for card in items.cards.values():
            title = course.skill(card.passage.skill).title.in_language(language)
            fields = (
                card.id,
                card.question.in_language(language),
                card.answer.in_language(language),
                card.wrong.in_language(language),
                f"{title}: {card.passage.heading.in_language(language)}",
            )
            tags = (course.unit_of_skill(card.skill).id, card.skill, language)
            notes.append(AnkiNote(_key(items, card.id, language), fields, tags))
    first = languages[0]
    labels = (text("quiz.anki.mistake", first), text("quiz.anki.passage", first))
    write_deck(path, course.title.in_language(first), labels, notes, at)
    return len(notes)


def bring_in(record: Record, items: Items, schedule: Schedule, path: Path) -> Brought:
    """Keep the reviews of a file that are not in the record yet, all of them or none.

    They say when an item was remembered and change its dates; nothing follows from them for mastery, since
    nobody but the learner saw the answers.

    Args:
        record: of the learner.
        items: of the course; reviews of anything else are passed over.
        schedule: in force.
        path: an Anki file or a CSV.

    Raises:
        Missing: there is no such file.
        BadInput: it is not whole, or has reviews of days to come.
    """
    found = read_reviews(path)
    by_guid = {note_guid(_key(items, card, language)): card for card in items.cards for language in LANGUAGES}
    ours = [(by_guid.get(one.note, one.note), one) for one in found]
    ours = [(item, one) for item, one in ours if item in items.cards]
    _refuse_future(record, ours, path)
    kept = record.entries(Review)
    there = {(review.item, datetime.fromisoformat(review.at)) for review in kept}
    fresh = {(item, one.at): one for item, one in ours if (item, one.at) not in there}
    added = list(_reviews(fresh, kept, items, schedule, datetime.fromisoformat(record.now())))
    if added:
        record.add(*added)
    return Brought(len(added), len(ours) - len(added), len(found) - len(ours))


def _key(items: Items, card: str, language: Language) -> str:
    return f"{items.course.id}/{card}/{language}"


def _refuse_future(record: Record, ours: Sequence[tuple[str, AnkiReview]], path: Path) -> None:
    latest = datetime.fromisoformat(record.now()) + _CLOCKS
    if any(one.at > latest for _, one in ours):
        raise BadInput(
            "{path} has reviews of days to come; nothing was changed.",
            hint="Check the clock of the machine that they were made on.",
            path=path,
        )


def _reviews(
    fresh: dict[tuple[str, datetime], AnkiReview],
    kept: Sequence[Review],
    items: Items,
    schedule: Schedule,
    now: datetime,
) -> Iterator[Review]:
    """The reviews with what each leaves, in the order of time; the record puts those in between right."""
    traces: dict[str, Trace] = {}
    first: dict[str, datetime] = {}
    for item, at in sorted(fresh, key=lambda one: one[1]):
        first.setdefault(item, at)
    before: dict[str, list[tuple[str, int]]] = {}
    for review in kept:
        if review.item in first and datetime.fromisoformat(review.at) < first[review.item]:
            before.setdefault(review.item, []).append((review.at, review.grade))
    for item, given in before.items():
        traces[item] = schedule.replayed(sorted(given, key=lambda one: datetime.fromisoformat(one[0])))
    for (item, moment), one in sorted(fresh.items(), key=lambda pair: (pair[0][1], pair[0][0])):
        when = moment.astimezone(now.tzinfo).isoformat()
        trace = traces[item] = schedule.after(traces.get(item), one.grade, when)
        yield Review(
            when, item, items.cards[item].skill, one.grade, "import", "", "", round(one.seconds, 1),
            trace.state, trace.step, trace.stability, trace.difficulty, trace.due, trace.repetitions,
            trace.lapses,
        )  # fmt: skip
