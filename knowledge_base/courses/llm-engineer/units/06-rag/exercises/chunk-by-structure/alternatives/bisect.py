import re
from bisect import bisect_left, bisect_right


def sentences(text):
    found = []
    for block in re.finditer(r"\S(?:(?!\n\s*\n).)*", text, re.DOTALL):
        ends = [match.end() for match in re.finditer(r"[.!?](?=\s|\Z)", block[0])]
        ends = sorted({*ends, len(block[0].rstrip())})
        spans, start = [], 0
        for end in ends:
            start += len(block[0][start:]) - len(block[0][start:].lstrip())
            spans.append((block.start() + start, block.start() + end))
            start = end
        found.append(spans)
    return found


def chunks(text, limit, overlap):
    found = []
    for paragraph in sentences(text):
        starts = [at for start, end in paragraph for at in range(start, end, limit)]
        ends = [min(at + limit, end) for start, end in paragraph for at in range(start, end, limit)]
        first, last = 0, -1
        while last + 1 < len(ends):
            last = bisect_right(ends, starts[first] + limit) - 1
            found.append((starts[first], ends[last]))
            if last + 1 < len(ends):
                first = bisect_left(starts, max(ends[last] - overlap, ends[last + 1] - limit))
    return found
