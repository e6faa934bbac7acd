import math

from hypothesis import strategies as st
from reference import learning_rate

from tools.checks import agrees, check, example, require

PEAKS = st.sampled_from([1.0, 0.5, 0.001])
FLOORS = st.sampled_from([0.25, 0.5])


def case(visible, step, warmup, total, peak=1.0, floor=0.0):
    return example(visible, step=step, peak=peak, warmup=warmup, total=total, floor=floor)


def during(phase):
    """Schedules, and a step of one phase; peak and floor apart, so that the shape shows."""
    schedules = st.tuples(st.integers(2, 6), st.integers(4, 8), st.integers(0, 100))
    drawn = st.shared(schedules.map(lambda parts: place(phase, *parts)), key=phase)
    return {
        "step": drawn.map(lambda found: found[0]),
        "peak": st.sampled_from([1.0, 2.0]),
        "warmup": drawn.map(lambda found: found[1]),
        "total": drawn.map(lambda found: found[2]),
        "floor": FLOORS,
    }


def place(phase, warmup, length, number):
    first, steps = {
        "warmup": (0, warmup),
        "fall": (warmup + 1, length - 1),
        "after": (warmup + length, 2 * length),
    }[phase]
    return first + number % steps, warmup, warmup + length


warms_up = agrees(
    learning_rate,
    es="Durante el calentamiento sube en línea recta",
    en="During warm-up it rises in a straight line",
    given=during("warmup"),
    examples=[
        case(True, 0, 4, 12),
        case(True, 3, 4, 12),
        case(False, 1, 4, 12, peak=2.0, floor=0.5),
        case(False, 0, 1, 5),
    ],
    draws=15,
)

falls = agrees(
    learning_rate,
    es="Después baja siguiendo medio coseno",
    en="Afterwards it falls along half a cosine",
    given=during("fall"),
    examples=[
        case(True, 8, 4, 12),
        case(True, 6, 4, 12, peak=1.0, floor=0.5),
        case(False, 4, 4, 12),
        case(False, 5, 2, 11, peak=0.5, floor=0.125),
    ],
    draws=20,
)

stays_at_the_floor = agrees(
    learning_rate,
    es="Al terminar se queda en el piso",
    en="At the end it stays at the floor",
    given=during("after"),
    examples=[
        case(True, 12, 4, 12, floor=0.25),
        case(False, 16, 4, 12, floor=0.25),
        case(False, 100, 4, 12),
    ],
    draws=15,
)

without_warmup = agrees(
    learning_rate,
    es="Sin calentamiento empieza en el máximo",
    en="Without warm-up it begins at the peak",
    given={
        "step": st.integers(0, 9),
        "peak": PEAKS,
        "warmup": st.just(0),
        "total": st.integers(10, 12),
        "floor": st.just(0.0),
    },
    examples=[case(True, 0, 0, 8), case(False, 2, 0, 8), case(False, 0, 0, 1)],
    draws=8,
)


@check(
    es="Sube hasta el máximo, lo toca y ya no vuelve a subir",
    en="It rises to the peak, touches it and never rises again",
    given={"warmup": st.integers(1, 4), "total": st.integers(8, 12), "floor": FLOORS},
    examples=[example(warmup=4, total=12, floor=0.25)],
    draws=8,
)
def one_hill(call, warmup, total, floor):
    rates = [call("learning_rate", step, 1.0, warmup, total, floor) for step in range(total + 6)]
    top = max(rates)
    require(
        math.isclose(top, 1.0),
        es="la tasa más alta es el máximo pedido",
        en="the highest rate is the peak that was asked for",
        got=rates,
    )
    last = max(step for step, rate in enumerate(rates) if math.isclose(rate, top))
    falling = all(a >= b - 1e-12 for a, b in zip(rates[last:], rates[last + 1 :], strict=False))
    require(
        falling and math.isclose(rates[-1], floor),
        es="después del máximo la tasa solo baja, y termina en el piso",
        en="after the peak the rate only falls, and ends at the floor",
        got=rates,
    )
