"""What is most worth asking comes first, and an absence is worked off session by session."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.course import Course
from tests.tutor.reviews.small_reviews import COURSE, Learner
from tutor.learner.entries import Review
from tutor.reviews.choosing import Candidate, Needs, by_value, taken

recalls = st.floats(0.01, 1.0)
some = st.lists(
    st.builds(Candidate, st.text("abc", max_size=4), st.just("s"), st.sampled_from([45.0, 600.0]), recalls,
              st.floats(0, 1)),
    max_size=30,
)  # fmt: skip


@given(some, st.floats(0, 3000))
def test_no_session_is_longer_than_it_has_time_for(candidates: list[Candidate], seconds: float) -> None:
    chosen = taken(by_value(candidates), seconds)
    assert sum(one.seconds for one in chosen) <= seconds
    left = list(by_value(candidates))
    for one in chosen:
        left.remove(one)
    room = seconds - sum(one.seconds for one in chosen)
    assert all(one.seconds > room for one in left)


@given(some, st.randoms())
def test_the_order_does_not_depend_on_how_it_was_given(candidates: list[Candidate], chance: object) -> None:
    unique = list({one.item: one for one in candidates}.values())
    mixed = list(unique)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert by_value(mixed) == by_value(unique)


def test_what_is_neither_safe_nor_lost_comes_first() -> None:
    ordered = by_value(Candidate(f"{recall}", "s", 45.0, recall) for recall in (0.95, 0.02, 0.6, 0.85))
    assert [one.recall for one in ordered] == [0.6, 0.85, 0.95, 0.02]
    needed = by_value([Candidate("a", "s", 45.0, 0.8), Candidate("b", "s", 45.0, 0.85, needed=1.0)])
    assert [one.item for one in needed] == ["b", "a"]


def test_what_the_coming_weeks_build_on_counts_more() -> None:
    course: Course = COURSE
    first = course.study_order()[0].id
    fresh = Needs(course, {first})
    assert fresh.share(first) > 0
    assert Needs(course, {skill.id for skill in course.skills}).share(first) == 0.0


def test_five_weeks_away_are_worked_off_by_value_and_never_in_one_sitting(tmp_path: Path) -> None:
    learner = Learner(tmp_path)
    skills = [skill.id for skill in COURSE.study_order()[:48]]
    learner.learn(*skills)
    cards = learner.quiz.items.cards_of(set(skills))[:400]
    at, schedule = learner.record.now(), learner.quiz.schedule
    reviews = []
    for number, card in enumerate(cards):
        trace = schedule.after(None, 1 + number % 3, at)
        reviews.append(
            Review(at, card.id, card.skill, 1 + number % 3, "self", "", "", 0.0, trace.state, trace.step,
                   trace.stability, trace.difficulty, trace.due, trace.repetitions, trace.lapses)
        )  # fmt: skip
    learner.record.add(*reviews)
    learner.clock.pass_days(35)
    minutes, sessions, overdue = learner.quiz.review_minutes(), 0, {card.id for card in cards}
    assert minutes == 60
    assert learner.quiz.due_minutes(learner.clock.now.date()) > 4 * minutes
    while overdue:
        asked = learner.quiz.queue("es").asked
        assert 0 < len(asked) * 45 <= minutes * 60
        assert len({one.item for one in asked}) == len(asked)
        for number, one in enumerate(asked):
            learner.quiz.grade("q", one.item, "es", grade=1 if number % 10 == 0 else 3)
        overdue -= {one.item for one in asked}
        sessions += 1
        learner.clock.pass_days(1 if sessions % 2 else 6)
    assert sessions <= 10
    learner.record.close()
