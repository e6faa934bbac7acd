def learning_rate(step, peak, warmup, total, floor):
    # step: int, peak: float, warmup: int, total: int, floor: float -> float
    raise NotImplementedError
