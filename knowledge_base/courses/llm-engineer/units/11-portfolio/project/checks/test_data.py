import tempfile
import unittest
from pathlib import Path

from both_languages import both
from portfolio_data import FOLDER, portfolio


def named(thing: dict, folder: Path | None = None) -> list[tuple[str, str]]:
    from build import problems

    with tempfile.TemporaryDirectory() as empty:
        return [tuple(pair) for pair in problems(thing, folder or Path(empty))]


class Data(unittest.TestCase):
    def test_a_complete_portfolio_has_no_problem(self):
        self.assertEqual(
            named(portfolio()),
            [],
            both("Un portafolio completo no tiene problemas", "A complete portfolio has none"),
        )

    def test_missing_fields_are_named(self):
        for path in (
            "licence",
            "result.figure",
            "result.cases",
            "result.baseline",
            "result.unit",
            "measured.command",
            "links.code",
        ):
            with self.subTest(path):
                thing = portfolio()
                *way, last = path.split(".")
                place = thing["projects"][1]
                for key in way:
                    place = place[key]
                del place[last]
                self.assertEqual(
                    named(thing),
                    [("alfa", path)],
                    both(
                        f"Falta {path} y debe nombrarse solo eso", f"{path} is missing and only that is named"
                    ),
                )

    def test_a_text_missing_in_one_language_is_named(self):
        for path in ("title", "problem", "decision", "limits", "result.what", "measured.how"):
            thing = portfolio()
            place = thing["projects"][0]
            for key in path.split("."):
                place = place[key]
            place["en"] = "  "
            self.assertEqual(
                named(thing),
                [("zeta", f"{path}.en")],
                both(f"El inglés de {path} está en blanco", f"The English of {path} is blank"),
            )
        thing = portfolio()
        del thing["about"]["es"]
        self.assertEqual(
            named(thing),
            [("", "about.es")],
            both("about es del conjunto y le falta el español", "about is of the whole and lacks Spanish"),
        )

    def test_a_figure_is_a_finite_number(self):
        for value in ("0.9", None, float("nan"), float("inf")):
            thing = portfolio()
            thing["projects"][2]["result"]["figure"] = value
            self.assertEqual(
                named(thing),
                [("beta", "result.figure")],
                both(f"{value!r} no es una cifra", f"{value!r} is no figure"),
            )
        thing = portfolio()
        thing["projects"][2]["result"]["baseline"] = 0
        self.assertEqual(named(thing), [], both("Una línea de base de 0 vale", "A baseline of 0 is valid"))

    def test_broken_links_are_named(self):
        with tempfile.TemporaryDirectory() as outer:
            folder = Path(outer) / "inside"
            folder.mkdir()
            (folder / "notes.md").write_text("x")
            (Path(outer) / "secret.md").write_text("x")
            for target in (
                "gone.md",
                "",
                "../secret.md",
                "javascript:alert(1)",
                "https://",
                "ftp://example.org/x",
            ):
                thing = portfolio()
                thing["projects"][1]["links"]["demo"] = target
                self.assertEqual(
                    named(thing, folder),
                    [("alfa", "links.demo")],
                    both(f"El enlace {target!r} no sirve", f"The link {target!r} does not work"),
                )
            for target in ("notes.md", "http://example.org", "https://example.org/a?b=c#d"):
                thing = portfolio()
                thing["projects"][1]["links"]["demo"] = target
                self.assertEqual(
                    named(thing, folder),
                    [],
                    both(f"El enlace {target!r} sirve", f"The link {target!r} works"),
                )

    def test_an_image_needs_its_file_and_alt(self):
        thing = portfolio()
        thing["projects"][1]["image"] = {"file": "gone.svg", "alt": {"es": "Barras"}}
        self.assertEqual(
            sorted(named(thing)),
            [("alfa", "image.alt.en"), ("alfa", "image.file")],
            both("Falta el archivo y el alt en inglés", "The file and the English alt are missing"),
        )

    def test_one_to_three_projects_are_featured(self):
        for count, expected in ((0, [("", "featured")]), (3, []), (4, [("", "featured")])):
            thing = portfolio()
            thing["projects"].append({**portfolio()["projects"][0], "id": "delta"})
            for index, item in enumerate(thing["projects"]):
                item["featured"] = index < count
            self.assertEqual(
                named(thing), expected, both(f"{count} proyectos destacados", f"{count} featured projects")
            )

    def test_your_portfolio_has_three_projects_and_no_problem(self):
        from build import load

        mine = load(FOLDER)
        self.assertGreaterEqual(
            len(mine["projects"]), 3, both("Reúne al menos 3 proyectos", "Gather at least 3 projects")
        )
        self.assertEqual(
            sorted(mine["languages"]), ["en", "es"], both("Van los dos idiomas", "Both languages are there")
        )
        self.assertEqual(
            named(mine, FOLDER), [], both("Tu portafolio tiene problemas", "Your portfolio has problems")
        )
