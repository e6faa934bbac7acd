from hypothesis import strategies as st
from reference import bpe_decode, bpe_encode

from knowledge_base.course_fields import Text
from tools.checks import Growth, agrees, check, example, leaves_arguments_alone, same


@st.composite
def tokenizers(draw):
    """Merges whose parts are characters, or what other merges make."""
    symbols = ["a", "b", "</w>"]
    merges = []
    for _ in range(draw(st.integers(5, 8))):
        left = draw(st.sampled_from([symbol for symbol in symbols if not symbol.endswith("</w>")]))
        right = draw(st.sampled_from(symbols))
        symbols.append(left + right)
        merges.append((left, right))
    return list(dict.fromkeys(draw(st.permutations(merges))))


texts = st.lists(st.text("ab", min_size=3, max_size=7), min_size=2, max_size=5).map(" ".join)

cuts_as_it_learned = agrees(
    bpe_encode,
    es="Corta cada palabra con las fusiones que se aprendieron primero",
    en="Cuts each word with the merges that were learned first",
    given={"text": texts, "merges": tokenizers()},
    examples=[
        example(True, text="la casa", merges=[("a", "</w>"), ("l", "a</w>"), ("s", "a</w>")]),
        example(True, text="abc", merges=[("b", "c"), ("a", "b")]),
        example(text="abc", merges=[("b", "c"), ("bc", "</w>"), ("a", "b")]),
        example(text="abc", merges=[("a", "b"), ("b", "c"), ("a", "bc")]),
        example(text="aaa", merges=[("a", "a")]),
        example(text="abab", merges=[("a", "b")]),
    ],
    draws=40,
)

looks_again_after_each_join = agrees(
    bpe_encode,
    es="Una unión puede dar paso a otra que se aprendió antes",
    en="A join can make way for another that was learned before",
    examples=[
        example(True, text="abd", merges=[("ab", "d"), ("a", "b")]),
        example(text="abcd", merges=[("a", "bc"), ("abc", "d"), ("a", "b"), ("ab", "c")]),
    ],
)

takes_any_text = agrees(
    bpe_encode,
    es="Admite textos vacíos, espacios de más y caracteres desconocidos",
    en="Takes empty texts, extra spaces and unknown characters",
    examples=[
        example(True, text="", merges=[("a", "b")]),
        example(text="  ab \n ab ", merges=[("a", "b"), ("ab", "</w>")]),
        example(text="ñab€", merges=[("a", "b")]),
        example(text="ab", merges=[]),
    ],
)

puts_the_text_together = agrees(
    bpe_decode,
    es="Decodificar separa las palabras con un espacio y no deja otros",
    en="Decoding separates the words by one space and leaves no others",
    examples=[
        example(True, symbols=["la</w>", "c", "a", "sa</w>"]),
        example(True, symbols=["a", "</w>"]),
        example(symbols=["la</w>", "ca"]),
        example(symbols=[]),
        example(symbols=["a</w>", "b</w>", "c", "</w>"]),
    ],
)


@check(
    es="Codificar y decodificar devuelve las mismas palabras",
    en="Encoding and then decoding gives back the same words",
    given={"text": texts, "merges": tokenizers()},
    draws=20,
)
def goes_there_and_back(call, text, merges):
    same(call("bpe_decode", call("bpe_encode", text, merges)), text)


leaves_merges_alone = leaves_arguments_alone(
    "bpe_encode", examples=[example(text="ab ab", merges=[("a", "b")])]
)
leaves_symbols_alone = leaves_arguments_alone("bpe_decode", examples=[example(symbols=["a", "b</w>"])])

growth = Growth(
    function="bpe_encode",
    inputs=lambda size: ("casa " * size, [("c", "a"), ("s", "a"), ("ca", "sa")]),
    sizes=(200, 400, 800, 1600),
    exponent=1.3,
    why=Text(
        es="El tiempo crece más que la cantidad de palabras.",
        en="The time grows faster than the number of words.",
    ),
)
