import re

PARTS = ("situation", "task", "action", "result")


def words(text):
    return [word.lower() for word in re.findall(r"[^\W_]+", text)]


def word_counts(story):
    return {part: len(words(story.get(part, ""))) for part in PARTS}


def problems(story, mine, ours):
    counts = word_counts(story)
    missing = [f"missing-{part}" for part in PARTS if not counts[part]]
    if missing:
        return missing
    total = sum(counts.values())
    action = words(story["action"])
    about_me, about_us = (sum(word in known for word in action) for known in (mine, ours))
    rules = {
        "long-context": 100 * (counts["situation"] + counts["task"]) > 35 * total,
        "short-action": 100 * counts["action"] < 40 * total,
        "group-action": about_us > about_me,
        "unmeasured-result": not re.search("[0-9]", story["result"]),
        "too-long": total > 300,
    }
    return [name for name, holds in rules.items() if holds]
