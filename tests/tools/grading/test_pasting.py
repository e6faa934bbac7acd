"""Values are shown as Python that gives them back when it is pasted into a session."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from tests.tools.grading.test_frames import same, values
from tools.grading.pasting import WIDEST, paste, paste_call


@given(values)
def test_what_is_pasted_gives_the_value_back(value: Any) -> None:
    with np.errstate(all="ignore"):
        again = eval(paste(value), {"np": np})
    assert same(again, value)


@pytest.mark.parametrize(
    ("value", "pasted"),
    [
        (np.array([0.5, np.nan, -np.inf]), "np.array([0.5, np.nan, -np.inf])"),
        (np.array([0.1, 2.0], dtype=np.float32), "np.array([0.1, 2.0], dtype='float32')"),
        (np.array([[1, 2]]), "np.array([[1, 2]])"),
        (np.zeros((0, 3)), "np.zeros((0, 3), dtype='float64')"),
        (np.array(["a", "b"]), "np.array(['a', 'b'])"),
        (np.float32(0.1), "np.float32(0.1)"),
        (np.bool_(True), "np.bool(True)"),
        (np.str_("a"), "np.str_('a')"),
        ((1,), "(1,)"),
        ({"a": [None, True]}, "{'a': [None, True]}"),
        (complex(np.nan, 1), "complex(np.nan, 1.0)"),
    ],
)
def test_values_look_as_one_would_write_them(value: Any, pasted: str) -> None:
    assert paste(value) == pasted


def test_a_call_names_its_arguments() -> None:
    assert paste_call("f", (1,), {"axis": -1, "x": np.array([1.0])}) == "f(1, axis=-1, x=np.array([1.0]))"


@pytest.mark.parametrize(
    ("value", "pasted"),
    [
        (np.zeros((WIDEST, 2)), f"<array of shape ({WIDEST}, 2), float64>"),
        ([0] * (WIDEST + 1), f"<list of {WIDEST + 1}>"),
        (dict.fromkeys(range(WIDEST + 1), 0), f"<dict of {WIDEST + 1}>"),
    ],
)
def test_what_is_too_wide_is_told_by_its_size(value: Any, pasted: str) -> None:
    assert paste(value) == pasted


def test_long_text_is_cut_and_deep_nesting_ends() -> None:
    deep: Any = 1
    for _ in range(50):
        deep = [deep]
    assert len(paste("a" * 100_000)) < 1100
    assert paste(deep).count("[") < 20


def test_an_object_is_told_by_its_type_and_not_by_its_own_words() -> None:
    class Liar:
        def __repr__(self) -> str:
            return "np.array([0.5, 0.5])"

    assert paste(Liar()) == "<Liar>"
    assert paste([Liar()]) == "[<Liar>]"
