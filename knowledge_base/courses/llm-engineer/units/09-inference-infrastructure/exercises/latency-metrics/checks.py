from hypothesis import strategies as st
from reference import load_report, percentile, request_metrics

from tools.checks import agrees, check, example, leaves_arguments_alone, require
from tools.strategies import numbers

wait = st.integers(1, 12).map(lambda eighths: eighths / 8)
waits = st.lists(wait, min_size=1, max_size=5)


def request(sent, gaps):
    tokens = [sent + sum(gaps[: count + 1]) for count in range(len(gaps))]
    return sent, tokens


made = st.builds(request, numbers(0, 4), waits)
long_ones = st.builds(request, numbers(0, 4), st.lists(wait, min_size=2, max_size=5))
loads = st.lists(made, min_size=1, max_size=4)
crowds = st.lists(long_ones, min_size=2, max_size=4)
asked = st.sampled_from([[50], [50, 90], [99, 0], [100, 25]])
HALVES = (0.0, [0.5, 1.0])

each_request = agrees(
    request_metrics,
    es="Separa el primer token de los demás",
    en="The first token is kept apart from the others",
    given={"sent": st.just(1.0), "tokens": waits.map(lambda gaps: request(1.0, gaps)[1])},
    draws=20,
    examples=[
        example(True, sent=0.0, tokens=[0.5, 0.75, 1.5]),
        example(True, sent=10.0, tokens=[14.0, 15.0]),
        example(sent=2.5, tokens=[3.0, 3.25, 3.5, 3.75, 5.75]),
    ],
)

one_token = agrees(
    request_metrics,
    es="Con un solo token no hay tiempo entre tokens",
    en="With a single token there is no time between tokens",
    examples=[example(True, sent=1.0, tokens=[1.25]), example(sent=0.0, tokens=[3.0])],
)

interpolates = agrees(
    percentile,
    es="El percentil interpola entre los valores ordenados",
    en="The percentile interpolates between the sorted values",
    given={
        "values": st.lists(numbers(0, 8), min_size=1, max_size=8),
        "p": st.sampled_from([50, 90, 95, 25, 99, 0, 100]),
    },
    draws=25,
    examples=[
        example(True, values=[1.0, 2.0], p=50),
        example(True, values=[4.0, 1.0, 3.0, 2.0], p=90),
        example(values=[3.0, 1.0], p=100),
        example(values=[3.0, 1.0], p=0),
        example(values=[7.0], p=95),
        example(values=[1.0, 2.0, 4.0], p=50),
        example(values=[float(n * n) for n in range(101)], p=99),
    ],
)

whole_load = agrees(
    load_report,
    es="El informe reúne todas las peticiones",
    en="The report gathers all requests",
    given={"requests": loads, "percentiles": asked},
    draws=25,
    examples=[
        example(True, requests=[HALVES, (1.0, [2.0])], percentiles=[50, 90]),
        example(requests=[(5.0, [6.0]), (1.0, [2.0])], percentiles=[50]),
        example(requests=[HALVES, (4.0, [4.25, 4.5, 5.5])], percentiles=[0, 50, 100]),
        example(requests=[HALVES], percentiles=[]),
    ],
)

throughput_of_the_server = agrees(
    load_report,
    es="El throughput es del servidor entero",
    en="Throughput is that of the whole server",
    given={"requests": crowds, "percentiles": st.just([50])},
    draws=15,
    examples=[
        example(True, requests=[HALVES, HALVES], percentiles=[50]),
        example(requests=[(8.0, [9.0, 10.0]), HALVES], percentiles=[50]),
        example(requests=[(0.0, [9.0]), (1.0, [2.0, 3.0])], percentiles=[50]),
    ],
)


@check(
    es="El orden de las peticiones no cambia el informe",
    en="The order of the requests does not change the report",
    given={"requests": crowds},
    examples=[example(requests=[(0.0, [1.0, 4.0]), (1.0, [1.5, 2.0]), (2.0, [5.0])])],
    draws=15,
)
def ignores_the_order(call, requests):
    report = call("load_report", requests, [0, 50, 90])
    again = call("load_report", requests[::-1], [0, 50, 90])
    require(
        all(
            abs(report[name][p] - again[name][p]) < 1e-9
            for name in ("ttft", "tpot", "itl")
            for p in (0, 50, 90)
        ),
        es="con las peticiones al revés, los percentiles son los mismos",
        en="with the requests backwards, the percentiles are the same",
        got=again,
    )


leaves_values_alone = leaves_arguments_alone("percentile", examples=[example(values=[2.0, 1.0], p=50)])
leaves_requests_alone = leaves_arguments_alone(
    "load_report", examples=[example(requests=[(1.0, [2.0, 3.0]), (0.0, [1.0])], percentiles=[90, 50])]
)
