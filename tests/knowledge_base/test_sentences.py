"""Sentences are cut where a reader would, and each stands in the text as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.citations import stands_in
from knowledge_base.sentences import MAX_CHARACTERS, sentences

PIECES = [
    "Gradient descent lowers the loss step by step.",
    "¿Cómo se entrena una red neuronal profunda?",
    "See Fig. 3 or, e.g., the paper of J. Smith et al. for details of training.",
    "- una lista con varias palabras importantes",
    "* otro elemento (con paréntesis) bastante largo",
    "1. first numbered item about neural networks",
    "12) second numbered item about vector databases",
    "> quoted prose about tokens and merges.",
    "```python\nx = [1, 2, 3]  # Code is not prose. Never quote code here.\n```",
    "~~~\nMore code that nobody quotes as prose.\n~~~",
    "```\nA fence without an end swallows words of prose.",
    "| name | value | other | more |\n|---|---|---|---|\n| learning rate | small number | a | b |",
    "## A heading of several words about networks",
    "“Quoted sentences end well.” Another sentence follows them here.",
    "https://example.org/path words behind an address here",
    "Ends with an ellipsis… Then other words come afterwards.",
    "\n",
    "\n\n",
    " ",
    "  ",
]

texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=40), max_size=12).flatmap(
    lambda pieces: st.sampled_from(["\n", "\n\n", " "]).map(lambda glue: glue.join(pieces))
)


@given(texts)
def test_every_sentence_stands_in_the_text(text: str) -> None:
    found = sentences(text)
    assert all(stands_in(sentence, text) for sentence in found)
    assert all(sentence == sentence.strip() and len(sentence) <= MAX_CHARACTERS for sentence in found)


def test_sentences_come_in_order_and_whole() -> None:
    text = (
        "Attention weighs every token of the context. It costs time quadratic in its length!\n"
        "So long contexts are expensive to process… Caches keep the keys and values of old tokens."
    )
    assert sentences(text) == [
        "Attention weighs every token of the context.",
        "It costs time quadratic in its length!",
        "So long contexts are expensive to process…",
        "Caches keep the keys and values of old tokens.",
    ]


def test_items_of_a_list_are_sentences() -> None:
    text = (
        "There are several ways to choose tokens:\n\n- greedy decoding takes the likeliest token always\n"
        "- beam search keeps several likely sequences open\n  3. nucleus sampling cuts the unlikely tail away"
    )
    assert sentences(text) == [
        "greedy decoding takes the likeliest token always",
        "beam search keeps several likely sequences open",
        "nucleus sampling cuts the unlikely tail away",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Large models, e.g. Llama and Mistral, need quantisation to fit small machines.",
        "La pérdida se calcula con cada lote, p. ej. Adam usa promedios móviles del gradiente.",
        "The method of J. Schulman and others clips the probability ratio.",
        "As Fig. 3 of the paper shows, larger batches train faster.",
        "Temperature 0.7 gives varied words without losing coherence.",
        "«El descenso de gradiente minimiza la función de pérdida.»",
    ],
)
def test_points_that_end_nothing(sentence: str) -> None:
    assert sentences(f"{sentence} Another sentence follows with several words.")[0] == sentence


@pytest.mark.parametrize(
    "text",
    [
        "```python\n# Gradient descent lowers the loss function slowly.\n```",
        "   ```\n   Indented fences hold code that resembles prose here.\n   ```",
        "~~~~ text\nGradient descent lowers the loss function.\n```\nstill inside the tilde fence\n~~~~",
        "```python\nA fence which the passage cuts before its closing line.",
        "| learning rate | batch size | epochs |\n|---|---|---|\n| small value | large value | many |",
        "## Understanding attention mechanisms within transformers",
        "https://example.org/attention explains transformers attention tokens",
        "<details>Attention weighs every token of the context.</details>",
        "What does attention weigh in transformer models?",
        "Attention layers combine these several vectors:",
        "Too short.",
        "x = 3.14 * 2.72 + 1.41 - 0.58 / 9.81 ** 2 % 7 alpha beta gamma delta",
        f"Attention {'weighs tokens ' * 40}.",
        "",
    ],
)
def test_what_carries_no_fact_is_left_out(text: str) -> None:
    assert sentences(text) == []


def test_prose_around_code_is_kept_apart() -> None:
    text = (
        "Normalisation keeps activations in a stable range.\n```python\nx = layer_norm(x)\n```\n"
        "Residual connections let gradients flow through deep networks."
    )
    assert sentences(text) == [
        "Normalisation keeps activations in a stable range.",
        "Residual connections let gradients flow through deep networks.",
    ]
