import re
from collections import Counter


def tallies(story):
    parts = ["situation", "task", "action", "result"]
    return {part: Counter(re.findall(r"[^\W_]+", story.get(part, "").lower())) for part in parts}


def word_counts(story):
    return {part: tally.total() for part, tally in tallies(story).items()}


def problems(story, mine, ours):
    tally = tallies(story)
    sizes = {part: found.total() for part, found in tally.items()}
    absent = ["missing-" + part for part, size in sizes.items() if size == 0]
    if absent:
        return absent
    found, total = [], sum(sizes.values())
    if 20 * (sizes["situation"] + sizes["task"]) > 7 * total:
        found.append("long-context")
    if 5 * sizes["action"] < 2 * total:
        found.append("short-action")
    if sum(tally["action"][word] for word in set(ours)) > sum(tally["action"][word] for word in set(mine)):
        found.append("group-action")
    if not set(story["result"]) & set("0123456789"):
        found.append("unmeasured-result")
    if total > 300:
        found.append("too-long")
    return found
