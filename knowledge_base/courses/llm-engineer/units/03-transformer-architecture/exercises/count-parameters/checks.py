from hypothesis import strategies as st
from reference import layer_parameters, model_parameters

from tools.checks import agrees, check, example, require

small = st.integers(1, 6)
pairs = st.shared(st.tuples(st.integers(1, 4), st.integers(1, 3)), key="heads, features of each")
heads = pairs.map(lambda pair: pair[0])
dimension = pairs.map(lambda pair: pair[0] * pair[1])
layer = {"dimension": dimension, "hidden": small, "heads": heads}
model = {"vocabulary": st.integers(1, 9), "length": small, **layer, "layers": small}

counts_a_layer = agrees(
    layer_parameters,
    es="Cuenta todos los números de una capa",
    en="It counts all the numbers of a layer",
    given=layer,
    examples=[
        example(True, dimension=768, hidden=3072, heads=12),
        example(True, dimension=1, hidden=1, heads=1),
        example(dimension=2, hidden=1, heads=1),
        example(dimension=2, hidden=3, heads=2),
    ],
)

counts_a_model = agrees(
    model_parameters,
    es="Cuenta todos los números de un modelo",
    en="It counts all the numbers of a model",
    given=model,
    examples=[
        example(True, vocabulary=30522, length=512, dimension=768, hidden=3072, heads=12, layers=6),
        example(vocabulary=1, length=1, dimension=1, hidden=1, heads=1, layers=1),
        example(vocabulary=5, length=3, dimension=2, hidden=4, heads=2, layers=2),
    ],
)


@check(
    es="Repartir en más cabezas no agrega parámetros",
    en="Sharing out over more heads adds no parameters",
    given=layer,
    examples=[example(dimension=4, hidden=1, heads=2)],
)
def heads_are_free(call, dimension, hidden, heads):
    alone = call("layer_parameters", dimension, hidden, 1)
    shared = call("layer_parameters", dimension, hidden, heads)
    require(
        alone == shared,
        es="la cuenta con varias cabezas es la misma que con una",
        en="the count with several heads is the same as with one",
        got=shared,
    )


@check(
    es="Cada capa agrega lo mismo",
    en="Each layer adds the same",
    given=model,
    draws=20,
)
def grows_by_layers(call, layers, dimension, hidden, heads, **rest):
    sizes = {"dimension": dimension, "hidden": hidden, "heads": heads}
    counts = [call("model_parameters", **rest, **sizes, layers=layers + more) for more in (0, 1)]
    require(
        counts[1] - counts[0] == call("layer_parameters", **sizes),
        es="un modelo con una capa más tiene layer_parameters(...) números más",
        en="a model with one more layer has layer_parameters(...) numbers more",
        got=counts[1],
    )


@check(
    es="Cada palabra agrega una fila",
    en="Each word adds a row",
    given=model,
    draws=20,
)
def grows_by_words(call, vocabulary, **rest):
    counts = [call("model_parameters", vocabulary=vocabulary + more, **rest) for more in (0, 1)]
    require(
        counts[1] - counts[0] == rest["dimension"],
        es="un token más en el vocabulario agrega dimension números",
        en="one more token in the vocabulary adds dimension numbers",
        got=counts[1],
    )
