from hypothesis import strategies as st
from reference import lcs_length, rouge_l, rouge_n

from tools.checks import agrees, check, example, leaves_arguments_alone, require

words = st.lists(st.sampled_from(["a", "b", "c"]), max_size=6)
longer = st.lists(st.sampled_from(["a", "b", "c"]), min_size=3, max_size=6)

shared_ngrams = agrees(
    rouge_n,
    es="Los n-gramas en común cuentan con sus repeticiones",
    en="The n-grams in common count with their repetitions",
    given={"candidate": words, "reference": words, "n": st.integers(1, 3)},
    draws=30,
    examples=[
        example(True, candidate=["a", "b", "a"], reference=["a", "a", "c", "b"], n=1),
        example(True, candidate=["a", "b", "a", "b"], reference=["a", "b", "c"], n=2),
        example(candidate=["a", "b"], reference=["a", "c", "d", "e"], n=1),
        example(candidate=["a", "a", "a"], reference=["a"], n=1),
        example(candidate=["a", "b", "c"], reference=["a", "b", "c"], n=3),
    ],
)

nothing_to_count = agrees(
    rouge_n,
    es="Lo que sería 0 / 0 vale 0",
    en="What would be 0 / 0 is worth 0",
    examples=[
        example(True, candidate=[], reference=[], n=1),
        example(candidate=["a"], reference=["a", "b"], n=2),
        example(candidate=["a", "b"], reference=[], n=1),
    ],
)

longest_subsequence = agrees(
    lcs_length,
    es="La subsecuencia conserva el orden y puede saltar",
    en="The subsequence keeps the order and may skip",
    given={"first": longer, "second": longer},
    draws=40,
    examples=[
        example(True, first=["a", "b", "c", "d"], second=["b", "x", "d"]),
        example(True, first=["a", "b"], second=["b", "a"]),
        example(first=["a", "x", "b"], second=["a", "b"]),
        example(first=[], second=["a"]),
        example(first=["a", "b", "c", "b", "d", "a", "b"], second=["b", "d", "c", "a", "b", "a"]),
    ],
)

scores_the_subsequence = agrees(
    rouge_l,
    es="ROUGE-L divide la subsecuencia entre cada largo",
    en="ROUGE-L divides the subsequence by each length",
    given={"candidate": longer, "reference": longer},
    draws=40,
    examples=[
        example(True, candidate=["a", "b"], reference=["a", "x", "b", "y"]),
        example(candidate=["b", "a"], reference=["a", "b"]),
        example(candidate=[], reference=[]),
        example(candidate=["a", "c"], reference=["a"] * 8),
    ],
)


@check(
    es="Al cambiar los textos de lugar, precisión y recall se intercambian",
    en="With the texts swapped, precision and recall change places",
    given={"first": words, "second": words},
    draws=15,
)
def swapping_texts(call, first, second):
    one, other = call("rouge_l", first, second), call("rouge_l", second, first)
    require(
        one["precision"] == other["recall"] and abs(one["f1"] - other["f1"]) < 1e-12,
        es="la precisión de un lado es el recall del otro, y el F1 es el mismo",
        en="the precision of one side is the recall of the other, and F1 is the same",
        got=other,
    )


leaves_the_texts = leaves_arguments_alone(
    "rouge_l", examples=[example(candidate=["a", "b"], reference=["b", "a"])]
)
