from hypothesis import strategies as st
from reference import continuous_batching, static_batching

from tools.checks import agrees, check, example, leaves_arguments_alone, require

request = st.tuples(st.integers(0, 4), st.integers(1, 4), st.integers(1, 5))
given = {
    "requests": st.lists(request, min_size=2, max_size=7),
    "max_running": st.sampled_from([2, 3, 1]),
    "token_budget": st.sampled_from([5, 4, 8]),
}
crowded = given | {
    "requests": st.lists(request, min_size=4, max_size=7),
    "max_running": st.just(3),
    "token_budget": st.sampled_from([5, 4]),
}
short = st.tuples(st.integers(0, 4), st.just(1), st.integers(1, 5))
UNEVEN = [(0, 1, 2), (0, 1, 6), (0, 1, 2)]
BEHIND = [(0, 1, 4), (1, 4, 1), (1, 1, 1)]

places = agrees(
    continuous_batching,
    es="Un lugar que se libera se ocupa en el paso siguiente",
    en="A place that becomes free is taken in the next step",
    examples=[
        example(True, requests=UNEVEN, max_running=2, token_budget=8),
        example(True, requests=[(0, 3, 1)], max_running=1, token_budget=3),
        example(requests=[(0, 1, 1), (0, 1, 1), (0, 1, 1)], max_running=1, token_budget=9),
        example(requests=[(0, 1, 3), (0, 1, 1), (0, 1, 4), (0, 1, 1)], max_running=2, token_budget=9),
        example(requests=[], max_running=1, token_budget=1),
    ],
)

budget = agrees(
    continuous_batching,
    es="Ningún paso procesa más tokens que su presupuesto",
    en="No step processes more tokens than its budget",
    examples=[
        example(True, requests=[(0, 2, 3), (1, 4, 1)], max_running=2, token_budget=4),
        example(requests=[(0, 2, 2), (0, 2, 2), (0, 1, 2)], max_running=3, token_budget=4),
        example(requests=[(0, 1, 3), (1, 3, 1)], max_running=2, token_budget=4),
    ],
)

order = agrees(
    continuous_batching,
    es="Se entra por orden de llegada, y no antes de llegar",
    en="Requests get in by order of arrival, and not before they arrive",
    examples=[
        example(True, requests=[(5, 1, 1), (0, 1, 2)], max_running=1, token_budget=4),
        example(True, requests=BEHIND, max_running=3, token_budget=4),
        example(requests=[(3, 1, 2), (9, 1, 1)], max_running=2, token_budget=4),
        example(requests=[(1, 1, 2), (1, 2, 1), (0, 1, 1)], max_running=1, token_budget=4),
    ],
)

any_load = agrees(
    continuous_batching,
    es="Con cualquier carga cada petición termina en su paso",
    en="With any load each request finishes in its step",
    given=given | {"requests": crowded["requests"], "max_running": st.sampled_from([3, 2])},
    draws=80,
)

static = agrees(
    static_batching,
    es="El grupo estático empieza junto y termina junto",
    en="The static group begins together and ends together",
    given=crowded,
    draws=40,
    examples=[
        example(True, requests=UNEVEN, max_running=2, token_budget=8),
        example(True, requests=[(0, 1, 3), (1, 1, 1), (2, 1, 2)], max_running=2, token_budget=8),
        example(requests=[(7, 1, 2), (2, 1, 1)], max_running=2, token_budget=8),
        example(requests=[(0, 3, 2), (0, 3, 1), (0, 1, 1)], max_running=3, token_budget=4),
        example(requests=[], max_running=1, token_budget=1),
    ],
)


@check(
    es="Nunca se superan los límites ni se empieza antes de llegar",
    en="The limits are never exceeded, and nothing begins before it arrives",
    given=crowded,
    examples=[example(requests=BEHIND, max_running=2, token_budget=4)],
    draws=20,
)
def keeps_the_limits(call, requests, max_running, token_budget):
    finished = call("continuous_batching", requests, max_running, token_budget)
    spans = [(end - r[2] + 1, end, r[1]) for r, end in zip(requests, finished, strict=True)]
    require(
        all(start >= r[0] for r, (start, _, _) in zip(requests, spans, strict=True)),
        es="entre la llegada y el final caben todos los tokens de la respuesta",
        en="all tokens of the answer fit between the arrival and the end",
        got=finished,
    )
    for step in range(max(finished) + 1):
        tokens = [prompt if step == start else 1 for start, end, prompt in spans if start <= step <= end]
        require(
            len(tokens) <= max_running,
            es=f"en el paso {step} hay a lo sumo {max_running} peticiones en curso",
            en=f"in step {step} there are at most {max_running} requests in progress",
            got=finished,
        )
        require(
            sum(tokens) <= token_budget,
            es=f"en el paso {step} se procesan a lo sumo {token_budget} tokens",
            en=f"in step {step} at most {token_budget} tokens are processed",
            got=finished,
        )


@check(
    es="Con el continuo nadie termina más tarde que con el estático",
    en="With the continuous scheduler nobody finishes later than with the static one",
    given=given | {"requests": st.lists(short, min_size=2, max_size=7)},
    examples=[example(requests=UNEVEN, max_running=2, token_budget=8)],
    draws=15,
)
def never_worse(call, requests, max_running, token_budget):
    alone = call("static_batching", requests, max_running, token_budget)
    finished = call("continuous_batching", requests, max_running, token_budget)
    require(
        all(early <= late for early, late in zip(finished, alone, strict=True)),
        es="ninguna petición termina después de su paso con el estático",
        en="no request finishes after its step with the static one",
        got=finished,
    )


leaves_the_requests = leaves_arguments_alone(
    "continuous_batching", examples=[example(requests=BEHIND, max_running=2, token_budget=4)]
)
