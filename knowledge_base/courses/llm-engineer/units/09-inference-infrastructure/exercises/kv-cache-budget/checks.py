from hypothesis import strategies as st
from reference import kv_bytes_per_token, sequences_that_fit

from tools.checks import agrees, check, example, leaves_arguments_alone, same

LLAMA = {"num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "hidden_size": 4096}
GPT2 = {"num_hidden_layers": 12, "num_attention_heads": 12, "hidden_size": 768}
GEMMA = {
    "num_hidden_layers": 28,
    "num_attention_heads": 16,
    "num_key_value_heads": 16,
    "hidden_size": 3072,
    "head_dim": 256,
}
TINY = {"num_hidden_layers": 1, "num_attention_heads": 1, "hidden_size": 1}


def config(layers, kv_heads, group, head_dim, named, stated):
    made = {"num_hidden_layers": layers, "num_attention_heads": kv_heads * group}
    if named:
        made["num_key_value_heads"] = kv_heads
    if stated:
        return made | {"hidden_size": 64, "head_dim": head_dim}
    return made | {"hidden_size": kv_heads * group * head_dim}


configs = st.builds(
    config,
    layers=st.integers(1, 4),
    kv_heads=st.integers(1, 3),
    group=st.sampled_from([2, 1, 4]),
    head_dim=st.sampled_from([2, 3, 8]),
    named=st.sampled_from([True, False]),
    stated=st.sampled_from([False, True]),
)
dtypes = st.sampled_from(["float16", "float32", "bfloat16", "float8", "int8"])

costs_of_a_token = agrees(
    kv_bytes_per_token,
    es="Un token cuesta los bytes de sus keys y values",
    en="A token costs the bytes of its keys and values",
    given={"config": configs, "dtype": dtypes},
    draws=25,
    examples=[
        example(True, config=LLAMA, dtype="bfloat16"),
        example(True, config=LLAMA, dtype="float8"),
        example(config=LLAMA, dtype="float32"),
        example(config=TINY, dtype="int8"),
        example(config=TINY, dtype="float16"),
    ],
)

works_out_what_is_missing = agrees(
    kv_bytes_per_token,
    es="Deduce lo que la configuración no trae y respeta lo que trae",
    en="What the configuration lacks is worked out, and what it brings is respected",
    examples=[
        example(True, config=GPT2, dtype="float32"),
        example(True, config=GEMMA, dtype="bfloat16"),
        example(config=GPT2 | {"num_key_value_heads": 1}, dtype="float16"),
        example(config=GPT2 | {"head_dim": 100}, dtype="float16"),
    ],
)

whole_sequences = agrees(
    sequences_that_fit,
    es="Caben solo secuencias enteras",
    en="Only whole sequences fit",
    given={
        "config": configs,
        "dtype": dtypes,
        "length": st.integers(1, 20),
        "memory": st.integers(1000, 60_000),
        "weights": st.integers(0, 1000),
    },
    draws=35,
    examples=[
        example(True, config=LLAMA, dtype="bfloat16", length=8192, memory=24 * 2**30, weights=16_060_522_496),
        example(True, config=TINY, dtype="int8", length=5, memory=119, weights=100),
        example(config=TINY, dtype="int8", length=5, memory=120, weights=100),
        example(config=TINY, dtype="int8", length=5, memory=10**18 - 1, weights=0),
    ],
)

without_room = agrees(
    sequences_that_fit,
    es="Si no queda espacio, no cabe ninguna",
    en="If no room is left, none fits",
    examples=[
        example(True, config=TINY, dtype="int8", length=1, memory=100, weights=101),
        example(config=TINY, dtype="int8", length=1, memory=100, weights=100),
        example(config=TINY, dtype="int8", length=1, memory=103, weights=100),
        example(config=LLAMA, dtype="bfloat16", length=8192, memory=16 * 2**30, weights=16_060_522_496),
    ],
)


@check(
    es="Con la memoria justa para n secuencias caben n",
    en="With the exact memory for n sequences, n fit",
    given={"config": configs, "length": st.integers(1, 20), "n": st.integers(1, 9)},
    draws=15,
)
def exact_room(call, config, length, n):
    needed = n * length * kv_bytes_per_token(config, "float16")
    same(call("sequences_that_fit", config, "float16", length, needed + 7, 7), n)
    same(call("sequences_that_fit", config, "float16", length, needed + 6, 7), n - 1)


leaves_the_configuration = leaves_arguments_alone(
    "kv_bytes_per_token", examples=[example(config=GPT2, dtype="float16")]
)
