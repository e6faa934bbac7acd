OPTIMISER_BYTES = 2 + 4 + 4 + 4


def lora_parameters(shapes, rank):
    return sum(rank * (outputs + inputs) for outputs, inputs in shapes)


def tuning_bytes(frozen, trained, bits):
    weights = (frozen * bits + 7) // 8 + trained * 2
    return weights + (frozen + trained) * OPTIMISER_BYTES  # fault
