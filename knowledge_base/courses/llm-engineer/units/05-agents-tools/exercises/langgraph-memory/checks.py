from hypothesis import strategies as st
from reference import run_threads

from tools.checks import agrees, example, leaves_arguments_alone


def spend(thread, *amounts):
    return [("spend", thread, amount) for amount in amounts]


def answer(thread, approved):
    return [("answer", thread, approved)]


MIXED = [
    *spend("ana", 40),
    *spend("luis", 300),
    *spend("ana", 20),
    *answer("luis", False),
    *spend("luis", 7),
    *spend("luis", 500),
    *answer("luis", True),
]


def in_turn(drawn):
    """A thread that waits gets an answer; the others, an expense over or under 100."""
    events, waiting = [], set()
    for thread, amount, approved in drawn:
        if thread in waiting:
            events += answer(thread, approved)
            waiting.remove(thread)
        else:
            events += spend(thread, amount)
            waiting |= {thread} if amount > 100 else set()
    return [*MIXED, *events]


EVENTS = st.lists(
    st.tuples(st.sampled_from(["ana", "luis", "eva"]), st.sampled_from([10, 100, 101, 250]), st.booleans()),
    max_size=6,
).map(in_turn)

adds_up_in_a_thread = agrees(
    run_threads,
    es="Un hilo recuerda sus gastos",
    en="A thread remembers its expenses",
    examples=[
        example(True, events=spend("ana", 40), limit=100),
        example(True, events=spend("ana", 40, 20, 5), limit=100),
        example(events=spend("ana", 100), limit=100),
        example(events=[], limit=100),
    ],
)

keeps_threads_apart = agrees(
    run_threads,
    es="Los hilos no se mezclan",
    en="Threads do not mix",
    examples=[
        example(True, events=[*spend("ana", 40), *spend("luis", 7), *spend("ana", 20)], limit=100),
        example(events=[*spend("ana", 1), *spend("luis", 900), *spend("eva", 3, 4)], limit=100),
    ],
)

waits_for_an_answer = agrees(
    run_threads,
    es="Un gasto grande espera una respuesta",
    en="A large expense waits for an answer",
    examples=[
        example(True, events=spend("ana", 40, 300), limit=100),
        example(True, events=spend("ana", 101), limit=100),
        example(events=[*spend("ana", 300), *spend("luis", 400), *answer("ana", True)], limit=100),
    ],
)

goes_on_after_the_answer = agrees(
    run_threads,
    es="La respuesta reanuda el hilo y se respeta",
    en="The answer resumes the thread and is respected",
    examples=[
        example(True, events=[*spend("ana", 300), *answer("ana", True)], limit=100),
        example(True, events=[*spend("ana", 300), *answer("ana", False), *spend("ana", 5)], limit=100),
        example(events=MIXED, limit=100),
        example(events=[*spend("ana", 1), *answer("ana", True), *spend("ana", 2)], limit=0),
    ],
)

any_conversations = agrees(
    run_threads,
    es="Cualquier alternancia de conversaciones deja cada hilo como debe",
    en="Any interleaving of conversations leaves each thread as it should be",
    given={"events": EVENTS, "limit": st.just(100)},
    draws=10,
)

leaves_the_events = leaves_arguments_alone("run_threads", examples=[example(events=MIXED, limit=100)])
