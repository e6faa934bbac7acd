import numpy as np


def residual(target, draft):
    missing = np.clip(target - draft, 0, None)
    return missing / missing.sum()


def pick(probabilities, uniform):
    place = np.searchsorted(np.cumsum(probabilities), uniform, side="right")
    return min(int(place), len(probabilities) - 1)


def verify_draft(tokens, draft, target, uniforms):
    rows = np.arange(len(tokens))
    accepted = uniforms[:-1] < target[rows, tokens] / draft[rows, tokens]
    kept = int(np.append(accepted, False).argmin())
    padded = np.vstack([draft, np.zeros(draft.shape[1])])
    return [*tokens[:kept], pick(residual(target[kept], padded[kept]), uniforms[-1])]
