"""Writes vectors.txt: python make_vectors.py, with the tutor's own packages on the import path.

The vector of a word is what the tutor's multilingual encoder gives for it, without the average of its
language, reduced to DIMENSIONS by the singular value decomposition; each direction is divided by the root of
its singular value, so that a few do not drown the rest. The words are those of texts.csv and of EXTRA. The
encoder comes from multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672; MIT licence). You need not run
this to build the project.
"""

import csv
import unicodedata
from pathlib import Path

import numpy as np

from knowledge_base.embedding import OnnxEmbedder

HERE = Path(__file__).parent
DIMENSIONS = 64
EXTRA = {
    "es": """agua ajo almuerzo arroz asado cena cocina cocinar comida cuchara cuchillo desayuno fruta fuego huevo
        huevos mantequilla manzana mesa olla pescado pimienta plato pollo queso receta verdura vino balón cancha
        campeonato copa defensa empate estadio fútbol ganar jugar liga marcador partido pelota victoria árbitros
        cielo clima frío grados invierno lluvia nube nubes otoño primavera sol temperatura trueno verano viento
        autobús avión barco billete boleto ciudad coche conducir excursión isla mapa país puente turista
        vacaciones viajero alergia brazo corazón cuerpo cura dentista enfermo enfermera espalda estómago farmacia
        herida hospital hueso médico medicina paciente salud virus baile banda batería canción cantar coro
        escenario melodía músico nota orquestas ritmo violín voz ahorros barato bolsa caja caro comprar deuda
        dinero efectivo empresa factura impuesto inversión mercado moneda pagar precio vender abeja árbol césped
        flor flores hierba hoja insecto jardín jardinero maceta pasto pala raíz rosa semilla tierra buena bueno
        grande malo mucha nuevo pequeño viejo hombre mujer niña gente amigo familia perro gato casa calle trabajo
        escuela libro noche día semana hoy ayer ahora siempre nunca bien mal más menos hacer tener querer ver
        comer beber correr dormir hablar leer escribir cuando donde como quien porque pero con sin sobre entre
        para por desde hasta""",
    "en": """water garlic lunch rice roast dinner kitchen cook cooking food spoon knife breakfast fruit fire egg
        eggs butter apple table pot fish pepper plate chicken cheese recipe vegetable wine ball pitch
        championship cup defence draw stadium football win play league score match victory referees sky climate
        degrees winter cloud clouds autumn sun temperature thunder summer bus ship boat ticket city car drive
        tour island map bridge tourist holiday holidays traveller allergy arm heart body cure dentist ill sick
        nurse back stomach pharmacy wound hospital bone medicine patient health virus dance band drums sing
        choir melody musician note rhythm violin voice savings cheap stock cash expensive debt money company
        invoice tax investment market coin price sell bee lawn flower grass leaf insect garden gardener shovel
        root rose seed earth good big bad much new small old man woman girl people friend family dog cat house
        street work school book day week today now always never well more less make have want see eat drink run
        sleep talk read write when where how who because but with without over between for from until""",
}


def main() -> None:
    words = vocabulary()
    embedder = OnnxEmbedder()
    sums: dict[str, list[np.ndarray]] = {}
    for language, known in words.items():
        raw = embedder.embed_passages(known, [language] * len(known))
        for word, vector in zip(known, raw - raw.mean(axis=0), strict=True):
            sums.setdefault(word, []).append(vector)
    names = sorted(sums)
    matrix = unit(np.array([np.mean(sums[name], axis=0) for name in names]))
    centred = matrix - matrix.mean(axis=0)
    _, sizes, directions = np.linalg.svd(centred, full_matrices=False)
    reduced = unit(centred @ directions[:DIMENSIONS].T / np.sqrt(sizes[:DIMENSIONS]))
    with (HERE / "vectors.txt").open("w", encoding="utf-8") as file:
        for name, row in zip(names, reduced, strict=True):
            file.write(f"{name} {' '.join(f'{value:.3f}' for value in row)}\n")


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length one."""
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def vocabulary() -> dict[str, list[str]]:
    """The words of each language, in lower case and composed form."""
    found = {language: set(words.split()) for language, words in EXTRA.items()}
    with (HERE / "texts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = unicodedata.normalize("NFC", row["text"]).lower()
            found[row["language"]].update("".join(c if c.isalpha() else " " for c in text).split())
    return {language: sorted(words) for language, words in found.items()}


if __name__ == "__main__":
    main()
