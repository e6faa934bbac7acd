"""Spanish or English: of a question of three words, of a document, of a passage inside it."""

import functools
import re
import unicodedata
from typing import Any

from knowledge_base.documents import Language
from knowledge_base.fences import alternate, fence_spans


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Function words and the verbs of asking, without accents; words that both languages have are left out.
_SPANISH = _set(
    """que como cual cuales cuando cuanto cuantos cuanta cuantas donde quien por porque para el la los las
    un una unos unas lo le les del al de en y con sin sobre entre es esta estan este estas estos
    esto ese esa eso ser sirve sirven hay tiene tienen tengo hace hacen hago puedo puede pueden debo
    debe quiero necesito mis tus su sus se si muy mas menos pero tambien ya cada desde hasta cuesta
    usa usar uso usan explica explicame explicar dame dime muestra muestrame ensename ayuda ayudame
    hazme resume resumeme compara diferencia diferencias significa hoy manana semana ejercicio
    ejercicios pregunta preguntame repasar repaso repasemos practicar estudiar estudio aprender
    entiendo entender quiere decir ejemplo ejemplos funciona funcionan calcula calcular calculo
    entrena entrenar elegir hacer siguiente toca tema temas hola gracias cuentame quisiera podrias
    puedes vamos sirvio fue era fueron ha han hemos mejor peor otra otro ahora estoy entonces cambia
    revisa evalua repite listo codigo pesos"""
)
_ENGLISH = _set(
    """the what which who whose when where why how is are was were do does did of and or to in on for with
    without from by an this that these those it its i my your you we our can could should would will
    shall must have has had be been being not about into between than then there if so as at explain
    show give tell define describe summarize summarise compare difference differences mean means
    meaning work works use used using need want today tomorrow week exercise exercises question
    questions next practice study learn understand example examples compute calculate help make get
    good better best hello hi thanks please let lets am any some all most more less hint hints yes
    done don doesn didn isn aren won wasn couldn shouldn"""
)
_SPANISH_ENDING = re.compile(
    r"(?:cion|ciones|mente|idad|idades|miento|mientos|ando|iendo|ador|adora|oso|osa|aje|ajes)$|.(?:amos|emos)$"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CODE = re.compile(r"`[^`\n]*`|https?://\S+|(?<!\S)[^\s_\\/=(){}<>]*[_\\/=(){}<>]\S*|\b\w+\.\w+\b")
# English terms that Spanish speakers use whole; their small words say nothing.
_TERM = re.compile(
    r"\b(?:(?:chain|tree|bag|mixture|state|proof|rule|out)[ -]of[ -](?:the[ -])?\w+"
    r"|(?:end|text|image|sequence)[ -]to[ -]\w+|fill[ -]in[ -]the[ -]blank|human[ -]in[ -]the[ -]loop"
    r"|attention is all you need|one[ -]vs[ -]all)\b",
    re.IGNORECASE,
)
_SAMPLE = 4_000
_FEW_WORDS = 12


def detect(text: str, default: Language = "en") -> Language:
    """The language of a question or a text.

    Words that only one language has decide. Where there are none (a term such as "softmax?", code) a model
    of letter sequences may say Spanish, and otherwise it is the default: Spanish speakers keep the English
    terms.

    Args:
        text: of any length; the first 4,000 characters are looked at.
        default: what to say of a text that shows no language.
    """
    text = text[:_SAMPLE]
    words = _words(text)
    lean = _lean(text, words)
    if lean:
        return "es" if lean > 0 else "en"
    return _from_letters(words, default)


def language_of(text: str, default: Language = "en") -> Language:
    """The language of a document: of its prose, sampled at its start, middle and end."""
    prose = prose_of(text)
    if len(prose) > _SAMPLE:
        third, middle = _SAMPLE // 3, len(prose) // 2
        prose = " ".join([prose[:third], prose[middle : middle + third], prose[-third:]])
    return detect(prose, default)


def clearly(text: str, default: Language) -> Language:
    """The language of a passage of a document in `default`: the other if words and letters agree on it."""
    prose = prose_of(text)[:_SAMPLE]
    words = _words(prose)
    other: Language = "en" if default == "es" else "es"
    if sum(map(len, words)) < 300:
        return default
    spanish, english = _counts(words)
    ours, theirs = (spanish, english) if default == "es" else (english, spanish)
    clear = theirs >= 3 * ours and theirs >= 0.15 * len(words)
    return other if clear and _letters(words)[0] == other else default


def prose_of(text: str) -> str:
    """Text without its fenced code."""
    return "".join(text[a:b] for fenced, a, b in alternate(0, len(text), fence_spans(text)) if not fenced)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(_CODE.sub(" ", _TERM.sub(" ", text)))]


def _plain(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


def _counts(words: list[str]) -> tuple[int, int]:
    plain = [_plain(word.partition("'")[0].partition("’")[0]) for word in words]
    return sum(word in _SPANISH for word in plain), sum(word in _ENGLISH for word in plain)


def _lean(text: str, words: list[str]) -> float:
    """Above zero for Spanish, below for English, zero where nothing shows."""
    spanish, english = _counts(words)
    accents = sum(any(char in "áéíóúñü" for char in word) for word in words)
    marks = 3 * ("¿" in text or "¡" in text)
    return spanish + 0.7 * accents + marks - english


def _from_letters(words: list[str], default: Language) -> Language:
    if not words:
        return default
    if any(_SPANISH_ENDING.search(_plain(word)) and len(word) > 6 for word in words):
        return "es"
    language, confidence = _letters(words)
    if language == "es" or len(words) > _FEW_WORDS:
        return language if confidence > _threshold(words) else default
    return default


def _threshold(words: list[str]) -> float:
    return 0.95 if len(words) < 4 else 0.8


def _letters(words: list[str]) -> tuple[Language, float]:
    language, confidence = _identifier().classify(" ".join(words))
    return ("es" if language == "es" else "en"), float(confidence)


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["es", "en"])
    return identifier
