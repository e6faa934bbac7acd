import math


def windows(length, window, stride):
    found, scored, end = [], 0, window
    while ____:
        end = min(end, length)
        found.append((____, end, scored))
        scored, end = ____, ____
    return found


def perplexity(means, counts):
    total = ____
    return math.exp(____)


def bits_per_byte(mean, tokens, text):
    nats_per_byte = ____
    return nats_per_byte / ____
