"""Writes the four CSV files beside it: python make_data.py. Nothing in them is about a real shop.

Deliveries: a parcel is late for one of three reasons that take two columns each to see, or by bad luck.
Messages: sentences put together from pieces, with slips of the keyboard; some training labels are wrong, and
the test has ways to say things that the training does not.
"""

import csv
import random
from pathlib import Path

HERE = Path(__file__).parent
SEED = 1407
TABLE = ("distance_km", "weight_kg", "stops", "hour", "weather", "carrier", "refund", "late")
WRONG_LABELS = 0.04
SLIPS = 0.05

ORDERS = {
    "es": [
        "mi pedido",
        "el paquete",
        "la caja",
        "mi compra",
        "el envío",
        "la orden 4821",
        "el pedido de ayer",
    ],
    "en": [
        "my order",
        "the parcel",
        "the box",
        "my purchase",
        "the shipment",
        "order 4821",
        "yesterday's order",
    ],
}
OPENINGS = {
    "es": ["", "", "Hola, ", "Buenas tardes: ", "Por favor, ", "Escribo otra vez. ", "Una consulta: "],
    "en": ["", "", "Hi, ", "Good afternoon: ", "Please, ", "Writing again. ", "A question: "],
}
ENDINGS = {
    "es": [
        "",
        "",
        " Gracias.",
        " Espero respuesta.",
        " Es urgente.",
        " Ya llamé dos veces.",
        " ¿Pueden ayudarme?",
    ],
    "en": [
        "",
        "",
        " Thanks.",
        " Waiting for an answer.",
        " It is urgent.",
        " I called twice already.",
        " Can you help?",
    ],
}
SAID = {
    "delivery": {
        "es": ["{o} todavía no llega.", "¿Dónde está {o}?", "el repartidor no encontró la dirección de {o}.",
               "{o} llegó abierto y con golpes.", "dice entregado y no recibí {o}.", "¿qué día traen {o}?",
               "quiero cambiar la dirección de entrega de {o}.", "el seguimiento de {o} no se mueve desde el lunes."],
        "en": ["{o} has not arrived yet.", "where is {o}?", "the driver did not find the address for {o}.",
               "{o} came open and dented.", "it says delivered and I did not receive {o}.", "which day will you bring {o}?",
               "I want to change the delivery address of {o}.", "tracking of {o} has not moved since Monday."],
    },
    "billing": {
        "es": ["me cobraron dos veces {o}.", "necesito la factura de {o}.", "el descuento no aparece en el total de {o}.",
               "mi tarjeta fue rechazada al pagar {o}.", "¿cuándo me devuelven el dinero de {o}?",
               "el precio de {o} no es el que vi en la página.", "el cupón no funciona con {o}."],
        "en": ["I was charged twice for {o}.", "I need the invoice for {o}.", "the discount is missing from the total of {o}.",
               "my card was declined when paying for {o}.", "when do I get the money for {o} back?",
               "the price of {o} is not what I saw on the page.", "the coupon does not work with {o}."],
    },
    "account": {
        "es": ["no puedo entrar a mi cuenta para ver {o}.", "olvidé la contraseña y no veo {o}.",
               "el código para entrar no llega a mi correo.", "quiero cambiar el correo de mi cuenta.",
               "mi cuenta aparece bloqueada y tengo pendiente {o}."],
        "en": ["I cannot log in to my account to see {o}.", "I forgot the password and cannot see {o}.",
               "the code to log in does not reach my email.", "I want to change the email of my account.",
               "my account shows as locked and {o} is pending."],
    },
    "cancel": {
        "es": ["quiero cancelar {o} antes de que salga.", "ya no necesito {o}, anúlenlo.",
               "pedí {o} por error y quiero anularlo.", "cancelen {o} y cierren mi cuenta."],
        "en": ["I want to cancel {o} before it leaves.", "I do not need {o} any more, call it off.",
               "I ordered {o} by mistake and want to undo it.", "cancel {o} and close my account."],
    },
}  # fmt: skip
SHARES = {"delivery": 0.52, "billing": 0.30, "account": 0.12, "cancel": 0.06}


def main() -> None:
    """Write all four files."""
    draw = random.Random(SEED)
    write("deliveries_train.csv", TABLE, [delivery(draw, True) for _ in range(1600)])
    write("deliveries_test.csv", TABLE, [delivery(draw, False) for _ in range(800)])
    write("messages_train.csv", ("text", "team"), [message(draw, True) for _ in range(900)])
    write("messages_test.csv", ("text", "team"), [message(draw, False) for _ in range(400)])


def delivery(draw: random.Random, training: bool) -> list[object]:
    """One row; the refund is known only afterwards, so it is empty where lateness is to be predicted."""
    distance, weight = round(draw.gammavariate(2.2, 110), 1), round(draw.lognormvariate(1.0, 0.8), 2)
    stops, hour = 1 + min(int(draw.expovariate(0.5)), 9), draw.randint(7, 20)
    weather = draw.choices(["clear", "rain", "snow"], [0.66, 0.24, 0.10])[0]
    known = ["norte", "sur", "este"]
    carrier = draw.choice(known) if training or draw.random() > 0.03 else "oeste"
    reasons = (
        (weather == "snow" and carrier != "norte")
        or (weather == "rain" and 15 <= hour <= 18)
        or (distance > 380 and stops >= 3)
    )
    late = draw.random() < (0.90 if reasons else 0.025)
    refund = (round(draw.uniform(3, 15), 2) if late and draw.random() < 0.85 else 0) if training else ""
    return [
        "" if draw.random() < 0.05 else distance,
        "" if draw.random() < 0.08 else weight,
        stops,
        hour,
        weather,
        carrier,
        refund,
        "yes" if late else "no",
    ]


def message(draw: random.Random, training: bool) -> list[str]:
    """One row; in training some teams are wrong."""
    team = draw.choices(list(SHARES), list(SHARES.values()))[0]
    language = draw.choice(["es", "en"])
    known = SAID[team][language][:-1] if training else SAID[team][language]  # the last way to say it is new
    said = draw.choice(known).format(o=draw.choice(ORDERS[language])).replace(" de el ", " del ")
    text = slipped(draw.choice(OPENINGS[language]) + said + draw.choice(ENDINGS[language]), draw)
    if training and draw.random() < WRONG_LABELS:
        team = draw.choice([other for other in SHARES if other != team])
    return [text[0].upper() + text[1:], team]


def slipped(text: str, draw: random.Random) -> str:
    """Two letters of some words in the wrong order."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) > 4 and draw.random() < SLIPS:
            at = draw.randrange(1, len(word) - 2)
            words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def write(name: str, header: tuple[str, ...], rows: list[list[object]] | list[list[str]]) -> None:
    """A CSV file beside this one."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
