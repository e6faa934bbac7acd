import re

PARTS = ("situation", "task", "action", "result")


def words(text):
    return ____


def word_counts(story):
    return {part: len(words(story.get(part, ""))) for part in PARTS}


def problems(story, mine, ours):
    counts = word_counts(story)
    missing = [f"missing-{part}" for part in PARTS if ____]
    if missing:
        return missing
    total = sum(counts.values())
    action = words(story["action"])
    about_me, about_us = (____ for known in (mine, ours))
    rules = {
        "long-context": ____,
        "short-action": ____,
        "group-action": about_us > about_me,
        "unmeasured-result": ____,
        "too-long": total > 300,
    }
    return [name for name, holds in rules.items() if holds]
