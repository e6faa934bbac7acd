def split_heads(x, heads):
    *batch, length, width = x.shape
    return x.reshape(*batch, length, ____).swapaxes(____)


def merge_heads(x):
    *batch, heads, length, width = x.shape
    return x.____.reshape(*batch, ____)
