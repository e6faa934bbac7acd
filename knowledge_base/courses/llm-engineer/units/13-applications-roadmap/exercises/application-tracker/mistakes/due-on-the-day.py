STAGES = ("applied", "screen", "interview", "offer")


def states(events):
    return {application: (stage, day) for day, application, stage in sorted(events)}


def funnel(events):
    reached = {}
    for _, application, stage in events:
        level = STAGES.index(stage) if stage in STAGES else 0
        reached[application] = max(level, reached.get(application, 0))
    return {stage: sum(top >= level for top in reached.values()) for level, stage in enumerate(STAGES)}


def due(events, today, terms):
    waiting = [
        (day, application)
        for application, (stage, day) in states(events).items()
        if stage in terms and today - day >= terms[stage]  # fault
    ]
    return [application for _, application in sorted(waiting)]
