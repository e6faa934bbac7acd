import math


def windows(length, window, stride):
    found, scored, end = [], 0, window
    while scored < length:
        end = min(end, length)
        found.append((max(0, end - window), end, scored))
        scored, end = end, end + stride
    return found


def perplexity(means, counts):
    total = sum(math.exp(mean) * count for mean, count in zip(means, counts, strict=True))  # fault
    return total / sum(counts)  # fault


def bits_per_byte(mean, tokens, text):
    nats_per_byte = mean * tokens / len(text.encode("utf-8"))
    return nats_per_byte / math.log(2)
