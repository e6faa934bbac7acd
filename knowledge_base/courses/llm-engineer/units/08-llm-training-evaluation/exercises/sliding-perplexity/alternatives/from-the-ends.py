import math


def windows(length, window, stride):
    ends = [min(window, length)]
    while ends[-1] < length:
        ends.append(min(ends[-1] + stride, length))
    return [(max(end - window, 0), end, before) for before, end in zip([0, *ends], ends, strict=False)]


def perplexity(means, counts):
    tokens = sum(counts)
    return math.prod(math.exp(mean * count / tokens) for mean, count in zip(means, counts, strict=True))


def bits_per_byte(mean, tokens, text):
    return math.log2(math.exp(mean)) * tokens / len(text.encode())
