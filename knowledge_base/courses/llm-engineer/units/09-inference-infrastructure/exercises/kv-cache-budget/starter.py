def kv_bytes_per_token(config, dtype):
    # config: dict, dtype: str -> int
    raise NotImplementedError


def sequences_that_fit(config, dtype, length, memory, weights):
    # length: int (tokens), memory, weights: int (bytes) -> int
    raise NotImplementedError
