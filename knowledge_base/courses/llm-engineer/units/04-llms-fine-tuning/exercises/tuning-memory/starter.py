def lora_parameters(shapes, rank):
    # shapes: list of (n, m) -> int
    raise NotImplementedError


def tuning_bytes(frozen, trained, bits):
    # parameters, parameters, bits of a frozen weight -> bytes, int
    raise NotImplementedError
