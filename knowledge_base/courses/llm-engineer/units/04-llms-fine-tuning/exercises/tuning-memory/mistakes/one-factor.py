TRAINED_BYTES = 16


def lora_parameters(shapes, rank):
    return sum(rank * inputs for outputs, inputs in shapes)  # fault


def tuning_bytes(frozen, trained, bits):
    frozen_bytes = (frozen * bits + 7) // 8
    return frozen_bytes + trained * TRAINED_BYTES
