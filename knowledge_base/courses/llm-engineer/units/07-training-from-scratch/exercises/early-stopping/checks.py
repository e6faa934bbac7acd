from itertools import accumulate

from hypothesis import strategies as st
from reference import early_stopping

from tools.checks import agrees, check, example, leaves_arguments_alone, require

NAN = float("nan")


def curves(least, most):
    """Losses that go up and down in small steps from 8, downwards more often."""
    steps = st.lists(st.sampled_from([-0.25, 0.25, 0.0, -0.25, 0.5, -0.5]), min_size=least, max_size=most)
    return steps.map(lambda drawn: [8.0, *(8.0 + total for total in accumulate(drawn))])


patient = {"losses": curves(1, 8), "patience": st.integers(1, 3), "margin": st.just(0.0)}

stops = agrees(
    early_stopping,
    es="Se detiene cuando se acaba la paciencia",
    en="It stops when patience runs out",
    examples=[
        example(True, losses=[3.0, 2.0, 2.5, 2.25, 1.0], patience=2, margin=0.0),
        example(True, losses=[3.0, 2.0, 2.5, 1.0, 1.5, 1.25], patience=2, margin=0.0),
        example(losses=[3.0, 2.0, 2.5, 2.25, 2.125, 2.0, 1.0], patience=3, margin=0.0),
        example(losses=[1.0, 2.0], patience=1, margin=0.0),
    ],
)

runs_out_of_epochs = agrees(
    early_stopping,
    es="Si la paciencia no se acaba, llega a la última época",
    en="If patience does not run out, it reaches the last epoch",
    examples=[
        example(True, losses=[3.0, 2.0, 1.0], patience=2, margin=0.0),
        example(losses=[3.0, 1.0, 2.0], patience=2, margin=0.0),
        example(losses=[3.0], patience=1, margin=0.0),
    ],
)

ties = agrees(
    early_stopping,
    es="Igualar a la mejor no es mejorar",
    en="To equal the best is not to improve",
    examples=[
        example(True, losses=[2.0, 2.0, 2.0, 1.0], patience=2, margin=0.0),
        example(losses=[3.0, 1.0, 1.0, 1.0], patience=5, margin=0.0),
    ],
)

needs_the_margin = agrees(
    early_stopping,
    es="Solo mejora lo que baja más que el margen",
    en="Only what falls by more than the margin improves",
    examples=[
        example(True, losses=[2.0, 1.75, 1.5, 1.25, 1.0], patience=2, margin=0.5),
        example(losses=[2.0, 1.75, 1.25, 1.0], patience=2, margin=0.5),
        example(losses=[2.0, 1.5, 1.5, 1.0], patience=2, margin=0.5),
    ],
)

not_a_number = agrees(
    early_stopping,
    es="Una pérdida nan cuenta como época sin mejora",
    en="A loss of nan counts as an epoch without improvement",
    examples=[
        example(True, losses=[2.0, NAN, NAN, 1.0], patience=2, margin=0.0),
        example(losses=[2.0, NAN, 1.0], patience=2, margin=0.0),
    ],
)


any_curve = agrees(
    early_stopping,
    es="Con cualquier curva dice dónde se detiene y cuál fue la mejor",
    en="For any curve it says where it stops and which was the best",
    given={
        "losses": curves(6, 12),
        "patience": st.sampled_from([2, 3, 20]),
        "margin": st.sampled_from([0.375, 0.0]),
    },
    draws=100,
)


@check(
    es="Lo que pasa después de detenerse no influye",
    en="What happens after it stops has no influence",
    given={"losses": curves(3, 8), "patience": st.integers(1, 2)},
    examples=[example(losses=[3.0, 2.0, 2.5, 2.25, 1.0], patience=2)],
    draws=15,
)
def does_not_see_the_future(call, losses, patience):
    best, last = call("early_stopping", losses, patience, 0.0)
    again = call("early_stopping", losses[: last + 1], patience, 0.0)
    require(
        tuple(again) == (best, last),
        es="con las pérdidas cortadas en la última época, el resultado es el mismo",
        en="with the losses cut at the last epoch, the result is the same",
        got=again,
    )


leaves_losses = leaves_arguments_alone(
    "early_stopping",
    given=patient,
    examples=[example(losses=[3.0, 2.0, 2.5, 2.25, 1.0], patience=2, margin=0.0)],
)
