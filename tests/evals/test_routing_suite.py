"""The routing suite counts what it says it counts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evals.suites.routing import Utterance, calibration_error, score_routing, utterances
from knowledge_base.documents import Language
from tutor.agent.events import Intent, Routed

LABELLED = """
- {text: qué es softmax, language: es, split: dev, intent: ask}
- {text: qué hago hoy, language: es, split: dev, intent: plan}
- {text: mi plan, language: es, split: dev, intent: plan}
- {text: repaso, language: es, split: dev, intent: quiz}
- {text: softmax, language: es, split: dev, kind: ambiguous, acceptable: [ask, quiz]}
- {text: hoy, language: es, split: dev, kind: ambiguous, acceptable: [plan, checkin]}
- {text: lo de siempre, language: es, split: dev, kind: ambiguous, acceptable: [plan, other]}
- {text: what is softmax, language: en, split: dev, intent: ask}
- {text: what do I do today, language: en, split: test, intent: plan}
"""
GUESSES: dict[str, tuple[Intent, float, tuple[Intent, ...]]] = {
    "qué es softmax": ("ask", 0.9, ()),
    "qué hago hoy": ("plan", 0.4, ("plan", "checkin")),
    "mi plan": ("progress", 0.7, ()),
    "repaso": ("quiz", 0.8, ()),
    "softmax": ("quiz", 0.9, ()),
    "hoy": ("model", 0.3, ("model", "plan")),
    "lo de siempre": ("model", 0.9, ()),
    "what is softmax": ("ask", 1.0, ()),
}


def guessed(text: str, language: Language) -> Routed:
    intent, confidence, alternatives = GUESSES[text]
    return Routed(intent, confidence, language, "classifier", alternatives)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "routing.yaml"
    path.write_text(LABELLED, encoding="utf-8")
    return path


def test_scores_each_language(labelled: Path) -> None:
    scores = score_routing(guessed, utterances("dev", labelled))
    spanish, english = scores["es"], scores["en"]
    assert (spanish.clear, spanish.ambiguous, english.clear, english.ambiguous) == (4, 3, 1, 0)
    assert (spanish.right, spanish.acted, spanish.asked) == (0.75, 0.5, 0.25)
    assert spanish.well_taken == pytest.approx(2 / 3)
    assert spanish.ambiguous_asked == pytest.approx(1 / 3)
    assert spanish.by_intent == {"ask": 1.0, "plan": 0.5, "quiz": 1.0}
    assert spanish.confusion == {("plan", "progress"): 1}
    assert spanish.calibration_error == pytest.approx((0.1 + 0.6 + 0.7 + 0.2) / 4)
    assert (english.right, english.calibration_error, english.well_taken) == (1.0, 0.0, 0.0)


def test_halves_are_kept_apart(labelled: Path) -> None:
    assert [item.text for item in utterances("test", labelled)] == ["what do I do today"]
    assert len(utterances(None, labelled)) == 9


def test_the_data_file_fits_the_labels() -> None:
    assert len(utterances()) == 440


@pytest.mark.parametrize(
    "labels",
    [{}, {"kind": "ambiguous"}, {"intent": "ask", "kind": "ambiguous", "acceptable": ["ask", "quiz"]}],
)
def test_an_utterance_needs_one_kind_of_label(labels: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="needs an intent"):
        Utterance.model_validate({"text": "hola", "language": "es", "split": "dev", **labels})


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_the_calibration_error_is_a_share(pairs: list[tuple[float, bool]]) -> None:
    error = calibration_error([confidence for confidence, _ in pairs], [right for _, right in pairs])
    assert 0 <= error <= 1


def test_who_is_as_right_as_sure_is_calibrated() -> None:
    assert calibration_error([0.75] * 4, [True, True, True, False]) == 0
    assert calibration_error([1.0] * 4, [False] * 4) == 1
