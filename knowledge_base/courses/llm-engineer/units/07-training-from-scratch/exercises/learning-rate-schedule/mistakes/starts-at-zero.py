import math


def learning_rate(step, peak, warmup, total, floor):
    if step < warmup:
        return peak * step / warmup  # fault
    progress = min((step - warmup) / (total - warmup), 1.0)
    return floor + (peak - floor) * (1 + math.cos(math.pi * progress)) / 2
