"""Writes the files beside it: python make_data.py. The bank does not exist, nor does any of its customers.

A message is put together from an opening, what the customer wants, a reason to hurry and sometimes a remark
about another department. What they want is one of 16 intents; each belongs to a department of today and to a
topic of the old archive, where an agent noted what was done. Some ways to say it occur in the archive and in the test and never in the labelled
messages. Labelled messages have wrong labels and copies, of one another and of the test.
"""

import csv
import json
import random
import re
import unicodedata
from pathlib import Path

HERE = Path(__file__).parent
SEED = 2604
LABELLED, TEST, ARCHIVE = 640, 420, 2600
WRONG_LABELS, SLIPS, REMARKS = 0.05, 0.03, 0.45
COPIES, LEAKS, DISPUTED = 110, 45, 8  # of labelled ones, of test ones, of labelled ones under another label

# Intent: (department, topic of the archive, share of 1000, Spanish, English). The last third of each list of
# phrases is never in the labelled messages.
INTENTS = {
    "charge twice": ("cards", "charges", 150, [
        "me cobraron dos veces {shop}", "el cargo de {shop} aparece repetido",
        "pagué una vez en {shop} y figuran dos cargos", "tengo duplicado el pago de {money} de {shop}",
        "{shop} me pasó la misma compra dos veces", "veo el mismo consumo de {shop} en dos renglones",
    ], [
        "I was charged twice by {shop}", "the charge from {shop} shows up two times",
        "I paid once at {shop} and there are two charges", "the payment of {money} to {shop} is doubled",
        "{shop} put the same purchase through twice", "the same entry from {shop} appears on two lines",
    ]),
    "card fee": ("cards", "charges", 70, [
        "por qué me cobran la cuota anual de la tarjeta", "no entiendo la comisión de {money} en mi tarjeta",
        "quiero que me devuelvan la comisión de la tarjeta", "la tarjeta era sin costo y me descontaron {money}",
        "me prometieron la tarjeta gratis y veo una cuota de mantenimiento", "de dónde sale el costo anual del plástico",
    ], [
        "why do I pay the yearly fee of the card", "I do not understand the fee of {money} on my card",
        "I want the card fee back", "the card was free and {money} was taken",
        "I was promised a free card and see a maintenance fee", "where does the annual cost of the plastic come from",
    ]),
    "card delivery": ("cards", "requests", 90, [
        "mi tarjeta nueva no ha llegado", "cuándo llega la tarjeta que pedí {when}",
        "el cartero devolvió mi tarjeta", "necesito que manden la tarjeta a otra dirección",
        "sigo esperando el plástico que renovaron {when}", "la renovación de la tarjeta no llegó a mi casa",
    ], [
        "my new card has not arrived", "when does the card that I ordered {when} arrive",
        "the postman sent my card back", "I need the card sent to another address",
        "I am still waiting for the plastic renewed {when}", "the renewed card did not reach my home",
    ]),
    "card limit": ("cards", "credit", 60, [
        "quiero subir el límite de la tarjeta", "pueden aumentar el cupo de mi tarjeta a {money}",
        "la tarjeta fue rechazada por el límite", "qué hace falta para tener más límite",
        "el cupo me queda corto, súbanlo a {money}", "necesito más margen en la tarjeta para un viaje",
    ], [
        "I want a higher card limit", "can you raise the limit of my card to {money}",
        "the card was declined because of the limit", "what do I need for a higher limit",
        "my spending cap is too small, raise it to {money}", "I need more room on the card for a trip",
    ]),
    "transfer late": ("transfers", "movements", 140, [
        "la transferencia que hice {when} no llegó", "envié {money} {when} y no aparecen",
        "mi transferencia sigue pendiente desde {when}", "el dinero salió de mi cuenta y {person} no lo recibió",
        "mandé una remesa {when} y no hay rastro", "giré {money} a {person} y todavía no los tiene",
    ], [
        "the transfer that I made {when} has not arrived", "I sent {money} {when} and it does not show",
        "my transfer has been pending since {when}", "the money left my account and {person} did not get it",
        "I wired money {when} and there is no trace of it", "I remitted {money} to {person} who still waits",
    ]),
    "transfer wrong": ("transfers", "movements", 70, [
        "me equivoqué de cuenta al transferir {money}", "transferí {money} dos veces por error",
        "puse mal el número de cuenta de {person}", "quiero anular una transferencia que hice {when}",
        "envié el dinero a un destinatario equivocado, cómo lo revierto", "mandé un cero de más a {person}",
    ], [
        "I typed the wrong account when I transferred {money}", "I transferred {money} twice by mistake",
        "I got the account number of {person} wrong", "I want to undo a transfer that I made {when}",
        "the money went to a wrong recipient, how do I reverse it", "I sent one zero too many to {person}",
    ]),
    "transfer how": ("transfers", "requests", 70, [
        "cómo transfiero {money} al extranjero", "cuánto cuesta enviar dinero a otro país",
        "quiero programar una transferencia mensual a {person}", "qué datos necesito para recibir una transferencia",
        "cómo dejo un envío fijo cada mes", "cuál es el tope diario para girar",
    ], [
        "how do I transfer {money} abroad", "what does it cost to send money to another country",
        "I want to schedule a monthly transfer to {person}", "what details do I need to receive a transfer",
        "how do I set up a standing order", "what is the most that I may wire in a day",
    ]),
    "loan quote": ("loans", "credit", 60, [
        "quiero pedir un préstamo de {money}", "qué interés tiene un préstamo personal",
        "me interesa un préstamo para {goal}", "cuánto pagaría al mes por {money}",
        "busco financiar {goal}, qué ofrecen", "qué tasa dan a dos años por {money}",
    ], [
        "I want to apply for a loan of {money}", "what interest does a personal loan have",
        "I am interested in a loan for {goal}", "what would I pay a month for {money}",
        "I am looking to finance {goal}, what do you offer", "what rate is there over two years for {money}",
    ]),
    "loan payment": ("loans", "credit", 55, [
        "no puedo pagar la cuota del préstamo este mes", "quiero pagar mi préstamo antes de tiempo",
        "la cuota del préstamo subió y no sé por qué", "pueden cambiar la fecha de pago del préstamo",
        "necesito refinanciar lo que debo", "quiero amortizar {money} de la hipoteca",
    ], [
        "I cannot pay the loan instalment this month", "I want to pay my loan off early",
        "the loan instalment went up and I do not know why", "can you change the date on which the loan is paid",
        "I need to refinance what I owe", "I want to pay {money} off the mortgage",
    ]),
    "loan papers": ("loans", "requests", 35, [
        "qué papeles piden para el préstamo", "mandé los documentos del préstamo {when} y nadie responde",
        "necesito el contrato de mi préstamo", "mi solicitud de préstamo sigue en estudio",
        "falta la constancia de que terminé de pagar la hipoteca", "me piden un aval y no sé qué es",
    ], [
        "what papers do you ask for the loan", "I sent the documents of the loan {when} and nobody answers",
        "I need the contract of my loan", "my loan application is still under review",
        "the certificate that my mortgage is paid off is missing", "you ask for a guarantor and I do not know what that is",
    ]),
    "forgot password": ("access", "login", 60, [
        "olvidé la contraseña de la app", "no puedo entrar a la aplicación",
        "el código para entrar no llega a mi teléfono", "mi usuario aparece bloqueado",
        "perdí mi PIN y la app me rechaza", "cambié de celular y no logro ingresar",
    ], [
        "I forgot the password of the app", "I cannot get into the application",
        "the code to log in does not reach my phone", "my user shows as blocked",
        "I lost my PIN and the app turns me away", "I changed my mobile and cannot sign in",
    ]),
    "app fails": ("access", "technical", 40, [
        "la app se cierra cuando la abro", "la página del banco da error {when}",
        "la aplicación no carga los movimientos", "después de actualizar, la app queda en blanco",
        "la versión nueva se congela en mi tableta", "el sitio no abre en mi navegador",
    ], [
        "the app closes when I open it", "the bank's page has given an error {when}",
        "the application does not load the movements", "after the update the app stays blank",
        "the new version freezes on my tablet", "the site does not open in my browser",
    ]),
    "unknown charge": ("fraud", "charges", 40, [
        "no reconozco un cargo de {money} en {shop}", "alguien compró en {shop} con mi tarjeta",
        "hay una compra de {money} que yo no hice", "me robaron la tarjeta y la usaron en {shop}",
        "aparece un consumo ajeno de {shop}", "nunca estuve en {shop} y me cobraron {money}",
    ], [
        "I do not recognise a charge of {money} at {shop}", "somebody bought at {shop} with my card",
        "there is a purchase of {money} that I did not make", "my card was stolen and used at {shop}",
        "an entry from {shop} is not mine", "I was never at {shop} and was charged {money}",
    ]),
    "unknown transfer": ("fraud", "movements", 25, [
        "salió una transferencia de {money} que yo no hice", "alguien transfirió {money} sin mi permiso",
        "vaciaron mi cuenta {when}", "no autoricé el envío de {money}",
        "giraron {money} a un desconocido y no fui yo", "me falta dinero que nadie de mi casa movió",
    ], [
        "a transfer of {money} left that I did not make", "somebody transferred {money} without my permission",
        "my account was emptied {when}", "I did not authorise sending {money}",
        "{money} was wired to a stranger and it was not me", "money is missing that nobody at home moved",
    ]),
    "phishing": ("fraud", "login", 25, [
        "me llamaron del banco y pidieron mi clave", "di mi contraseña en una página falsa",
        "recibí un mensaje que pide mi código y lo escribí", "alguien entró a mi cuenta desde otro teléfono",
        "llegó un enlace sospechoso y puse mis datos", "un supuesto asesor me sacó el PIN",
    ], [
        "somebody called from the bank and asked for my password", "I gave my password on a false page",
        "I got a message asking for my code and typed it", "somebody got into my account from another phone",
        "a suspicious link came and I entered my details", "a supposed adviser got my PIN out of me",
    ]),
    "personal data": ("access", "requests", 30, [
        "quiero cambiar mi correo en la app", "cómo actualizo mi teléfono en el perfil",
        "me mudé y la app no me deja cambiar la dirección", "mi nombre está mal escrito en el perfil",
        "necesito corregir mi fecha de nacimiento", "quiero que los avisos vayan a otro número",
    ], [
        "I want to change my email in the app", "how do I update my phone in the profile",
        "I moved and the app does not let me change the address", "my name is misspelt in the profile",
        "I need to correct my date of birth", "I want the notices to go to another number",
    ]),
}  # fmt: skip
OUTCOMES = {  # of the archive: what the agent did in the end, and how often out of 10
    "charge twice": {"refunded": 8, "explained": 2},
    "card fee": {"refunded": 4, "explained": 6},
    "card delivery": {"sent": 8, "explained": 2},
    "card limit": {"approved": 5, "explained": 5},
    "transfer late": {"traced": 9, "explained": 1},
    "transfer wrong": {"traced": 4, "refunded": 6},
    "transfer how": {"explained": 10},
    "loan quote": {"approved": 6, "explained": 4},
    "loan payment": {"changed": 7, "explained": 3},
    "loan papers": {"sent": 7, "explained": 3},
    "forgot password": {"reset": 9, "explained": 1},
    "app fails": {"repaired": 8, "explained": 2},
    "unknown charge": {"blocked": 7, "refunded": 3},
    "unknown transfer": {"blocked": 7, "traced": 3},
    "phishing": {"blocked": 6, "reset": 4},
    "personal data": {"changed": 9, "explained": 1},
}  # fmt: skip
SLOTS = {
    "es": {
        "shop": ["el supermercado", "una farmacia", "la gasolinera", "una tienda en línea", "el restaurante",
                 "la aerolínea", "un hotel", "la zapatería"],
        "when": ["ayer", "el lunes", "hace tres días", "la semana pasada", "el 14", "esta mañana"],
        "person": ["mi hermana", "mi hijo", "mi casero", "un proveedor", "mi mamá", "una amiga"],
        "goal": ["un auto", "arreglar la casa", "estudiar", "abrir un negocio", "una moto"],
    },
    "en": {
        "shop": ["the supermarket", "a pharmacy", "the petrol station", "an online shop", "the restaurant",
                 "the airline", "a hotel", "the shoe shop"],
        "when": ["yesterday", "on Monday", "three days ago", "last week", "on the 14th", "this morning"],
        "person": ["my sister", "my son", "my landlord", "a supplier", "my mother", "a friend"],
        "goal": ["a car", "mending the house", "studying", "opening a business", "a motorbike"],
    },
}  # fmt: skip
OPENINGS = {
    "es": ["", "", "", "Hola, ", "Buenos días: ", "Buenas, ", "Disculpen, ", "Escribo porque ", "Una consulta: ",
           "Segunda vez que escribo: ", "Necesito ayuda, "],
    "en": ["", "", "", "Hello, ", "Good morning: ", "Hi, ", "Sorry to bother you, ", "I am writing because ",
           "A question: ", "Second time that I write: ", "I need help, "],
}  # fmt: skip
ENDINGS = {
    "es": ["", "", "", " Gracias.", " Quedo atento.", " Es urgente.", " ¿Qué hago?", " Llevo días así.",
           " Respondan, por favor.", " Estoy muy molesto."],
    "en": ["", "", "", " Thanks.", " I await your answer.", " It is urgent.", " What do I do?",
           " It has been days.", " Please answer.", " I am very upset."],
}  # fmt: skip
REMARK = {  # about a department, in passing; no reason to send the message there
    "es": {
        "cards": [" Tengo tarjeta con ustedes desde 2015.", " Con la tarjeta no tengo ningún problema."],
        "transfers": [" Las transferencias a otros bancos sí me funcionan.", " Antes hice otra transferencia sin problema."],
        "loans": [" El préstamo lo pago al día.", " También tengo un préstamo con ustedes."],
        "access": [" Ya miré en la app y no dice nada.", " Escribo desde la aplicación."],
        "fraud": [" Ya sé que no es un fraude.", " Nadie más usó mi clave."],
    },
    "en": {
        "cards": [" I have had a card with you since 2015.", " With the card I have no problem."],
        "transfers": [" Transfers to other banks do work for me.", " I made another transfer before without trouble."],
        "loans": [" I pay my loan on time.", " I also have a loan with you."],
        "access": [" I have looked in the app and it says nothing.", " I am writing from the application."],
        "fraud": [" I know that it is no fraud.", " Nobody else used my password."],
    },
}  # fmt: skip
TRAFFIC = {
    "messages_a_month": {"cards": 17200, "transfers": 12900, "loans": 6800, "access": 6100, "fraud": 900},
    "minutes": {"wrong_department": 6, "false_alarm": 4, "missed_fraud": 90},
    "price_of_a_minute": 0.35,
    "price_of_a_machine_hour": 0.20,
}


def main() -> None:
    """Write messages.csv, test.csv, archive.csv and traffic.json."""
    draw = random.Random(SEED)
    taken: set[str] = set()
    test = [message(draw, taken, new=True) for _ in range(TEST)]
    labelled = [message(draw, taken, new=False) for _ in range(LABELLED)]
    archive = [message(draw, taken, new=True) for _ in range(ARCHIVE)]
    rows = [(text, other(draw, intent) if draw.random() < WRONG_LABELS else department(intent))
            for text, intent in labelled]  # fmt: skip
    rows += [(copy(draw, text), label) for text, label in draw.sample(rows, COPIES)]
    rows += [(copy(draw, text), department(intent)) for text, intent in draw.sample(test, LEAKS)]
    rows += [(copy(draw, text), other(draw, intent)) for text, intent in draw.sample(labelled, DISPUTED)]
    draw.shuffle(rows)
    write("messages.csv", ("text", "department"), rows)
    write("test.csv", ("text", "department"), [(text, department(intent)) for text, intent in test])
    cases = [(text, INTENTS[intent][1], outcome(draw, intent)) for text, intent in archive]
    write("archive.csv", ("text", "topic", "outcome"), cases)
    text = json.dumps(TRAFFIC, indent=2)
    (HERE / "traffic.json").write_text(text + "\n", encoding="utf-8")


def department(intent: str) -> str:
    """Where messages with that intent belong."""
    return INTENTS[intent][0]


def other(draw: random.Random, intent: str) -> str:
    """A department where they do not."""
    return draw.choice([name for name in REMARK["es"] if name != department(intent)])


def outcome(draw: random.Random, intent: str) -> str:
    """What was done about a message of the archive."""
    often = OUTCOMES[intent]
    return draw.choices(list(often), list(often.values()))[0]


def message(draw: random.Random, taken: set[str], new: bool) -> tuple[str, str]:
    """A text that nobody has written yet, and its intent; `new` allows every way to say it."""
    while True:
        intent = draw.choices(list(INTENTS), [entry[2] for entry in INTENTS.values()])[0]
        language = draw.choice(["es", "es", "en"])
        said = INTENTS[intent][3 if language == "es" else 4]
        phrase = draw.choice(said if new else said[: len(said) * 2 // 3])
        text = (
            draw.choice(OPENINGS[language])
            + filled(draw, phrase, language)
            + draw.choice([".", ".", "", "!"])
        )
        if draw.random() < REMARKS:
            about = draw.choice([name for name in REMARK[language] if name != department(intent)])
            text += draw.choice(REMARK[language][about])
        text = slipped(draw, text + draw.choice(ENDINGS[language]))
        if key(text) not in taken:
            taken.add(key(text))
            return text[0].upper() + text[1:], intent


def filled(draw: random.Random, phrase: str, language: str) -> str:
    """The phrase with its slots filled."""
    amount = draw.choice([20, 35, 60, 80, 120, 150, 240, 300, 450, 700, 1200, 2500, 4000])
    words = {"money": f"${amount}", **{name: draw.choice(some) for name, some in SLOTS[language].items()}}
    return phrase.format(**words).replace(" a el ", " al ").replace(" de el ", " del ")


def slipped(draw: random.Random, text: str) -> str:
    """Two letters of some words in the wrong order, and some accents forgotten."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) > 4 and word.isalpha() and draw.random() < SLIPS:
            at = draw.randrange(1, len(word) - 2)
            words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def copy(draw: random.Random, text: str) -> str:
    """The same message sent once more: another case, other punctuation, no accents, or another amount."""
    kind = draw.randrange(4)
    if kind == 0:
        return text.upper() if draw.random() < 0.5 else text.lower()
    if kind == 1:
        return plain(text)
    if kind == 2:
        return re.sub(r"[.,:!¿?]", "", text) + draw.choice(["!!", "...", " ."])
    return re.sub(r"\d+", lambda found: str(int(found[0]) + draw.randrange(1, 9)), text) + "  "


def plain(text: str) -> str:
    """Without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def key(text: str) -> str:
    """Equal for a message and its copies."""
    return re.sub(r"[^a-z]+", " ", plain(text).lower()).strip()


def write(name: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A CSV file beside this one."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
