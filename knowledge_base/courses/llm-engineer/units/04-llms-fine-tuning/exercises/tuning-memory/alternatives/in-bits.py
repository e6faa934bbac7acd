def lora_parameters(shapes, rank):
    return rank * sum(map(sum, shapes))


def tuning_bytes(frozen, trained, bits):
    total = frozen * bits + trained * (16 + 16 + 3 * 32)
    return -(-total // 8)
