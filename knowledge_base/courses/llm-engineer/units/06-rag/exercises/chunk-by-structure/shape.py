import re

GAP = re.compile(____)
SENTENCE = re.compile(____, re.DOTALL)


def sentences(text):
    edges = [0, *(edge for gap in GAP.finditer(text) for edge in gap.span()), len(text)]
    blocks = zip(____, strict=True)
    found = [[match.span() for match in SENTENCE.finditer(text, start, end)] for start, end in blocks]
    return [spans for spans in found if spans]


def pieces(spans, limit):
    return [____ for start, end in spans for at in range(start, end, limit)]


def chunks(text, limit, overlap):
    found = []
    for paragraph in sentences(text):
        group = []
        for start, end in pieces(paragraph, limit):
            if ____:
                last = group[-1][1]
                found.append((group[0][0], last))
                group = [kept for kept in group if ____]
            group.append((start, end))
        ____
    return found
