"""Which loops walk the data, and which can be told not to."""

import pytest

from tools.source.reading import loops_over_data


def lines(body: str, parameters: str = "x", before: str = "") -> list[int]:
    indented = "\n".join(f"    {line}" for line in body.strip("\n").splitlines())
    return loops_over_data(f"{before}def f({parameters}):\n{indented}\n", "f")


@pytest.mark.parametrize(
    "body",
    [
        "for row in x:\n    print(row)",
        "for i in range(len(x)):\n    x[i] = 0",
        "for i in range(x.shape[0]):\n    pass",
        "n, d = x.shape\nfor i in range(n):\n    pass",
        "n = len(x)\nfor i in range(n - 1):\n    pass",
        "steps = len(x)\nfor t in range(steps):\n    pass",
        "for i, row in enumerate(x):\n    pass",
        "for a, b in zip(x, x[1:]):\n    pass",
        "return [v * 2 for v in x]",
        "return np.array([np.exp(row) for row in x.T])",
        "return sum(v for v in x.tolist())",
        "return {k: v for k, v in enumerate(x)}",
        "return np.array(list(map(abs, x)))",
        "return np.vectorize(abs)(x)",
        "return np.frompyfunc(abs, 1, 1)(x)",
        "return np.apply_along_axis(np.sum, 1, x)",
        "from functools import reduce\nreturn reduce(max, x)",
        "for index in np.ndindex(*x.shape):\n    pass",
        "i = 0\nwhile i < len(x):\n    i += 1",
        "i = 0\nwhile True:\n    total = x[i]\n    i += 1",
        "while x:\n    x = x[1:]",
        "queue = list(x)\nwhile queue:\n    queue.pop()",
        "for i in range(1000):\n    if i < len(x):\n        x[i] = 0",
        "rows = range(len(x))\nfor i in rows:\n    pass",
        "for v in [*x]:\n    pass",
        "if len(x) == 0:\n    return 0\nreturn x[0] + f(x[1:])",
        "exec('for v in x: pass')",
        "def inner(y):\n    return [v for v in y]\nreturn inner(x)",
    ],
)
def test_a_loop_over_the_data_is_found(body: str) -> None:
    assert lines(body) != []


@pytest.mark.parametrize(
    ("parameters", "body"),
    [
        ("x", "return x.sum(axis=-1)"),
        ("x, n_heads", "for h in range(n_heads):\n    x[..., h] = 0"),
        ("x, layers", "for w, b in layers:\n    x = x @ w + b"),
        ("x, layers", "for i, layer in enumerate(reversed(layers)):\n    x = x @ layer"),
        ("x, epochs", "for epoch in range(1, epochs + 1):\n    x = x / epoch"),
        ("x, n", "for _ in range(n):\n    x = x / 2"),
        ("x", "for _ in range(200):\n    x = x / 2"),
        ("x", "MAX_STEPS = 500\nfor t in range(MAX_STEPS):\n    x = x / (t + 1)"),
        ("x", "for axis in range(x.ndim):\n    x = x.sum(axis=axis, keepdims=True)"),
        ("x", "for axis in range(len(x.shape)):\n    x = x.sum(axis=axis, keepdims=True)"),
        ("x", "for side in x.shape[:-1]:\n    print(side)"),
        ("x", "for k in (1, 2, 3):\n    x = x + k"),
        ("x", "return np.stack([np.sin(x), np.cos(x)]) + sum(k for k in (1, 2))"),
        ("x, parameters", "for name, value in parameters.items():\n    value = value - x"),
        ("x, grads, layers", "for g, layer in zip(grads, layers):\n    layer -= g"),
        ("x, size", "for start in range(0, len(x), size):\n    print(x[start : start + size])"),
        ("x", "low, high = 0.0, 1.0\nwhile high - low > 1e-6:\n    high = (low + high) / 2"),
        ("x", "changed = True\nwhile changed:\n    changed = bool(x.any())"),
        ("x, capas", "for capa in range(capas):\n    x = x + capa"),
        ("x, nSteps", "for t in range(nSteps):\n    x = x + t"),
    ],
)
def test_what_is_no_loop_over_the_data_is_left_alone(parameters: str, body: str) -> None:
    assert lines(body, parameters) == []


def test_the_line_is_that_of_the_loop() -> None:
    assert lines("y = x\nfor v in y:\n    print(v)\nreturn [v for v in x]") == [3, 5]


def test_functions_that_are_called_are_read_too() -> None:
    source = (
        "def row(z):\n    return [v for v in z]\n\n"
        "def unused(z):\n    for v in z:\n        pass\n\n"
        "def middle(x):\n    return row(x)\n\n"
        "def f(x):\n    return middle(x)\n"
    )
    assert loops_over_data(source, "f") == [2]


def test_a_name_bound_to_a_hidden_loop_is_seen() -> None:
    assert loops_over_data("def one(v):\n    return v\n\nf = np.vectorize(one)\n", "f") == [4]
    assert loops_over_data("from numpy import vectorize as v\n\ndef f(x):\n    return v(abs)(x)\n", "f") == [
        1
    ]
    assert loops_over_data("@np.vectorize\ndef f(x):\n    return x\n", "f") == [2]
    assert loops_over_data("def a(x):\n    return b(x)\n\ndef b(x):\n    return a(x)\n", "a") == [2, 5]


def test_methods_are_followed() -> None:
    source = (
        "class M:\n    def go(self, x):\n        return [v for v in x]\n\ndef f(x):\n    return M().go(x)\n"
    )
    assert loops_over_data(source, "f") == [3]


def test_what_is_no_python_or_not_there_has_no_loops() -> None:
    assert loops_over_data("def f(:\n", "f") == []
    assert loops_over_data("x = 1\n", "f") == []
