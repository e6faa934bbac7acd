import math


def windows(length, window, stride):
    found, scored, end = [], 0, window
    while scored < length:
        end = min(end, length)
        found.append((max(0, end - window), end, scored))
        scored, end = end, end + stride
    return found


def perplexity(means, counts):
    return math.exp(sum(means) / len(means))  # fault


def bits_per_byte(mean, tokens, text):
    nats_per_byte = mean * tokens / len(text.encode("utf-8"))
    return nats_per_byte / math.log(2)
