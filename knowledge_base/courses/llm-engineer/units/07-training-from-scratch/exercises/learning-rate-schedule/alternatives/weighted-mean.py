import math


def learning_rate(step, peak, warmup, total, floor):
    if step >= total:
        return floor
    if step < warmup:
        return (step + 1) / warmup * peak
    half_angle = math.pi / 2 * (step - warmup) / (total - warmup)
    share = math.cos(half_angle) ** 2
    return share * peak + (1 - share) * floor
