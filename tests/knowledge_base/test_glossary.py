"""The glossary finds the terms of a question in the other language, and the learner may edit it."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.glossary import MOST_SEARCHED, Glossary
from knowledge_base.words import folded

COURSE = Path(__file__).parents[2] / "knowledge_base" / "courses" / "llm-engineer" / "glossary.yaml"
ENTRIES: list[dict[str, list[str]]] = yaml.load(
    COURSE.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
)
GLOSSARY = Glossary.load(COURSE)

languages = st.sampled_from(["es", "en"])
terms = languages.flatmap(
    lambda language: st.tuples(st.just(language), st.sampled_from([e[language][0] for e in ENTRIES]))
)


def written(folder: Path, text: str, name: str = "glossary.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def small(folder: Path, text: str) -> Glossary:
    return Glossary.load(written(folder, text))


def test_the_course_has_a_glossary_of_the_whole_field() -> None:
    assert len(GLOSSARY) == len(ENTRIES) >= 450


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("¿Cómo elijo la tasa de aprendizaje?", "learning rate"),
        ("por qué hay desvanecimiento del gradiente", "vanishing gradient"),
        ("qué es una fuga de datos", "data leakage"),
        ("cómo entreno mi red", "train"),
        ("quiero guardar los pesos", "save"),
        ("cargar un archivo", "load"),
        ("me da un error", None),
        ("qué tamaño uso", "size"),
        ("cuántos pasos", "step"),
        ("el sesgo de un clasificador", "bias"),
        ("mi modelo se sobreajusta", "overfitting"),
        ("usar la caché de claves y valores", "kv cache"),
        ("qué es el olvido catastrófico", "catastrophic forgetting"),
        ("base de datos vectorial", "vector database"),
        ("un simulacro de entrevista", "mock interview"),
    ],
)
def test_a_spanish_question_gets_its_english_terms(question: str, expected: str | None) -> None:
    found = GLOSSARY.expand(question, "es")
    assert expected is None or expected in found
    # "error" is the same word in both languages: the question says it already.
    assert "error" not in found


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how do layers learn", "capa"),
        ("What is the learning rate?", "tasa de aprendizaje"),
        ("I trained it twice", "entrenamiento"),
        ("matrices", "matriz"),
        ("is it data leakage?", "fuga de datos"),
    ],
)
def test_an_english_question_gets_its_spanish_terms(question: str, expected: str) -> None:
    assert expected in GLOSSARY.expand(question, "en")


def test_a_word_means_only_what_it_means_in_its_own_language() -> None:
    assert "network" in GLOSSARY.expand("la red", "es")
    assert GLOSSARY.expand("a red one", "en") == []


@given(terms)
def test_every_entry_is_found_or_is_the_same_word_in_both(term: tuple[Language, str]) -> None:
    language, form = term
    others = {f for e in ENTRIES if form in e[language] for f in e["en" if language == "es" else "es"]}
    same = {folded(other).replace("-", " ") for other in others} & {folded(form).replace("-", " ")}
    assert set(GLOSSARY.expand(form, language)) & others or same


@given(terms, st.text(alphabet="¿?¡!.,;: \n", max_size=5), st.sampled_from([str.upper, str.title, str.lower]))
def test_case_and_punctuation_do_not_matter(
    term: tuple[Language, str], around: str, change: Callable[[str], str]
) -> None:
    language, form = term
    assert GLOSSARY.expand(around + change(form) + around, language) == GLOSSARY.expand(form, language)


@given(terms)
def test_accents_and_hyphens_do_not_matter(term: tuple[Language, str]) -> None:
    language, form = term
    expected = GLOSSARY.expand(form, language)
    for kind in ("NFD", "NFC"):
        assert GLOSSARY.expand(unicodedata.normalize(kind, form), language) == expected
    assert GLOSSARY.expand(folded(form), language) == expected
    assert GLOSSARY.expand(form.replace("-", " "), language) == expected


@given(st.text(max_size=200), languages)
def test_any_text_is_a_question(text: str, language: Language) -> None:
    found = GLOSSARY.expand(text, language)
    assert len(found) == len(set(found))
    assert not any(found_term.casefold() == text.casefold() for found_term in found)


@given(st.lists(terms.filter(lambda term: term[0] == "es"), min_size=1, max_size=6))
def test_terms_come_in_the_order_of_the_question(chosen: list[tuple[Language, str]]) -> None:
    question = " / xyzzy / ".join(form for _, form in chosen)
    expected: list[str] = []
    for _, form in chosen:
        expected += [term for term in GLOSSARY.expand(form, "es") if term not in expected]
    found = GLOSSARY.expand(question, "es")
    assert found == [term for term in expected if term in found]


def test_the_longest_expression_wins(tmp_path: Path) -> None:
    glossary = small(
        tmp_path,
        """
- {es: [red], en: [network]}
- {es: [red neuronal], en: [neural network]}
- {es: [red neuronal profunda], en: [deep neural network]}
- {es: [profunda], en: [deep]}
""",
    )
    assert glossary.expand("una red neuronal profunda", "es") == ["deep neural network"]
    assert glossary.expand("una red neuronal muy profunda", "es") == ["neural network", "deep"]
    assert glossary.expand("la red, la red neuronal", "es") == ["network", "neural network"]


def test_a_longer_expression_wins_over_an_earlier_one(tmp_path: Path) -> None:
    glossary = small(tmp_path, "- {es: [a b], en: [x]}\n- {es: [b c d], en: [y]}\n")
    assert glossary.expand("a b c d", "es") == ["y"]


def test_only_whole_words_count(tmp_path: Path) -> None:
    glossary = small(tmp_path, "- {es: [red], en: [network]}\n")
    assert glossary.expand("redondo enredo", "es") == []


@pytest.mark.parametrize(
    ("language", "form", "question"),
    [
        ("es", "capa", "capas"),
        ("es", "capas", "capa"),
        ("es", "matriz", "matrices"),
        ("es", "función", "funciones"),
        ("es", "red neuronal", "redes neuronales"),
        ("es", "valores propios", "valor propio"),
        ("es", "índice", "índices"),
        ("en", "layer", "layers"),
        ("en", "query", "queries"),
        ("en", "queries", "query"),
        ("en", "loss", "losses"),
        ("en", "losses", "loss"),
        ("en", "batch", "batches"),
        ("en", "attention head", "attention heads"),
        ("en", "key", "keys"),
    ],
)
def test_a_simple_plural_is_the_same_word(
    tmp_path: Path, language: Language, form: str, question: str
) -> None:
    other = "en" if language == "es" else "es"
    glossary = small(tmp_path, f"- {{{language}: [{form}], {other}: [found]}}\n")
    assert glossary.expand(question, language) == ["found"]


def test_what_the_question_says_already_is_not_said_again(tmp_path: Path) -> None:
    glossary = small(tmp_path, "- {es: [ajuste fino], en: [fine-tuning, tuning run]}\n")
    assert glossary.expand("el fine tuning o ajuste fino", "es") == ["tuning run"]


def test_inflections_are_recognised_but_not_searched_for(tmp_path: Path) -> None:
    glossary = small(tmp_path, "- {es: [entrenar], en: [train, training, trained, trains]}\n")
    assert glossary.expand("entrenar", "es") == ["train"]
    assert glossary.expand("it was trained", "en") == ["entrenar"]


def test_only_the_usual_forms_are_searched_for(tmp_path: Path) -> None:
    glossary = small(tmp_path, "- {es: [uno], en: [alpha, beta, gamma, delta, epsilon]}\n")
    assert glossary.expand("uno", "es") == ["alpha", "beta", "gamma", "delta"]
    assert max(len(GLOSSARY.expand(e["es"][0], "es")) for e in ENTRIES) <= 3 * MOST_SEARCHED
    assert glossary.expand("epsilon", "en") == ["uno"]


def test_a_form_in_two_entries_means_both(tmp_path: Path) -> None:
    glossary = small(tmp_path, "- {es: [cadena], en: [chain]}\n- {es: [cadena], en: [string]}\n")
    assert glossary.expand("cadena", "es") == ["chain", "string"]


def test_the_learner_adds_and_overrides(tmp_path: Path) -> None:
    base = written(
        tmp_path, "- {es: [red, redes], en: [network]}\n- {es: [capa], en: [layer]}\n", "base.yaml"
    )
    own = written(
        tmp_path, "- {es: [red], en: [net]}\n- {es: [zafiro], en: [sapphire]}\n- {es: [capa], en: []}\n"
    )
    glossary = Glossary.load(base, own)
    assert glossary.expand("redes", "es") == ["net"]
    assert glossary.expand("un zafiro", "es") == ["sapphire"]
    assert glossary.expand("capas", "es") == []
    assert glossary.expand("layers and network", "en") == ["capa", "red"]
    assert Glossary.load(base).expand("redes", "es") == ["network"]


def test_the_count_leaves_out_what_was_overridden(tmp_path: Path) -> None:
    base = written(tmp_path, "- {es: [red], en: [network]}\n- {es: [capa], en: [layer]}\n", "base.yaml")
    own = written(tmp_path, "- {es: [red], en: [network, net]}\n")
    assert len(Glossary.load(base, own)) == 2
    assert len(Glossary.load()) == 0


def test_an_edited_file_is_read_again(tmp_path: Path) -> None:
    path = written(tmp_path, "# nothing yet\n")
    assert Glossary.load(path).expand("lote", "es") == []
    path.write_text("- es: [lote]\n  en: [batch]\n", encoding="utf-8")
    assert Glossary.load(path).expand("lotes", "es") == ["batch"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("- {es: [capa], en: [layer]}\n- {es: [red]}\n", 2, 'no "en"'),
        ("- {es: [capa], en: [layer]}\n\n- {es: [red], en: [net], fr: [réseau]}\n", 3, 'unknown key "fr"'),
        ("- es: [capa]\n  en: layer\n", 2, "must be a list"),
        ("- es:\n  - capa\n  - 12\n  en: [layer]\n", 3, "must be text"),
        ('- {es: [capa], en: [layer]}\n- {es: ["..."], en: [dots]}\n', 2, "no letters or digits"),
        ('- {es: [""], en: [dots]}\n', 1, "is empty"),
        ("- {es: [], en: []}\n", 1, "no form in either language"),
        ("- {es: [a b c d e f g h i], en: [x]}\n", 1, "longer than 8 words"),
        ("- {es: [capa], en: [layer]\n- {es: [red], en: [net]}\n", 2, "not YAML"),
        ("capa: layer\n", 1, "must be a list"),
        ("- capa\n", 1, "must be a map"),
    ],
)
def test_a_bad_file_gets_one_sentence_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(BadInput) as caught:
        Glossary.load(COURSE, path)
    message = caught.value.message
    assert message.startswith(f"{path}, line {line}: ")
    assert says in message
    assert "\n" not in message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no-such\.yaml cannot be read"):
        Glossary.load(tmp_path / "no-such.yaml")


def test_forms_are_lower_case_and_said_once() -> None:
    for entry in ENTRIES:
        for forms in (entry["es"], entry["en"]):
            assert forms == [form.lower().strip() for form in forms]
            assert len({folded(form) for form in forms}) == len(forms), forms


def test_the_spanish_twins_of_the_errors_are_there() -> None:
    folder = Path(__file__).parents[2]
    source = (folder / "knowledge_base" / "glossary.py").read_text(encoding="utf-8")
    twins = yaml.safe_load((folder / "tutor/messages/errors/glossary.es.yaml").read_text(encoding="utf-8"))
    assert all(f'"{template}"' in source for template in twins)
