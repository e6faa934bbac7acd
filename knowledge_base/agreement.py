"""Whether a sentence agrees with its source on what shared words cannot tell: whether it is affirmed, its
direction, how general it is, what causes what, and which name goes with which.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from knowledge_base.documents import Language
from knowledge_base.glossary import Glossary
from knowledge_base.words import NEGATIONS, STOPWORDS, content_words, folded, stems, words

SHORTEST_CLAUSE = 2  # content words; what is shorter belongs to the clause before it
REACH = 3  # how far apart two words may be and still say something by their order
SWAP_GAIN = 2  # word pairs that an exchange must put right to count as a swap

_ALL = (
    "all every each always any everything whole entire"
    " todo toda todos todas cada siempre cualquier cualquiera entero entera"
)
_ONLY = "only exclusively solely solo solamente unicamente exclusivamente"
_QUANTIFIERS = tuple(frozenset(names.split()) for names in (_ALL, _ONLY))

_CODE = re.compile(r"`[^`]*`|\([^()]*\)")
_JOINT = (
    r"and|but|while|whereas|because|since|although|though|so|which|when"
    r"|y|e|pero|mientras|porque|aunque|cuando"
)
_CUT = re.compile(rf"[,;:.](?:\s+|$)|(?<!\bnot)(?<!\bno)(?<!\bsolo)\s+(?=(?:{_JOINT})\b)", re.IGNORECASE)
_REASON_FOLLOWS = r"\bbecause\b|\bsince\b|\bporque\b|\bya que\b|\bpuesto que\b|\bdebido a\b|\bdue to\b"
_RESULT_FOLLOWS = (
    r"\bso\b(?! that)|\btherefore\b|\bthus\b|\bhence\b|\b(?:that|this|which) is why\b|\bwhich explains\b"
    r"|\basi que\b|\bpor eso\b|\bpor (?:lo )?tanto\b|\bde modo que\b|\bcon lo que\b"
)
_BECAUSE = re.compile(_REASON_FOLLOWS)
_SO = re.compile(_RESULT_FOLLOWS)
_LEADING = re.compile(r"^\s*(?:because|since|as|como|porque|ya que)\s+([^,]+),(.+)$", re.DOTALL)
_RUN = re.compile(r"[^\W_]+")
_EITHER = re.compile(r"\bnot only\b|\bno solo\b")
_INSTEAD = re.compile(r"\b(?:rather than|instead of|en vez de|en lugar de)\b", re.IGNORECASE)


def _opposites() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    lines = (Path(__file__).parent / "opposites.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("|") for line in lines if "|" in line]
    return tuple((_any_word(one), _any_word(other)) for one, other in pairs)


def _any_word(names: str) -> re.Pattern[str]:
    forms = "|".join(name.replace("*", r"\w*") for name in names.split())
    return re.compile(rf"\b(?:{forms})\b")


_OPPOSITES = _opposites()


@dataclass(frozen=True)
class Wording:
    """A sentence, and what its words may be called in the language of a source.

    Attributes:
        forms: by content word, the sets of stems of which one has to stand in the source.
        source_language: which language the forms are for.
    """

    text: str
    language: Language
    source_language: Language
    forms: Mapping[str, tuple[frozenset[str], ...]]

    @classmethod
    def of(cls, text: str, language: Language, source_language: Language, glossary: Glossary) -> "Wording":
        """The sentence with its words looked up."""
        found = {word: _forms(word, language, source_language, glossary) for word in content_words(text)}
        return cls(text, language, source_language, found)

    def coverage(self, clause: str, source: set[str]) -> float:
        """Share of the content words of a clause that stand among the stems of a source, 0 to 1."""
        wanted = [word for word in content_words(clause) if word in self.forms]
        return sum(self.stands(word, source) for word in wanted) / len(wanted) if wanted else 0.0

    def stands(self, word: str, source: set[str]) -> bool:
        """Whether a word, or a translation of it, is among the stems of a source."""
        return any(form <= source for form in self.forms.get(word, ()))

    @property
    def crosses(self) -> bool:
        """Whether sentence and source are in two languages."""
        return self.language != self.source_language


def _forms(word: str, own: Language, other: Language, glossary: Glossary) -> tuple[frozenset[str], ...]:
    forms = [frozenset(stems(word, own))]
    if own != other:
        forms += [frozenset(stems(form, other)) for form in [*glossary.expand(word, own), word]]
    return tuple(form for form in dict.fromkeys(forms) if form)


def clauses(text: str) -> list[str]:
    """The clauses of a sentence in order; brackets and code are not cut."""
    hidden = _CODE.sub(lambda found: "x" * len(found[0]), text)
    cuts = [0, *(found.end() for found in _CUT.finditer(hidden)), len(text)]
    parts: list[str] = []
    for start, end in pairwise(cuts):
        part = text[start:end].strip()
        if parts and len(content_words(part)) < SHORTEST_CLAUSE:
            parts[-1] = f"{parts[-1]} {part}".strip()
        elif part:
            parts.append(part)
    return parts


def agrees(wording: Wording, source: str) -> bool:
    """Whether nothing in the sentence contradicts the source, or goes further than it does."""
    return (
        _quantifiers_stand(wording.text, source)
        and all(
            any(_clause_agrees(clause, scope, source) for scope in scopes)
            for clause, scopes in _aligned(wording, source)
        )
        and _causes_agree(wording, source)
        and not _turned(wording, source)
        and not _swapped(wording, source)
    )


def _aligned(wording: Wording, source: str) -> Iterator[tuple[str, list[str]]]:
    """Each clause of the sentence with the clauses of the source that say most of it."""
    scopes = [(clause, set(stems(clause, wording.source_language))) for clause in clauses(source)]
    for clause in clauses(wording.text):
        shares = [wording.coverage(clause, present) for _, present in scopes]
        best = max(shares, default=0.0)
        alike = [scope for (scope, _), share in zip(scopes, shares, strict=True) if share == best]
        yield clause, alike if best else [source]


def _clause_agrees(clause: str, scope: str, source: str) -> bool:
    if negated(clause) != negated(scope) and not (_INSTEAD.search(clause) or _INSTEAD.search(scope)):
        return False
    return not any(_opposed(clause, scope, source, *pair) for pair in _OPPOSITES)


def _opposed(clause: str, scope: str, source: str, one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Whether a clause says one of two opposites where its source says the other."""
    said = _counts(clause, one, other)
    meant = _counts(scope, one, other)
    if not any(meant):
        meant = _counts(source, one, other)
    more = said[0] - meant[0], said[1] - meant[1]
    return max(more) > 0 > min(more)


def _counts(text: str, one: re.Pattern[str], other: re.Pattern[str]) -> tuple[int, int]:
    plain = folded(text)
    return len(one.findall(plain)), len(other.findall(plain))


def _turned(wording: Wording, source: str) -> bool:
    """Whether a word of direction stands beside a name that only its opposite stands beside in the source."""
    if wording.crosses:
        return False  # an adjective stands before its noun in one and after it in the other
    names, target = _runs(wording.text, directions=True), _runs(source, directions=True)
    spoken = _as_in_source(wording, names, set(_spelled(target, wording.source_language)))
    beside = set(zip(target, _spelled(target[1:], wording.source_language), strict=False))
    for name, following in zip(names, spoken[1:], strict=False):
        for one, other in _both_ways(name):
            meant = {bool(one.fullmatch(n)) for n, f in beside if f == following and _either(n, one, other)}
            if meant == {False}:
                return True
    return False


def _both_ways(name: str) -> Iterator[tuple[re.Pattern[str], re.Pattern[str]]]:
    """The pairs of opposites that a word belongs to, its own side first."""
    for one, other in _OPPOSITES:
        if one.fullmatch(name):
            yield one, other
        elif other.fullmatch(name):
            yield other, one


def _either(name: str, one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    return bool(one.fullmatch(name) or other.fullmatch(name))


def negated(text: str) -> bool:
    """Whether a text denies something."""
    plain = _EITHER.sub("", folded(text).replace("’", "'").replace("n't", " not"))
    return any(word in NEGATIONS for word in words(plain))


def _quantifiers_stand(sentence: str, source: str) -> bool:
    """A sentence may be less general than its source, never more."""
    said, present = set(words(sentence)), set(words(source))
    return all(not said & names or present & names for names in _QUANTIFIERS)


def _causes_agree(wording: Wording, source: str) -> bool:
    """What causes what in the sentence does so in the source; a cause is never added."""
    claimed = _cause_and_effect(wording.text)
    if claimed is None:
        return True
    stated = _cause_and_effect(source)
    if stated is None:
        return False
    (cause, effect), (reason, result) = claimed, [set(stems(s, wording.source_language)) for s in stated]
    straight = wording.coverage(cause, reason) + wording.coverage(effect, result)
    crossed = wording.coverage(cause, result) + wording.coverage(effect, reason)
    return straight >= crossed


def _cause_and_effect(text: str) -> tuple[str, str] | None:
    plain = folded(text)
    if leading := _LEADING.match(plain):
        return leading[1], leading[2]
    if found := _BECAUSE.search(plain):
        return plain[found.end() :], plain[: found.start()]
    if found := _SO.search(plain):
        return plain[: found.start()], plain[found.end() :]
    return None


def _swapped(wording: Wording, source: str) -> bool:
    """Whether exchanging two symbols, or two opposites, would bring the sentence closer to the source."""
    names, target = _runs(wording.text), _spelled(_runs(source), wording.source_language)
    spoken = _as_in_source(wording, names, set(target))
    wanted = set(_pairs(target))
    held = _held(spoken, wanted)
    for first, second in combinations(range(len(names)), 2):
        if spoken[first] != spoken[second] and _exchangeable(names[first], names[second]):
            other = list(spoken)
            other[first], other[second] = other[second], other[first]
            if _held(other, wanted) >= held + SWAP_GAIN:
                return True
    return False


def _exchangeable(one: str, other: str) -> bool:
    if _is_symbol(one) or _is_symbol(other):
        return _is_symbol(one) and _is_symbol(other)
    return any(opposite.fullmatch(other) for _, opposite in _both_ways(one))


def _is_symbol(name: str) -> bool:
    return len(name) == 1 or any(sign.isdigit() for sign in name)


def _as_in_source(wording: Wording, names: Sequence[str], present: set[str]) -> list[str]:
    """The names of the sentence as the source writes them; what it lacks stays as it is."""
    spoken = _spelled(names, wording.language)
    for place, name in enumerate(names):
        forms = [form for form in wording.forms.get(name, ()) if len(form) == 1 and form <= present]
        if forms:
            spoken[place] = next(iter(forms[0]))
    return spoken


def _spelled(names: Sequence[str], language: Language) -> list[str]:
    return [stems(name, language)[0] for name in names]


def _runs(text: str, *, directions: bool = False) -> list[str]:
    """Content words and symbols in order; in code, single letters that are words elsewhere too."""
    found = []
    for number, part in enumerate(folded(text).split("`")):
        code = number % 2 == 1
        found += [run for run in _RUN.findall(part) if code or _is_name(run, directions)]
    return found


def _is_name(run: str, directions: bool) -> bool:
    if run in STOPWORDS:  # more, less, before and after are stop words
        return directions and any(_both_ways(run))
    return len(run) > 1 or run not in "aeiouy"


def _pairs(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place, name in enumerate(names):
        for other in names[place + 1 : place + 1 + REACH]:
            yield name, other


def _held(names: Sequence[str], wanted: set[tuple[str, str]]) -> int:
    return sum(pair in wanted for pair in _pairs(names))
