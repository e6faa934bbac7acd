from hypothesis import strategies as st
from reference import tokenize

from knowledge_base.course_fields import Text
from tools.checks import Growth, agrees, check, example, same

letters = st.sampled_from(["a", "b", "C", "7"])
plain_words = st.lists(st.text("abcd12", min_size=1, max_size=4), min_size=2, max_size=4)

cuts_words_and_marks = agrees(
    tokenize,
    es="Separa palabras y signos, en minúsculas",
    en="Separates words and marks, in lower case",
    given={
        "text": st.lists(letters | st.sampled_from([".", "?", " "]), min_size=3, max_size=12).map("".join)
    },
    examples=[
        example(True, text="Hola, mundo."),
        example(True, text="1.5 km?"),
        example(text="(a)b"),
    ],
    draws=25,
)

knows_all_letters = agrees(
    tokenize,
    es="Conserva enteras las palabras de cualquier alfabeto",
    en="Keeps the words of any alphabet whole",
    examples=[
        example(True, text="año"),
        example(text="SÍ PINGÜINO"),
        example(text="Ελλάδα мир"),
        example(text="Straße x²"),
    ],
)

composes_letters = agrees(
    tokenize,
    es="Una letra y su tilde aparte son la misma palabra que compuestas",
    en="A letter and an accent of its own are the same word as when composed",
    examples=[example(True, text="an\u0303o"), example(text="A\u0301rbol a\u0301")],
)

one_token_a_mark = agrees(
    tokenize,
    es="Cada signo es un token, también el guion bajo",
    en="Each mark is a token, the underscore as well",
    examples=[example(True, text="a_b"), example(text="¿?..."), example(text="__"), example(text="a-b")],
)

drops_only_spaces = agrees(
    tokenize,
    es="Los espacios separan y no dejan tokens",
    en="Spaces separate and leave no tokens",
    examples=[example(True, text=""), example(text=" \t\n"), example(text="  a\u00a0b\nc ")],
)


@check(
    es="Las palabras separadas por espacios salen como entraron",
    en="Words separated by spaces come out as they went in",
    given={"words": plain_words},
    draws=15,
)
def keeps_plain_words(call, words):
    same(call("tokenize", "  ".join(words)), words)


growth = Growth(
    function="tokenize",
    inputs=lambda size: ("palabra, " * size,),
    sizes=(1000, 2000, 4000, 8000),
    exponent=1.3,
    why=Text(
        es="El tiempo crece más que el largo del texto.",
        en="The time grows faster than the length of the text.",
    ),
)
