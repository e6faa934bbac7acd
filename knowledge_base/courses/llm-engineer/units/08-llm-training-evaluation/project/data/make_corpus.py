"""Writes corpus.jsonl beside it: python make_corpus.py. The town of Puerto Brisa does not exist.

Three kinds of document, in Spanish and in English: tales, in which who does what to which thing is said early
and asked for again at the end; recipes, whose steps use up the ingredients in their order; and pages of the
harbour's log, whose numbers agree. Then comes what a real collection has: copies, copies with small changes,
documents without a licence, cut-off ones, menus of web pages, letters in two code points, addresses.
"""

import json
import random
import re
import unicodedata
from pathlib import Path

HERE = Path(__file__).parent
SEED = 815
TALES, RECIPES, LOGS = 110, 55, 55  # of each language
COPIES, CHANGED, UNLICENSED, SHORT, MENUS, DECOMPOSED, ADDRESSES = 30, 45, 40, 18, 40, 40, 30
MENU = {
    "es": "Inicio | Noticias | Contacto | Aceptar cookies",
    "en": "Home | News | Contact | Accept cookies",
}

PEOPLE = {
    "es": [("Lucía", "a"), ("Tomás", "o"), ("Irene", "a"), ("Bruno", "o"), ("Marta", "a"), ("Nico", "o"),
           ("Clara", "a"), ("Hugo", "o"), ("Elena", "a"), ("Pablo", "o"), ("Rosa", "a"), ("Simón", "o")],
    "en": [("Lucy", "she"), ("Thomas", "he"), ("Irene", "she"), ("Bruno", "he"), ("Martha", "she"),
           ("Nick", "he"), ("Clare", "she"), ("Hugh", "he"), ("Ellen", "she"), ("Paul", "he"), ("Rose", "she"),
           ("Simon", "he")],
}  # fmt: skip
THINGS = {
    "es": [("barca", "a"), ("red", "a"), ("farol", "o"), ("campana", "a"), ("ancla", "a"), ("remo", "o"),
           ("mapa", "o"), ("llave", "a"), ("reloj", "o"), ("cesta", "a"), ("libro", "o"), ("vela", "a"),
           ("silbato", "o"), ("jaula", "a"), ("cuaderno", "o"), ("tetera", "a")],
    "en": ["boat", "net", "lantern", "bell", "anchor", "oar", "map", "key", "clock", "basket", "book", "sail",
           "whistle", "cage", "notebook", "kettle"],
}  # fmt: skip
COLOURS = {
    "es": ["roj", "blanc", "negr", "amarill", "viej", "pequeñ", "nuev", "rot"],
    "en": ["red", "white", "black", "yellow", "old", "small", "new", "broken"],
}
PLACES = {
    "es": ["el muelle", "la playa", "el mercado", "la plaza", "el faro", "la taberna", "el puente", "la capilla",
           "el astillero", "la escuela"],
    "en": ["the pier", "the beach", "the market", "the square", "the lighthouse", "the tavern", "the bridge",
           "the chapel", "the shipyard", "the school"],
}  # fmt: skip
TIMES = {
    "es": ["Al amanecer", "Una tarde de lluvia", "Antes de la feria", "El primer lunes de mayo", "Con la marea baja",
           "Después de la cena", "En pleno invierno", "A mediodía", "La noche de la tormenta"],
    "en": ["At dawn", "One rainy afternoon", "Before the fair", "On the first Monday of May", "At low tide",
           "After supper", "In the depth of winter", "At noon", "On the night of the storm"],
}  # fmt: skip
FOUND = {
    "es": ["encontró", "perdió", "compró", "escondió", "pintó", "reparó", "dibujó", "vendió"],
    "en": ["found", "lost", "bought", "hid", "painted", "mended", "drew", "sold"],
}
BETWEEN = {
    "es": ["Nadie más había pasado por allí.", "Las gaviotas gritaban sobre los tejados.", "El viento olía a sal y a leña.",
           "Un perro dormía junto a los barriles.", "La niebla tapaba los mástiles.", "Sonaba una guitarra a lo lejos.",
           "Los pescadores contaban sus monedas.", "Dos niños corrían detrás de un aro.", "El panadero cerraba su puerta.",
           "La luna subía despacio entre las nubes."],
    "en": ["Nobody else had come that way.", "The gulls cried above the roofs.", "The wind smelt of salt and firewood.",
           "A dog slept beside the barrels.", "The fog hid the masts.", "A guitar was playing far away.",
           "The fishermen were counting their coins.", "Two children ran after a hoop.", "The baker was shutting the door.",
           "The moon rose slowly among the clouds."],
}  # fmt: skip
FOODS = {
    "es": ["arroz", "cebolla", "tomate", "pescado", "limón", "ajo", "papa", "calabaza", "maíz", "queso", "leche",
           "canela", "miel", "harina", "perejil", "pimiento"],
    "en": ["rice", "onion", "tomato", "fish", "lemon", "garlic", "potato", "pumpkin", "corn", "cheese", "milk",
           "cinnamon", "honey", "flour", "parsley", "pepper"],
}  # fmt: skip
SHIPS = [
    "Alondra",
    "Estrella",
    "Gaviota",
    "Marina",
    "Perla",
    "Sirena",
    "Aurora",
    "Brisa",
    "Delfina",
    "Fortuna",
]
GOODS = {
    "es": ["sacos de trigo", "cajas de fruta", "barriles de aceite", "rollos de tela", "tablas de pino", "jaulas vacías"],
    "en": ["sacks of wheat", "crates of fruit", "barrels of oil", "rolls of cloth", "planks of pine", "empty cages"],
}  # fmt: skip
WINDS = {"es": ["norte", "sur", "este", "oeste"], "en": ["north", "south", "east", "west"]}
DISHES = {
    "es": ["Sopa", "Guiso", "Tarta", "Ensalada", "Crema"],
    "en": ["Soup", "Stew", "Pie", "Salad", "Cream"],
}


def main() -> None:
    """Write the collection."""
    draw = random.Random(SEED)
    good = []
    for language in ("es", "en"):
        for kind, often in ((tale, TALES), (recipe, RECIPES), (log, LOGS)):
            for _ in range(often):
                licence = {"tale": "CC BY 4.0", "recipe": "CC0 1.0", "log": "CC0 1.0"}[kind.__name__]
                good.append(
                    document(f"puerto-brisa/{kind.__name__}s", licence, language, kind(draw, language))
                )
    extra = [dict(one) for one in draw.sample(good, COPIES)]
    extra += [{**one, "text": changed(draw, one["text"])} for one in draw.sample(good, CHANGED)]
    for _ in range(UNLICENSED):
        language = draw.choice(["es", "en"])
        extra.append(document("forum", draw.choice(["", "unknown"]), language, tale(draw, language)))
    extra += [{**one, "text": one["text"][: draw.randrange(5, 45)]} for one in draw.sample(good, SHORT)]
    spoil(draw, good)
    whole = good + extra
    draw.shuffle(whole)
    with (HERE / "corpus.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        for number, one in enumerate(whole, 1):
            file.write(json.dumps({"id": f"d{number:03}", **one}, ensure_ascii=False) + "\n")


def spoil(draw: random.Random, good: list[dict[str, str]]) -> None:
    """Add menus, letters in two code points and addresses to some documents."""
    for one in draw.sample(good, MENUS):
        lines = one["text"].split("\n")
        lines.insert(draw.choice([0, len(lines)]), MENU[one["language"]])
        one["text"] = "\n".join(lines)
    for one in draw.sample(good, DECOMPOSED):
        one["text"] = unicodedata.normalize("NFD", one["text"])
    for one in draw.sample(good, ADDRESSES):
        who = draw.choice(["ana", "luis", "port.office", "m_vega"])
        contact = draw.choice(
            [f"{who}@brisa.example", f"+34 555 {draw.randrange(100, 999)} {draw.randrange(100, 999)}"]
        )
        one["text"] += {"es": f"\nEscribir a {contact}.", "en": f"\nWrite to {contact}."}[one["language"]]


def document(source: str, licence: str, language: str, text: str) -> dict[str, str]:
    """A document without its id."""
    return {"source": source, "licence": licence, "language": language, "text": text}


def tale(draw: random.Random, language: str) -> str:
    """Two people and a thing with a colour, all of which come back."""
    (who, mine), (other, theirs) = draw.sample(PEOPLE[language], 2)
    here, there = draw.sample(PLACES[language], 2)
    time, did = draw.choice(TIMES[language]), draw.choice(FOUND[language])
    filler = draw.sample(BETWEEN[language], draw.choice([1, 2, 2, 3]))
    if language == "es":
        (thing, gender), stem = draw.choice(THINGS["es"]), draw.choice(COLOURS["es"])
        one, the = ("una", "la") if gender == "a" else ("un", "el")
        the = "el" if thing == "ancla" else the
        one = "un" if thing == "ancla" else one
        full = f"{thing} {stem}{gender}"
        it = "la" if gender == "a" else "lo"
        start = (
            f"{time}, {who} {did} {one} {full} cerca de{'l' + here[2:] if here[:2] == 'el' else ' ' + here}."
        )
        asked = f"—¿De quién es {the} {thing}? —preguntó {other}."
        said = draw.choice(
            [
                f"—Es mí{gender}, {it} guardé para ti —respondió {who}.",
                f"—No lo sé —respondió {who}—, pero {it} cuidaré.",
            ]
        )
        end = draw.choice([
            f"Desde entonces, {the} {full} está en {there}, y {who} saluda a {other} cada mañana.",
            f"{other}, cansad{theirs}, llevó {the} {full} hasta {there} y {who} se quedó content{mine}.",
            f"Al final, {who} y {other} dejaron {the} {full} en {there}.",
        ])  # fmt: skip
    else:
        thing, colour = draw.choice(THINGS["en"]), draw.choice(COLOURS["en"])
        article = "an" if colour[0] in "aeiou" else "a"
        start = f"{time}, {who} {did} {article} {colour} {thing} near {here}."
        asked = f"“Whose {thing} is this?” asked {other}."
        said = draw.choice(
            [
                f"“It is mine, I kept it for you,” {mine} answered.",
                f"“I do not know,” {mine} answered, “but I will look after it.”",
            ]
        )
        end = draw.choice([
            f"Ever since, the {colour} {thing} has been at {there}, and {who} greets {other} every morning.",
            f"{other}, tired as {theirs} was, took the {colour} {thing} to {there} and {who} was glad.",
            f"In the end {who} and {other} left the {colour} {thing} at {there}.",
        ])  # fmt: skip
    parts = [start, *filler[:2], asked, said, *filler[2:], end]
    return " ".join(parts)


def recipe(draw: random.Random, language: str) -> str:
    """Each ingredient is used, in the order in which it was listed."""
    dish, foods = draw.choice(DISHES[language]), draw.sample(FOODS[language], draw.choice([3, 4, 4]))
    minutes, people = draw.choice([10, 15, 20, 30, 45]), draw.randrange(2, 9)
    if language == "es":
        verbs = draw.sample(["Lava", "Corta", "Fríe", "Hierve", "Ralla", "Mezcla", "Añade"], len(foods))
        first = f"{dish} de {foods[0]} para {people} personas."
        listed = "Necesitas " + ", ".join(foods[:-1]) + f" y {foods[-1]}."
        steps = [
            f"{verb} primero {food}." if n == 0 else f"{verb} después {food}."
            for n, (verb, food) in enumerate(zip(verbs, foods, strict=True))
        ]
        last = (
            f"Espera {minutes} minutos y sirve la {dish.lower()} a las {people} personas."
            if dish != "Guiso"
            else f"Espera {minutes} minutos y sirve el guiso a las {people} personas."
        )
    else:
        verbs = draw.sample(["Wash", "Cut", "Fry", "Boil", "Grate", "Mix", "Add"], len(foods))
        first = f"{dish} of {foods[0]} for {people} people."
        listed = "You need " + ", ".join(foods[:-1]) + f" and {foods[-1]}."
        steps = [
            f"{verb} the {food} first." if n == 0 else f"{verb} the {food} next."
            for n, (verb, food) in enumerate(zip(verbs, foods, strict=True))
        ]
        last = f"Wait {minutes} minutes and serve the {dish.lower()} to the {people} people."
    return "\n".join([first, listed, " ".join(steps), last])


def log(draw: random.Random, language: str) -> str:
    """What came in and what went out; what is left is the difference."""
    ship, day, hour = draw.choice(SHIPS), draw.randrange(1, 29), draw.randrange(5, 20)
    goods, wind = draw.choice(GOODS[language]), draw.choice(WINDS[language])
    came = draw.randrange(12, 60)
    left = draw.randrange(2, came - 5)
    if language == "es":
        return (
            f"Día {day}. La {ship} entró a las {hour} con viento del {wind} y {came} {goods}.\n"
            f"Se descargaron {came - left} {goods}; quedan {left} a bordo.\n"
            f"{draw.choice(BETWEEN['es'])} La {ship} zarpa mañana, día {day + 1}, si el viento del {wind} lo permite."
        )
    return (
        f"Day {day}. The {ship} came in at {hour} with wind from the {wind} and {came} {goods}.\n"
        f"{came - left} {goods} were unloaded; {left} are left on board.\n"
        f"{draw.choice(BETWEEN['en'])} The {ship} sails tomorrow, day {day + 1}, if the {wind} wind allows it."
    )


def changed(draw: random.Random, text: str) -> str:
    """Almost the same: another number, or a few words of its own at the beginning or at the end."""
    kind = draw.randrange(3)
    if kind == 0 and re.search(r"\d", text):
        return re.sub(r"\d+", lambda found: str(int(found[0]) + 1), text, count=1)
    if kind == 1:
        return f"Puerto Brisa, p. {draw.randrange(2, 90)}. {text}"
    return text + draw.choice([" (Copia.)", " (Copy.)", " ***"])


if __name__ == "__main__":
    main()
