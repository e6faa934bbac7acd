from hypothesis import strategies as st
from oracle import serve

from tools.checks import agrees, example, leaves_arguments_alone

WORDS = {"billing": ["pago", "factura"], "account": ["clave", "cuenta"], "delivery": ["envío", "pago"]}
WITH = {"X-API-Key": "k"}
HEALTH = ("GET", "/health", None, {})
METRICS = ("GET", "/metrics", None, {})


def ask(text, headers=WITH):
    return ("POST", "/classify", {"text": text}, headers)


asked = st.builds(
    ask,
    st.sampled_from(["Mi PAGO", "la cuenta y la factura", "hola", "pago pago clave"]),
    st.sampled_from([WITH, {"X-API-Key": "other"}]),
)

answers_health = agrees(
    serve,
    es="Responde que está en pie, sin clave",
    en="It answers that it is up, without a key",
    examples=[
        example(True, keywords=WORDS, key="k", requests=[HEALTH]),
        example(
            keywords={},
            key="k",
            requests=[HEALTH, ("GET", "/nothing", None, {}), ("GET", "/classify", None, WITH)],
        ),
    ],
)

classifies = agrees(
    serve,
    es="Da la etiqueta con más palabras del texto",
    en="It gives the label with most words of the text",
    examples=[
        example(True, keywords=WORDS, key="k", requests=[ask("Mi factura y mi FACTURA"), ask("hola")]),
        example(keywords=WORDS, key="k", requests=[ask("pago"), ask("pago de la cuenta"), ask("envío pago")]),
        example(keywords=WORDS, key="k", requests=[ask("plan prepago"), ask("x")]),
        example(keywords={}, key="k", requests=[ask("pago")]),
    ],
)

asks_for_the_key = agrees(
    serve,
    es="Sin la clave correcta responde 401",
    en="Without the right key it answers 401",
    examples=[
        example(
            True, keywords=WORDS, key="k", requests=[ask("pago", {}), ask("pago", {"X-API-Key": "other"})]
        ),
        example(keywords=WORDS, key="secret", requests=[ask("pago"), ask("pago", {"x-api-key": "secret"})]),
    ],
)

key_before_body = agrees(
    serve,
    es="La clave se mira antes que el cuerpo",
    en="The key is looked at before the body",
    examples=[
        example(True, keywords=WORDS, key="k", requests=[ask("", {}), ("POST", "/classify", None, {})]),
    ],
)

validates = agrees(
    serve,
    es="Un cuerpo inválido da 422",
    en="An invalid body gives 422",
    examples=[
        example(True, keywords=WORDS, key="k", requests=[ask(""), ask("a" * 200), ask("a" * 201)]),
        example(
            keywords=WORDS,
            key="k",
            requests=[
                ("POST", "/classify", None, WITH),
                ("POST", "/classify", {"words": "pago"}, WITH),
                ask(7),
            ],
        ),
    ],
)

counts = agrees(
    serve,
    es="Los contadores dicen lo contestado y lo rechazado",
    en="The counters tell what was answered and what was rejected",
    given={"keywords": st.just(WORDS), "key": st.just("k"), "requests": st.lists(asked, max_size=4)},
    draws=8,
    examples=[
        example(True, keywords=WORDS, key="k", requests=[ask("pago"), ask("pago", {}), ask(""), METRICS]),
        example(keywords=WORDS, key="k", requests=[METRICS]),
    ],
)

leaves_the_requests = leaves_arguments_alone(
    "serve", examples=[example(keywords=WORDS, key="k", requests=[ask("pago"), METRICS])]
)
