import hashlib


def goes_to_canary(user, percent):
    first = hashlib.sha256(bytes(user, "utf-8")).hexdigest()[:16]
    return int(first, 16) % 100 in range(percent)


def decide(stable, canary, steps, percent, limits):
    enough = canary["requests"] >= limits["requests"]
    if not enough:
        return ("wait", percent, "requests")
    both = stable["requests"] * canary["requests"]
    error_points = 100 * canary["errors"] * stable["requests"] - 100 * stable["errors"] * canary["requests"]
    slower = 100 * (canary["p95"] - stable["p95"])
    exceeded = {
        "errors": error_points > limits["errors"] * both,
        "p95": slower > limits["p95"] * stable["p95"],
    }
    reasons = [name for name, passed in exceeded.items() if passed]
    if reasons:
        return ("rollback", 0, reasons[0])
    later = [step for step in steps if step > percent]
    return ("advance", later[0], "") if later else ("done", 100, "")
