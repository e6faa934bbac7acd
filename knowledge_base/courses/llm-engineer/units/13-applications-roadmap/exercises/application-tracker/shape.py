STAGES = ("applied", "screen", "interview", "offer")


def states(events):
    return {application: (stage, day) for day, application, stage in ____}


def funnel(events):
    reached = {}
    for _, application, stage in events:
        level = ____
        reached[application] = ____
    return {stage: sum(____ for top in reached.values()) for level, stage in enumerate(STAGES)}


def due(events, today, terms):
    waiting = [
        (day, application)
        for application, (stage, day) in states(events).items()
        if ____
    ]
    return [application for _, application in sorted(waiting)]
