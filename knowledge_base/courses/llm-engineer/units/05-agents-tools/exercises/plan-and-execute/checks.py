from hypothesis import strategies as st
from reference import execute_plan, plan_batches

from tools.checks import agrees, example, leaves_arguments_alone


def step(name, tool, *args, after=()):
    made = {"id": name, "tool": tool, "args": list(args)}
    return {**made, "after": list(after)} if after else made


QUOTE = [
    step("answer", "join", ["laptop", "$when"]),
    step("total", "multiply", "$price", "$rate"),
    step("price", "value", 900),
    step("rate", "divide", 40, 2),
    step("when", "value", "monday", after=["total"]),
]
CHAIN = [step("a", "value", 2), step("b", "add", "$a", 1), step("c", "multiply", "$b", "$a")]
ZERO = [step("a", "value", 0), step("b", "add", "$a", 5), step("c", "sum", ["$a", "$b", 1])]
BROKEN = [
    step("a", "divide", 1, 0),
    step("b", "add", "$a", 1),
    step("c", "add", "$b", "$d"),
    step("d", "value", 4),
    step("e", "value", "sent", after=["a"]),
]
CYCLE = [
    step("a", "add", "$c", 1),
    step("b", "value", 1),
    step("c", "sum", ["$b", "$a"]),
    step("d", "add", "$a", "$b"),
    step("e", "value", "$e"),
    step("f", "add", "$ghost", "$b", after=["spirit", "ghost"]),
]
FIXED = [
    step("zero", "value", 0),
    step("sum", "sum", ["$zero", 3, "$zero"]),
    step("bad", "divide", "$sum", "$zero"),
    step("last", "value", 5, after=["bad"]),
]
NAMES = ["p", "q", "r", "s"]
ITEMS = st.sampled_from([1, 2, "$p", "$q", "$r", "$sum", "$ghost", "$last", 0.5])
MADE = st.tuples(
    st.sampled_from(["add", "multiply", "divide", "sum", "fly"]),
    ITEMS,
    ITEMS,
    st.sampled_from([(), ("p",), ("zero", "s"), ("sum",)]),
)


def laid_out(made, before):
    steps = [
        step(name, tool, *([[a, b]] if tool == "sum" else [a, b]), after=after)
        for name, (tool, a, b, after) in zip(NAMES, made, strict=False)
    ]
    return steps[:before] + FIXED + steps[before:]


PLANS = st.builds(laid_out, st.lists(MADE, max_size=4), st.integers(0, 4))

batches_by_need = agrees(
    plan_batches,
    es="Cada paso va en la primera tanda posible",
    en="Each step goes into the first batch that it can",
    given={"steps": PLANS},
    examples=[
        example(True, steps=CHAIN),
        example(True, steps=QUOTE),
        example(steps=[step("b", "value", 1), step("a", "value", 2)]),
        example(steps=[step("z", "sum", [["$x"], "$y"]), step("y", "value", 1), step("x", "value", 1)]),
        example(steps=[]),
    ],
    draws=20,
)

finds_what_is_blocked = agrees(
    plan_batches,
    es="Los ciclos y lo que no existe quedan bloqueados",
    en="Cycles and what does not exist are blocked",
    examples=[
        example(True, steps=CYCLE),
        example(steps=[step("a", "value", "$a")]),
        example(steps=[step("a", "value", 1, after=["b"]), step("b", "value", 1, after=["a"])]),
        example(steps=[step("b", "value", 1, after=["a"]), step("a", "value", "$ghost")]),
    ],
)

runs_with_earlier_results = agrees(
    execute_plan,
    es="Cada paso recibe los resultados que nombra, con su tipo",
    en="Each step receives the results that it names, with their type",
    examples=[
        example(True, steps=CHAIN),
        example(True, steps=ZERO),
        example(steps=QUOTE),
        example(
            steps=[step("a", "value", [1, 2]), step("b", "sum", "$a"), step("c", "value", [["$b"], "$a"])]
        ),
        example(steps=[step("a", "value", ""), step("b", "join", ["x", "$a", "y"])]),
        example(steps=[step("ab", "value", 2), step("a", "value", 1), step("c", "value", "$ab")]),
        example(steps=[step("a", "value", "cost: $5")]),
        example(steps=[]),
    ],
)

skips_what_depends_on_a_failure = agrees(
    execute_plan,
    es="Un fallo salta a sus dependientes y a nadie más",
    en="A failure skips its dependants and nobody else",
    examples=[
        example(True, steps=BROKEN),
        example(True, steps=[step("a", "fly"), step("b", "value", 1), step("c", "add", "$a", "$b")]),
        example(steps=[step("a", "divide", 1, 0), step("b", "fly"), step("c", "sum", ["$b", "$a", "$b"])]),
        example(steps=[step("a", "divide", 3, -2), step("b", "divide", 3, 1)]),
    ],
)

survives_a_bad_plan = agrees(
    execute_plan,
    es="Un plan con ciclos ejecuta lo que puede",
    en="A plan with cycles runs what it can",
    examples=[example(True, steps=CYCLE), example(steps=[step("a", "add", "$b", "$a"), *BROKEN[3:]])],
)

any_plan = agrees(
    execute_plan,
    es="Cualquier plan termina con todos sus pasos contados",
    en="Any plan ends with all its steps accounted for",
    given={"steps": PLANS},
    draws=25,
)

leaves_the_plan = leaves_arguments_alone(
    "execute_plan", examples=[example(steps=QUOTE), example(steps=BROKEN)]
)
