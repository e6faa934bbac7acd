import numpy as np
from hypothesis import strategies as st
from reference import train_word2vec

from knowledge_base.course_fields import Text
from tools.checks import Growth, agrees, check, example, leaves_arguments_alone, require, same
from tools.strategies import arrays

SENTENCES = [
    line.split()
    for line in (
        "el gato duerme en casa",
        "el perro duerme en casa",
        "el gato come pescado",
        "el perro come pescado",
        "el gato bebe leche",
        "el perro bebe agua",
        "el tren llega a la estación",
        "el bus llega a la estación",
        "el tren sale tarde",
        "el bus sale tarde",
        "el bus espera gente",
        "el tren espera gente",
    )
]
VOCABULARY = sorted({word for sentence in SENTENCES for word in sentence})
PAIRS = np.array(
    [
        (VOCABULARY.index(centre), VOCABULARY.index(sentence[j]))
        for sentence in SENTENCES * 2
        for i, centre in enumerate(sentence)
        for j in range(max(i - 2, 0), min(i + 3, len(sentence)))
        if j != i
    ]
)


def task(seed, epochs):
    """Draws and initial vectors for the corpus."""
    rng = np.random.default_rng(seed)
    shares = np.bincount(PAIRS[:, 0]) ** 0.75
    negatives = rng.choice(len(VOCABULARY), size=(epochs, len(PAIRS), 3), p=shares / shares.sum())
    start = (rng.uniform(-0.5, 0.5, (len(VOCABULARY), 8)) / 8).round(2)
    return PAIRS, negatives, start, np.zeros_like(start)


@st.composite
def small_tasks(draw):
    """A few words, pairs and draws, with collisions and repetitions among them."""
    words, pairs, epochs = 4, draw(st.integers(2, 3)), draw(st.integers(1, 2))
    drawn = st.lists(st.integers(1, words - 1), min_size=4, max_size=4)
    return {
        "pairs": np.array(
            [(draw(st.integers(0, words - 1)), draw(st.integers(1, words - 1))) for _ in range(pairs)]
        ),
        "negatives": np.array([[draw(drawn) for _ in range(pairs)] for _ in range(epochs)]),
        "centres": draw(arrays((words, 2), low=0.5, high=2)),
        "contexts": draw(arrays((words, 2), low=-2, high=-0.5)),
        "rate": 0.5,
    }


def given(pairs, negatives, rate=1.0):
    """One task of three words of one dimension."""
    return {
        "pairs": np.array(pairs),
        "negatives": np.array(negatives),
        "centres": np.array([[2.0], [0.5], [-1.0]]),
        "contexts": np.array([[0.5], [1.0], [-0.5]]),
        "rate": rate,
    }


one_step = agrees(
    train_word2vec,
    es="Un paso mueve cada vector según su gradiente",
    en="One step moves each vector along its gradient",
    examples=[
        example(
            True,
            pairs=np.array([[0, 1]]),
            negatives=np.array([[[2]]]),
            centres=np.array([[2.0], [0.0], [0.0]]),
            contexts=np.zeros((3, 1)),
            rate=0.5,
        ),
        example(True, **given([[0, 1]], [[[2]]])),
        example(**given([[0, 1]], [[[2, 0]]])),
    ],
)

repeated_negatives = agrees(
    train_word2vec,
    es="Un negativo repetido cuenta todas sus veces",
    en="A repeated negative counts every time",
    examples=[example(True, **given([[0, 1]], [[[2, 2]]])), example(**given([[1, 0]], [[[2, 1, 2]]]))],
)

drawn_context = agrees(
    train_word2vec,
    es="El contexto sorteado como negativo se pasa por alto",
    en="The context drawn as a negative is skipped",
    examples=[example(True, **given([[0, 1]], [[[1]]])), example(**given([[0, 1]], [[[1, 2]]]))],
)

step_after_step = agrees(
    train_word2vec,
    es="Cada paso parte de donde quedó el anterior",
    en="Each step starts where the last one stopped",
    examples=[
        example(True, **given([[0, 1], [0, 1]], [[[2], [2]]])),
        example(**given([[0, 1], [1, 2]], [[[2], [0]], [[0], [1]]], rate=0.25)),
    ],
)


@check(
    es="Cualquier corpus pequeño, con repeticiones y choques",
    en="Any small corpus, with repetitions and collisions",
    given={"values": small_tasks()},
    draws=15,
)
def small_corpora(call, values):
    same(call("train_word2vec", **values), train_word2vec(**values))


def loss_of(centres, contexts, pairs, negatives):
    """The mean loss of trained vectors, without a step."""
    still = train_word2vec(pairs, negatives, centres, contexts, 0.0)
    return float(still[2].mean())


def neighbour(centres, word):
    """The word whose centre has the largest cosine with that of another."""
    units = centres / np.linalg.norm(centres, axis=1, keepdims=True)
    scores = units @ units[VOCABULARY.index(word)]
    scores[VOCABULARY.index(word)] = -2
    return VOCABULARY[int(scores.argmax())]


@check(
    es="Aprende un corpus diminuto: baja la pérdida y junta las palabras que se usan igual",
    en="Learns a tiny corpus: the loss falls and words that are used alike come together",
    examples=[example(seed=0), example(seed=5)],
)
def learns_a_corpus(call, seed):
    pairs, negatives, *start = task(seed, epochs=13)
    centres, contexts, losses = call("train_word2vec", pairs, negatives, *start, 0.1)
    for matrix in (centres, contexts):
        same(np.shape(matrix), start[0].shape)
    same(np.shape(losses), (13,))
    reached = loss_of(centres, contexts, pairs, task(seed + 100, epochs=4)[1])
    require(
        reached < 1.75,
        es=f"la pérdida con otros sorteos baja de 1.75; llegó a {reached:.3f}",
        en=f"the loss with other draws falls below 1.75; it got to {reached:.3f}",
        got=reached,
    )
    found = {word: neighbour(centres, word) for word in ("gato", "perro", "tren", "bus")}
    require(
        found == {"gato": "perro", "perro": "gato", "tren": "bus", "bus": "tren"},
        es=f"gato y perro son vecinos, y tren y bus también; quedó {found}",
        en=f"gato and perro are neighbours, and so are tren and bus; it came to {found}",
        got=found,
    )


leaves_vectors_alone = leaves_arguments_alone(
    "train_word2vec", examples=[example(**given([[0, 1]], [[[2]]]))]
)

growth = Growth(
    function="train_word2vec",
    inputs=lambda size: (
        np.tile([[0, 1]], (size, 1)),
        np.full((1, size, 2), 2),
        np.ones((3, 4)),
        np.ones((3, 4)),
        0.01,
    ),
    sizes=(500, 1000, 2000, 4000),
    exponent=1.3,
    why=Text(
        es="El tiempo crece más que la cantidad de pares; un paso toca solo unas pocas filas.",
        en="The time grows faster than the number of pairs; a step touches a few rows only.",
    ),
)
