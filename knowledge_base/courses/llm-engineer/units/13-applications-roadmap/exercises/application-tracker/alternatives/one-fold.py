def summary(events):
    kept = {}
    levels = {"screen": 1, "interview": 2, "offer": 3}
    for day, name, stage in events:
        last, current, top = kept.get(name, (None, None, 0))
        if last is None or day > last:
            last, current = day, stage
        kept[name] = (last, current, max(top, levels.get(stage, 0)))
    return kept


def states(events):
    return {name: (stage, day) for name, (day, stage, _) in summary(events).items()}


def funnel(events):
    counts = {"applied": 0, "screen": 0, "interview": 0, "offer": 0}
    for _, _, top in summary(events).values():
        for stage in list(counts)[: top + 1]:
            counts[stage] += 1
    return counts


def due(events, today, terms):
    pending = []
    for name in sorted(summary(events)):
        day, stage, _ = summary(events)[name]
        if stage in terms and day + terms[stage] < today:
            pending.append((day, name))
    pending.sort(key=lambda pair: pair[0])
    return [name for _, name in pending]
