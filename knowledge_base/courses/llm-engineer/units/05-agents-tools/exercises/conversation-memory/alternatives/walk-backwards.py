def walk_back(messages, room, opens):
    start, waiting, used = len(messages), 0, 0
    for at in range(len(messages) - 1, -1, -1):
        waiting += messages[at]["tokens"]
        if used + waiting > room:
            break
        if messages[at]["role"] in opens:
            start, used, waiting = at, used + waiting, 0
    return start


def build_context(messages, summary, budget):
    history = messages[1:]
    head = [message for message in (messages[0], summary) if message is not None]
    spent = sum(message["tokens"] for message in head)
    start = walk_back(history, budget - spent, {"user"})
    dropped, kept = history[:start], history[start:]
    if not kept:
        roles = [message["role"] for message in history]
        asked = len(roles) - 1 - roles[::-1].index("user")
        question, work = history[asked], history[asked + 1 :]
        start = walk_back(work, budget - spent - question["tokens"], {"assistant"})
        dropped, kept = history[:asked] + work[:start], [question, *work[start:]]
    total = spent + sum(message["tokens"] for message in kept)
    return {"context": head + kept, "dropped": dropped, "tokens": total}
