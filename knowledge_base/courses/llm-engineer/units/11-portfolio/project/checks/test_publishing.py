import re
import unittest

from both_languages import both
from portfolio_data import FOLDER

GOOD = {
    "README.md": "---\ntitle: X\nsdk: gradio\nsdk_version: 6.31.0\napp_file: app.py\nlicense: mit\n---\n",
    "app.py": "gr.Interface(f, gr.Textbox(max_length=200), 'label', examples=['a']).launch()\n",
    "requirements.txt": "# pinned\n\nnumpy==2.4.6\n",
}


def article() -> str:
    return (FOLDER / "article.md").read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## +(.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def section(pattern: str) -> str:
    return "\n".join(
        body for name, body in sections(article()).items() if re.search(pattern, name, re.IGNORECASE)
    )


def flaws(**changed: str | None) -> list[str]:
    from preflight import space_problems

    names = {"readme": "README.md", "app": "app.py", "requirements": "requirements.txt"}
    files = {**GOOD, **{names[key]: text for key, text in changed.items()}}
    return sorted(space_problems({name: text for name, text in files.items() if text is not None}))


class Article(unittest.TestCase):
    def test_the_article_has_a_title_and_a_fitting_length(self):
        self.assertEqual(
            len(re.findall(r"^# +\S.*$", article(), re.MULTILINE)),
            1,
            both("Va un solo título: una línea «# ...»", 'It has one title: a line "# ..."'),
        )
        words = len(article().split())
        self.assertTrue(
            400 <= words <= 1200,
            both(f"Tiene {words} palabras, van de 400 a 1200", f"{words} words, not 400 to 1200"),
        )

    def test_the_numbers_of_the_results_have_a_source(self):
        text = re.sub(r"(?m)^#+ .*$", "", section(r"result"))
        blocks = re.split(r"\n\s*\n|\n(?=\s*[-*] )", text)
        numbers = [
            block for block in blocks if re.search(r"\d", block) and not block.lstrip().startswith("![")
        ]
        self.assertTrue(
            numbers, both("Falta la sección de resultados con cifras", "No section of results with figures")
        )
        for block in numbers:
            self.assertRegex(
                block,
                r"`[^`]+`|\]\([^)]+\)",
                both("Cifra sin comando ni enlace", "A figure without command or link"),
            )

    def test_the_article_says_what_failed(self):
        words = len(section(r"fail|fall|no funcion|no sirvi|mal\b|n.t work|not work|wrong").split())
        self.assertGreaterEqual(
            words,
            40,
            both(
                "Falta una sección «## Qué falló» de 40 palabras o más",
                'A section "## What failed" of 40 words or more is missing',
            ),
        )

    def test_pictures_and_links_of_the_article_hold(self):
        self.assertGreaterEqual(
            len(article().split()), 400, both("Falta el artículo", "The article is missing")
        )
        for bang, text, target in re.findall(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)", article()):
            self.assertTrue(text.strip(), both(f"{target} sin texto", f"{target} has no text"))
            if "://" not in target and not target.startswith("#"):
                self.assertTrue(
                    (FOLDER / target.split("#")[0]).is_file(),
                    both(f"No está {target}", f"{target} is not there"),
                )
            self.assertNotRegex(
                bang + target,
                r"/(tree|blob)/(main|master)\b",
                both("Enlaza un commit, no una rama", "Link a commit, not a branch"),
            )


class Space(unittest.TestCase):
    def test_a_ready_space_has_no_problem(self):
        self.assertEqual(flaws(), [], both("Este Space está listo", "This Space is ready"))
        quoted = GOOD["README.md"].replace("6.31.0", '"6.31.0"').replace("app.py", "'app.py'")
        self.assertEqual(flaws(readme=quoted), [], both("YAML admite comillas", "YAML allows quotes"))

    def test_the_metadata_of_a_space_is_needed(self):
        for key in ("sdk", "sdk_version", "license"):
            lines = [line for line in GOOD["README.md"].splitlines() if not line.startswith(key + ":")]
            self.assertEqual(flaws(readme="\n".join(lines)), [key], both(f"Falta {key}", f"{key} is missing"))
        self.assertEqual(
            flaws(readme="# X\nsdk: gradio\n"),
            ["app_file", "license", "sdk", "sdk_version"],
            both("Lo que está fuera del YAML no cuenta", "What is outside the YAML does not count"),
        )

    def test_the_app_has_examples_and_a_limit(self):
        self.assertEqual(
            flaws(app="gr.Interface(f, 'text', 'label').launch()"),
            ["examples", "max_length"],
            both("La app no tiene examples ni max_length", "The app has neither examples nor max_length"),
        )
        self.assertEqual(
            flaws(app=None), ["app"], both("No está el archivo de la app", "The app's file is not there")
        )

    def test_tokens_and_loose_versions_are_found(self):
        token = "hf_" + "aB3" * 8
        self.assertEqual(
            flaws(app=GOOD["app.py"] + f"KEY = '{token}'"),
            ["token"],
            both("Hay un token", "There is a token"),
        )
        self.assertEqual(
            flaws(readme=GOOD["README.md"] + token),
            ["token"],
            both("Token en el README", "Token in the README"),
        )
        self.assertEqual(
            flaws(requirements="numpy>=2\ntorch\ngradio==6.31.0 # demo\n"),
            ["unpinned numpy", "unpinned torch"],
            both("Solo == fija una versión", "Only == pins a version"),
        )

    def test_your_space_is_ready(self):
        from preflight import space_problems

        folder = FOLDER / "space"
        files = {
            str(file.relative_to(folder)): file.read_text(encoding="utf-8")
            for file in folder.rglob("*")
            if file.suffix in (".md", ".py", ".txt")
        }
        self.assertIn("README.md", files, both("Falta space/README.md", "space/README.md is missing"))
        self.assertEqual(
            space_problems(files), [], both("Tu Space tiene problemas", "Your Space has problems")
        )
