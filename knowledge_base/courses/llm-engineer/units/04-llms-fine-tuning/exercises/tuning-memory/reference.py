TRAINED_BYTES = 16  # weight 2, gradient 2, copy of the weight 4, moments 4 and 4


def lora_parameters(shapes, rank):
    return sum(rank * (outputs + inputs) for outputs, inputs in shapes)


def tuning_bytes(frozen, trained, bits):
    frozen_bytes = (frozen * bits + 7) // 8
    return frozen_bytes + trained * TRAINED_BYTES
