import numpy as np


def rms_norm(x, gamma, eps=1e-5):
    mean_square = np.einsum("...d,...d->...", x, x) / x.shape[-1]
    return x * (mean_square + eps)[..., None] ** -0.5 * gamma
