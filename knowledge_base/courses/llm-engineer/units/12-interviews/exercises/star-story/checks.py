from hypothesis import strategies as st
from reference import problems, word_counts

from tools.checks import agrees, example, leaves_arguments_alone

ME, US = ["i", "my"], ["we", "our"]
GOOD = {
    "situation": "The nightly job failed twice a week.",
    "task": "I owned it.",
    "action": "I read 40 logs, wrote a test that failed alike, and my fix split the file in two.",
    "result": "No failure in 90 days, and the job takes 12 minutes.",
}
phrases = st.sampled_from(["I did it", "we, our team", "answered", "a b c d", "10 ms", "..."])
stories = st.fixed_dictionaries(
    {part: st.lists(phrases, min_size=1, max_size=3).map(" ".join) for part in GOOD}
)


def story(situation, task, action, result):
    return {"situation": situation, "task": task, "action": action, "result": result}


counts_words = agrees(
    word_counts,
    es="Cuenta las palabras de cada parte",
    en="The words of each part are counted",
    given={"story": stories},
    draws=15,
    examples=[
        example(True, story={"action": "I wrote a test.", "result": "20% fewer errors"}),
        example(story=GOOD),
        example(story={}),
        example(story={"task": "pytest_mock, e2e-tests: ¡sí!"}),
    ],
)

complete_and_in_proportion = agrees(
    problems,
    es="A una historia en orden no le falta nada",
    en="A story in order lacks nothing",
    examples=[
        example(True, story=GOOD, mine=ME, ours=US),
        example(story=story("a b c", "a b c d", "i i i i i i i i", "1 2 3 4 5"), mine=ME, ours=US),
    ],
)

missing_parts = agrees(
    problems,
    es="Las partes que faltan se dicen primero y solas",
    en="Missing parts are told first and alone",
    examples=[
        example(True, story={"situation": "A", "result": "Faster"}, mine=ME, ours=US),
        example(story=story("a", "b", "we did", "  ...  "), mine=ME, ours=US),
        example(story={}, mine=ME, ours=US),
    ],
)

proportions = agrees(
    problems,
    es="Señala el contexto largo y la acción corta, con límites exactos",
    en="Long context and short action are pointed out, with exact limits",
    examples=[
        example(True, story=story("a b c d", "a b c d", "i i i i i i i i", "1 2 3 4"), mine=ME, ours=US),
        example(story=story("a", "b", "i i i", "1 2 3 4 5"), mine=ME, ours=US),
        example(story=story("a " * 35, "a " * 36, "i " * 90, "1 " * 40), mine=ME, ours=US),
        example(story=story("a " * 35, "a " * 35, "i " * 90, "1 " * 40), mine=ME, ours=US),
        example(story=story("a " * 30, "a " * 30, "i " * 79, "1 " * 61), mine=ME, ours=US),
        example(story=story("a " * 50, "a " * 50, "i " * 119, "1 " * 81), mine=ME, ours=US),
        example(story=story("a", "b", "i i i i", "1 2 3 4"), mine=ME, ours=US),
        example(story=story("a", "b", "i " * 160, "1 " * 138), mine=ME, ours=US),
        example(story=story("a", "b", "i " * 160, "1 " * 139), mine=ME, ours=US),
    ],
)

who_did_it = agrees(
    problems,
    es="Señala una acción que habla más del grupo que de ti",
    en="An action that speaks more of the group than of you is pointed out",
    examples=[
        example(True, story=story("a", "b", "We fixed it, we did", "1"), mine=ME, ours=US),
        example(story=story("a", "b", "I answered: we, I", "1"), mine=ME, ours=US),
        example(story=story("a", "b", "answered powers hours", "1"), mine=ME, ours=US),
        example(story=story("a", "b", "I (we) tried", "1"), mine=ME, ours=US),
        example(story=story("a", "b", "we, I said: we; I, (i)", "1"), mine=ME, ours=US),
        example(story=story("a", "b", "(we) i then we, we.", "1"), mine=ME, ours=US),
        example(story=story("a", "b", "We, our team", "1"), mine=ME, ours=US),
    ],
)

measured = agrees(
    problems,
    es="Señala un resultado sin ningún número",
    en="A result without any number is pointed out",
    examples=[
        example(True, story=story("a", "b", "i did it", "faster"), mine=ME, ours=US),
        example(story=story("a", "b", "i did it", "x2 faster"), mine=ME, ours=US),
    ],
)

leaves_the_story = leaves_arguments_alone("problems", examples=[example(story=GOOD, mine=ME, ours=US)])
