"""Fit the probability that a question is answered by what was found: `knowledge_base/answerable.json`.

    python -m scripts.calibrate_answerable --corpus FOLDER [--home FOLDER]
    python -m scripts.calibrate_answerable --lessons [--home FOLDER]

Uses the development half of the labelled questions and the calibration set, never the test half. The
model is a logistic regression over standardised features; the threshold is the one at which wrongly refused
and wrongly answered questions are equally frequent under cross-validation.

With `--lessons` the model stays, and the threshold for evidence from lessons is chosen: in a library of the
lessons alone the questions of cards are answerable, and those that no document answers are not. It is the one
at which the two shares of errors have the least sum (Youden, "Index for rating diagnostic tests", Cancer 3,
1950). The questions of `course.yaml` are not among them.
"""

import argparse
import itertools
import json
import random
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_predict

from evals.labels import calibration, questions, unanswerable
from knowledge_base.cards import read_cards
from knowledge_base.documents import Language
from knowledge_base.evidence import Calibration, EvidenceFinder
from tutor.app import Tutor
from tutor.settings import ModelSettings, Settings

OUTPUT = Path(__file__).parent.parent / "knowledge_base" / "answerable.json"
REGULARISATION = 0.3  # C; strong, for some hundred questions and a dozen features
FOLDS = 10
GRID = np.linspace(0.05, 0.95, 181)  # thresholds that are tried
CARDS, SEED = 500, 7  # cards that are drawn for the lessons' threshold


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--corpus", type=Path)
    wanted.add_argument("--lessons", action="store_true")
    parser.add_argument("--home", type=Path, help="an existing tutor's folder to use and fill")
    arguments = parser.parse_args()
    tutor = Tutor(arguments.home or Path(mkdtemp()), Settings(model=ModelSettings(name="none")))
    model = json.loads(OUTPUT.read_text(encoding="utf-8"))["model"]
    if arguments.lessons:
        model["lessons"] = lesson_threshold(tutor)
    else:
        tutor.library.add([str(arguments.corpus.resolve())])
        names, features, labels = features_of(tutor, development_questions())
        model = fit(names, features, labels) | {"lessons": model["lessons"]}
    OUTPUT.write_text(
        json.dumps({"made_by": "scripts/calibrate_answerable.py", "model": model}, indent=2) + "\n"
    )
    print(json.dumps(model, indent=2))


def lesson_threshold(tutor: Tutor) -> float:
    """Where wrongly refused and wrongly answered shares have the least sum, over a library of lessons."""
    finder = EvidenceFinder(tutor.library.store, tutor.embedder, tutor.glossary)
    items = [
        *card_questions(tutor),
        *((q, language, 0) for q, language, label in development_questions() if not label),
    ]
    found = [finder.find(tutor.retriever.search(question, 10, language)) for question, language, _ in items]
    probabilities = np.array([finding.probability for finding in found])
    labels = np.array([label for *_, label in items])
    refused, answered = _shares(probabilities, labels)
    best = int(np.argmin(refused + answered))
    print(f"lessons: refused {refused[best]:.3f}, answered falsely {answered[best]:.3f}")
    return round(float(GRID[best]), 3)


def card_questions(tutor: Tutor) -> list[tuple[str, Language, int]]:
    """Questions of cards drawn from the whole course, every other one in Spanish; the lessons answer them."""
    cards = list(read_cards(tutor.course))
    random.Random(SEED).shuffle(cards)  # noqa: S311 - a draw, no secret
    languages: tuple[Language, Language] = ("en", "es")
    pairs = zip(cards[:CARDS], itertools.cycle(languages))
    return [(card.question.in_language(language), language, 1) for card, language in pairs]


def development_questions() -> list[tuple[str, Language, int]]:
    """Question, language and label, 1 where the corpus holds the answer."""
    items = [(q.question, q.language, 1) for q in questions("dev")]
    items += [(q.question, q.language, 0) for q in unanswerable("dev")]
    return items + [(q.question, q.language, int(q.answerable)) for q in calibration()]


def features_of(
    tutor: Tutor, items: list[tuple[str, Language, int]]
) -> tuple[list[str], NDArray[np.float64], NDArray[np.int64]]:
    """Feature names, features (n, f) and labels (n,) of the questions for which there is any evidence."""
    finder = EvidenceFinder(tutor.library.store, tutor.embedder, tutor.glossary, Calibration.none())
    found = [finder.find(tutor.retriever.search(question, 10, language)) for question, language, _ in items]
    kept = [i for i, finding in enumerate(found) if finding.evidence]  # the others are refused in any case
    names = sorted(found[0].features)
    labels = np.array([items[i][2] for i in kept])
    return names, np.array([[found[i].features[name] for name in names] for i in kept]), labels


def fit(names: list[str], features: NDArray[np.float64], labels: NDArray[np.int64]) -> dict[str, object]:
    """The logistic model as `knowledge_base.evidence.Calibration` reads it."""
    means, scales = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-6)
    standard = (features - means) / scales
    classifier = LogisticRegression(C=REGULARISATION, class_weight="balanced")
    threshold = _threshold(classifier, standard, labels)
    classifier.fit(standard, labels)
    return {
        "weights": dict(zip(names, classifier.coef_[0].round(4).tolist(), strict=True)),
        "means": dict(zip(names, means.round(5).tolist(), strict=True)),
        "scales": dict(zip(names, scales.round(5).tolist(), strict=True)),
        "intercept": round(float(classifier.intercept_[0]), 4),
        "threshold": round(threshold, 3),
    }


def _threshold(
    classifier: LogisticRegression, standard: NDArray[np.float64], labels: NDArray[np.int64]
) -> float:
    """Where wrongly refused and wrongly answered shares are equal, on held-out folds."""
    folds = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=1, random_state=0)
    held_out = cross_val_predict(classifier, standard, labels, cv=folds, method="predict_proba")[:, 1]
    refused, answered = _shares(held_out, labels)
    best = int(np.argmin(np.maximum(refused, answered)))
    print(f"held out: refused {refused[best]:.3f}, answered falsely {answered[best]:.3f}")
    return float(GRID[best])


def _shares(
    probabilities: NDArray[np.float64], labels: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares wrongly refused and wrongly answered at each threshold of the grid."""
    refused = np.array([(probabilities[labels == 1] < t).mean() for t in GRID])
    answered = np.array([(probabilities[labels == 0] >= t).mean() for t in GRID])
    return refused, answered


if __name__ == "__main__":
    main()
