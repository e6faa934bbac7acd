IGNORED = -100


def collate(documents, pad):
    longest = ____
    batch = {"input_ids": [], "attention_mask": [], "labels": []}
    for document in documents:
        padding = longest - len(document)
        batch["input_ids"].append(____)
        batch["attention_mask"].append(____)
        batch["labels"].append(____)
    return batch


def pack(documents, end, length):
    tokens, owners = [], []
    for number, document in enumerate(documents):
        tokens += ____
        owners += ____
    starts = range(0, ____, length)
    return {
        "input_ids": [tokens[start : start + length] for start in starts],
        "documents": [owners[start : start + length] for start in starts],
    }


def block_mask(documents):
    return [
        [int(____ and ____) for column, owner in enumerate(documents)]
        for row in range(len(documents))
    ]
