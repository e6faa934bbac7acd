def collate(documents, pad):
    # documents: list of lists -> {"input_ids", "attention_mask", "labels": rows of one length}
    raise NotImplementedError


def pack(documents, end, length):
    # -> {"input_ids", "documents": rows of `length`}
    raise NotImplementedError


def block_mask(documents):
    # documents: T integers -> T lists of T integers, 0 or 1
    raise NotImplementedError
