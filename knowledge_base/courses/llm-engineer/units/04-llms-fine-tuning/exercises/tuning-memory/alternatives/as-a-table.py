import math


def lora_parameters(shapes, rank):
    total = 0
    for outputs, inputs in shapes:
        down = rank * inputs
        up = outputs * rank
        total += down + up
    return total


def tuning_bytes(frozen, trained, bits):
    kept = {"weight": 2, "gradient": 2, "copy": 4, "first moment": 4, "second moment": 4}
    pairs, rest = divmod(frozen * bits, 8)
    return pairs + math.ceil(rest / 8) + sum(trained * size for size in kept.values())
