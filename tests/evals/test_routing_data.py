"""The routing evaluation set is complete, and apart from what the classifier is trained on."""

import re
from collections import Counter
from itertools import combinations, product
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from knowledge_base.documents import Language
from knowledge_base.words import folded

ROOT = Path(__file__).parents[2]
LANGUAGES: tuple[Language, ...] = get_args(Language)
INTENTS = {
    *("ask", "plan", "practice", "quiz", "interview"),
    *("checkin", "progress", "library", "model", "other"),
}
# Two utterances closer than this share of the longer one's letters count as the same.
TOO_CLOSE = 0.25


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


ITEMS: list[dict[str, Any]] = read("evals/data/routing.yaml")
UTTERANCES: dict[Language, dict[str, list[str]]] = {
    language: read(f"tutor/agent/utterances/{language}.yaml") for language in LANGUAGES
}


def plain(text: str) -> str:
    """Folded words alone: what is left when case, accents and punctuation do not count."""
    return " ".join(re.findall(r"[^\W_]+", folded(text)))


def edits(one: str, other: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        diagonal, row[0] = row[0], i
        for j, second in enumerate(other, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (letter != second))
    return row[-1]


def same(one: str, other: str) -> bool:
    """Whether two plain texts say the same with the same words."""
    if set(one.split()) == set(other.split()):
        return True
    most = TOO_CLOSE * max(len(one), len(other))
    if abs(len(one) - len(other)) > most:
        return False
    ours, theirs = Counter(one), Counter(other)
    # The letters that only one of them has bound the distance from below, and cost far less to count.
    if max((ours - theirs).total(), (theirs - ours).total()) > most:
        return False
    return edits(one, other) <= most


def evaluated(language: Language) -> list[str]:
    return [plain(item["text"]) for item in ITEMS if item["language"] == language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_utterances_to_train_on(language: Language) -> None:
    utterances = UTTERANCES[language]
    assert set(utterances) == INTENTS
    assert min(map(len, utterances.values())) >= 45
    every = [plain(text) for texts in utterances.values() for text in texts]
    assert len(set(every)) == len(every)
    assert all(every)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("split", ["dev", "test"])
def test_a_half_has_ten_clear_utterances_of_each_intent(language: Language, split: str) -> None:
    clear = [item for item in ITEMS if "kind" not in item]
    half = [item["intent"] for item in clear if (item["language"], item["split"]) == (language, split)]
    assert Counter(half) == dict.fromkeys(INTENTS, 10)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_twenty_ambiguous_utterances(language: Language) -> None:
    ambiguous = [item for item in ITEMS if item.get("kind") == "ambiguous" and item["language"] == language]
    assert len(ambiguous) == 20
    for item in ambiguous:
        assert item["split"] == "test"
        assert len(item["acceptable"]) == len(set(item["acceptable"])) >= 2
        assert set(item["acceptable"]) <= INTENTS


def test_items_have_the_keys_of_their_kind_and_no_others() -> None:
    for item in ITEMS:
        keys = {"acceptable", "kind"} if "kind" in item else {"intent"}
        assert set(item) == {"text", "language", "split"} | keys
        assert item["text"] == item["text"].strip() != ""
    assert len(ITEMS) == 440


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_is_evaluated_was_trained_on(language: Language) -> None:
    trained = [plain(text) for texts in UTTERANCES[language].values() for text in texts]
    found = [pair for pair in product(evaluated(language), trained) if same(*pair)]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_evaluated_utterances_are_the_same(language: Language) -> None:
    assert [pair for pair in combinations(evaluated(language), 2) if same(*pair)] == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("que hago hoy", "hoy que hago", True),
        ("quiero ver mi plan", "quiero ver mi plam", True),
        ("quiero ver mi plan", "muestrame el plan", False),
        ("que hago hoy", "dame una pista para el ejercicio", False),
    ],
)
def test_the_comparison_itself(one: str, other: str, expected: bool) -> None:
    assert same(one, other) is expected
