import numpy as np


def rms_norm(x, gamma, eps=1e-5):
    size = np.linalg.norm(x, axis=-1, keepdims=True) / np.sqrt(x.shape[-1])
    return gamma * x / np.hypot(size, np.sqrt(eps))
