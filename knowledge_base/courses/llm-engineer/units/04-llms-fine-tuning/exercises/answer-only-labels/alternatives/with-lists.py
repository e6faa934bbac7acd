import math


def build_example(turns, end, max_length):
    pairs = []
    for role, ids in turns:
        pairs += [(token, token if role == "assistant" else -100) for token in (*ids, end)]
    pairs = pairs[:max_length]
    return {"input_ids": [token for token, _ in pairs], "labels": [label for _, label in pairs]}


def answer_loss(logits, labels):
    losses = []
    for row, label in zip(logits[:-1].tolist(), labels[1:], strict=True):
        if label != -100:
            top = max(row)
            log_sum = top + math.log(sum(math.exp(score - top) for score in row))
            losses.append(log_sum - row[label])
    return sum(losses) / len(losses) if losses else 0.0
