"""What is asked, how it is graded and what is kept of it, as every face gets it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.errors import BadInput
from tests.tutor.reviews.small_reviews import COURSE, Learner
from tutor.learner.entries import Done, Observation, Review


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    """One who has just set up."""
    made = Learner(tmp_path)
    yield made
    made.record.close()


def answered(learner: Learner, item: str, grade: int) -> str:
    """Grade an item as the learner would; the next date."""
    return learner.quiz.grade("q", item, "es", grade=grade).next


def test_nothing_is_asked_before_a_lesson_is_done(learner: Learner) -> None:
    assert learner.quiz.queue("es").asked == ()
    assert learner.quiz.due_minutes(date(2026, 11, 28)) == 0
    learner.learn("softmax")
    assert {asked.skill for asked in learner.quiz.queue("es").asked} == {"softmax"}
    assert learner.quiz.due_minutes(date(2026, 11, 28)) == 6  # eight cards


def test_questions_of_a_placement_leave_nothing_to_review(learner: Learner) -> None:
    at = learner.record.now()
    learner.record.add(Observation(at, "vectors", "placement", "place-vectors-cosine", 0.0))
    learner.record.add(Observation(at, "entropy", "override", "override:entropy", 0.0))
    assert learner.quiz.queue("es").asked == ()
    assert learner.quiz.due_minutes(learner.quiz.today) == 0


def test_looking_changes_nothing(learner: Learner) -> None:
    learner.learn("softmax")
    before = learner.record.count(Review), learner.record.count(Observation)
    learner.quiz.queue("es")
    learner.quiz.weekly("es")
    learner.quiz.assess("softmax-shift-invariance", "exp(c) se cancela", "es")
    assert (learner.record.count(Review), learner.record.count(Observation)) == before


def test_an_answer_is_kept_with_what_it_shows(learner: Learner) -> None:
    learner.learn("softmax")
    assert answered(learner, "softmax-shift-invariance", 3) == "2026-11-30"
    (review,) = learner.record.entries(Review)
    (seen,) = learner.record.entries(Observation)
    assert (review.how, review.grade, review.quiz) == ("self", 3, "q")
    assert (seen.source, seen.item, seen.outcome) == ("review", "softmax-shift-invariance", 1.0)
    assert "softmax-shift-invariance" not in {asked.item for asked in learner.quiz.queue("es").asked}


def test_what_the_program_cannot_decide_is_not_kept(learner: Learner) -> None:
    learner.learn("softmax")
    graded = learner.quiz.grade("q", "softmax-shift-invariance", "es", answer="")
    assert (graded.grade, graded.how) == (None, "unsure")
    assert learner.record.count(Review) == 0


def test_the_learner_stands_above_the_program(learner: Learner) -> None:
    learner.learn("softmax")
    assessed = learner.quiz.assess("softmax-shift-invariance", "Porque softmax solo mira el orden", "es")
    assert (assessed.grade, assessed.how, assessed.near_wrong) == (1, "points", True)
    assert learner.quiz.keep("q", assessed, 12.0, 2).how == "self"
    assert learner.record.entries(Review)[0].grade == 2


def test_a_leech_is_read_again_and_asked_another_way(learner: Learner) -> None:
    learner.learn("softmax")
    item = "softmax-shift-invariance"
    for grade in (3, 1, 1, 1, 1):
        answered(learner, item, grade)
        learner.clock.pass_days(3)
    (asked,) = [one for one in learner.quiz.queue("es", 1000).asked if one.item == item]
    assert asked.form == "choice"
    assert asked.passage is not None
    assert asked.passage.heading.es == "Invariancia y estabilidad"
    assert "Porque softmax solo mira el orden de los logits." in asked.options
    right = asked.options.index(learner.quiz.items.cards[item].answer.es)
    for _ in range(2):
        (asked,) = [one for one in learner.quiz.queue("es", 1000).asked if one.item == item]
        right = asked.options.index(learner.quiz.items.cards[item].answer.es)
        assert learner.quiz.grade("q", item, "es", answer="ABCD"[right]).grade == 3
        learner.clock.pass_days(30)
    (asked,) = [one for one in learner.quiz.queue("es", 1000).asked if one.item == item]
    assert asked.form == "open"


def test_the_weekly_quiz_is_graded_by_the_program_alone(learner: Learner) -> None:
    learner.learn("softmax", "entropy")
    queue = learner.quiz.weekly("es")
    assert len(queue.asked) == 10
    assert {asked.skill for asked in queue.asked} == {"softmax", "entropy"}
    assert {asked.form for asked in queue.asked} <= {"choice", "number"}
    first = queue.asked[0]
    graded = learner.quiz.grade("q", first.item, "es", answer="nada", check=True)
    assert (graded.grade, graded.how) == (1, "choice")
    (seen,) = learner.record.entries(Observation)
    assert (seen.source, seen.outcome) == ("quiz", 0.0)
    assert learner.record.count(Review) == 0
    assert first.item not in {asked.item for asked in learner.quiz.weekly("es").asked}
    with pytest.raises(BadInput, match="does not ask"):
        learner.quiz.assess("vectors-sign-of-dot", "A", "es", check=True)


def test_the_weekly_quiz_forgets_what_was_studied_long_ago(learner: Learner) -> None:
    learner.learn("softmax")
    learner.clock.pass_days(8)
    assert learner.quiz.weekly("es").asked == ()


def test_a_quiz_that_was_held_counts_as_study(learner: Learner) -> None:
    assert learner.quiz.finish(130.0).minutes == 2
    assert learner.quiz.finish(1.0, check=True).minutes == 1
    assert [(done.kind, done.day) for done in learner.record.entries(Done)] == [
        ("review", "2026-11-28"),
        ("quiz", "2026-11-28"),
    ]


def test_exercises_come_back_as_code(learner: Learner) -> None:
    record, clock = learner.record, learner.clock
    record.add_attempt("softmax", "a", "a", "failed", skills=("softmax",))
    record.add_attempt("softmax", "b", "b", "passed", skills=("softmax",))
    assert (learner.quiz.catch_up(), learner.quiz.catch_up()) == (1, 0)
    (review,) = record.entries(Review)
    assert (review.item, review.grade, review.how) == ("exercise:softmax", 2, "checks")
    clock.pass_days(10)
    (task,) = [one for one in learner.quiz.queue("es", 1000).asked if one.form == "task"]
    assert task.item == "exercise:softmax"
    with pytest.raises(BadInput, match="graded by its checks"):
        learner.quiz.assess("exercise:softmax", "x", "es")


def test_what_is_asked_for_must_make_sense(learner: Learner) -> None:
    with pytest.raises(BadInput, match="asks nothing"):
        learner.quiz.queue("es", count=0)
    with pytest.raises(BadInput, match="nearest"):
        learner.quiz.queue("es", skill="softmaxx")
    with pytest.raises(BadInput, match="nearest"):
        learner.quiz.assess("softmax-shift-invarianz", "x", "es")


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 4), st.integers(0, 30)), min_size=1, max_size=20)
)
def test_whatever_is_answered_dates_keep_to_the_course_and_can_be_rebuilt(
    tmp_path_factory: pytest.TempPathFactory, turns: list[tuple[int, int, int]]
) -> None:
    learner = Learner(tmp_path_factory.mktemp("reviews"))
    learner.learn(*(skill.id for skill in COURSE.skills[:5]))
    cards = learner.quiz.items.cards_of({skill.id for skill in COURSE.skills[:5]})
    for card, grade, days in turns:
        due = answered(learner, cards[card % len(cards)].id, grade)
        today = learner.clock.now.date()
        assert date.fromisoformat(due) > today
        assert today >= date(2027, 5, 15) or due <= "2027-05-15"
        asked = [one.item for one in learner.quiz.queue("es", 30).asked]
        assert len(asked) == len(set(asked))
        assert cards[card % len(cards)].id not in asked
        learner.clock.pass_days(days)
    kept = learner.record.memories(), learner.record.beliefs()
    learner.record.rebuild()
    assert (learner.record.memories(), learner.record.beliefs()) == kept
    learner.record.close()


def test_a_number_is_asked_for_where_the_course_has_one(learner: Learner) -> None:
    learner.learn("entropy", "softmax", "cross-entropy")
    asked = [one for one in learner.quiz.weekly("es", count=1000).asked if one.form == "number"]
    assert asked
    for one in asked:
        right = learner.quiz.assess(one.item, "0", "es", check=True).answer
        typed = learner.quiz.assess(one.item, right.replace(".", ","), "es", check=True)
        assert typed.grade == 3
        for wrong in ("mucho", "nan", f"{float(right) + 1000}"):
            assert learner.quiz.assess(one.item, wrong, "es", check=True).grade == 1
    with pytest.raises(BadInput, match="does not ask"):
        learner.quiz.assess("exercise:softmax", "1", "es", check=True)
