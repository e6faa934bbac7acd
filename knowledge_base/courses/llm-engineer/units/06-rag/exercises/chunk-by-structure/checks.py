from hypothesis import strategies as st
from reference import chunks, sentences

from tools.checks import agrees, check, example, require

PARTS = ["On", "red?", "2.5", "v3.", "...", "stop!", "a", "\n", " "]
paragraphs = st.lists(st.sampled_from(PARTS), min_size=2, max_size=8).map(" ".join)
texts = st.lists(paragraphs, min_size=2, max_size=3).map("\n\n".join)
limits, overlaps = st.integers(6, 16), st.integers(0, 5)
THREE = "One two. Three four. Five six."
PAIR = "Alpha beta. Gamma.\n\nDelta epsilon. Zeta eta."

finds_sentences = agrees(
    sentences,
    es="Encuentra dónde empieza y termina cada oración",
    en="Finds where each sentence begins and ends",
    given={"text": texts},
    examples=[
        example(True, text="It stops. Why? Nobody knows"),
        example(True, text="Use version 2.1 today. See page 3."),
        example(text="Wait... what?! Yes."),
        example(text=". a"),
        example(text="First line\nsecond line. End"),
        example(text="  No full stop \n"),
    ],
)

finds_paragraphs = agrees(
    sentences,
    es="Una línea en blanco separa párrafos; lo vacío no cuenta",
    en="A blank line separates paragraphs; what is empty does not count",
    examples=[
        example(True, text="A title\n\nOne. Two."),
        example(True, text=""),
        example(text="One.\n  \n\nTwo.\n\n"),
        example(text="\n\n One. \n\n \n"),
        example(text=" \n \n "),
    ],
)

packs_sentences = agrees(
    chunks,
    es="Cada fragmento lleva las oraciones que caben, y el siguiente repite las que debe",
    en="Each chunk takes the sentences that fit, and the next one repeats those that it must",
    given={"text": texts, "limit": limits, "overlap": overlaps},
    draws=60,
    examples=[
        example(True, text=THREE, limit=20, overlap=0),
        example(True, text=THREE, limit=21, overlap=12),
        example(text=THREE, limit=21, overlap=11),
        example(text=THREE, limit=21, overlap=10),
        example(text=THREE, limit=19, overlap=12),
        example(text=THREE, limit=8, overlap=7),
        example(text=THREE, limit=30, overlap=0),
        example(text="A b. C d. E f. G h i.", limit=14, overlap=9),
        example(text="A b. C d. E f. G h i.", limit=14, overlap=8),
        example(text="A b. C d. E f. G h i j k.", limit=14, overlap=9),
    ],
)

keeps_paragraphs_apart = agrees(
    chunks,
    es="Un fragmento no mezcla párrafos",
    en="A chunk does not mix paragraphs",
    examples=[
        example(True, text=PAIR, limit=60, overlap=0),
        example(text=PAIR, limit=24, overlap=6),
        example(text="\n\nTitle\n\n\nBody text here.\n", limit=10, overlap=0),
        example(text=" \n\n ", limit=5, overlap=0),
    ],
)

cuts_long_sentences = agrees(
    chunks,
    es="Una oración más larga que el límite se corta en piezas",
    en="A sentence longer than the limit is cut into pieces",
    examples=[
        example(True, text="abcdefghij", limit=4, overlap=0),
        example(text="ab. cdefghijk. l.", limit=4, overlap=1),
        example(text="abcdefgh.", limit=9, overlap=2),
        example(text="abcdefghi.", limit=9, overlap=3),
        example(text="abc", limit=1, overlap=0),
    ],
)


@check(
    es="Ningún fragmento pasa del límite, y ninguna letra se pierde",
    en="No chunk exceeds the limit, and no letter is lost",
    given={"text": texts, "limit": limits, "overlap": overlaps},
    examples=[
        example(text=THREE, limit=15, overlap=9),
        example(text="Tail without stop", limit=40, overlap=0),
    ],
    draws=40,
)
def loses_nothing(call, text, limit, overlap):
    spans = call("chunks", text, limit, overlap)
    require(
        all(0 < end - start <= limit for start, end in spans),
        es="cada fragmento mide de 1 a limit caracteres",
        en="each chunk measures from 1 to limit characters",
        got=spans,
    )
    kept = {at for start, end in spans for at in range(start, end)}
    require(
        all(letter.isspace() or at in kept for at, letter in enumerate(text)),
        es="cada letra está en algún fragmento",
        en="each letter is in some chunk",
        got=spans,
    )
