def tokens(messages):
    return sum(message["tokens"] for message in messages)


def flat(groups):
    return [message for group in groups for message in group]


def split(messages, begins_a_group):
    groups = []
    for message in messages:
        if begins_a_group(message):
            groups.append([])
        groups[-1].append(message)
    return groups


def newest_that_fit(groups, room):
    cut = len(groups)
    for group in reversed(groups):
        room -= tokens(group)
        if room < 0:
            break
        cut -= 1
    return groups[:cut], groups[cut:]


def build_context(messages, summary, budget):
    system, *history = messages
    head = [system] if summary is None else [system, summary]
    room = budget - tokens(head)
    turns = split(history, lambda message: message["role"] == "user")
    old, recent = newest_that_fit(turns, room)
    if not recent:
        *old, (question, *work) = turns
        steps = split(work, lambda message: message["role"] != "tool")
        early, late = newest_that_fit(steps, room)  # fault
        old, recent = [*old, [question], *early], late  # fault
    context = head + flat(recent)
    return {"context": context, "dropped": flat(old), "tokens": tokens(context)}
