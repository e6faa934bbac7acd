from itertools import accumulate


def build_context(messages, summary, budget):
    head = messages[:1] if summary is None else [messages[0], summary]
    sizes = [message["tokens"] for message in messages]
    ends = list(accumulate(reversed(sizes), initial=0))[::-1]
    room = budget - sum(message["tokens"] for message in head)
    questions = [at for at, message in enumerate(messages) if message["role"] == "user"]
    turns = [at for at in questions if ends[at] <= room]
    if turns:
        kept = set(range(turns[0], len(messages)))
    else:
        last = questions[-1]
        room -= sizes[last]
        cuts = [at for at in range(last + 1, len(messages)) if messages[at]["role"] != "tool"]
        start = next((at for at in cuts if ends[at] <= room), len(messages))
        kept = {last, *range(start, len(messages))}
    context = head + [messages[at] for at in sorted(kept)]
    dropped = [messages[at] for at in range(1, len(messages)) if at not in kept]
    return {"context": context, "dropped": dropped, "tokens": sum(item["tokens"] for item in context)}
