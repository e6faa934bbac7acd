"""What the checker keeps is counted right, and what words alone do not show is seen."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evals.suites.support import (
    SUPPORTED,
    Claim,
    Judged,
    Lessons,
    cited,
    claims,
    judged,
    lesson_passages,
    score_support,
    table,
)
from knowledge_base.agreement import Wording, agrees, clauses, negated
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.documents import Language, Locator, Passage
from knowledge_base.embedding import OnnxEmbedder
from knowledge_base.glossary import Glossary
from knowledge_base.support import Support, SupportChecker, SupportThresholds
from knowledge_base.words import words
from scripts.calibrate_support import LEAST_PRECISION, best, choose, mistakes
from tests.fakes import FakeEmbedder

TERMS = """
- {es: [gradiente], en: [gradient]}
- {es: [lote], en: [batch]}
- {es: [ruido], en: [noise]}
"""
ARROW = "The arrow of `b` comes first because it is longest here, not because it points closest today."
NOISE = "The noise is smaller with larger batches, and its average direction is right."


@pytest.fixture(scope="module")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    path: Path = tmp_path_factory.mktemp("terms") / "glossary.yaml"
    path.write_text(TERMS, encoding="utf-8")
    return Glossary.load(path)


def passage(text: str, language: Language = "en", ordinal: int = 0) -> Passage:
    locator = Locator("heading", "Notes")
    return Passage(f"p{ordinal}", "/a.md", ordinal, 0, len(text), text, ("Notes",), locator, language)


def claim(supported: bool, coverage: float, language: Language = "en", across: bool = False) -> Judged:
    """A claim whose only candidate covers it so far."""
    of: Language = "es" if across else "en"
    kind = "paraphrase" if supported else "added"
    labelled = Claim(
        id="x", split="dev", language=language, sentence="s", lesson="l", passage_language=of,
        supported=supported, kind=kind,
    )  # fmt: skip
    return Judged(labelled, [Support(passage("q", of), "q", coverage, coverage, coverage)])


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The noise is smaller with larger batches.", NOISE),
        ("Its average direction is right.", NOISE),
        ("Layers stop learning because the slope is zero.", "The slope is zero, so layers stop learning."),
        ("Since the slope is zero, layers stop learning.", "The slope is zero, so layers stop learning."),
        ("The arrow of `b` comes first because it is longest here.", ARROW),
        ("Every row adds up to one.", "Each row adds up to one."),
        (
            "Adding logarithms rather than multiplying avoids it.",
            "Adding logarithms, not products, avoids it.",
        ),
        (
            "Somebody believes `q` while the world follows `p`.",
            "One believes `q` while the world follows `p`.",
        ),
    ],
)
def test_a_rewording_agrees(glossary: Glossary, sentence: str, source: str) -> None:
    assert agrees(Wording.of(sentence, "en", "en", glossary), source)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The noise is larger with larger batches.", NOISE),
        ("The noise is smaller with smaller batches.", NOISE),
        ("Its average direction is not right.", NOISE),
        ("The noise is always smaller with larger batches.", NOISE),
        ("The noise is smaller only with larger batches.", NOISE),
        ("The noise is smaller, so the batches are larger.", NOISE),
        ("The slope is zero because layers stop learning.", "The slope is zero, so layers stop learning."),
        ("The arrow of `b` comes first, not because it is longest here.", ARROW),
        (
            "Somebody believes `p` while the world follows `q`.",
            "One believes `q` while the world follows `p`.",
        ),
        ("Longer pieces make each token less likely.", "Longer pieces make each token more likely."),
        (
            "It is the product of a column of `A` with a row of `B`.",
            "It is the product of a row of `A` with a column of `B`.",
        ),
    ],
)
def test_a_twist_does_not_agree(glossary: Glossary, sentence: str, source: str) -> None:
    assert not agrees(Wording.of(sentence, "en", "en", glossary), source)


def test_direction_is_seen_across_languages(glossary: Glossary) -> None:
    right = Wording.of("El ruido es menor con lotes más grandes.", "es", "en", glossary)
    wrong = Wording.of("El ruido es mayor con lotes más grandes.", "es", "en", glossary)
    assert right.crosses
    assert agrees(right, NOISE)
    assert not agrees(wrong, NOISE)


def test_not_only_denies_nothing() -> None:
    assert not negated("It is not only fast")
    assert not negated("No solo es rápido")
    assert negated("It isn’t fast")
    assert negated("Nunca es rápido")


def test_brackets_and_code_stay_whole() -> None:
    assert clauses("The shape `(n, k)` is kept, and the order (first, second) does not change.") == [
        "The shape `(n, k)` is kept,",
        "and the order (first, second) does not change.",
    ]


@given(st.text())
def test_clauses_lose_no_word(text: str) -> None:
    assert words(" ".join(clauses(text))) == words(text)


def test_a_clause_that_was_added_is_dropped(glossary: Glossary) -> None:
    limits = SupportThresholds(words=0.5, cosine=-1.0)
    checker = SupportChecker(FakeEmbedder(), glossary, limits)
    added = "The noise is smaller with larger batches, which repairs bicycles cheaply."
    assert checker.check("The noise is smaller with larger batches.", "en", [passage(NOISE)])
    assert checker.check(added, "en", [passage(NOISE)]) is None


def test_two_sentences_in_a_row_carry_one(glossary: Glossary) -> None:
    text = f"The true slope averages over all the data. {NOISE}"
    limits = SupportThresholds(cosine=-1.0)
    support = SupportChecker(FakeEmbedder(), glossary, limits).check(
        "The true slope averages over all the data, and the noise is smaller with larger batches.",
        *("en", [passage(text)]),
    )
    assert support is not None
    assert support.quote == text


def test_scores_count_what_is_kept() -> None:
    found = [claim(True, 1.0), claim(True, 0.1), claim(False, 1.0), claim(False, 0.1), claim(False, 0.2)]
    score = score_support(found, SupportThresholds())
    assert (score.recall, score.precision) == (0.5, 0.5)
    assert score.kept_wrongly == pytest.approx(1 / 3)
    assert (score.supported, score.unsupported) == (2, 3)
    assert score_support([], SupportThresholds()).precision == 1.0
    assert "| all | 0.50 | 0.33 | 0.50 | 5 |" in table(found, SupportThresholds())
    assert "| added |  | 0.33 |  | 3 |" in table(found, SupportThresholds())


def test_the_chosen_thresholds_are_precise_and_keep_the_most() -> None:
    own = [claim(True, 0.93), claim(True, 0.9), claim(False, 0.84)]
    across = [claim(True, 0.93, across=True), claim(False, 0.9, across=True)]
    chosen = choose([*own, *across])
    assert score_support([*own, *across], chosen).recall == 1.0
    assert score_support([*own, *across], chosen).precision == 1.0
    lenient = SupportThresholds(words=0.5, cosine=0.5, clause=0.0)
    assert best(own, [lenient, chosen]) == chosen
    assert [line.split()[0] for line in mistakes(own, lenient)] == ["kept"]


def test_the_passages_that_share_most_are_cited(glossary: Glossary) -> None:
    texts = ["Cats sleep.", "Dogs bark.", "Birds sing.", "The noise of a batch."]
    lessons: Lessons = {("gradient", "en"): [passage(text, "en", n) for n, text in enumerate(texts)]}
    item = Claim(
        id="x", split="dev", language="es", sentence="El ruido de un lote", lesson="gradient",
        passage_language="en", supported=True, kind="translated",
    )  # fmt: skip
    found = cited(item, lessons, glossary)
    assert found[0].text == texts[3]
    assert len(found) == 3


def test_a_label_must_fit_its_kind() -> None:
    with pytest.raises(ValidationError, match="does not go with"):
        Claim.model_validate(claims()[0].model_dump() | {"supported": False})


def test_the_sentences_are_balanced() -> None:
    items = claims()
    assert len({item.id for item in items}) == len({item.sentence for item in items}) == len(items) >= 160
    assert set(Counter((item.language, item.split) for item in items).values()) == {len(items) // 4}
    for language in ("es", "en"):
        supported = [item.supported for item in items if item.language == language]
        assert 0.45 <= sum(supported) / len(supported) <= 0.55
    assert 0.3 <= sum(item.crosses for item in items) / len(items) <= 0.4
    assert {item.kind for item in items} > SUPPORTED
    assert all(6 <= len(item.sentence.split()) <= 35 for item in items)


@pytest.mark.slow
def test_the_thresholds_hold_on_the_development_half() -> None:
    course = default_course_folder()
    glossary = Glossary.load(course / "glossary.yaml")
    checker = SupportChecker(OnnxEmbedder(threads=1), glossary)
    found = judged(checker, glossary, lesson_passages(load_course(course)), claims("dev"))
    score = score_support(found, SupportThresholds())
    assert score.precision >= LEAST_PRECISION
    assert score.recall >= 0.7
