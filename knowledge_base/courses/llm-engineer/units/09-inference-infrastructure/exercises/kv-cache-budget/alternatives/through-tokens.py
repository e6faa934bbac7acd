BYTES = {"float32": 4, "float16": 2, "bfloat16": 2, "float8": 1, "int8": 1}


def kv_bytes_per_token(config, dtype):
    heads = config["num_attention_heads"]
    head_dim = config["head_dim"] if "head_dim" in config else config["hidden_size"] // heads
    kept = 2 * config.get("num_key_value_heads", heads) * head_dim
    return config["num_hidden_layers"] * kept * BYTES[dtype]


def sequences_that_fit(config, dtype, length, memory, weights):
    if weights > memory:
        return 0
    tokens = (memory - weights) // kv_bytes_per_token(config, dtype)
    return tokens // length
