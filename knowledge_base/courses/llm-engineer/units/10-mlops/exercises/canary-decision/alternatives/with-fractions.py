import hashlib
import struct
from fractions import Fraction


def goes_to_canary(user, percent):
    (number,) = struct.unpack_from(">Q", hashlib.sha256(user.encode()).digest())
    return number % 100 < percent


def decide(stable, canary, steps, percent, limits):
    if canary["requests"] < limits["requests"]:
        return "wait", percent, "requests"
    rates = [Fraction(100 * side["errors"], side["requests"]) for side in (stable, canary)]
    if rates[1] - rates[0] > limits["errors"]:
        return "rollback", 0, "errors"
    if Fraction(canary["p95"], stable["p95"]) - 1 > Fraction(limits["p95"], 100):
        return "rollback", 0, "p95"
    position = steps.index(percent)
    if position == len(steps) - 1:
        return "done", 100, ""
    return "advance", steps[position + 1], ""
