import hashlib


def goes_to_canary(user, percent):
    digest = hashlib.sha256(user.encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") % 100 < percent


def decide(stable, canary, steps, percent, limits):
    if canary["requests"] < limits["requests"]:
        return "wait", percent, "requests"
    # In whole numbers: 100 * errors / requests of each side, brought to a common denominator.
    excess = 100 * (canary["errors"] * stable["requests"] - stable["errors"] * canary["requests"])
    if excess > limits["errors"] * stable["requests"] * canary["requests"]:
        return "rollback", 0, "errors"
    if 100 * canary["p95"] > (100 + limits["p95"]) * stable["p95"]:
        return "rollback", 0, "p95"
    if percent == 100:
        return "done", 100, ""
    return "advance", steps[steps.index(percent) + 1], ""
