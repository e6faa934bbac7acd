import math


def learning_rate(step, peak, warmup, total, floor):
    if step < warmup:
        return peak * (step + 1) / warmup
    progress = min((step - warmup) / total, 1.0)  # fault
    return floor + (peak - floor) * (1 + math.cos(math.pi * progress)) / 2
