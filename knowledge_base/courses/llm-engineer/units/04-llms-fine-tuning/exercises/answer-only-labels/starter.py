import numpy as np


def build_example(turns, end, max_length):
    # turns: list of (role, ids) -> {"input_ids": list, "labels": list}
    raise NotImplementedError


def answer_loss(logits, labels):
    # logits: (T, V), labels: T integers -> float
    raise NotImplementedError
