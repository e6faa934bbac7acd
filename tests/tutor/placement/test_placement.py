"""A placement of one learner: kept answer by answer, stopped and taken up again, overruled by the learner."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge_base.course import Course
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.errors import BadInput
from knowledge_base.placement import PlacementItem
from tests.small_project import write_course
from tutor.learner.entries import Observation, PlacementAnswer, PlacementState, UnitKnown
from tutor.learner.record import Record
from tutor.placement.answer_file import give, read_answers
from tutor.placement.answers import LETTERS, read_answer
from tutor.placement.bank import options, read_bank
from tutor.placement.documents import answer_document, item_document, standing_document
from tutor.placement.placement import LIMIT_SECONDS, Placement, Standing

START = datetime(2026, 11, 28, 10, tzinfo=UTC)


class Clock:
    """Moves when it is told to."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, seconds: float) -> None:
        """Let time pass."""
        self.moment += timedelta(seconds=seconds)


@pytest.fixture(scope="module")
def course() -> Course:
    """The course."""
    return load_course(default_course_folder())


@pytest.fixture
def clock() -> Clock:
    """At ten on the first day."""
    return Clock()


@pytest.fixture
def record(tmp_path: Path, clock: Clock) -> Iterator[Record]:
    """An empty one."""
    made = Record(tmp_path / "learner.db", clock)
    yield made
    made.close()


@pytest.fixture
def placement(course: Course, record: Record) -> Placement:
    """Of a learner of whom nothing is known."""
    return Placement(course, record)


def right(item: PlacementItem) -> str:
    """What is to be answered."""
    return LETTERS[options(item).index(None)] if item.kind == "choice" else str(item.right)


def wrong(item: PlacementItem) -> str:
    """What is not."""
    if item.kind == "number":
        return "-12345"
    return next(letter for letter, option in zip(LETTERS, options(item), strict=True) if option)


def answered(placement: Placement, say: Callable[[PlacementItem], str], most: int = 200) -> Standing:
    """Go on with a placement until it ends or so many answers were given."""
    standing = placement.start()
    for _ in range(most):
        if standing.item is None:
            break
        _, standing = placement.answer(standing.item.id, say(standing.item))
    return standing


def test_nothing_is_written_before_it_is_begun(placement: Placement, record: Record) -> None:
    standing = placement.standing()
    assert (standing.state, standing.item, standing.answers, standing.more) == ("new", None, (), True)
    assert record.count(PlacementState) == 0
    assert not placement.was_offered()


def test_who_knows_nothing_is_through_soon(placement: Placement, record: Record) -> None:
    standing = answered(placement, lambda item: "")
    assert (standing.state, standing.more) == ("finished", False)
    assert record.entries(UnitKnown) == ()
    assert [state.state for state in record.entries(PlacementState)] == ["begun", "finished"]
    assert {answer.answer for answer in standing.answers} == {""}


def test_each_answer_is_evidence_of_its_skill(placement: Placement, record: Record) -> None:
    first = placement.start().item
    assert first is not None
    kept, _ = placement.answer(first.id, right(first))
    (seen,) = record.entries(Observation)
    assert (seen.skill, seen.source, seen.item, seen.outcome) == (first.skill, "placement", first.id, 1.0)
    assert kept.right
    assert set(record.beliefs()) == {first.skill}


def test_a_unit_that_is_passed_is_known_with_its_evidence(
    placement: Placement, record: Record, course: Course
) -> None:
    first = course.units[0].id
    standing = answered(placement, lambda item: right(item) if _unit(placement, item) == first else "")
    (unit,) = record.entries(UnitKnown)
    skip_at = placement.bank.units[0].skip_at
    assert (unit.unit, unit.known, unit.how, unit.right, unit.asked) == (
        first, True, "placement", skip_at, skip_at,
    )  # fmt: skip
    document = standing_document(standing, placement, "es")
    assert document["units"][0]["state"] == "known"
    assert (document["units"][0]["right"], document["units"][0]["through"]) == (skip_at, None)
    assert document["read"]
    assert {passage["skill"] for passage in document["read"]} <= {skill.id for skill in course.skills}


def _unit(placement: Placement, item: PlacementItem) -> str:
    return placement.bank.unit_of(item.id).unit


def test_who_knows_everything_passes_units_by_what_builds_on_them(
    placement: Placement, record: Record
) -> None:
    standing = answered(placement, right)  # no time passes
    assert set(standing.known) == {unit.unit for unit in placement.bank.units}
    implied = [unit for unit in record.entries(UnitKnown) if unit.through]
    assert implied
    assert all((unit.right, unit.asked, unit.how) == (2, 2, "placement") for unit in implied)
    shown = {unit["unit"]: unit for unit in standing_document(standing, placement, "en")["units"]}
    assert shown[implied[0].unit]["through"] == implied[0].through
    assert (shown[implied[0].unit]["right"], shown[implied[0].unit]["asked"]) == (2, 2)
    again = placement.start()  # nothing is left to ask
    assert (again.state, again.item) == ("finished", None)


def test_it_goes_on_in_another_process_days_later(
    course: Course, tmp_path: Path, clock: Clock, placement: Placement
) -> None:
    def say(item: PlacementItem) -> str:
        return right(item) if len(item.id) % 3 else ""

    whole = [answer.item for answer in answered(placement, say).answers]
    for number in range(len(whole)):
        record = Record(tmp_path / "other.db", clock)  # each answer is given in a new process
        other = Placement(course, record)
        standing = other.start()
        assert standing.item is not None
        assert [answer.item for answer in standing.answers] == whole[:number]
        other.answer(standing.item.id, say(standing.item), other.now())
        record.close()
        clock.pass_(90_000)
    record = Record(tmp_path / "other.db", clock)
    ended = Placement(course, record).standing()
    assert (ended.state, [answer.item for answer in ended.answers]) == ("finished", whole)
    assert ended.known.keys() == placement.known().keys()
    record.close()


def test_it_stops_by_itself_before_25_minutes_are_over(placement: Placement, clock: Clock) -> None:
    def slowly(item: PlacementItem) -> str:
        clock.pass_(70)
        return right(item)

    standing = answered(placement, slowly)
    assert (standing.state, standing.more, standing.item) == ("finished", True, None)
    assert LIMIT_SECONDS - 130 < standing.seconds <= LIMIT_SECONDS
    assert placement.bank.units[0].unit in standing.known
    more = placement.start()  # the same round goes on, with another 25 minutes
    assert more.item is not None
    assert (more.state, more.seconds, len(more.answers)) == ("begun", 0.0, len(standing.answers))
    assert more.item.id not in {answer.item for answer in more.answers}


def test_a_long_silence_counts_three_minutes(placement: Placement, clock: Clock) -> None:
    first = placement.start().item
    assert first is not None
    clock.pass_(3600)
    kept, standing = placement.answer(first.id, "")
    assert (kept.seconds, standing.seconds) == (180.0, 180.0)
    assert standing.item is not None
    shown_at = placement.now()
    clock.pass_(20)
    kept, _ = placement.answer(standing.item.id, "", shown_at)
    assert kept.seconds == 20.0
    clock.pass_(-500)  # the machine's clock was put back
    again = placement.standing().item
    assert again is not None
    assert placement.answer(again.id, "")[0].seconds == 0.0


def test_what_came_to_its_end_begins_anew(placement: Placement, record: Record) -> None:
    failed = answered(placement, lambda item: "")
    again = placement.start()
    assert (again.state, again.answers) == ("begun", ())
    assert again.item is not None
    assert again.item.id == failed.answers[0].item
    assert record.entries(PlacementState)[-1].round == 2
    answered(placement, right, 7)
    assert placement.bank.units[0].unit in placement.known()


def test_it_can_be_skipped_and_taken_up_after_all(placement: Placement, record: Record) -> None:
    assert placement.skip().state == "skipped"
    assert placement.skip().state == "skipped"
    assert record.count(PlacementState) == 1
    assert placement.was_offered()
    with pytest.raises(BadInput, match="No placement is under way"):
        placement.answer(placement.bank.units[0].items[0].id, "a")
    answered(placement, right, 3)
    assert placement.skip().state == "skipped"
    assert len(placement.start().answers) == 3


def test_the_learner_has_the_last_word(placement: Placement, record: Record) -> None:
    first, second = (unit.unit for unit in placement.bank.units[:2])
    assert placement.claim(second, True) is not None
    assert placement.claim(second, True) is None
    asked = {_unit(placement, placement.bank.item(a.item)) for a in answered(placement, right, 7).answers}
    assert asked == {first}
    assert placement.known()[first].how == "placement"
    assert placement.claim(first, False) is not None
    standing = answered(placement, right)
    assert not placement.known()[first].known  # what follows does not overrule it
    assert standing_document(standing, placement, "es")["units"][0]["state"] == "new"
    assert placement.claim("13-applications-roadmap", False) is not None
    with pytest.raises(BadInput, match="nearest"):
        placement.claim("01-maths", True)
    record.rebuild()
    assert not placement.known()[first].known


@pytest.mark.parametrize("typed", ["z", "e", "maybe", "12"])
def test_what_is_no_answer_changes_nothing(placement: Placement, record: Record, typed: str) -> None:
    placement.claim(placement.bank.units[0].unit, True)
    standing = placement.start()
    while standing.item is not None and standing.item.kind == "number":
        _, standing = placement.answer(standing.item.id, right(standing.item))
    assert standing.item is not None
    before = record.count(PlacementAnswer), record.count(Observation)
    with pytest.raises(BadInput, match="none of the options"):
        placement.answer(standing.item.id, typed)
    assert (record.count(PlacementAnswer), record.count(Observation)) == before


def test_only_the_item_on_the_screen_can_be_answered(placement: Placement) -> None:
    first = placement.start().item
    assert first is not None
    with pytest.raises(BadInput, match="The item that is asked now"):
        placement.answer(placement.bank.units[3].items[0].id, "1")
    with pytest.raises(BadInput, match="nearest"):
        placement.answer("place-nothing", "1")
    placement.answer(first.id, right(first))
    with pytest.raises(BadInput, match="The item that is asked now"):
        placement.answer(first.id, right(first))


def test_numbers_are_read_as_people_write_them(placement: Placement) -> None:
    item = placement.bank.item("place-math-cosine")
    assert item.right == 0.9692
    for typed in ("0.9692", "0,9692", " .9692 ", "63/65", "9.692e-1", "0.9701"):
        assert read_answer(item, typed).right
    for typed in ("0.98", "-0.9692", "", "?", "no sé", "I don't know"):
        assert not read_answer(item, typed).right
    for typed in ("1/0", "nan", "inf", "1e999", "cos", "0.9.6"):
        with pytest.raises(BadInput, match="is not a number"):
            read_answer(item, typed)


def test_a_choice_is_read_by_letter_or_by_its_words(placement: Placement) -> None:
    item = next(i for unit in placement.bank.units for i in unit.items if i.kind == "choice")
    assert not isinstance(item.right, float)
    assert read_answer(item, right(item).upper() + ")").right
    assert read_answer(item, item.right.es).right
    assert read_answer(item, item.right.en.rstrip(".")).right
    assert not read_answer(item, wrong(item)).right


def test_a_document_of_an_item_does_not_tell_its_answer(placement: Placement, course: Course) -> None:
    item = next(i for unit in placement.bank.units for i in unit.items if i.kind == "choice")
    for language in ("es", "en"):
        document = item_document(item, course, language)
        assert [option["letter"] for option in document["options"]] == ["a", "b", "c", "d"]
        assert set(document) == {"id", "unit", "unit_title", "skill", "kind", "question", "options"}
    first = placement.start().item
    assert first is not None
    assert item_document(first, course, "es")["options"] == []
    kept, standing = placement.answer(first.id, wrong(first))
    answered_ = answer_document(kept, standing, placement, "en")
    assert answered_["answered"] == {
        "item": first.id, "answer": wrong(first), "right": False, "seconds": 0.0,
    }  # fmt: skip
    assert str(first.right) not in str(answered_["answered"])


def test_answers_from_a_file_go_as_far_as_they_reach(placement: Placement, tmp_path: Path) -> None:
    items = placement.bank.units[0].items
    path = tmp_path / "answers.json"
    path.write_text(
        "{" + ", ".join(f'"{item.id}": "{right(item)}"' for item in items[:3]) + "}", encoding="utf-8"
    )
    placement.start()
    standing = give(placement, read_answers(path, placement.bank))
    assert (standing.state, len(standing.answers)) == ("begun", 3)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"place-math-cosine": 0.9', '{"place-math-cosine": [1]}', '{"place-math-cosine": true}',
     '{"place-math-cosine": "about one"}', '{"place-nothing": "a"}'],
)  # fmt: skip
def test_half_a_file_is_refused_whole(
    placement: Placement, record: Record, tmp_path: Path, text: str
) -> None:
    (tmp_path / "answers.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput):
        read_answers(tmp_path / "answers.json", placement.bank)
    with pytest.raises(BadInput, match="holds no answers"):
        read_answers(tmp_path / "nowhere.json", placement.bank)
    assert record.count(PlacementState) == 0


def test_a_course_without_items_says_so(tmp_path: Path, record: Record) -> None:
    write_course(tmp_path / "course")
    with pytest.raises(BadInput, match="This course has no placement"):
        read_bank(load_course(tmp_path / "course"))


def test_an_item_that_the_course_has_lost_no_longer_counts(placement: Placement, record: Record) -> None:
    placement.start()
    record.add(PlacementAnswer(record.now(), "place-gone", "01-math-foundations", "vectors", "a", False))
    standing = placement.standing()
    assert standing.item is not None
    assert standing_document(standing, placement, "es")["read"] == []
