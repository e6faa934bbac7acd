import json
import re
import tempfile
import unittest
from pathlib import Path

from both_languages import both
from portfolio_data import portfolio, project

SECTIONS = {
    "es": ("Problema", "Resultado", "Límites", "Licencia"),
    "en": ("Problem", "Result", "Limits", "Licence"),
}


def written(item: dict, language: str) -> str:
    from build import readme

    return readme(item, language)


class Readme(unittest.TestCase):
    def test_a_readme_has_its_title_and_sections(self):
        for language, names in SECTIONS.items():
            text = written(project("alfa"), language)
            titles = re.findall(r"^# +(.+)$", text, re.MULTILINE)
            self.assertEqual(
                titles,
                [project("alfa")["title"][language]],
                both("El único # es el título", "The only # is the title"),
            )
            found = re.findall(r"^## +(.+?) *$", text, re.MULTILINE)
            self.assertEqual(
                [name for name in names if name not in found],
                [],
                both("Faltan secciones", "Sections are missing"),
            )
            self.assertIn(
                "https://example.org/alfa", text, both("Falta el enlace al código", "No link to the code")
            )

    def test_the_number_stands_with_its_command(self):
        lines = [line for line in written(project("alfa"), "en").splitlines() if "0.8125" in line]
        self.assertTrue(lines, both("Falta la cifra", "The figure is missing"))
        for line in lines:
            for text in ("`make figures`", "recall", "437", "0.5625"):
                self.assertIn(
                    text, line, both("Va en la línea de la cifra", "It belongs on the figure's line")
                )

    def test_texts_do_not_make_markdown(self):
        item = project("alfa")
        item["problem"]["en"] = "First\n# Second\n\n<script>alert(1)</script> ![x](y.png)"
        text = written(item, "en")
        self.assertEqual(
            len(re.findall(r"^# ", text, re.MULTILINE)),
            1,
            both("Un texto hizo un título", "A text made a title"),
        )
        self.assertIsNone(re.search(r"(?<!\\)<script", text), both("Quedó HTML vivo", "Live HTML was left"))
        self.assertIsNone(
            re.search(r"(?<!\\)!\[x\]\(", text), both("Un texto hizo una imagen", "A text made an image")
        )

    def test_each_project_and_language_gets_a_readme(self):
        from build import build

        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "portfolio.json").write_text(json.dumps(portfolio()), encoding="utf-8")
            build(folder, Path(folder, "out"))
            for name in ("alfa", "beta", "zeta"):
                for language in SECTIONS:
                    file = Path(folder, "out", "projects", name, f"README.{language}.md")
                    self.assertTrue(
                        file.is_file(), both(f"Falta {file.name} de {name}", f"{name} lacks {file.name}")
                    )
