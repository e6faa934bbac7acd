TRAINED_BYTES = 16


def lora_parameters(shapes, rank):
    return sum(rank * (outputs + inputs) for outputs, inputs in shapes)


def tuning_bytes(frozen, trained, bits):
    frozen_bytes = frozen * bits // 8  # fault
    return frozen_bytes + trained * TRAINED_BYTES
