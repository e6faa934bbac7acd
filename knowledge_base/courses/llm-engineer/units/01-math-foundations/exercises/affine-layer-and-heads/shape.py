def affine(x, weights, bias):
    return ____


def split_heads(x, heads):
    rows, width = x.shape
    return x.reshape(____).transpose(____)


def merge_heads(parts):
    heads, rows, width = parts.shape
    return parts.transpose(____).reshape(____)
