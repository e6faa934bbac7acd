import numpy as np


def build_example(turns, end, max_length):
    input_ids = [token for _, ids in turns for token in (*ids, end)]
    spoken = [role == "assistant" for role, ids in turns for _ in range(len(ids) + 1)]
    labels = [token if said else -100 for token, said in zip(input_ids, spoken, strict=True)]
    return {"input_ids": input_ids[:max_length], "labels": labels[:max_length]}


def answer_loss(logits, labels):
    targets = np.array(labels[1:], dtype=int)
    weights = (targets != -100).astype(float)
    rows = logits[:-1]
    shifted = rows - rows.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    losses = -log_probabilities[np.arange(len(targets)), np.maximum(targets, 0)]
    return float((losses * weights).sum() / max(weights.sum(), 1.0))
