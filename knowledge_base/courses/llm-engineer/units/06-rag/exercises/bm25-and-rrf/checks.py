from hypothesis import strategies as st
from reference import bm25, rrf

from knowledge_base.course_fields import Text
from tools.checks import Growth, agrees, check, example, leaves_arguments_alone, require

DISKS = [["disk", "full"], ["disk", "disk", "error"], ["the", "copy", "ends", "on", "the", "second", "day"]]
COMMON = [["a", "b"], ["a"], ["a", "c", "c", "d"]]

term = st.sampled_from(["a", "b", "c"])
# Documents of different lengths, one of which says a term three times; a query with a repeated term.
collections = st.lists(st.lists(term, min_size=1, max_size=3), min_size=1, max_size=3).map(
    lambda some: [["a", "a", "a", "b"], *some, ["d"] * 8]
)
queries = st.lists(term, max_size=2).map(lambda more: ["a", "a", "b", *more])
rankings = st.lists(st.permutations(["p", "q", "r", "s"]).map(lambda ids: ids[:3]), min_size=2, max_size=3)

scores_known_cases = agrees(
    bm25,
    es="Los puntajes de casos conocidos",
    en="Scores of known cases",
    given={
        "documents": collections,
        "query": queries,
        "k1": st.sampled_from([0.5, 1.2, 2.0]),
        "b": st.sampled_from([0.25, 0.75, 1.0]),
    },
    examples=[
        example(True, documents=DISKS, query=["disk"], k1=1.2, b=0.75),
        example(True, documents=DISKS, query=["full", "error"], k1=2.0, b=0.5),
        example(documents=[["a"], ["b", "b"]], query=["b"], k1=1.0, b=1.0),
        example(documents=DISKS, query=["disk", "copy", "disk"], k1=1.2, b=0.75),
        example(documents=[["a"]], query=["a"], k1=1.2, b=0.75),
    ],
)

common_terms = agrees(
    bm25,
    es="Un término que está en todos los documentos suma poco y nunca resta",
    en="A term in all documents adds little and never takes away",
    examples=[
        example(True, documents=COMMON, query=["a"], k1=1.2, b=0.75),
        example(documents=[["x", "a"], ["x", "b"]], query=["x", "a"], k1=1.5, b=0.5),
    ],
)

absent_terms = agrees(
    bm25,
    es="Lo que no está en un documento no le suma nada",
    en="What is not in a document adds nothing to it",
    examples=[
        example(True, documents=COMMON, query=["z"], k1=1.2, b=0.75),
        example(documents=COMMON, query=[], k1=1.2, b=0.75),
        example(documents=COMMON, query=["c"], k1=0.0, b=0.75),
        example(documents=[[], ["a", "b"]], query=["a"], k1=1.2, b=1.0),
    ],
)

without_parameters = agrees(
    bm25,
    es="Con b = 0 el largo no cuenta, y con k1 = 0 tampoco la repetición",
    en="With b = 0 length does not count, and with k1 = 0 repetition does not either",
    examples=[
        example(documents=DISKS, query=["disk"], k1=1.2, b=0.0),
        example(documents=[["a", "a", "a"], ["a"], ["b"]], query=["a"], k1=0.0, b=0.75),
    ],
)

fuses_rankings = agrees(
    rrf,
    es="Cada documento suma 1 / (k + lugar) en cada lista, y los lugares se cuentan desde 1",
    en="Each document adds up 1 / (k + place) over the lists, and places count from 1",
    given={"rankings": rankings, "k": st.integers(1, 60)},
    examples=[
        example(True, rankings=[["A", "B", "C", "D"], ["E", "B", "F", "A"]]),
        example(True, rankings=[["x", "y"], ["y"]], k=1),
        example(rankings=[["q"]]),
        example(rankings=[[], ["b", "a"]], k=10),
        example(rankings=[]),
    ],
)

ties_by_id = agrees(
    rrf,
    es="Con el mismo puntaje, a 12 decimales, va primero el id menor",
    en="With the same score, to 12 decimals, the smaller id comes first",
    examples=[
        example(True, rankings=[["m", "c"], ["c", "m"]]),
        example(rankings=[["z"], ["b"], ["k"]], k=5),
        example(rankings=[["m", "p", "c"], ["c", "m", "p"], ["p", "c", "m"]], k=2),
    ],
)


@check(
    es="Repetir un término nunca baja un puntaje ni lo lleva más allá de k1 + 1 veces su rareza",
    en="Repeating a term never lowers a score, nor takes it beyond k1 + 1 times its rarity",
    given={"times": st.integers(2, 6), "k1": st.sampled_from([0.5, 1.2, 2.0])},
    examples=[example(times=5, k1=1.2)],
    draws=10,
)
def repetition_saturates(call, times, k1):
    filler = ["w"] * 6

    def score(repeated):
        document = ["a"] * repeated + filler[repeated:]
        return call("bm25", [document, filler, filler], ["a"], k1, 0.75)[0]

    once, more = score(1), score(times)
    require(
        0 < once < more < once * (k1 + 1),
        es="con el mismo largo, repetir sube el puntaje, y menos de k1 + 1 veces",
        en="at the same length, repeating raises the score, and by less than k1 + 1 times",
        got=more,
    )


leaves_the_documents = leaves_arguments_alone(
    "bm25", examples=[example(documents=DISKS, query=["disk"], k1=1.2, b=0.75)]
)
leaves_the_rankings = leaves_arguments_alone("rrf", examples=[example(rankings=[["b", "a"], ["a"]])])

growth = Growth(
    function="bm25",
    inputs=lambda size: ([["a", "b", "c", "d"]] * size, ["a", "c"], 1.2, 0.75),
    sizes=(500, 1000, 2000, 4000),
    exponent=1.4,
    why=Text(
        es="El tiempo crece más que la cantidad de documentos.",
        en="The time grows faster than the number of documents.",
    ),
)
