import hashlib


def goes_to_canary(user, percent):
    digest = ____
    return int.from_bytes(digest[:8], "big") % 100 < percent


def decide(stable, canary, steps, percent, limits):
    if ____:
        return "wait", percent, "requests"
    excess = 100 * (canary["errors"] * ____ - stable["errors"] * ____)
    if excess > ____:
        return "rollback", 0, "errors"
    if ____:
        return "rollback", 0, "p95"
    if percent == 100:
        return "done", 100, ""
    return "advance", ____, ""
