from itertools import zip_longest


def collate(documents, pad):
    filled = list(zip(*zip_longest(*documents, fillvalue=None), strict=True))
    return {
        "input_ids": [[pad if token is None else token for token in row] for row in filled],
        "attention_mask": [[int(token is not None) for token in row] for row in filled],
        "labels": [[-100 if token is None else token for token in row] for row in filled],
    }


def pack(documents, end, length):
    packed = {"input_ids": [], "documents": []}
    row, owners = [], []
    for number, document in enumerate(documents):
        for token in (*document, end):
            row.append(token)
            owners.append(number)
            if len(row) == length:
                packed["input_ids"].append(row)
                packed["documents"].append(owners)
                row, owners = [], []
    return packed


def block_mask(documents):
    size = len(documents)
    mask = [[0] * size for _ in range(size)]
    for row in range(size):
        for column in range(row + 1):
            mask[row][column] = int(documents[row] == documents[column])
    return mask
