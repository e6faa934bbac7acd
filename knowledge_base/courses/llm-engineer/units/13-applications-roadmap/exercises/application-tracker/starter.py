def states(events):
    # list of (day, application, stage) -> {application: (stage, day)}
    raise NotImplementedError


def funnel(events):
    # -> {"applied", "screen", "interview", "offer": int}
    raise NotImplementedError


def due(events, today, terms):
    # -> list of applications
    raise NotImplementedError
