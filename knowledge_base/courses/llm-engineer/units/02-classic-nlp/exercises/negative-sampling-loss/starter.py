import numpy as np


def negative_sampling_loss(centres, contexts, negatives):
    # (B, d), (B, d), (B, K, d) -> float, (B, d), (B, d), (B, K, d)
    raise NotImplementedError
