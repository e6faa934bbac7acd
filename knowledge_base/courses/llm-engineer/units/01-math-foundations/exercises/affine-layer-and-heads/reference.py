def affine(x, weights, bias):
    return x @ weights + bias


def split_heads(x, heads):
    rows, width = x.shape
    return x.reshape(rows, heads, width // heads).transpose(1, 0, 2)


def merge_heads(parts):
    heads, rows, width = parts.shape
    return parts.transpose(1, 0, 2).reshape(rows, heads * width)
