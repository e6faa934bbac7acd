"""Values as Python that can be pasted into a session where numpy is `np`."""

from collections.abc import Mapping
from typing import Any

import numpy as np

WIDEST = 400  # elements of an array that are written out; a larger one is told by its shape


def paste(value: Any) -> str:
    """The value as an expression; floats are written so that reading them gives the same number."""
    if isinstance(value, np.ndarray):
        return _paste_array(value)
    if isinstance(value, np.generic):
        return f"np.{value.dtype.name}({paste(value.item())})"
    if isinstance(value, float):
        return _paste_float(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {paste(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(paste, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, list):
        return "[" + ", ".join(map(paste, value)) + "]"
    return repr(value)


def paste_call(function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """A call as an expression: `softmax(np.array([1.0, 2.0]), axis=0)`."""
    given = [paste(value) for value in args] + [f"{name}={paste(value)}" for name, value in kwargs.items()]
    return f"{function}({', '.join(given)})"


def _paste_array(value: np.ndarray) -> str:
    if value.size > WIDEST:
        return f"<array of shape {value.shape}, {value.dtype}>"
    if value.size == 0:
        return f"np.zeros({value.shape}, dtype={value.dtype.name!r})"
    listed = paste(value.tolist())
    plain = value.dtype in (np.dtype(float), np.dtype(int), np.dtype(bool)) or value.dtype.kind == "U"
    return f"np.array({listed})" if plain else f"np.array({listed}, dtype={value.dtype.name!r})"


def _paste_float(value: float) -> str:
    if value != value:
        return "np.nan"
    if value in (float("inf"), float("-inf")):
        return "np.inf" if value > 0 else "-np.inf"
    return repr(value)
