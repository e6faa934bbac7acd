import numpy as np


def learning_rate(step, peak, warmup, total, floor):
    ramp = peak if warmup == 0 else np.interp(step + 1, [0, warmup], [0.0, peak])
    angle = np.interp(step, [warmup, total], [0.0, np.pi])
    falling = 0.5 * (peak + floor) + 0.5 * (peak - floor) * np.cos(angle)
    return float(ramp if step < warmup else falling)
