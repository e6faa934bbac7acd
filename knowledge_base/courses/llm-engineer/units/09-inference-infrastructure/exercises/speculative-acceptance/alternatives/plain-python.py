import numpy as np


def residual(target, draft):
    missing = [max(0.0, p - q) for p, q in zip(target.tolist(), draft.tolist(), strict=True)]
    total = sum(missing)
    return np.array([part / total for part in missing])


def pick(probabilities, uniform):
    total = 0.0
    for token, probability in enumerate(probabilities.tolist()):
        total += probability
        if uniform < total:
            return token
    return token


def verify_draft(tokens, draft, target, uniforms):
    *decisions, last = uniforms.tolist()
    result = []
    for token, q, p, uniform in zip(tokens, draft, target[:-1], decisions, strict=True):
        if uniform >= p[token] / q[token]:
            result.append(pick(residual(p, q), last))
            return result
        result.append(token)
    result.append(pick(target[-1], last))
    return result
