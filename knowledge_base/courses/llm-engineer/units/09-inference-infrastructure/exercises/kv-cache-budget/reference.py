BYTES = {"float32": 4, "float16": 2, "bfloat16": 2, "float8": 1, "int8": 1}


def kv_bytes_per_token(config, dtype):
    query_heads = config["num_attention_heads"]
    kv_heads = config.get("num_key_value_heads", query_heads)
    head_dim = config.get("head_dim", config["hidden_size"] // query_heads)
    return 2 * config["num_hidden_layers"] * kv_heads * head_dim * BYTES[dtype]


def sequences_that_fit(config, dtype, length, memory, weights):
    room = max(0, memory - weights)
    return room // (length * kv_bytes_per_token(config, dtype))
