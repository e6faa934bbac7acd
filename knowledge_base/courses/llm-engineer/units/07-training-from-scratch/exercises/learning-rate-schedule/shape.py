import math


def learning_rate(step, peak, warmup, total, floor):
    if ____:
        return ____
    progress = min(____, ____)
    return ____ + (____) * (1 + math.cos(____)) / 2
