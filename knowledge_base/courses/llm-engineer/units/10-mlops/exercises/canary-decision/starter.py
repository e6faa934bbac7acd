import hashlib


def goes_to_canary(user, percent):
    # str, 0 to 100 -> bool
    raise NotImplementedError


def decide(stable, canary, steps, percent, limits):
    # -> (action, percent, reason)
    raise NotImplementedError
