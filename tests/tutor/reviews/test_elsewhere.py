"""Reviews made in other programs count once, wherever they lie in time, and nothing else changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge_base.errors import BadInput
from tests.tools.test_anki import collection_of, reviewed
from tests.tutor.reviews.small_reviews import START, Learner
from tools.anki import note_guid
from tutor.learner.entries import Observation, Review
from tutor.reviews.scheduling import Schedule

ITEM = "softmax-shift-invariance"


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    """One who has learned softmax."""
    made = Learner(tmp_path)
    made.learn("softmax")
    yield made
    made.record.close()


def csv(path: Path, *rows: str) -> Path:
    """A CSV of reviews."""
    path.write_text("\n".join(["item,at,grade", *rows, ""]), encoding="utf-8")
    return path


def test_every_card_is_exported_in_each_language(learner: Learner, tmp_path: Path) -> None:
    cards = len(learner.quiz.items.cards)
    assert learner.quiz.export(tmp_path / "both.apkg", ("es", "en")) == 2 * cards
    assert learner.quiz.export(tmp_path / "one.apkg", ("en",)) == cards
    assert (tmp_path / "both.apkg").stat().st_size > (tmp_path / "one.apkg").stat().st_size


def test_reviews_of_an_anki_deck_come_back_once(learner: Learner, tmp_path: Path) -> None:
    learner.quiz.export(tmp_path / "deck.apkg", ("es",))
    first = int(START.timestamp() * 1000)
    collection_of(tmp_path / "deck.apkg", tmp_path)
    collection = reviewed(tmp_path / "deck.apkg", tmp_path, [(first, 0, 3, 0), (first + 86_400_000, 0, 1, 1)])
    learner.clock.pass_days(2)
    brought = learner.quiz.bring_in(collection)
    assert (brought.added, brought.known, brought.foreign) == (2, 0, 0)
    again = learner.quiz.bring_in(collection)
    assert (again.added, again.known) == (0, 2)
    reviews = learner.record.entries(Review)
    assert [(review.grade, review.how, review.lapses) for review in reviews] == [
        (3, "import", 0),
        (1, "import", 1),
    ]
    assert learner.record.count(Observation) == 0
    first_card = next(iter(learner.quiz.items.cards))
    assert {review.item for review in reviews} == {first_card}
    assert note_guid(f"{learner.quiz.course.id}/{first_card}/es")


def test_a_review_from_between_two_of_ours_is_put_in_its_place(learner: Learner, tmp_path: Path) -> None:
    ours = []
    for days in (0, 20):
        learner.clock.pass_days(days)
        learner.quiz.grade("q", ITEM, "es", grade=3)
        ours.append((learner.record.now(), 3))
    between = "2026-12-01T10:00:00+00:00"
    learner.quiz.bring_in(csv(tmp_path / "r.csv", f"{ITEM},{between},3", f"unknown,{between},3"))
    memory = learner.record.memory(ITEM)
    assert memory is not None
    wanted = Schedule().replayed([ours[0], (between, 3), ours[1]])
    assert (memory.at, memory.repetitions, memory.stability) == (ours[1][0], 3, wanted.stability)
    kept = learner.record.memories()
    learner.record.rebuild()
    assert learner.record.memories() == kept


def test_a_file_that_cannot_be_used_changes_nothing(learner: Learner, tmp_path: Path) -> None:
    later = csv(tmp_path / "r.csv", f"{ITEM},2026-11-28T10:00:00+00:00,3", f"{ITEM},2027-11-28,3")
    with pytest.raises(BadInput, match="days to come"):
        learner.quiz.bring_in(later)
    with pytest.raises(BadInput, match="no whole file"):
        learner.quiz.bring_in(csv(tmp_path / "r.csv", f"{ITEM},2026-11-28T10:00:00+00:00,3", f"{ITEM},x"))
    assert learner.record.count(Review) == 0
