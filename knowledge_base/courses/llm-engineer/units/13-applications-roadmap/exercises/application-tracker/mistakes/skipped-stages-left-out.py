STAGES = ("applied", "screen", "interview", "offer")


def states(events):
    return {application: (stage, day) for day, application, stage in sorted(events)}


def funnel(events):
    seen = {(application, stage) for _, application, stage in events}
    return {stage: sum(other == stage for _, other in seen) for stage in STAGES}  # fault


def due(events, today, terms):
    waiting = [
        (day, application)
        for application, (stage, day) in states(events).items()
        if stage in terms and today - day > terms[stage]
    ]
    return [application for _, application in sorted(waiting)]
