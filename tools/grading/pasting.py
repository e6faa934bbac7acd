"""Values as Python that can be pasted into a session where numpy is `np`.

What the program under test gave may be pasted too, so nothing here trusts a value: an unknown type is told by
its name and never by its own words, and what is long is cut or told by its size.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

WIDEST = 400  # elements of an array or a container that are written out; a larger one is told by its size
LONGEST_TEXT = 1000  # letters of a text
DEEPEST = 12


def paste(value: Any, depth: int = DEEPEST) -> str:
    """The value as an expression; floats are written so that reading them gives the same number."""
    if isinstance(value, np.ndarray):
        return _paste_array(value)
    if isinstance(value, np.generic):
        return _paste_scalar(value)
    if isinstance(value, (float, complex)) and not isinstance(value, np.generic):
        return _paste_number(value)
    if value is None or type(value) in (bool, int):
        return repr(value)
    if type(value) in (str, bytes):
        return repr(value) if len(value) <= LONGEST_TEXT else f"{value[:LONGEST_TEXT]!r}[...]"
    if depth <= 0:
        return "..."
    return _paste_container(value, depth - 1)


def paste_call(function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """A call as an expression: `softmax(np.array([1.0, 2.0]), axis=0)`."""
    given = [paste(value) for value in args] + [f"{name}={paste(value)}" for name, value in kwargs.items()]
    return f"{function}({', '.join(given)})"


def _paste_container(value: Any, depth: int) -> str:
    if isinstance(value, (list, tuple, Mapping)) and len(value) > WIDEST:
        return f"<{type(value).__name__} of {len(value)}>"
    if isinstance(value, Mapping):
        pairs = (f"{paste(key, depth)}: {paste(item, depth)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, tuple):
        return "(" + _listed(value, depth) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, list):
        return "[" + _listed(value, depth) + "]"
    return f"<{type(value).__name__}>"


def _listed(values: Iterable[Any], depth: int) -> str:
    return ", ".join(paste(item, depth) for item in values)


def _paste_array(value: np.ndarray) -> str:
    dtype = value.dtype
    if value.size > WIDEST:
        return f"<array of shape {value.shape}, {dtype}>"
    if value.size == 0:
        return f"np.zeros({value.shape}, dtype={_dtype_name(dtype)!r})"
    listed = _nested(value)
    plain = dtype in (np.dtype(float), np.dtype(int), np.dtype(bool), np.dtype(complex))
    if plain or (dtype.kind == "U" and np.array(value.tolist()).dtype == dtype):
        return f"np.array({listed})"
    return f"np.array({listed}, dtype={_dtype_name(dtype)!r})"


def _dtype_name(dtype: "np.dtype[Any]") -> str:
    return str(dtype.str if dtype.kind == "U" else dtype.name)


def _nested(value: np.ndarray) -> str:
    if value.ndim == 0:
        return _bare(value[()])
    return "[" + ", ".join(_nested(np.asarray(part)) for part in value) + "]"


def _paste_scalar(value: np.generic) -> str:
    if isinstance(value, np.str_):
        return f"np.str_({paste(str(value))})"
    return f"np.{value.dtype.name}({_bare(value)})"


def _bare(value: Any) -> str:
    """A numpy number as Python writes one: as few digits as tell it from its neighbours of the same dtype."""
    if isinstance(value, np.floating):
        return _paste_number(float(value)) if not np.isfinite(value) else _as_float(str(value))
    return paste(value.item())


def _as_float(digits: str) -> str:
    return digits if any(sign in digits for sign in ".en") else f"{digits}.0"


def _paste_number(value: complex | float) -> str:
    if isinstance(value, complex):
        finite = np.isfinite(value.real) and np.isfinite(value.imag)
        return repr(value) if finite else f"complex({_paste_number(value.real)}, {_paste_number(value.imag)})"
    if value != value:
        return "np.nan"
    if value in (float("inf"), float("-inf")):
        return "np.inf" if value > 0 else "-np.inf"
    return repr(value)
