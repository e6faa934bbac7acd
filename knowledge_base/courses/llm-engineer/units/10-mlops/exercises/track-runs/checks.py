from hypothesis import strategies as st
from oracle import track

from tools.checks import agrees, check, example, leaves_arguments_alone, require


def run(name, losses, failed=False, **params):
    return {"name": name, "params": params, "losses": losses, "failed": failed}


LOSSES = st.lists(st.integers(1, 9).map(float), min_size=1, max_size=4)
drawn = st.lists(LOSSES, min_size=1, max_size=2).map(
    lambda each: [run(f"run-{at}", losses, lr=0.1 * (at + 1)) for at, losses in enumerate(each)]
)
TWO = [run("slow", [3.0, 2.5, 2.0], lr=0.01), run("fast", [3.0, 1.0, 4.0], lr=0.1)]
FAILED = [run("ok", [3.0, 2.0]), run("broken", [3.0, 0.5], failed=True)]

keeps_everything = agrees(
    track,
    es="El almacén devuelve estado, parámetros e historia de cada corrida",
    en="The store gives back the status, parameters and history of each run",
    given={"experiment": st.just("demo"), "runs": drawn},
    draws=4,
    examples=[
        example(True, experiment="demo", runs=[run("a", [2.0, 1.0, 1.5], lr=0.1)]),
        example(experiment="otro", runs=[run("a", [1.0], optimizer="adam", layers=2)]),
    ],
)

chooses_the_best_step = agrees(
    track,
    es="Elige por el mejor valor de cada corrida, no por el último",
    en="It chooses by the best value of each run, not by the last",
    examples=[
        example(True, experiment="demo", runs=TWO),
        example(experiment="demo", runs=[run("b", [1.0, 2.0, 1.0]), run("a", [2.0, 1.0])]),
    ],
)

failed_runs_do_not_compete = agrees(
    track,
    es="Las corridas fallidas se ven y no compiten",
    en="Failed runs are in sight and do not compete",
    examples=[
        example(True, experiment="demo", runs=FAILED),
        example(experiment="demo", runs=[run("a", [1.0], failed=True)]),
    ],
)


@check(
    es="Cada llamada empieza con un almacén vacío",
    en="Each call begins with an empty store",
    examples=[example(runs=TWO)],
)
def starts_empty(call, runs):
    call("track", "demo", runs)
    again = call("track", "demo", runs[:1])
    require(
        set(again["runs"]) == {"slow"},
        es="la segunda llamada ve solo sus corridas",
        en="the second call sees its own runs alone",
        got=again,
    )


leaves_the_runs = leaves_arguments_alone("track", examples=[example(experiment="demo", runs=TWO)])
