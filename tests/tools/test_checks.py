"""What an author writes checks with: comparison by kind, and what must hold in words."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from tests.tools.grading.test_frames import values
from tools.checks import (
    Called,
    CheckFailed,
    agrees,
    check,
    copied,
    difference,
    differing_part,
    example,
    leaves_arguments_alone,
    require,
    same,
)


class Answers:
    """A `Call` that answers with what a function gives, and says that some arguments were changed."""

    def __init__(self, function: Any, mutated: tuple[str, ...] = ()) -> None:
        self.last: Called | None = None
        self._function = function
        self._mutated = mutated

    def __call__(self, function: str, /, *args: Any, **kwargs: Any) -> Any:
        value = self._function(*args, **kwargs)
        self.last = Called(function, args, kwargs, value, self._mutated)
        return value


@pytest.mark.parametrize(
    ("got", "expected", "kind"),
    [
        (np.zeros(2), np.zeros(2), None),
        (np.zeros(2) + 1e-9, np.zeros(2), None),
        (np.zeros(2) + 1e-5, np.zeros(2), "value"),
        ([0.0, 0.0], np.zeros(2), "type"),
        (np.zeros((2, 1)), np.zeros(2), "shape"),
        (np.zeros(2, np.float32), np.zeros(2), "dtype"),
        (np.array([np.nan, 0.0]), np.zeros(2), "nonfinite"),
        (np.zeros(2), np.array([np.inf, 0.0]), "value"),
        (np.array([np.inf]), np.array([-np.inf]), "value"),
        (np.array([np.nan]), np.array([np.nan]), None),
        (np.array([1, 2]), np.array([1, 3]), "value"),
        (np.array(["a"]), np.array(["b"]), "value"),
        (1.0, 1.0 + 1e-9, None),
        (np.float64(1.0), 1.0, None),
        (1, 1.0, "type"),
        (1.0, 1, "type"),
        (True, 1, "type"),
        (1, True, "type"),
        (2, 3, "value"),
        (np.int64(3), 3, None),
        (math.nan, 1.0, "nonfinite"),
        (math.nan, math.nan, None),
        ("1", 1, "type"),
        (None, 1.0, "type"),
        (None, None, None),
        ("a", "b", "value"),
        ((1, 2), [1, 2], "type"),
        ([1, 2], [1], "shape"),
        ([1, [2.0]], [1, [2.5]], "value"),
        ({"a": 1}, {"b": 1}, "value"),
        ({"a": 1}, {"a": 1.5}, "type"),
        ({"a": np.zeros(1)}, {"a": np.zeros(2)}, "shape"),
    ],
)
def test_the_first_way_in_which_values_differ(got: Any, expected: Any, kind: str | None) -> None:
    assert difference(got, expected) == kind


@given(values)
def test_a_value_is_the_same_as_its_copy(value: Any) -> None:
    assert difference(copied(value), value, 0) is None


def test_a_copy_shares_nothing() -> None:
    value: Mapping[str, Any] = {"a": [np.zeros(2)], "b": (np.zeros(1),)}
    other = copied(value)
    other["a"][0] += 1
    other["a"].append(1)
    assert value["a"][0].tolist() == [0, 0]
    assert len(value["a"]) == 1


def test_what_differs_is_in_the_failure() -> None:
    with pytest.raises(CheckFailed) as failed:
        same(np.zeros(2), np.zeros(3))
    assert (failed.value.kind, failed.value.signature) == ("shape", "shape")
    assert failed.value.expected.shape == (3,)


def test_a_raised_failure_is_told_apart_by_what_was_raised() -> None:
    assert CheckFailed("raised", exception="KeyError").signature == "raised:KeyError"


def test_what_must_hold_is_said_in_both_languages() -> None:
    require(True, es="sí", en="yes")
    with pytest.raises(CheckFailed) as failed:
        require(np.bool_(False), es="suma uno", en="adds up to one", got=0.5)
    assert failed.value.note is not None
    assert (failed.value.note.es, failed.value.note.en, failed.value.got) == (
        "suma uno",
        "adds up to one",
        0.5,
    )


def double(x: Any) -> Any:
    return x * 2


def test_agreeing_asks_for_named_arguments_and_spares_them() -> None:
    def careless(x: Any) -> Any:
        x *= 2
        return x

    checked = agrees(careless, es="dobla", en="doubles", examples=[example(True, x=np.ones(2))])
    given_to = np.ones(2)
    checked.body(Answers(lambda x: x * 2), x=given_to)
    assert given_to.tolist() == [1, 1]
    assert checked.reference is careless
    assert checked.examples[0].visible
    with pytest.raises(CheckFailed):
        checked.body(Answers(lambda x: x * 3), x=np.ones(2))


def test_a_changed_argument_fails_by_its_name() -> None:
    checked = leaves_arguments_alone("double")
    checked.body(Answers(double), x=1)
    with pytest.raises(CheckFailed) as failed:
        checked.body(Answers(double, ("x",)), x=1)
    assert (failed.value.kind, failed.value.got) == ("mutated", ("x",))


def test_a_function_becomes_a_check_with_its_title() -> None:
    @check(es="Es positivo", en="Is positive", draws=5)
    def positive(call: Any, x: Any) -> None:
        require(call("double", x) > 0, es="positivo", en="positive")

    assert (positive.title.es, positive.title.en, positive.draws) == ("Es positivo", "Is positive", 5)
    positive.body(Answers(double), x=1)


@pytest.mark.parametrize(
    ("got", "expected", "place"),
    [
        ((np.zeros(2), 1.0), (np.zeros(2), 2.0), "[1]"),
        ({"w": [np.zeros(2, dtype=np.int32)]}, {"w": [np.zeros(2, dtype=np.int64)]}, "['w'][0]"),
        ([1, 2], [1, 2, 3], ""),
        ({"a": 1}, {"b": 1}, ""),
        (1.0, 2.0, ""),
    ],
)
def test_the_part_that_differs_is_named(got: object, expected: object, place: str) -> None:
    assert differing_part(got, expected)[0] == place


def test_a_text_of_numpy_is_a_text() -> None:
    same([np.str_("a")], ["a"])
    with pytest.raises(CheckFailed):
        same([np.str_("a")], ["b"])
