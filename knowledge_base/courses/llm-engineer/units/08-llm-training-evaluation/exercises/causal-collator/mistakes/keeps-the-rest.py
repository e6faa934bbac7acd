IGNORED = -100


def collate(documents, pad):
    longest = max(map(len, documents))
    batch = {"input_ids": [], "attention_mask": [], "labels": []}
    for document in documents:
        padding = longest - len(document)
        batch["input_ids"].append(list(document) + [pad] * padding)
        batch["attention_mask"].append([1] * len(document) + [0] * padding)
        batch["labels"].append(list(document) + [IGNORED] * padding)
    return batch


def pack(documents, end, length):
    tokens, owners = [], []
    for number, document in enumerate(documents):
        tokens += [*document, end]
        owners += [number] * (len(document) + 1)
    starts = range(0, len(tokens), length)  # fault
    return {
        "input_ids": [tokens[start : start + length] for start in starts],
        "documents": [owners[start : start + length] for start in starts],
    }


def block_mask(documents):
    return [
        [int(owner == documents[row] and column <= row) for column, owner in enumerate(documents)]
        for row in range(len(documents))
    ]
