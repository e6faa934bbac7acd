"""What a placement asks next, whatever the learner knows."""

from functools import cache
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.course_loader import default_course_folder, load_course
from tutor.placement.bank import Bank, options, read_bank
from tutor.placement.policy import Next, look


@cache
def bank() -> Bank:
    """Of the course."""
    return read_bank(load_course(default_course_folder()))


UNITS = [unit.unit for unit in bank().units]


def walked(knows: dict[str, bool], settled: frozenset[str] = frozenset()) -> tuple[list[str], Next]:
    """Items in the order in which they are asked of who knows these units, and what comes of it."""
    results: dict[str, bool] = {}
    while (ahead := look(bank(), results, settled)).item is not None:
        assert ahead.item.id not in results
        results[ahead.item.id] = knows.get(bank().unit_of(ahead.item.id).unit, False)
    return list(results), ahead


def known(ahead: Next) -> list[str]:
    """Units that a placement shows as known."""
    return [verdict.unit for verdict in ahead.verdicts if verdict.known]


def test_who_knows_nothing_is_asked_little() -> None:
    asked, ahead = walked({})
    assert len(asked) <= 5
    assert [verdict.state for verdict in ahead.verdicts[:3]] == ["failed", "failed", "new"]


def test_who_knows_everything_is_told_so_without_every_item() -> None:
    asked, ahead = walked(dict.fromkeys(UNITS, True))
    assert known(ahead) == UNITS
    assert len(asked) < 0.85 * sum(len(unit.items) for unit in bank().units)
    implied = [verdict for verdict in ahead.verdicts if verdict.state == "implied"]
    assert implied
    for verdict in implied:
        assert (verdict.right, verdict.asked) == (2, 2)
        assert verdict.unit in bank().units[UNITS.index(verdict.through)].builds_on


def test_after_a_pass_it_looks_far_ahead() -> None:
    results: dict[str, bool] = {}
    seen: list[str] = []
    for _ in range(12):
        item = look(bank(), results).item
        assert item is not None
        seen.append(bank().unit_of(item.id).unit)
        results[item.id] = seen[-1] == UNITS[0]
    assert list(dict.fromkeys(seen))[:2] == [UNITS[0], UNITS[6]]


def test_a_unit_ends_when_it_is_decided() -> None:
    first = bank().units[0]
    asked, ahead = walked({first.unit: True})
    assert sum(bank().unit_of(item).unit == first.unit for item in asked) == first.skip_at
    assert ahead.verdicts[0].state == "passed"
    failed = [verdict for verdict in ahead.verdicts if verdict.state == "failed"]
    assert all(verdict.asked == bank().units[UNITS.index(verdict.unit)].most_wrong + 1 for verdict in failed)


def test_nothing_is_asked_of_a_unit_that_counts_as_known() -> None:
    asked, ahead = walked(dict.fromkeys(UNITS, True), frozenset(UNITS[:2]))
    assert not {bank().unit_of(item).unit for item in asked} & set(UNITS[:2])
    assert known(ahead) == UNITS[2:]
    assert walked({}, frozenset(UNITS))[0] == []


def test_the_most_telling_items_come_first() -> None:
    for unit in bank().units:
        skills = [item.skill for item in unit.items]
        different = len(set(skills))
        assert len(set(skills[:different])) == different  # every skill once before one comes again
        kinds = [item.kind for item in unit.items[:different]]
        assert kinds == sorted(kinds, reverse=True)  # numbers, which cannot be guessed, before choices


def test_options_are_shuffled_and_always_in_the_same_order() -> None:
    choices = [item for unit in bank().units for item in unit.items if item.kind == "choice"]
    places = {options(item).index(None) for item in choices}
    assert places == {0, 1, 2, 3}
    assert all(options(item) == options(item) and len(options(item)) == 4 for item in choices)


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False), st.floats(0, 1), st.sets(st.sampled_from(UNITS)))
def test_it_always_ends_and_only_says_what_was_shown(
    random_: Random, chance: float, settled: set[str]
) -> None:
    results: dict[str, bool] = {}
    while (ahead := look(bank(), results, settled)).item is not None:
        assert ahead.item.id not in results
        results[ahead.item.id] = random_.random() < chance
    for unit, verdict in zip(bank().units, ahead.verdicts, strict=True):
        assert verdict.asked == sum(item.id in results for item in unit.items)
        if verdict.state == "passed":
            assert verdict.right >= unit.skip_at
        if verdict.state == "implied":
            assert verdict.right == verdict.asked == 2
            assert verdict.through in {v.unit for v in ahead.verdicts if v.state == "passed"}
    states = [verdict.state for verdict in ahead.verdicts if verdict.state != "new"]
    assert "open" not in states or "passed" in states
