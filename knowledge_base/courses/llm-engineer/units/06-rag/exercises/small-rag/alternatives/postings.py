import heapq
import re
from collections import defaultdict

SENTENCE = re.compile(r"\S.*?(?:(?<=[.!?])(?=\s|\Z)|(?=\s*\Z))", re.DOTALL)


def content_words(text):
    words = re.findall(r"\w+", text.casefold())
    return {word for word in words if len(word) > 3 or re.search(r"\d", word)}


def postings(texts):
    # Of each word, the places of the texts that have it.
    found = defaultdict(list)
    for place, text in enumerate(texts):
        for word in content_words(text):
            found[word].append(place)
    return found


def shared_words(texts, question):
    index, counts = postings(texts), [0] * len(texts)
    for word in content_words(question):
        for place in index[word]:
            counts[place] += 1
    return counts


def retrieve(passages, question, similarities, k):
    scores = [0.0] * len(passages)
    for list_of in (shared_words([passage["text"] for passage in passages], question), similarities):
        best_first = sorted((-score, at) for at, score in enumerate(list_of) if score > 0)
        for place, (_, at) in enumerate(best_first, 1):
            scores[at] += 1 / (60 + place)
    found = [(-score, at) for at, score in enumerate(scores) if score]
    return [at for _, at in heapq.nsmallest(k, found)]


def select(passages, positions, budget):
    if not positions:
        return []
    first, *others = positions
    left = budget - len(passages[first]["text"].split())
    return select(passages, others, budget) if left < 0 else [first, *select(passages, others, left)]


def answer(passages, question, similarities, k, budget, threshold, most):
    context = select(passages, retrieve(passages, question, similarities, k), budget)
    quotes = [(at, match[0]) for at in context for match in SENTENCE.finditer(passages[at]["text"])]
    counts = shared_words([quote for _, quote in quotes], question)
    asked = len(content_words(question)) or 1
    good = [(-count, place) for place, count in enumerate(counts) if count / asked >= threshold]
    by_passage, parts = {}, []
    for _, place in heapq.nsmallest(most, good):
        at, quote = quotes[place]
        by_passage.setdefault(at, []).append(quote)
        parts.append(re.sub(r"\s+", " ", quote) + f" [{list(by_passage).index(at) + 1}]")
    return {
        "answer": " ".join(parts),
        "citations": [
            {"number": number, "id": passages[at]["id"], "quotes": cited}
            for number, (at, cited) in enumerate(by_passage.items(), 1)
        ],
        "context": [passages[at]["id"] for at in context],
    }
