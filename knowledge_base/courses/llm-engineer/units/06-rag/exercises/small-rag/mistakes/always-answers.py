import re
from collections import Counter

SENTENCE = re.compile(r"\S.*?(?:(?<=[.!?])(?=\s|\Z)|(?=\s*\Z))", re.DOTALL)


def content_words(text):
    words = re.findall(r"\w+", text.casefold())
    return {word for word in words if len(word) > 3 or re.search(r"\d", word)}


def sentence_spans(text):
    return [match.span() for match in SENTENCE.finditer(text)]


def ranking(scores):
    positions = [position for position, score in enumerate(scores) if score > 0]
    return sorted(positions, key=lambda position: -scores[position])


def retrieve(passages, question, similarities, k):
    wanted = content_words(question)
    shared = [len(wanted & content_words(passage["text"])) for passage in passages]
    fused = Counter()
    for positions in (ranking(shared), ranking(similarities)):
        for place, position in enumerate(positions, start=1):
            fused[position] += 1 / (60 + place)
    return sorted(fused, key=lambda position: (-fused[position], position))[:k]


def select(passages, positions, budget):
    chosen = []
    for position in positions:
        size = len(passages[position]["text"].split())
        if size <= budget:
            chosen.append(position)
            budget -= size
    return chosen


def supported(passages, context, question, threshold):
    wanted = content_words(question)
    found = []
    for position in context:
        text = passages[position]["text"]
        for start, end in sentence_spans(text):
            support = len(wanted & content_words(text[start:end])) / max(1, len(wanted))
            if support > 0:  # fault
                found.append((support, position, text[start:end]))
    return sorted(found, key=lambda item: -item[0])


def answer(passages, question, similarities, k, budget, threshold, most):
    context = select(passages, retrieve(passages, question, similarities, k), budget)
    sentences, citations = [], {}
    for _, position, quote in supported(passages, context, question, threshold)[:most]:
        new = {"number": len(citations) + 1, "id": passages[position]["id"], "quotes": []}
        citation = citations.setdefault(position, new)
        citation["quotes"].append(quote)
        sentences.append(f"{' '.join(quote.split())} [{citation['number']}]")
    return {
        "answer": " ".join(sentences),
        "citations": list(citations.values()),
        "context": [passages[position]["id"] for position in context],
    }
