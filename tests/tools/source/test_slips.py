"""What the source of a program shows by itself."""

import pytest

from tools.source.slips import slips


def kinds(source: str) -> dict[str, int | None]:
    return {finding.kind: finding.line for finding in slips(source)}


@pytest.mark.parametrize(
    ("kind", "line", "source"),
    [
        ("unwritten", 1, "def f(x):\n    '''Later.'''\n    raise NotImplementedError\n"),
        ("unwritten", 1, "def f(x):\n    pass\n"),
        ("print-for-return", 3, "def f(x):\n    y = x + 1\n    print(y)\n"),
        ("nothing-returned", 1, "def f(x):\n    y = x + 1\n    return\n"),
        ("in-place-argument", 2, "def f(x):\n    x -= x.max()\n    return x\n"),
        ("in-place-argument", 2, "def f(x):\n    x[0] = 1\n    return x\n"),
        ("in-place-argument", 2, "def f(x):\n    x.sort()\n    return x\n"),
        ("in-place-argument", 2, "def f(x):\n    np.exp(x, out=x)\n    return x\n"),
        ("in-place-argument", 2, "def f(x, rng):\n    rng.shuffle(x)\n    return x\n"),
        ("unreachable", 3, "def f(x):\n    return x\n    x = 1\n"),
        (
            "one-turn",
            5,
            "def f(x):\n    total = 0\n    for v in x:\n        total += v\n        return total\n",
        ),
        ("last-turn-only", 3, "def f(x):\n    for v in x:\n        total = v * 2\n    return total\n"),
        ("endless-recursion", 2, "def f(x):\n    return f(x - 1)\n"),
        (
            "empty-array",
            4,
            "def f(x):\n    a = np.empty(3)\n    for i in x:\n        a[i] += 1\n    return a\n",
        ),
        ("stray-comma", 2, "def f(x):\n    return x + 1,\n"),
        ("discarded", 2, "def f(x):\n    x.reshape(2, 3)\n    return x\n"),
        ("discarded", 2, "def f(x):\n    x - x.max(axis=0)\n    return x\n"),
        ("none-kept", 3, "def f(x):\n    rows = sorted(x)\n    return rows.reverse()\n"),
        ("none-kept", 2, "words = [w for w in 'abc']\nwords = words.sort()\n"),
        ("none-kept", 3, "def f(x):\n    out = []\n    out = out.append(x)\n    return out\n"),
        ("nan-compare", 2, "def f(x):\n    return x[x == np.nan]\n"),
        ("nan-compare", 2, "def f(x):\n    return x != float('nan')\n"),
        ("float-equality", 2, "def f(x):\n    return x == 0.1\n"),
        ("caret", 2, "def f(x):\n    return (x - 1) ^ 2\n"),
        ("missing-axis", 2, "def f(x):\n    return x / x.sum()\n"),
        ("missing-axis", 2, "def f(x):\n    return x / np.sum(x)\n"),
        ("module-overwritten", 3, "import numpy as np\ndef f(x):\n    np = x\n    return np\n"),
        ("builtin-overwritten", 2, "def f(x):\n    sum = 0\n    return sum(x)\n"),
        ("function-overwritten", 4, "def g(x):\n    return 1\ndef f(x):\n    g = 1\n    return g(x)\n"),
    ],
)
def test_a_slip_is_seen_with_its_line(kind: str, line: int, source: str) -> None:
    assert kinds(source).get(kind) == line


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    x = x.copy()\n    x -= x.max(axis=-1)\n    return x\n",
        "def f(x):\n    return (x,)\n",
        "def f(x):\n    return x, 1\n",
        "def f(x):\n    np.exp(x, out=np.empty(3))\n    return x.sum(axis=0)\n",
        "def f(x):\n    return x.sum(0) + np.sum(x, 1)\n",
        "def f(n):\n    return 1 if n < 2 else n * f(n - 1)\n",
        "def f(x):\n    out = []\n    for v in x:\n        w = 2 * v\n        out += [w]\n    return out\n",
        "def f(x):\n    for v in x:\n        if v:\n            continue\n        return v\n    return 0\n",
        "def f(a, b):\n    return a ^ b\n",
        "def f(x):\n    return np.sort(x)\n",
        "def f(a, b):\n    rows = np.append(a, b)\n    return rows\n",
        "import torch as t\ndef f(a):\n    rows = t.sort(a)\n    return rows\n",
        "def f(a):\n    b = table.sort(a)\n    return b.append(table)\n",
        "def f(a):\n    rows = []\n    rows = frame(a)\n    rows = rows.append(a)\n    return rows\n",
        "def f(x):\n    for v in x:\n        if v > 0:\n            return v\n    return 0\n",
        "def f(x):\n    input = x\n    return input\n",
    ],
)
def test_what_is_fine_is_left_alone(source: str) -> None:
    assert kinds(source) == {}


def test_the_evidence_is_the_line_itself() -> None:
    (finding,) = slips("def f(x):\n    return x ^ 2\n", "mine.py")
    assert (finding.evidence, finding.file, finding.values["name"]) == ("return x ^ 2", "mine.py", "x ^ 2")


def test_what_is_no_python_has_no_slips() -> None:
    assert slips("def f(:\n") == ()
