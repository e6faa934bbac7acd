"""The scorer of free answers is strict: it credits what is said, and fails nobody who said it."""

import pytest

from evals.labels import SPLITS
from evals.suites.quiz_answers import given_answers, score_answers, summed
from knowledge_base.cards import read_cards
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.embedding import OnnxEmbedder
from knowledge_base.glossary import Glossary
from tutor.reviews.grading import AnswerScorer

FOLDER = default_course_folder()
CARDS = {card.id: card for card in read_cards(load_course(FOLDER))}


@pytest.fixture(scope="module")
def scorer() -> AnswerScorer:
    """As the tutor has it."""
    return AnswerScorer(OnnxEmbedder(), Glossary.load(FOLDER / "glossary.yaml"))


def test_every_kind_of_answer_is_there_in_both_halves() -> None:
    for split in SPLITS:
        answers = given_answers(split)
        assert len(answers) >= 20
        assert {"right", "partial", "wrong", "empty", "off-topic", "negated"} <= {one.kind for one in answers}
        assert {one.language for one in answers} == {"es", "en"}
    dev, test = ({one.card for one in given_answers(split)} for split in SPLITS)
    assert not dev & test


def test_what_is_credited_was_said_and_nobody_is_failed_who_said_it(scorer: AnswerScorer) -> None:
    scored = score_answers(scorer, given_answers(), CARDS)
    for split, least in (("dev", 1.0), ("test", 0.93)):
        score = summed([one for one in scored if one.given.split == split])
        assert score.precision >= least
        assert score.wrongly_failed == 0
    decided = {one.given.kind: one.scored.verdict for one in scored}
    assert decided["empty"] == decided["off-topic"] == decided["fluent"] == decided["question"] == "wrong"


def test_the_cards_own_mistakes_and_questions_earn_nothing(scorer: AnswerScorer) -> None:
    from tutor.reviews.grading import key_points

    for card in list(CARDS.values())[::60]:
        points, wrong = key_points(card.answer.es), card.wrong.es
        score = lambda answer: scorer.score(answer, card.question.es, points, wrong, "es").verdict  # noqa: B023, E731
        assert score(card.answer.es) == "right", card.id
        assert score(wrong) in ("wrong", "unsure"), card.id
        assert score(card.question.es) == "wrong", card.id
