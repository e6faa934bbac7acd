import re

PATTERN = re.compile(r"[^\W_]+")
PARTS = ["situation", "task", "action", "result"]


def word_counts(story):
    return {part: sum(1 for _ in PATTERN.finditer(story.get(part) or "")) for part in PARTS}


def said(text, known):
    return len([word for word in PATTERN.findall(text.lower()) if word in known])


RULES = [
    ("long-context", lambda n, *_: n["situation"] + n["task"] > 0.35 * sum(n.values()) + 1e-9),
    ("short-action", lambda n, *_: n["action"] < 0.4 * sum(n.values()) - 1e-9),
    ("group-action", lambda _, story, me, us: said(story["action"], us) > said(story["action"], me)),
    ("unmeasured-result", lambda _, story, *__: re.search(r"[0-9]", story["result"]) is None),
    ("too-long", lambda n, *_: sum(n.values()) >= 301),
]


def problems(story, mine, ours):
    counts = word_counts(story)
    if 0 in counts.values():
        return [f"missing-{part}" for part in PARTS if counts[part] == 0]
    return [name for name, rule in RULES if rule(counts, story, mine, ours)]
