import re

GAP = re.compile(r"\n\s*\n")
SENTENCE = re.compile(r"\S.*?(?:(?<=[.!?])(?=\s|\Z)|(?=\s*\Z))", re.DOTALL)


def sentences(text):
    edges = [0, *(edge for gap in GAP.finditer(text) for edge in gap.span()), len(text)]
    blocks = zip(edges[::2], edges[1::2], strict=True)
    found = [[match.span() for match in SENTENCE.finditer(text, start, end)] for start, end in blocks]
    return [spans for spans in found if spans]


def pieces(spans, limit):
    return [(at, min(at + limit, end)) for start, end in spans for at in range(start, end, limit)]


def chunks(text, limit, overlap):
    found = []
    for paragraph in sentences(text):
        group = []
        for start, end in pieces(paragraph, limit):
            if group and sum(b - a for a, b in group) + end - start > limit:  # fault
                last = group[-1][1]
                found.append((group[0][0], last))
                group = [kept for kept in group if last - kept[0] <= overlap and end - kept[0] <= limit]
            group.append((start, end))
        found.append((group[0][0], group[-1][1]))
    return found
