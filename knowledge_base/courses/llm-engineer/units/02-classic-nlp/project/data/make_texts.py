"""Writes texts.csv and pairs.csv: python make_texts.py. Everything in them was written for this project.

Each line of TRIPLES is one matter said three times: in Spanish, in English, and again in other words (in the
language named). Texts are shuffled with a fixed seed. A few are saved in the decomposed form of Unicode, as
some systems do: they look the same and are different bytes.
"""

import csv
import random
import unicodedata
from pathlib import Path

HERE = Path(__file__).parent
TRIPLES = {
    "kitchen": [
        ("Corta la cebolla en trozos pequeños y fríela con aceite.", "Chop the onion into small pieces and fry it in oil.", "es", "Pica una cebolla fina y dórala en la sartén."),
        ("El pan necesita una hora para crecer antes de ir al horno.", "The bread needs an hour to rise before it goes into the oven.", "en", "Let the dough rest for sixty minutes, then bake it."),
        ("A la sopa le falta sal.", "The soup needs more salt.", "es", "El caldo está soso."),
        ("Guarda la leche en la nevera.", "Keep the milk in the fridge.", "en", "Store dairy products somewhere cold."),
        ("Este pastel de chocolate es demasiado dulce.", "This chocolate cake is too sweet.", "es", "Le pusieron mucho azúcar al postre de cacao."),
    ],
    "football": [
        ("El portero paró un penal en el último minuto.", "The goalkeeper saved a penalty in the last minute.", "en", "Our keeper stopped the spot kick just before the final whistle."),
        ("El equipo perdió tres a cero en casa.", "The team lost three to nil at home.", "es", "Fue una derrota clara frente a su propia afición."),
        ("El entrenador cambió a dos jugadores en el descanso.", "The coach replaced two players at half time.", "en", "Two substitutes came on after the break."),
        ("El árbitro anuló el gol por fuera de juego.", "The referee ruled out the goal for offside.", "es", "No valió el tanto porque el delantero estaba adelantado."),
        ("La delantera se lesionó la rodilla en el entrenamiento.", "The striker hurt her knee in training.", "en", "A leg injury keeps our forward out of the match."),
    ],
    "weather": [
        ("Mañana lloverá toda la tarde.", "It will rain all afternoon tomorrow.", "es", "Lleva paraguas: se esperan lluvias después del mediodía."),
        ("Hace mucho calor y no corre aire.", "It is very hot and there is no wind.", "en", "What a scorching day without a breeze."),
        ("La nieve cerró la carretera de la montaña.", "Snow closed the mountain road.", "es", "No se puede subir a la sierra por el hielo."),
        ("Una tormenta con rayos apagó la luz del barrio.", "A thunderstorm cut the power in the neighbourhood.", "en", "Lightning left our streets in the dark."),
        ("La niebla no deja ver el puerto.", "The fog hides the harbour.", "es", "Con esta bruma no se distinguen los barcos."),
    ],
    "travel": [
        ("El vuelo a Lima sale con dos horas de retraso.", "The flight to Lima leaves two hours late.", "en", "Our plane to Peru is delayed."),
        ("Perdí mi maleta en el aeropuerto.", "I lost my suitcase at the airport.", "es", "Mi equipaje no llegó a la terminal."),
        ("El hotel está a cinco minutos de la playa.", "The hotel is five minutes from the beach.", "en", "We are staying right next to the sea."),
        ("Necesito renovar el pasaporte antes del viaje.", "I need to renew my passport before the trip.", "es", "Mis documentos vencen y tengo que viajar pronto."),
        ("El tren nocturno cruza la frontera sin parar.", "The night train crosses the border without stopping.", "en", "You can sleep on the railway while it passes into the next country."),
    ],
    "health": [
        ("Me duele la cabeza desde ayer.", "My head has been aching since yesterday.", "es", "Llevo un día entero con jaqueca."),
        ("Toma esta pastilla después de comer.", "Take this pill after meals.", "en", "Swallow the tablet with food."),
        ("El niño tiene fiebre y tos.", "The boy has a fever and a cough.", "es", "Mi hijo está con gripe."),
        ("La doctora pidió un análisis de sangre.", "The doctor ordered a blood test.", "en", "They want to examine a sample in the laboratory."),
        ("Dormir poco debilita las defensas.", "Sleeping too little weakens the immune system.", "es", "Quien descansa mal se enferma con más facilidad."),
    ],
    "music": [
        ("La orquesta ensaya la sinfonía los martes.", "The orchestra rehearses the symphony on Tuesdays.", "en", "Musicians practise the classical piece once a week."),
        ("Aprendí a tocar la guitarra con videos.", "I learned to play the guitar from videos.", "es", "Nadie me enseñó las cuerdas: miré clases en internet."),
        ("La cantante olvidó la letra en pleno concierto.", "The singer forgot the lyrics in the middle of the concert.", "en", "She could not remember the words of her song on stage."),
        ("Este disco suena mejor en vinilo.", "This record sounds better on vinyl.", "es", "El álbum gana mucho en un tocadiscos."),
        ("El piano está desafinado.", "The piano is out of tune.", "en", "Those keys sound wrong."),
    ],
    "money": [
        ("El banco me cobró una comisión por la transferencia.", "The bank charged me a fee for the transfer.", "es", "Pagué un recargo por enviar dinero desde mi cuenta."),
        ("La tarjeta fue rechazada en la tienda.", "The card was declined at the shop.", "en", "I could not pay because my credit did not go through."),
        ("El alquiler sube un diez por ciento en enero.", "The rent goes up ten per cent in January.", "es", "Desde el año nuevo pagaremos más por el departamento."),
        ("Ahorra una parte del sueldo cada mes.", "Save part of your salary every month.", "en", "Put some of your wages aside regularly."),
        ("Pidieron un préstamo para comprar la casa.", "They took out a loan to buy the house.", "es", "Firmaron una hipoteca por su vivienda."),
    ],
    "garden": [
        ("Riega las plantas al anochecer.", "Water the plants at dusk.", "en", "Give your flowers a drink in the evening."),
        ("Las hojas del limonero se pusieron amarillas.", "The leaves of the lemon tree turned yellow.", "es", "Mi árbol frutal pierde el color verde."),
        ("Siembra los tomates cuando pase el frío.", "Plant the tomatoes once the cold is over.", "en", "Vegetables go into the soil in spring."),
        ("Los caracoles se comieron las lechugas.", "Snails ate the lettuces.", "es", "Una plaga devoró la huerta."),
        ("Poda el rosal a fines del invierno.", "Prune the rose bush at the end of winter.", "en", "Cut back the roses before the new season starts."),
    ],
}  # fmt: skip
# Judged 2, related matters of one theme: (theme, number of a matter, which text of it), twice.
RELATED = [
    (("kitchen", 2, 2), ("kitchen", 4, 0)), (("kitchen", 1, 1), ("kitchen", 4, 1)),
    (("football", 0, 1), ("football", 3, 1)), (("football", 1, 2), ("football", 3, 2)),
    (("football", 2, 1), ("football", 4, 2)), (("weather", 0, 2), ("weather", 3, 0)),
    (("weather", 2, 0), ("weather", 4, 2)), (("weather", 0, 1), ("weather", 3, 1)),
    (("travel", 0, 2), ("travel", 1, 1)), (("travel", 3, 0), ("travel", 1, 2)),
    (("health", 0, 2), ("health", 2, 2)), (("health", 0, 1), ("health", 2, 1)),
    (("music", 0, 0), ("music", 2, 0)), (("music", 1, 1), ("music", 4, 1)),
    (("money", 2, 2), ("money", 4, 2)), (("money", 0, 1), ("money", 1, 1)),
    (("garden", 1, 0), ("garden", 3, 2)), (("garden", 2, 1), ("garden", 4, 1)),
    (("garden", 0, 1), ("garden", 2, 2)), (("health", 4, 2), ("health", 2, 0)),
]  # fmt: skip
PAIRS_OF_EACH = 20
DECOMPOSED = 6


def main() -> None:
    draw = random.Random(20)
    texts = [
        {"key": (theme, number, part), "language": language, "theme": theme, "text": text}
        for theme, triples in TRIPLES.items()
        for number, (spanish, english, other, again) in enumerate(triples)
        for part, (language, text) in enumerate((("es", spanish), ("en", english), (other, again)))
    ]
    draw.shuffle(texts)
    accented = [item for item in texts if not item["text"].isascii()]
    for item in draw.sample(accented, DECOMPOSED):
        item["text"] = unicodedata.normalize("NFD", item["text"])
    ids = {item["key"]: f"t{number:03}" for number, item in enumerate(texts, 1)}
    write("texts.csv", ("id", "language", "theme", "text"), [
        (ids[item["key"]], item["language"], item["theme"], item["text"]) for item in texts
    ])  # fmt: skip
    pairs = [(ids[a], ids[b], score) for a, b, score in judged(draw)]
    draw.shuffle(pairs)
    write("pairs.csv", ("a", "b", "score"), pairs)


def judged(draw):
    """Pairs of keys with what we judge: 4 the same, 3 nearly, 2 related, 1 same theme, 0 nothing in common."""
    matters = [(theme, number) for theme, triples in TRIPLES.items() for number in range(len(triples))]
    pairs = [((*matter, 0), (*matter, 1), 4) for matter in draw.sample(matters, PAIRS_OF_EACH)]
    # The third text is in one of the two languages: half of these pairs stay within it.
    for index, (theme, number) in enumerate(draw.sample(matters, PAIRS_OF_EACH)):
        same = 0 if TRIPLES[theme][number][2] == "es" else 1
        pairs.append(((theme, number, same if index % 2 else 1 - same), (theme, number, 2), 3))
    pairs += [(a, b, 2) for a, b in RELATED]
    related = {frozenset((a[:2], b[:2])) for a, b in RELATED}
    while len(pairs) < 5 * PAIRS_OF_EACH:
        (theme, one), (other, two) = draw.sample(matters, 2)
        score = 1 if len(pairs) < 4 * PAIRS_OF_EACH else 0
        fits = theme == other and frozenset(((theme, one), (other, two))) not in related
        if fits if score else theme != other:
            pairs.append(((theme, one, draw.randrange(3)), (other, two, draw.randrange(3)), score))
    return pairs


def write(name, header, rows) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
