import numpy as np
from hypothesis import strategies as st
from reference import pick, residual, verify_draft

from tools.checks import agrees, check, example, leaves_arguments_alone, require

SIZE = 3  # tokens in the vocabulary
length = st.shared(st.integers(1, 3), key="tokens of the draft")
token = st.integers(0, SIZE - 1)
# Never on the edge between two outcomes: in lowest terms all are over 2000, and edges are over less.
uniform = st.sampled_from([0.8155, 0.1835, 0.5615, 0.9345, 0.3385, 0.6945, 0.0735, 0.4455])


def distribution(least):
    counts = st.lists(st.integers(least, 6), min_size=SIZE, max_size=SIZE).filter(any)
    return counts.map(lambda drawn: np.array(drawn, dtype=float) / sum(drawn))


def several(element, more=0):
    return length.flatmap(lambda n: st.lists(element, min_size=n + more, max_size=n + more))


target, draft = distribution(0), distribution(1)
given = {
    "tokens": several(token),
    "draft": several(draft).map(np.stack),
    "target": several(target, 1).map(np.stack),
    "uniforms": several(uniform, 1).map(np.array),
}
Q = np.array([[0.5, 0.5, 0.0]])
P = np.array([[0.25, 0.25, 0.5], [0.0, 1.0, 0.0]])
Q2 = np.array([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25]])
P2 = np.array([[0.25, 0.375, 0.375], [0.5, 0.125, 0.375], [0.0, 0.5, 0.5]])

what_is_missing = agrees(
    residual,
    es="El residuo reparte lo que le falta a cada token",
    en="The residual shares out what each token lacks",
    given={"target": target.filter(lambda p: p.min() == 0), "draft": draft},
    draws=20,
    examples=[
        example(True, target=np.array([0.5, 0.25, 0.25]), draft=np.array([0.25, 0.75, 0.0])),
        example(True, target=P[0], draft=Q[0]),
        example(target=np.array([0.125, 0.875]), draft=np.array([0.25, 0.75])),
    ],
)

cumulative = agrees(
    pick,
    es="El sorteo sigue la probabilidad acumulada",
    en="The draw follows the cumulative probability",
    given={"probabilities": distribution(0), "uniform": uniform},
    draws=20,
    examples=[
        example(True, probabilities=np.array([0.25, 0.5, 0.25]), uniform=0.3),
        example(True, probabilities=np.array([0.5, 0.5]), uniform=0.5),
        example(probabilities=np.array([0.0, 0.5, 0.5]), uniform=0.0),
        example(probabilities=np.full(10, 0.1), uniform=1 - 2**-53),
        example(probabilities=np.array([1.0]), uniform=0.9),
    ],
)

accepts = agrees(
    verify_draft,
    es="Si todo se acepta sale un token más que los propuestos",
    en="If everything is accepted, one token more than proposed comes out",
    examples=[
        example(True, tokens=[0], draft=Q, target=P, uniforms=np.array([0.3, 0.7])),
        example(True, tokens=[1, 0], draft=Q2, target=P2, uniforms=np.array([0.9, 0.9, 0.6])),
        example(tokens=[0], draft=Q, target=np.vstack([Q, P[1:]]), uniforms=np.array([1 - 2**-53, 0.5])),
        example(tokens=[2, 1], draft=Q2, target=P2, uniforms=np.array([0.5, 0.125, 0.25])),
    ],
)

rejects = agrees(
    verify_draft,
    es="El primer rechazo se reemplaza y termina",
    en="The first rejection is replaced and is the end",
    examples=[
        example(True, tokens=[0], draft=Q, target=P, uniforms=np.array([0.6, 0.7])),
        example(True, tokens=[0, 0], draft=Q2, target=P2, uniforms=np.array([0.75, 0.5, 0.25])),
        example(True, tokens=[1, 1], draft=Q2, target=P2, uniforms=np.array([0.5, 0.5, 0.75])),
        example(tokens=[0], draft=Q, target=P, uniforms=np.array([0.5, 0.0])),
        example(tokens=[0], draft=Q, target=P[[1, 0]], uniforms=np.array([0.0, 0.0])),
    ],
)

any_draft = agrees(
    verify_draft,
    es="Con cualquier borrador sale lo que la regla dice",
    en="With any draft what comes out is what the rule says",
    given=given,
    draws=100,
)


@check(
    es="La distribución del resultado es la del modelo grande",
    en="The distribution of the result is that of the large model",
    examples=[
        example(target=np.array([0.5, 0.5, 0.0]), draft=np.array([1.0, 0.0, 0.0])),
        example(target=np.array([0.25, 0.5, 0.25]), draft=np.array([0.5, 0.25, 0.25])),
        example(target=np.array([0.5, 0.25, 0.25]), draft=np.array([0.0, 0.0, 1.0])),
        example(target=np.array([0.25, 0.25, 0.5]), draft=np.array([0.25, 0.75, 0.0])),
        example(target=np.array([0.5, 0.25, 0.25]), draft=np.array([0.5, 0.25, 0.25])),
    ],
)
def keeps_the_distribution(call, target, draft):  # both in quarters
    grid = (np.arange(12) + 0.5) / 12  # each edge is a twelfth, so the middles stand for all numbers
    rows = draft[None], np.stack([target, target])
    out = np.zeros(SIZE)
    for proposed in np.flatnonzero(draft).tolist():
        for number in grid:
            came = call("verify_draft", [proposed], *rows, np.array([number, 0.5]))
            if came[0] == proposed and len(came) == 2:
                out[proposed] += draft[proposed] / 12
                continue
            for other in grid:
                drawn = call("verify_draft", [proposed], *rows, np.array([number, other]))
                out[drawn[0]] += draft[proposed] / 144
    require(
        np.allclose(out, target),
        es=f"el primer token sale con las probabilidades {target.tolist()}",
        en=f"the first token comes out with the probabilities {target.tolist()}",
        got=out,
    )


leaves_the_arguments = leaves_arguments_alone(
    "verify_draft",
    examples=[example(tokens=[0, 1], draft=Q2, target=P2, uniforms=np.array([0.25, 0.75, 0.5]))],
)
