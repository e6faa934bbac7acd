def sentences(text):
    paragraphs, spans = [], []
    start, last, breaks = None, 0, 0
    for at, letter in enumerate(text):
        if letter.isspace():
            breaks += letter == "\n"
            continue
        if breaks > 1:
            if start is not None:
                spans.append((start, last))
                start = None
            paragraphs.append(spans)
            spans = []
        breaks = 0
        start = at if start is None else start
        last = at + 1
        if letter in ".!?" and (last == len(text) or text[last].isspace()):
            spans.append((start, last))
            start = None
    if start is not None:
        spans.append((start, last))
    return [spans for spans in [*paragraphs, spans] if spans]


def chunks(text, limit, overlap):
    found = []
    for paragraph in sentences(text):
        parts = []
        for start, end in paragraph:
            while end - start > limit:
                parts.append((start, start + limit))
                start += limit
            parts.append((start, end))
        first = last = 0
        while last < len(parts):
            if last + 1 < len(parts) and parts[last + 1][1] - parts[first][0] <= limit:
                last += 1
                continue
            end = parts[last][1]
            found.append((parts[first][0], end))
            last += 1
            first = last
            while last < len(parts):
                before = parts[first - 1][0]
                if end - before > overlap or parts[last][1] - before > limit:
                    break
                first -= 1
    return found
