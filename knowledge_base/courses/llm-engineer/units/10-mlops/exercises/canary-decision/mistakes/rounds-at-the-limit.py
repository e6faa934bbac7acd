import hashlib


def goes_to_canary(user, percent):
    digest = hashlib.sha256(user.encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") % 100 < percent


def decide(stable, canary, steps, percent, limits):
    if canary["requests"] < limits["requests"]:
        return "wait", percent, "requests"
    before, after = (100 * side["errors"] / side["requests"] for side in (stable, canary))
    if after - before > limits["errors"]:  # fault
        return "rollback", 0, "errors"
    if 100 * canary["p95"] > (100 + limits["p95"]) * stable["p95"]:
        return "rollback", 0, "p95"
    if percent == 100:
        return "done", 100, ""
    return "advance", steps[steps.index(percent) + 1], ""
