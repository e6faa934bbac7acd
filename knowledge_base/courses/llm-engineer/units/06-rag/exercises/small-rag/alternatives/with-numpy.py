import re

import numpy as np

SENTENCE = re.compile(r"\S.*?(?:(?<=[.!?])(?=\s|\Z)|(?=\s*\Z))", re.DOTALL)


def content_words(text):
    words = re.findall(r"\w+", text.casefold())
    return {word for word in words if len(word) > 3 or re.search(r"\d", word)}


def incidence(texts, words):
    # Texts by words: 1 where the text has the word.
    table = [[word in content_words(text) for word in words] for text in texts]
    return np.array(table, dtype=int).reshape(len(texts), len(words))


def gains(scores):
    order = np.argsort(-scores, kind="stable")
    gained = np.zeros(len(scores))
    gained[order] = 1 / (61 + np.arange(len(scores)))
    return np.where(scores > 0, gained, 0)


def retrieve(passages, question, similarities, k):
    texts = [passage["text"] for passage in passages]
    shared = incidence(texts, sorted(content_words(question))).sum(axis=1)
    fused = gains(shared) + gains(np.array(similarities))
    order = np.argsort(-fused, kind="stable")
    return order[fused[order] > 0][:k].tolist()


def select(passages, positions, budget):
    chosen = []
    for position in positions:
        used = sum(len(passages[at]["text"].split()) for at in [*chosen, position])
        chosen += [position] * (used <= budget)
    return chosen


def answer(passages, question, similarities, k, budget, threshold, most):
    context = select(passages, retrieve(passages, question, similarities, k), budget)
    quotes = [(at, match[0]) for at in context for match in SENTENCE.finditer(passages[at]["text"])]
    words = sorted(content_words(question))
    shared = incidence([quote for _, quote in quotes], words)
    support = shared.sum(axis=1) / max(1, len(words))
    order = [at for at in np.argsort(-support, kind="stable") if support[at] >= threshold][:most]
    cited = list(dict.fromkeys(quotes[at][0] for at in order))
    numbered = [(cited.index(quotes[at][0]) + 1, quotes[at][1]) for at in order]
    return {
        "answer": " ".join(f"{' '.join(quote.split())} [{number}]" for number, quote in numbered),
        "citations": [
            {
                "number": number,
                "id": passages[at]["id"],
                "quotes": [quote for other, quote in numbered if other == number],
            }
            for number, at in enumerate(cited, 1)
        ],
        "context": [passages[at]["id"] for at in context],
    }
