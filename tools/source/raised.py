"""What an exception means to a beginner, told from its message: numpy's and Python's most common ones.

The messages come from the learner's process, so they are a help in the feedback and never a grade. What they
name goes into the words as it stands and is at most a line long.
"""

import re

_LONGEST = 120  # letters of a value that a message names
# Kind of exception, or several; what its message looks like; the name of our words. The first counts.
_MEANINGS: tuple[tuple[str, str, str], ...] = (
    (
        "ValueError",
        r"operands could not be broadcast together with shapes (?P<shapes>\([\d, ().]*\))",
        "broadcast",
    ),
    ("ValueError", r"non-broadcastable output operand with shape (?P<shapes>\([\d,]*\))", "broadcast-output"),
    (
        "ValueError",
        r"could not broadcast input array from shape (?P<shapes>\(.*?\) into shape \(.*?\))",
        "assign-shape",
    ),
    ("ValueError", r"matmul: .*\(size (?P<second>\d+) is different from (?P<first>\d+)\)", "matmul"),
    ("ValueError", r"matmul: .*does not have enough dimensions", "matmul-scalar"),
    ("ValueError", r"shapes (?P<left>\([\d,]*\)) and (?P<right>\([\d,]*\)) not aligned", "aligned"),
    ("ValueError", r"truth value of an array", "truth"),
    (
        "AxisError",
        r"axis (?P<axis>-?\d+) is out of bounds for array of dimension (?P<dimensions>\d+)",
        "axis",
    ),
    (
        "IndexError",
        r"index (?P<index>-?\d+) is out of bounds for axis (?P<axis>\d+) with size 0",
        "empty-index",
    ),
    (
        "IndexError",
        r"index (?P<index>-?\d+) is out of bounds for axis (?P<axis>\d+) with size (?P<size>\d+)",
        "index",
    ),
    (
        "IndexError",
        r"too many indices for array: array is (?P<dimensions>\d+)-dimensional, but (?P<count>\d+)",
        "indices",
    ),
    ("IndexError", r"only integers, slices", "array-index"),
    ("IndexError", r"boolean index did not match", "mask-shape"),
    (
        "IndexError",
        r"(?P<what>list|tuple|string|range object)(?: assignment)? index out of range",
        "list-index",
    ),
    (
        "ValueError",
        r"cannot reshape array of size (?P<size>\d+) into shape (?P<shape>\([-\d,]*\))",
        "reshape",
    ),
    ("ValueError", r"inhomogeneous shape|setting an array element with a sequence", "ragged"),
    ("TypeError", r"only (?:length-1|0-dimensional|integer scalar) arrays can be converted", "scalar"),
    (
        "UFuncTypeError _UFuncOutputCastingError TypeError",
        r"Cannot cast ufunc '(?P<what>\w+)' output",
        "cast",
    ),
    ("ValueError", r"(?:assignment|output array|array) .*read-only", "read-only"),
    ("LinAlgError", r"[Ss]ingular matrix", "singular"),
    ("ValueError", r"input array dimensions except for the concatenation axis", "concatenate"),
    ("ValueError", r"all input arrays must have the same shape", "stack"),
    (
        "ValueError",
        r"zero-size array to reduction|arg is an empty sequence|iterable argument is empty",
        "nothing-in-it",
    ),
    (
        "TypeError AttributeError UFuncTypeError",
        r"loop of ufunc does not support|ufunc '\w+' not supported",
        "object-array",
    ),
    ("TypeError AttributeError", r"NoneType", "none"),
    (
        "TypeError",
        r"(?P<name>[\w.]+)\(\) missing \d+ required .*argument.*?: (?P<what>.+)",
        "missing-argument",
    ),
    (
        "TypeError",
        r"(?P<name>[\w.]+)\(\) takes .*positional argument.* but (?P<count>\d+)",
        "too-many-arguments",
    ),
    (
        "TypeError",
        r"(?P<name>[\w.]+)\(\) got an unexpected keyword argument '(?P<what>\w+)'",
        "unexpected-argument",
    ),
    ("TypeError", r"can't multiply sequence by non-int", "list-math"),
    ("TypeError", r"for (?P<sign>\S+): '(?P<left>[\w.]+)' and '(?P<right>[\w.]+)'", "operands"),
    ("TypeError", r'can only concatenate (?P<left>\w+) \(not "(?P<right>[\w.]+)"\)', "concatenate-types"),
    ("TypeError", r"'(?P<type>[\w.]+)' object is not callable", "not-callable"),
    ("TypeError", r"'(?P<type>[\w.]+)' object is not subscriptable", "not-subscriptable"),
    ("TypeError", r"'(?P<type>[\w.]+)' object is not iterable", "not-iterable"),
    ("TypeError", r"'(?P<type>[\w.]+)' object cannot be interpreted as an integer", "not-integer"),
    ("TypeError", r"object of type '(?P<type>[\w.]+)' has no len", "no-length"),
    ("TypeError", r"indices must be integers(?: or slices)?, not '?(?P<type>[\w.]+)", "list-key"),
    ("TypeError", r"unhashable type: '(?P<type>[\w.]+)'", "unhashable"),
    ("ValueError", r"too many values to unpack", "unpack"),
    ("ValueError", r"not enough values to unpack", "unpack"),
    ("ValueError", r"could not convert string to float: (?P<what>.+)", "convert"),
    ("ValueError", r"invalid literal for int\(\) with base \d+: (?P<what>.+)", "convert"),
    ("ValueError", r"math domain error|expected a (?:positive|nonnegative) input", "domain"),
    ("ValueError OverflowError", r"cannot convert float (?P<what>NaN|infinity) to integer", "nan-integer"),
    ("OverflowError", r"^\(34, |math range error|int too large to convert to float", "too-large"),
    ("AttributeError", r"module 'numpy' has no attribute '(?P<what>\w+)'", "numpy-attribute"),
    ("AttributeError", r"`np\.(?P<what>\w+)` was removed", "numpy-attribute"),
    ("AttributeError", r"'(?P<type>[\w.]+)' object has no attribute '(?P<what>\w+)'", "attribute"),
    ("NameError", r"name '(?P<what>np|numpy|math)' is not defined", "import-first"),
)


def meaning(kind: str, message: str) -> tuple[str, dict[str, object]]:
    """Which words say what an exception means, and the values that they take from its message.

    Args:
        kind: name of the exception's class.
        message: what it says.

    Returns:
        The name, such as `broadcast`, for `finding.exception.<name>.detail`; empty for one that has none of
        its own.
    """
    for kinds, pattern, name in _MEANINGS:
        if kind in kinds.split() and (found := re.search(pattern, message)):
            values: dict[str, object] = {
                key: value[:_LONGEST] for key, value in found.groupdict().items() if value
            }
            if name == "index":
                values["last"] = int(found["size"]) - 1
            return name, values
    return "", {}
