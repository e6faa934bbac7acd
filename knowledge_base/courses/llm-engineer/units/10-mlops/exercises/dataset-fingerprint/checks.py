from hypothesis import strategies as st
from reference import changes, fingerprint

from tools.checks import agrees, check, example, leaves_arguments_alone, require

values = st.one_of(st.integers(0, 3), st.sampled_from(["sí", "no"]), st.none())
records = st.dictionaries(st.sampled_from("abcd"), values, max_size=4).map(
    lambda drawn: [{"id": key, "label": value} for key, value in drawn.items()]
)
ROWS = [{"text": "hola", "id": "b"}, {"id": "a", "label": 1, "text": "año"}]

writes_it_canonically = agrees(
    fingerprint,
    es="La huella es la del texto canónico",
    en="The fingerprint is that of the canonical text",
    given={"records": records},
    draws=20,
    examples=[
        example(True, records=[{"id": "a", "text": "año"}]),
        example(True, records=[{"id": "x", "label": 1}]),
        example(records=[]),
        example(records=ROWS),
        example(records=[{"id": "a", "ok": True, "note": None}, {"id": "b", "ok": False, "note": ", : "}]),
    ],
)


@check(
    es="El orden de registros y claves no cambia la huella",
    en="The order of records and keys does not change the fingerprint",
    examples=[
        example(True, rows=[{"id": "a", "x": 1}, {"id": "b", "x": 2}]),
        example(rows=[{"id": "a", "x": 1, "y": 2}]),
        example(rows=ROWS),
    ],
)
def order_is_nothing(call, rows):
    moved = [dict(reversed(list(row.items()))) for row in reversed(rows)]
    one, other = call("fingerprint", rows), call("fingerprint", moved)
    require(
        one == other,
        es="los mismos registros en otro orden dan la misma huella",
        en="the same records in another order give the same fingerprint",
        got=other,
    )


@check(
    es="Un cambio de contenido cambia la huella",
    en="A change of contents changes the fingerprint",
    given={"rows": records.filter(bool)},
    draws=10,
)
def contents_are_everything(call, rows):
    changed = [{**rows[0], "label": "other"}, *rows[1:]]
    one, other = call("fingerprint", rows), call("fingerprint", changed)
    require(
        one != other,
        es="con otra etiqueta la huella es otra",
        en="with another label the fingerprint is another",
        got=other,
    )


tells_what_changed = agrees(
    changes,
    es="Dice qué se agregó, qué se quitó y qué cambió",
    en="It tells what was added, removed and changed",
    given={"old": records, "new": records},
    draws=25,
    examples=[
        example(True, old=[{"id": "a", "label": 0}], new=[{"id": "a", "label": 1}, {"id": "b", "label": 0}]),
        example(old=ROWS, new=[]),
        example(old=[], new=ROWS),
        example(old=ROWS, new=[{"id": "b", "text": "hola"}, {"id": "c"}]),
        example(old=[{"id": "a", "x": 1}], new=[{"id": "a"}]),
    ],
)

leaves_the_records = leaves_arguments_alone("fingerprint", examples=[example(records=ROWS)])
leaves_both_versions = leaves_arguments_alone("changes", examples=[example(old=ROWS, new=ROWS[:1])])
