"""The ladder: one rung for each changed program, no farming, no leaks."""

from hypothesis import given
from hypothesis import strategies as st

from tools.hints import HINTED, leaks, longest_shared_run, program_fingerprint, standing

REFERENCE = """
import numpy as np

def softmax(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    weights = np.exp(shifted)
    return weights / weights.sum(axis=-1, keepdims=True)
"""


def test_no_hint_before_an_attempt() -> None:
    assert standing([], []).rung == 0


def test_the_first_failed_attempt_earns_the_counterexample() -> None:
    assert standing([], [("a", False)]) == standing([], [("a", False)])
    assert (standing([], [("a", False)]).rung, standing([], [("a", False)]).new) == (1, True)


def test_asking_again_without_a_new_program_gives_the_same_rung() -> None:
    again = standing([(1, "a")], [("a", False), ("a", False)])
    assert (again.rung, again.new) == (1, False)


def test_a_changed_program_earns_one_rung_and_no_more() -> None:
    assert standing([(1, "a")], [("a", False), ("b", False)]).rung == 2
    assert standing([(1, "a")], [("a", False), ("b", False), ("c", False), ("d", False)]).rung == 2


def test_going_back_to_an_earlier_program_earns_nothing() -> None:
    back = standing([(1, "a"), (2, "b")], [("a", False), ("b", False), ("a", False)])
    assert (back.rung, back.new) == (2, False)


def test_hints_stop_before_the_solution() -> None:
    given_so_far = [(rung, name) for rung, name in enumerate("abcd", 1)]
    last = standing(given_so_far, [("e", False)])
    assert (last.rung, last.new) == (HINTED, False)


def test_a_passed_program_needs_no_hint() -> None:
    assert standing([(1, "a")], [("a", False), ("b", True)]).passed


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), max_size=12))
def test_rungs_shown_never_outnumber_the_programs_tried(attempts: list[tuple[str, bool]]) -> None:
    shown: list[tuple[int, str]] = []
    for end in range(1, len(attempts) + 1):
        due = standing(shown, attempts[:end])
        if due.new:
            shown.append((due.rung, attempts[end - 1][0]))
    assert [rung for rung, _ in shown] == list(range(1, len(shown) + 1))
    assert len(shown) <= len({program for program, passed in attempts if not passed})


def test_comments_layout_and_docstrings_make_no_new_program() -> None:
    first = "def f(x):\n    return x + 1\n"
    assert program_fingerprint(first) == program_fingerprint(
        '"""Mine."""\n# a note\ndef f(x):\n    """Adds."""\n    return (x+1)\n'
    )
    assert program_fingerprint(first) != program_fingerprint(first.replace("1", "2"))


@given(st.text())
def test_any_text_has_a_fingerprint(source: str) -> None:
    assert len(program_fingerprint(source)) == 16


def test_a_hint_with_the_solving_expression_leaks() -> None:
    told = "Divide by weights.sum(axis=-1, keepdims=True) and you are done."
    assert leaks(told, 2, REFERENCE, "def softmax(logits): ...")
    assert leaks(told, 3, REFERENCE, "def softmax(logits): ...")


def test_a_question_in_words_does_not_leak() -> None:
    asked = "What happens to softmax(logits) if every score of a row is moved by the same number?"
    assert not leaks(asked, 2, REFERENCE, "def softmax(logits): ...")
    assert not leaks("¿Qué forma tiene la suma si no le dices por qué eje?", 2, REFERENCE, "")


def test_what_the_learner_wrote_may_be_said_again() -> None:
    own = "    weights = np.exp(shifted)\n    return weights / weights.sum(axis=-1, keepdims=True)\n"
    told = "Look at weights.sum(axis=-1, keepdims=True) again."
    assert longest_shared_run(told, REFERENCE, own) < longest_shared_run(told, REFERENCE, "")
    assert not leaks(told, 2, REFERENCE, own)
