"""Code is found in what a learner writes, and words that only look like it are left to be words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.agent.pasted_code import Pasted, pasted_code

LOG = "import numpy as np\nprint(np.log(-1.0))\n"


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (f"```python\n{LOG}```", LOG, ""),
        (f"mira:\n```\n{LOG}```\n¿por qué?", LOG, "mira:\n¿por qué?"),
        (f"~~~py\n{LOG}~~~", LOG, ""),
        (f"¿por qué me da nan esto?\n{LOG}", LOG, "¿por qué me da nan esto?"),
        (f"{LOG}\nno entiendo por qué falla", LOG, "no entiendo por qué falla"),
        ("ejecuta esto: print(softmax([1, 2]))", "print(softmax([1, 2]))\n", "ejecuta esto"),
        ("run this: for i in range(3): print(i)", "for i in range(3): print(i)\n", "run this"),
        ("def f(x): return g(x) is this right?", "def f(x): return g(x)\n", "is this right?"),
        ("softmax([1, 2, 3])", "softmax([1, 2, 3])\n", ""),
        ("x = 3", "x = 3\n", ""),
        (">>> x = 1\n>>> print(x)\n1", "x = 1\nprint(x)\n", ""),
        ("mine:\n\n  def f(x):\n      return x\n\nthanks", "def f(x):\n    return x\n", "mine:\nthanks"),
        ("class A:\n    def f(self):\n        pass", "class A:\n    def f(self):\n        pass\n", ""),
        ("```print(1)``` qué hace", "print(1)\n", "qué hace"),
    ],
)  # fmt: skip
def test_code_is_found_with_the_words_beside_it(text: str, code: str, words: str) -> None:
    assert pasted_code(text) == Pasted(code, words)


@pytest.mark.parametrize("text", ["def softmax(x)\n    return x", "```python\ndef f(:\n```", "x = (1\ny = 2"])
def test_code_that_python_does_not_understand_is_code_too(text: str) -> None:
    found = pasted_code(text)
    assert found is not None
    assert "\n" in found.code.strip() or "```" in text


def test_several_blocks_are_one_program() -> None:
    found = pasted_code("first\n```python\nx = 1\n```\nthen\n```python\nprint(x)\n```")
    assert found == Pasted("x = 1\n\n\nprint(x)\n", "first\nthen")


@pytest.mark.parametrize(
    "text",
    [
        "", "hola", "softmax", "not sure", "softmax or sigmoid", "dropout (0.5)", "help(me)", "p(x|y)",
        "f(x)",
        "¿qué hace `np.argmax(x, axis=1)`?", "if I use dropout, what happens?", "import my notes please",
        "from what I see, it works", "for me: explain softmax", "with dropout: what happens?", "E = mc2",
        "while training: does the loss fall?", "a = b in math means what?", "nota: esto",
        "lr = learning rate?",
        "```bash\npip install numpy\n```", "class imbalance?", "```\nhola, ¿qué tal?\n```", "from scratch",
    ],
)  # fmt: skip
def test_words_are_no_code(text: str) -> None:
    assert pasted_code(text) is None


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    found = pasted_code(text)
    assert found is None or found.code.strip()


@given(
    st.lists(
        st.sampled_from(
            ["def f(x):", "    return x", "print(1)", "hola", "```", "x = [", ">>> x", "", "if x:"]
        )
    )
)
def test_any_mixture_of_lines_can_be_read(lines: list[str]) -> None:
    found = pasted_code("\n".join(lines))
    assert found is None or found.code.endswith("\n")
