import math


def windows(length, window, stride):
    found, scored, end = [], 0, window
    while scored < length:
        end = min(end, length)
        start = max(0, end - window)
        found.append((start, end, start))  # fault
        scored, end = end, end + stride
    return found


def perplexity(means, counts):
    total = sum(mean * count for mean, count in zip(means, counts, strict=True))
    return math.exp(total / sum(counts))


def bits_per_byte(mean, tokens, text):
    nats_per_byte = mean * tokens / len(text.encode("utf-8"))
    return nats_per_byte / math.log(2)
