"""A free answer is graded by what it says, and what is not sure is left to the learner."""

import pytest

from knowledge_base.glossary import Glossary
from tests.fakes import FakeEmbedder
from tutor.reviews.grading import AnswerScorer, Scored, Thresholds, key_points

QUESTION = "Why does the softmax not change when a constant is added to all logits?"
POINTS = ("The factor exp(c) is in the numerator and in every term of the denominator, so it cancels.",)
WRONG = "Because softmax only looks at the order of the logits."


def scored(answer: str, thresholds: Thresholds | None = None) -> Scored:
    """An answer to the question, by the spelling of its words."""
    scorer = AnswerScorer(FakeEmbedder(), Glossary.load(), thresholds or Thresholds(cosine=0.6))
    return scorer.score(answer, QUESTION, POINTS, WRONG, "en")


def test_what_says_the_point_is_right_and_quoted() -> None:
    found = scored("Easy. The factor exp(c) is in the numerator and every denominator term, so it cancels.")
    assert found.verdict == "right"
    assert found.points[0].quote.startswith("The factor exp(c) is in the numerator")


@pytest.mark.parametrize("answer", ["", "   ", "...", "I don't know", "¿?", "the logits", QUESTION])
def test_what_adds_nothing_is_wrong(answer: str) -> None:
    assert scored(answer).verdict == "wrong"


@pytest.mark.parametrize("answer", ["No", "yes.", "Sí"])
def test_a_bare_yes_or_no_is_for_the_learner_to_grade(answer: str) -> None:
    assert scored(answer).verdict == "unsure"


def test_a_mistake_is_shown_as_one() -> None:
    found = scored("Softmax looks at the order of the logits only")
    assert (found.verdict, found.near_wrong) == ("wrong", True)


def test_the_opposite_is_never_credited() -> None:
    denied = (
        "The factor exp(c) is not in the numerator nor in every term of the denominator, it never cancels."
    )
    assert scored(denied).verdict == "unsure"


def test_both_said_at_once_is_for_the_learner_to_grade() -> None:
    half = f"The factor cancels: exp(c) is in the numerator, denominator and every term. {WRONG}"
    assert scored(half).verdict in ("unsure", "right")
    assert not scored(POINTS[0]).near_wrong


def test_numbers_must_be_the_same() -> None:
    scorer = AnswerScorer(FakeEmbedder(), Glossary.load(), Thresholds(cosine=0.6))
    point = ("It costs 4.5 bits, because the 16 of the scale are shared by 32 weights.",)
    for answer, verdict in (
        ("It costs 4.5 bits, since the 16 of the scale are shared by 32 weights.", "right"),
        ("It costs 5 bits, since the 16 of the scale are shared by 32 weights.", "unsure"),
    ):
        assert scorer.score(answer, "How many bits?", point, "", "en").verdict == verdict  # fmt: skip


def test_an_essential_point_alone_is_partial() -> None:
    scorer = AnswerScorer(FakeEmbedder(), Glossary.load(), Thresholds(cosine=0.6))
    points = ("Loading a pickle can run arbitrary code.", "The safetensors format holds tensors only.")
    for answer, verdict in ((points[0], "partial"), (points[1], "unsure"), (" ".join(points), "right")):
        assert scorer.score(answer, "What is the risk?", points, "", "en").verdict == verdict


def test_key_points_are_sentences_with_content() -> None:
    assert key_points("Not yet. The difference is below 2 errors; more runs are needed.") == (
        "Not yet. The difference is below 2 errors; more runs are needed.",
    )
    assert key_points("float16 has few exponent bits. bfloat16 has the range of float32.") == (
        "float16 has few exponent bits.",
        "bfloat16 has the range of float32.",
    )
