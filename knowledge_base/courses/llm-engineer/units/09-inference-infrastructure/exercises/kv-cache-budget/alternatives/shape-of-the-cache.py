from math import prod


def cache_shape(config, length):
    heads = config["num_attention_heads"]
    head_dim = config.get("head_dim", config["hidden_size"] // heads)
    return 2, config["num_hidden_layers"], config.get("num_key_value_heads", heads), length, head_dim


def item_size(dtype):
    bits = int("".join(filter(str.isdigit, dtype)))
    return bits // 8


def kv_bytes_per_token(config, dtype):
    return prod(cache_shape(config, 1)) * item_size(dtype)


def sequences_that_fit(config, dtype, length, memory, weights):
    whole = prod(cache_shape(config, length)) * item_size(dtype)
    return max(0, (memory - weights) // whole)
