"""Any sequence of entries of any kind: what a learner, a course and a clock can bring into the record."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st

from tutor.learner.entries import ENTRIES, Entry, Observation, Profile, Review, Weights

NUMBERS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["", "ñandú 🦜", "'; drop table events; --", "\x00", "null", "[1]", "0", "x" * 2000]
)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS | FLOATS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
DICTS = st.dictionaries(TEXTS, VALUES, max_size=3)
MOMENTS = st.datetimes(datetime(2026, 11, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(
    datetime.isoformat
)
FEW = st.sampled_from(["vectors", "softmax", "ñ"])  # so that entries meet
SHARES = st.floats(0, 1)
WEIGHTS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
# What is more than its type: other code reads it.
MEANT: dict[tuple[type[Entry], str], st.SearchStrategy[Any]] = {
    (Profile, "timezone"): st.sampled_from(["", "Asia/Tokyo", "America/Bogota"]),
    (Profile, "end"): st.sampled_from(["", "2027-05-15"]),
    (Observation, "outcome"): SHARES,
    (Observation, "skill"): FEW,
    (Observation, "item"): FEW,
    (Review, "skill"): FEW,
    (Review, "item"): FEW,
    (Review, "grade"): st.integers(1, 4),
    (Review, "state"): st.just(2),
    (Review, "step"): st.none(),
    (Review, "stability"): st.floats(0.1, 1000),
    (Review, "difficulty"): st.floats(1, 10),
    (Weights, "parameters"): SHARES.map(lambda share: (*WEIGHTS[:3], WEIGHTS[3] + share, *WEIGHTS[4:])),
}


def any_of(kind: type[Entry]) -> st.SearchStrategy[Entry]:
    """Entries of a kind."""
    values = {field.name: of_type(field.type) for field in fields(kind)}
    meant = {name: strategy for (owner, name), strategy in MEANT.items() if owner is kind}
    return st.builds(kind, **values | meant | {"at": MOMENTS})


def of_type(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type."""
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: TEXTS, int: NUMBERS, float: FLOATS, bool: st.booleans(), type(None): st.none(),
    }  # fmt: skip
    if kind in plain:
        return plain[kind]
    inner = get_args(kind)
    if get_origin(kind) is Literal:
        return st.sampled_from(inner)
    if get_origin(kind) is tuple:
        return st.lists(of_type(inner[0]), max_size=3).map(tuple)
    if get_origin(kind) is dict:
        return DICTS
    return st.one_of(*(of_type(one) for one in inner))


ANY = st.one_of(*(any_of(kind) for kind in ENTRIES))
TURNS = st.lists(st.lists(ANY, min_size=1, max_size=4), max_size=8)  # each is one transaction
