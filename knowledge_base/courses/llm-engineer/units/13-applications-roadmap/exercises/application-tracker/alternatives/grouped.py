from itertools import groupby
from operator import itemgetter

ORDER = {"rejected": 0, "applied": 0, "screen": 1, "interview": 2, "offer": 3}


def by_application(events):
    ordered = sorted(events, key=itemgetter(1, 0))
    return {name: list(group) for name, group in groupby(ordered, key=itemgetter(1))}


def states(events):
    return {name: (group[-1][2], group[-1][0]) for name, group in by_application(events).items()}


def funnel(events):
    tops = [max(ORDER[stage] for _, _, stage in group) for group in by_application(events).values()]
    names = ["applied", "screen", "interview", "offer"]
    return {name: len([top for top in tops if top >= ORDER[name]]) for name in names}


def due(events, today, terms):
    late = {}
    for name, (stage, day) in states(events).items():
        if today - day > terms.get(stage, today - day):
            late[name] = today - day
    return sorted(late, key=lambda name: (-late[name], name))
