BYTES = {"float32": 4, "float16": 2, "bfloat16": 2, "float8": 1, "int8": 1}


def kv_bytes_per_token(config, dtype):
    query_heads = config["num_attention_heads"]
    kv_heads = config.get("num_key_value_heads", ____)
    head_dim = config.get("head_dim", ____)
    return ____ * config["num_hidden_layers"] * ____ * ____ * BYTES[dtype]


def sequences_that_fit(config, dtype, length, memory, weights):
    room = max(____, ____)
    return room // (____)
