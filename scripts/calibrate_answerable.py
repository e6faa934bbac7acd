"""Fit the probability that a question is answered by what was found: `knowledge_base/answerable.json`.

    python -m scripts.calibrate_answerable --corpus FOLDER [--home FOLDER]

Uses the development half of the labelled questions and the calibration set, never the test half. The
model is a logistic regression over standardised features; the threshold is the one at which wrongly refused
and wrongly answered questions are equally frequent under cross-validation.
"""

import argparse
import json
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_predict

from evals.labels import calibration, questions, unanswerable
from knowledge_base.documents import Language
from knowledge_base.evidence import Calibration, EvidenceFinder
from tutor.app import Tutor
from tutor.settings import ModelSettings, Settings

OUTPUT = Path(__file__).parent.parent / "knowledge_base" / "answerable.json"
REGULARISATION = 0.3  # C; strong, for some hundred questions and a dozen features
FOLDS = 10


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--home", type=Path, help="an existing tutor's folder to use and fill")
    arguments = parser.parse_args()
    tutor = Tutor(arguments.home or Path(mkdtemp()), Settings(model=ModelSettings(name="none")))
    tutor.library.add([str(arguments.corpus.resolve())])
    names, features, labels = features_of(tutor, development_questions())
    model = fit(names, features, labels)
    OUTPUT.write_text(
        json.dumps({"made_by": "scripts/calibrate_answerable.py", "model": model}, indent=2) + "\n"
    )
    print(json.dumps(model, indent=2))


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
    grid = np.linspace(0.05, 0.95, 181)
    refused = np.array([(held_out[labels == 1] < t).mean() for t in grid])
    answered = np.array([(held_out[labels == 0] >= t).mean() for t in grid])
    best = int(np.argmin(np.maximum(refused, answered)))
    print(f"held out: refused {refused[best]:.3f}, answered falsely {answered[best]:.3f}")
    return float(grid[best])


if __name__ == "__main__":
    main()
