"""Which intent a turn has: a slash command or code for certain, else a linear classifier over utterances.

Features are TF-IDF of words and of characters beside the sentence embedding, each block of unit length. The
classifier is least squares on the intents with an L2 penalty, and a softmax turns its scores into
probabilities: as right as logistic regression here, and fitted in half a second where that takes several
(`docs/quality.md` has the scores). Near a tie a model that is fast enough chooses between the two; below a
set confidence the tutor asks which was meant.
"""

import asyncio
import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel

from knowledge_base.documents import Language
from knowledge_base.embedding import Embedder, normalised
from knowledge_base.errors import TutorError
from knowledge_base.languages import detect
from knowledge_base.store import Vector
from knowledge_base.vector_file import read_vectors, save_vectors
from knowledge_base.words import folded
from tutor.agent.events import INTENTS, Intent, Routed
from tutor.agent.pasted_code import pasted_code
from tutor.llm.chat import ChatModel, Message

UTTERANCES = Path(__file__).parent / "utterances"
VECTORS_FILE = "vectors.npz"  # beside the utterances, made by scripts/make_vectors.py
CACHE_FILE = "utterances.npz"
READ = 600  # characters of a turn; what is wanted stands at the beginning of a long one
TIE_MARGIN = 0.10  # the two likeliest closer than this: a fast model may decide
MODEL_PROMPT_TOKENS = 220
MODEL_SECONDS = 1.0  # a model slower than this for that prompt is not asked
# Chosen by cross-validation on the utterances and on the development half of `evals/data/routing.yaml`.
ASK_BELOW = 0.50  # less sure than this, the tutor asks which of the two likeliest was meant
PENALTY = 2.0  # on the squared weights; flat from 1 to 2
TEMPERATURE = 0.13  # of the softmax over scores that aim at -1 and 1
TOLERANCE = 0.01  # of the solver; a tenth of it changes no decision and takes twice as long

_COMMANDS: dict[str, Intent] = {intent: intent for intent in INTENTS} | {
    "pregunta": "ask",
    "preguntar": "ask",
    "planificar": "plan",
    "hoy": "plan",
    "today": "plan",
    "practica": "practice",
    "ejercicio": "practice",
    "repaso": "quiz",
    "repasar": "quiz",
    "entrevista": "interview",
    "semana": "checkin",
    "check-in": "checkin",
    "progreso": "progress",
    "biblioteca": "library",
    "modelo": "model",
}
_SAYING = ("hoy", "today")  # commands that say what is wanted by their name


@dataclass(frozen=True)
class Guess:
    """Probabilities of all intents for one text, in the order of `INTENTS`."""

    probabilities: tuple[float, ...]

    @property
    def ranked(self) -> list[tuple[Intent, float]]:
        """Intents with their probability, likeliest first."""
        return sorted(zip(INTENTS, self.probabilities, strict=True), key=lambda item: -item[1])


class _TieBreak(BaseModel):
    intent: Literal[
        "ask", "plan", "practice", "quiz", "interview", "checkin", "progress", "library", "model", "other"
    ]


@dataclass(frozen=True)
class _Classifier:
    """A fitted classifier. `mean` (dimension,) is that of the utterances' vectors."""

    vectorizer: Any
    regression: Any
    mean: Vector

    def probabilities(self, texts: Sequence[str], vectors: Vector) -> NDArray[np.float64]:
        """(texts, intents), in the order of `INTENTS`; `vectors` is (texts, dimension)."""
        features = _features(self.vectorizer.transform(texts), vectors, self.mean)
        scores = self.regression.predict(features) / TEMPERATURE
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)


class Router:
    """Routes turns; fitted at its first use from the labelled utterances. Safe to use from several threads.

    Args:
        embedder: of the sentences.
        cache: folder for the utterances' vectors, so that only the first start ever embeds them.
        folder: labelled utterances, one YAML a language.
    """

    def __init__(self, embedder: Embedder, cache: Path | None = None, folder: Path = UTTERANCES) -> None:
        self._embedder = embedder
        self._cache = cache
        self._folder = folder
        self._fitted: _Classifier | None = None
        self._lock = threading.Lock()

    def command(self, text: str) -> tuple[Intent, str] | None:
        """The intent that a leading slash command names, and the rest of the text; None without one."""
        if not text.lstrip().startswith("/"):
            return None
        name, *rest = text.lstrip()[1:].split(maxsplit=1) or [""]
        intent, words = _COMMANDS.get(folded(name)), "".join(rest).strip()
        if intent and folded(name) in _SAYING:
            words = f"{name} {words}".strip()
        return (intent, words) if intent else None

    def guess(self, texts: Sequence[str], languages: Sequence[Language]) -> list[Guess]:
        """Probabilities of each intent for each text."""
        classifier = self._classifier()
        openings = [text[:READ] for text in texts]
        pairs = zip(openings, languages, strict=True)
        vectors = np.stack([self._embedder.embed_query(text, language) for text, language in pairs])
        rows = classifier.probabilities(openings, vectors)
        return [Guess(tuple(row)) for row in rows.tolist()]

    def route(self, text: str, language: Language | None = None, default: Language = "en") -> Routed:
        """The intent of a turn, by command, code or classifier alone; `alternatives` when it is not sure.

        Args:
            text: of the turn.
            language: that was asked for; None detects it.
            default: of a text that shows none, such as one that is all code.
        """
        return self._route(text, language, default)[0]

    async def route_with(
        self,
        text: str,
        chat: ChatModel | None,
        language: Language | None = None,
        default: Language = "en",
    ) -> Routed:
        """As `route`, but near a tie a model that is fast enough chooses between the two likeliest."""
        routed, guess = await asyncio.to_thread(self._route, text, language, default)
        if chat is None or guess is None:
            return routed
        (first, one), (second, two) = guess.ranked[:2]
        try:
            if one - two >= TIE_MARGIN or not await _fast_enough(chat):
                return routed
            async with asyncio.timeout(2 * MODEL_SECONDS):
                choice, by_model = await chat.constrained(
                    _tie_prompt(text[:READ], first, second),
                    _TieBreak,
                    max_tokens=16,
                    fallback=_TieBreak(intent=first),
                )
        except (TutorError, TimeoutError):  # no model to be had: the classifier's word stands
            return routed
        if not by_model or choice.intent not in (first, second):
            return routed
        return Routed(choice.intent, one + two, routed.language, "model")

    def _route(self, text: str, language: Language | None, default: Language) -> tuple[Routed, Guess | None]:
        """The decision without a model, and the guess it rests on if it is the classifier's."""
        pasted = pasted_code(text)
        asked = language or detect(text if pasted is None else pasted.words, default)
        if (found := self.command(text)) is not None:
            return Routed(found[0], 1.0, asked, "command"), None
        if pasted is not None:
            return Routed("practice", 1.0, asked, "fallback"), None
        if not text.strip():
            return Routed("other", 1.0, asked, "fallback"), None
        guess = self.guess([text], [asked])[0]
        (first, sure), (second, _) = guess.ranked[:2]
        alternatives = (first, second) if sure < ASK_BELOW else ()
        return Routed(first, sure, asked, "classifier", alternatives), guess

    def _classifier(self) -> _Classifier:
        with self._lock:
            if self._fitted is None:
                texts, labels, languages = load_utterances(self._folder)
                self._fitted = _fit(texts, labels, self._vectors(texts, languages))
            return self._fitted

    def _vectors(self, texts: Sequence[str], languages: Sequence[Language]) -> Vector:
        """The utterances' vectors: shipped, else kept from an earlier start, else made now and kept."""
        name = self._embedder.name
        known = read_vectors(self._folder / VECTORS_FILE, name)
        if self._cache:
            known |= read_vectors(self._cache / CACHE_FILE, name)
        pairs = list(zip(texts, languages, strict=True))
        missing = [(t, n) for t, n in pairs if utterance_key(t, n) not in known]
        known |= {utterance_key(t, n): self._embedder.embed_query(t, n) for t, n in missing}
        if missing and self._cache:
            save_vectors(
                self._cache / CACHE_FILE,
                name,
                {utterance_key(t, n): known[utterance_key(t, n)] for t, n in pairs},
            )
        return np.stack([known[utterance_key(t, n)] for t, n in pairs])


def utterance_key(text: str, language: Language) -> str:
    """Under which an utterance's vector is kept."""
    return hashlib.sha256(f"{language}\x1f{text}".encode()).hexdigest()


def load_utterances(folder: Path = UTTERANCES) -> tuple[list[str], list[Intent], list[Language]]:
    """Texts, intents and languages of every labelled utterance."""
    texts: list[str] = []
    labels: list[Intent] = []
    languages: list[Language] = []
    for language in ("es", "en"):
        path = folder / f"{language}.yaml"
        by_intent = yaml.safe_load(path.read_text(encoding="utf-8"))
        for intent in INTENTS:
            texts += by_intent[intent]
            labels += [intent] * len(by_intent[intent])
            languages += [language] * len(by_intent[intent])
    return texts, labels, languages


def _fit(texts: Sequence[str], labels: Sequence[Intent], vectors: Vector) -> _Classifier:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_union

    kind = {"sublinear_tf": True, "preprocessor": folded, "dtype": np.float32}
    vectorizer = make_union(
        TfidfVectorizer(ngram_range=(1, 2), **kind),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **kind),
    )
    mean = vectors.mean(axis=0)
    features = _features(vectorizer.fit_transform(texts), vectors, mean)
    targets = np.where(np.array(labels)[:, None] == np.array(INTENTS), 1.0, -1.0)
    regression = Ridge(alpha=PENALTY, solver="sparse_cg", tol=TOLERANCE).fit(features, targets)
    return _Classifier(vectorizer, regression, mean)


def _features(sparse: Any, vectors: Vector, mean: Vector) -> Any:
    """TF-IDF blocks (n, terms), each of unit length, beside the centred vectors (n, dimension), likewise.

    What all utterances share, by far the largest part of this encoder's vectors, says nothing of the intent.
    """
    from scipy.sparse import csr_matrix, hstack

    return hstack([sparse, csr_matrix(normalised(vectors - mean))]).tocsr()


async def _fast_enough(chat: ChatModel) -> bool:
    speed = await chat.speed()
    return MODEL_PROMPT_TOKENS / max(speed.prompt, 1e-6) <= MODEL_SECONDS


def _tie_prompt(text: str, first: Intent, second: Intent) -> list[Message]:
    meanings = "\n".join(f"- {intent}: {_MEANINGS[intent]}" for intent in (first, second))
    return [
        Message("system", f"A learner writes to a study tutor. Choose what is meant:\n{meanings}"),
        Message("user", text),
    ]


_MEANINGS: dict[Intent, str] = {
    "ask": "a question about the subject, or a concept to explain",
    "plan": "what to study and when",
    "practice": "an exercise, or code to run or check",
    "quiz": "reviewing cards, being tested",
    "interview": "a mock interview",
    "checkin": "talking over how the week went",
    "progress": "how far the learner is",
    "library": "adding, removing or finding documents",
    "model": "which language model the tutor runs",
    "other": "small talk or something else",
}
