from hypothesis import strategies as st
from reference import due, funnel, states

from tools.checks import agrees, check, example, leaves_arguments_alone, require

STAGES = ["applied", "screen", "interview", "offer", "rejected"]
events = st.dictionaries(
    st.tuples(st.integers(1, 9), st.sampled_from(["acme", "beta"])), st.sampled_from(STAGES), max_size=5
).map(lambda drawn: [(day, name, stage) for (day, name), stage in drawn.items()])
TERMS = {"applied": 10, "screen": 7, "interview": 5}
STORY = [(8, "acme", "interview"), (1, "acme", "applied"), (2, "beta", "applied"), (9, "beta", "rejected")]

latest_state = agrees(
    states,
    es="El estado es el de la novedad más reciente",
    en="The state is that of the most recent event",
    given={"events": events},
    draws=20,
    examples=[
        example(True, events=STORY),
        example(events=[]),
        example(events=[(12, "a", "applied"), (3, "b", "offer"), (13, "b", "rejected"), (9, "a", "screen")]),
    ],
)

how_far = agrees(
    funnel,
    es="El embudo cuenta hasta dónde llegó cada una",
    en="The funnel counts how far each one got",
    given={"events": events},
    draws=20,
    examples=[
        example(True, events=STORY),
        example(True, events=[(1, "a", "applied"), (5, "a", "interview"), (6, "a", "rejected")]),
        example(events=[]),
        example(events=[(4, "a", "rejected")]),
        example(events=[(1, "a", "offer"), (1, "b", "screen"), (1, "c", "applied"), (2, "b", "rejected")]),
    ],
)


@check(
    es="El embudo nunca se ensancha hacia abajo",
    en="The funnel never widens downwards",
    given={"events": events},
    draws=10,
)
def narrows(call, events):
    counts = list(call("funnel", events).values())
    require(
        counts == sorted(counts, reverse=True),
        es="cada etapa tiene a lo sumo tantas como la anterior",
        en="each stage has at most as many as the one before",
        got=counts,
    )


time_to_write = agrees(
    due,
    es="Toca escribir cuando pasó el plazo de la etapa",
    en="It is time to write when the term of the stage is over",
    examples=[
        example(True, events=STORY, today=16, terms=TERMS),
        example(True, events=[(5, "a", "applied")], today=15, terms=TERMS),
        example(events=[(5, "a", "applied")], today=16, terms=TERMS),
        example(events=[(5, "a", "applied"), (7, "b", "screen")], today=8, terms=TERMS),
        example(events=[(1, "b", "screen"), (1, "a", "interview"), (0, "c", "screen")], today=9, terms=TERMS),
    ],
)

closed_ones = agrees(
    due,
    es="Las cerradas no están pendientes",
    en="Closed ones are not pending",
    examples=[
        example(
            True, events=[(1, "a", "rejected"), (1, "b", "offer"), (1, "c", "applied")], today=60, terms=TERMS
        ),
        example(events=[(1, "a", "applied"), (3, "a", "offer")], today=60, terms=TERMS),
        example(events=[], today=60, terms=TERMS),
    ],
)

leaves_the_events = leaves_arguments_alone("due", examples=[example(events=STORY, today=16, terms=TERMS)])
leaves_the_story = leaves_arguments_alone("states", examples=[example(events=STORY)])
