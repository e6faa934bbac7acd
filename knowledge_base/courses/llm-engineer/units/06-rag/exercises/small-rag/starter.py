import re

SENTENCE = re.compile(r"\S.*?(?:(?<=[.!?])(?=\s|\Z)|(?=\s*\Z))", re.DOTALL)


def content_words(text):
    # str -> set of str
    words = re.findall(r"\w+", text.casefold())
    return {word for word in words if len(word) > 3 or re.search(r"\d", word)}


def sentence_spans(text):
    # str -> [(start, end), ...]
    return [match.span() for match in SENTENCE.finditer(text)]


def retrieve(passages, question, similarities, k):
    # passages: [{"id": str, "text": str}, ...], similarities: one float a passage -> positions
    raise NotImplementedError


def select(passages, positions, budget):
    # -> positions
    raise NotImplementedError


def answer(passages, question, similarities, k, budget, threshold, most):
    # -> {"answer": str, "citations": [{"number": int, "id": str, "quotes": [str]}], "context": [str]}
    raise NotImplementedError
