TRAINED_BYTES = ____


def lora_parameters(shapes, rank):
    return sum(____ for outputs, inputs in shapes)


def tuning_bytes(frozen, trained, bits):
    frozen_bytes = ____
    return frozen_bytes + trained * TRAINED_BYTES
