from hypothesis import strategies as st
from reference import decide, goes_to_canary

from tools.checks import agrees, check, example, leaves_arguments_alone, require

STABLE = {"requests": 1000, "errors": 10, "p95": 800}
LIMITS = {"requests": 100, "errors": 2, "p95": 25}
STEPS = [5, 25, 50, 100]
USERS = ["ana", "bruno", "carla", "ñandú", "", "user-17", "zoe"]


def counts(most):
    sides = st.tuples(st.integers(1, most), st.integers(0, most), st.integers(100, 1200))
    return sides.map(lambda drawn: {"requests": drawn[0], "errors": min(drawn[0], drawn[1]), "p95": drawn[2]})


def canary(requests, errors, p95=800):
    return {"requests": requests, "errors": errors, "p95": p95}


splits_by_hash = agrees(
    goes_to_canary,
    es="El reparto sigue el hash del usuario",
    en="The split follows the user's hash",
    given={"user": st.sampled_from(USERS), "percent": st.integers(0, 100)},
    draws=25,
    examples=[
        example(True, user="ana", percent=70),
        example(True, user="ana", percent=10),
        example(user="ana", percent=18),
        example(user="ana", percent=19),
        example(user="bruno", percent=0),
        example(user="carla", percent=100),
        *(example(user=user, percent=50) for user in USERS),
    ],
)


@check(
    es="Al subir el porcentaje nadie sale del canario",
    en="When the percentage rises nobody leaves the canary",
    given={"user": st.sampled_from(USERS), "percent": st.integers(0, 99)},
    draws=15,
)
def only_grows(call, user, percent):
    before, after = (call("goes_to_canary", user, each) for each in (percent, percent + 1))
    require(
        bool(after) or not before,
        es="quien estaba en el canario sigue en él",
        en="whoever was in the canary is still in it",
        got=after,
    )


waits_for_cases = agrees(
    decide,
    es="Con pocos casos espera, salga bien o mal",
    en="With few cases it waits, for better or worse",
    examples=[
        example(True, stable=STABLE, canary=canary(99, 99), steps=STEPS, percent=5, limits=LIMITS),
        example(stable=STABLE, canary=canary(0, 0), steps=STEPS, percent=100, limits=LIMITS),
        example(stable=STABLE, canary=canary(100, 0), steps=STEPS, percent=25, limits=LIMITS),
    ],
)

goes_back = agrees(
    decide,
    es="Vuelve atrás al pasar un límite, no al igualarlo",
    en="It goes back when a limit is passed, not when it is equalled",
    examples=[
        example(True, stable=STABLE, canary=canary(200, 10), steps=STEPS, percent=5, limits=LIMITS),
        example(stable=STABLE, canary=canary(200, 6), steps=STEPS, percent=5, limits=LIMITS),
        example(stable=STABLE, canary=canary(10_000, 301), steps=STEPS, percent=5, limits=LIMITS),
        example(stable=STABLE, canary=canary(200, 2, 1001), steps=STEPS, percent=5, limits=LIMITS),
        example(stable=STABLE, canary=canary(200, 2, 1000), steps=STEPS, percent=5, limits=LIMITS),
        example(stable=STABLE, canary=canary(200, 20, 5000), steps=STEPS, percent=50, limits=LIMITS),
        example(
            stable={"requests": 100, "errors": 30, "p95": 800},
            canary=canary(100, 31),
            steps=STEPS,
            percent=5,
            limits=LIMITS,
        ),
        example(  # 5 points more, which decimals make more than 5
            stable={"requests": 300, "errors": 41, "p95": 800},
            canary=canary(150, 28),
            steps=STEPS,
            percent=5,
            limits=LIMITS | {"errors": 5},
        ),
    ],
)

goes_on = agrees(
    decide,
    es="Si todo va bien, avanza un paso o termina",
    en="If all is well it advances one step or is done",
    examples=[
        example(True, stable=STABLE, canary=canary(200, 1), steps=STEPS, percent=25, limits=LIMITS),
        example(stable=STABLE, canary=canary(200, 1), steps=STEPS, percent=100, limits=LIMITS),
        example(stable=STABLE, canary=canary(200, 1), steps=[100], percent=100, limits=LIMITS),
        example(stable=STABLE, canary=canary(200, 1), steps=STEPS, percent=50, limits=LIMITS),
    ],
)

any_numbers = agrees(
    decide,
    es="Sigue las reglas en su orden con cualquier medición",
    en="It follows the rules in their order with any measurement",
    given={
        "stable": counts(40),
        "canary": counts(40),
        "steps": st.just(STEPS),
        "percent": st.sampled_from(STEPS),
        "limits": st.just({"requests": 10, "errors": 10, "p95": 50}),
    },
    draws=40,
)

leaves_the_measurements = leaves_arguments_alone(
    "decide",
    examples=[example(stable=STABLE, canary=canary(200, 1), steps=STEPS, percent=25, limits=LIMITS)],
)
