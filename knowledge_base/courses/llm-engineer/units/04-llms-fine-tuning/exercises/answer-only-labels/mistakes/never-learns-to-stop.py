import numpy as np

IGNORED = -100


def build_example(turns, end, max_length):
    input_ids, labels = [], []
    for role, ids in turns:
        input_ids += [*ids, end]
        labels += list(ids) if role == "assistant" else [IGNORED] * len(ids)
        labels.append(IGNORED)  # fault
    return {"input_ids": input_ids[:max_length], "labels": labels[:max_length]}


def answer_loss(logits, labels):
    targets = np.array(labels)[1:]
    counted = targets != IGNORED
    if not counted.any():
        return 0.0
    rows = logits[:-1][counted]
    shifted = rows - rows.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    chosen = shifted[np.arange(len(rows)), targets[counted]]
    return float(np.mean(log_sums - chosen))
