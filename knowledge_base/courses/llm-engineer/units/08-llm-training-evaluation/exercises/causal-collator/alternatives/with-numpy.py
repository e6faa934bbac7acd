import numpy as np


def collate(documents, pad):
    lengths = np.array([len(document) for document in documents])
    real = np.arange(lengths.max()) < lengths[:, None]
    inputs = np.full(real.shape, pad)
    labels = np.full(real.shape, -100)
    inputs[real] = labels[real] = np.concatenate(documents)
    return {
        "input_ids": inputs.tolist(),
        "attention_mask": real.astype(int).tolist(),
        "labels": labels.tolist(),
    }


def pack(documents, end, length):
    tokens = np.array([token for document in documents for token in (*document, end)], dtype=int)
    sizes = [len(document) + 1 for document in documents]
    owners = np.repeat(np.arange(len(documents)), np.array(sizes, dtype=int))
    kept = len(tokens) // length * length
    rows = (values[:kept].reshape(-1, length).tolist() for values in (tokens, owners))
    return dict(zip(("input_ids", "documents"), rows, strict=True))


def block_mask(documents):
    owners = np.array(documents)
    return np.tril(owners[:, None] == owners).astype(int).tolist()
