import json
import re
import tempfile
import unittest
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from both_languages import both
from portfolio_data import FOLDER, Page, page, portfolio

HOSTILE = '<script>alert("x")</script> & <b>5 < 6</b>'
QUOTED = '" onclick="alert(1)'


class ThePage(unittest.TestCase):
    def test_the_page_declares_language_title_and_width(self):
        for language in ("es", "en"):
            seen = page(portfolio(), language)
            self.assertEqual(
                seen.all("html")[0].get("lang"), language, both("html lleva lang", "html has its lang")
            )
            self.assertTrue(seen.title, both("La página tiene title", "The page has a title"))
            metas = seen.all("meta")
            self.assertTrue(
                any("charset" in m for m in metas), both("Falta el charset", "The charset is missing")
            )
            self.assertTrue(
                any((m.get("name") or "").lower() == "viewport" for m in metas),
                both("Falta viewport, para el teléfono", "viewport is missing, for a phone"),
            )

    def test_headings_are_in_order(self):
        one_kind = portfolio()
        one_kind["projects"] = one_kind["projects"][1:]
        for thing in (portfolio(), one_kind):
            levels = [level for level, _ in page(thing, "en").headings]
            self.assertEqual(levels[:1], [1], both("El primer encabezado es h1", "The first heading is h1"))
            self.assertEqual(levels.count(1), 1, both("Hay un solo h1", "There is one h1"))
            self.assertTrue(
                all(after <= before + 1 for before, after in pairwise(levels)),
                both(f"Se salta un nivel: {levels}", f"A level is left out: {levels}"),
            )

    def test_each_project_shows_all_of_it(self):
        thing = portfolio()
        for language in ("es", "en"):
            seen = page(thing, language)
            for item in thing["projects"]:
                said = [item[key][language] for key in ("title", "problem", "decision", "limits")]
                said += [
                    item["result"]["what"][language],
                    item["measured"]["how"][language],
                    "make figures",
                    "MIT",
                ]
                for text in [*said, "0.8125", "recall", "437", "0.5625"]:
                    self.assertIn(
                        text, seen.text, both("La página debe mostrarlo", "The page should show it")
                    )
                for target in item["links"].values():
                    texts = [text for link, text in seen.links if link == target]
                    self.assertTrue(
                        texts and all(texts), both(f"Falta enlazar {target}", f"No link to {target}")
                    )

    def test_featured_projects_come_first(self):
        titles = [text for _, text in page(portfolio(), "en").headings if text.startswith("Title")]
        self.assertEqual(
            titles,
            ["Title alfa", "Title beta", "Title zeta"],
            both(
                "Cada título es un encabezado y los destacados van primero",
                "Titles are headings, the featured first",
            ),
        )

    def test_one_language_a_page(self):
        seen = page(portfolio(), "en")
        self.assertNotIn(
            "Problema alfa",
            seen.text,
            both("La página en inglés tiene español", "Spanish in the English page"),
        )
        self.assertIn(
            "index.es.html",
            [target for target, _ in seen.links],
            both("La página enlaza a la del otro idioma", "The page links to that of the other language"),
        )

    def test_html_in_texts_is_text(self):
        thing = portfolio()
        item = thing["projects"][1]
        thing["author"] = thing["about"]["en"] = HOSTILE
        item["title"]["en"] = item["problem"]["en"] = item["measured"]["command"] = item["licence"] = HOSTILE
        item["result"]["unit"] = item["limits"]["en"] = HOSTILE
        seen = page(thing, "en")
        self.assertFalse(seen.all("script"), both("El texto inyectó un script", "The text injected a script"))
        self.assertFalse(seen.all("b"), both("El texto inyectó etiquetas", "The text injected tags"))
        self.assertIn(
            HOSTILE,
            [text for _, text in seen.headings],
            both("El título se lee tal cual, con sus signos", "The title reads as it is, signs and all"),
        )

    def test_quotes_do_not_leave_an_attribute(self):
        thing = portfolio()
        item = thing["projects"][1]
        item["links"]["demo"] = "https://example.org/?q=" + QUOTED.replace(" ", "\t")
        item["image"] = {"file": "a.svg", "alt": {"es": QUOTED, "en": QUOTED}}
        seen = page(thing, "en")
        for tag, attributes in seen.tags:
            self.assertNotIn("onclick", attributes, both(f"Se inyectó en {tag}", f"Injected into {tag}"))
        self.assertIn(
            QUOTED,
            [i.get("alt") for i in seen.all("img")],
            both("El alt se lee tal cual", "The alt reads as it is"),
        )

    def test_the_built_site_has_no_broken_link(self):
        from build import build

        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            (folder / "in" / "pictures").mkdir(parents=True)
            (folder / "in" / "pictures" / "bars.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
            (folder / "in" / "notes.md").write_text("notes")
            thing = portfolio()
            thing["projects"][1]["image"] = {
                "file": "pictures/bars.svg",
                "alt": {"es": "Barras", "en": "Bars"},
            }
            thing["projects"][1]["links"]["notes"] = "notes.md"
            (folder / "in" / "portfolio.json").write_text(json.dumps(thing), encoding="utf-8")
            build(folder / "in", folder / "out")
            self.follow(folder / "out")

    def test_a_faulty_portfolio_is_not_built(self):
        from build import build

        with tempfile.TemporaryDirectory() as folder:
            thing = portfolio()
            del thing["projects"][1]["licence"]
            Path(folder, "portfolio.json").write_text(json.dumps(thing), encoding="utf-8")
            with self.assertRaises(
                ValueError, msg=both("Debe fallar sin licencia", "It fails without a licence")
            ) as said:
                build(folder, Path(folder, "out"))
            self.assertIn(
                "licence",
                str(said.exception),
                both("El error dice qué falta", "The error says what is missing"),
            )
            written = [file.name for file in Path(folder, "out").rglob("*") if file.is_file()]
            self.assertEqual(written, [], both("No se escribe nada", "Nothing is written"))

    def test_your_page_is_read_in_two_minutes(self):
        from build import build, load

        mine = load(FOLDER)
        self.assertTrue(mine["projects"], both("Aún no hay proyectos", "There are no projects yet"))
        with tempfile.TemporaryDirectory() as out:
            build(FOLDER, out)
            for language in mine["languages"]:
                seen = Page(Path(out, f"index.{language}.html").read_text(encoding="utf-8"))
                self.assertLessEqual(
                    len(seen.text.split()),
                    476,
                    both(
                        f"index.{language}.html tiene más de 476 palabras",
                        f"index.{language}.html has more than 476 words",
                    ),
                )
            size = sum(file.stat().st_size for file in Path(out).rglob("*") if file.is_file())
            self.assertLessEqual(size, 1_000_000, both("Pesa más de 1 MB", "It weighs more than 1 MB"))
            self.follow(Path(out))

    def follow(self, out: Path) -> None:
        for file in out.glob("projects/*/README.*.md"):
            for target in re.findall(r"(?<!\\)\]\(<?([^)>\s]+)>?\)", file.read_text(encoding="utf-8")):
                path = urlsplit(target).path
                self.assertTrue(
                    urlsplit(target).scheme or not path or (file.parent / unquote(path)).is_file(),
                    both(
                        f"{file.relative_to(out)} enlaza {target!r}, que no está ahí",
                        f"{file.relative_to(out)} links {target!r}, which is not there",
                    ),
                )
        for name in ("index.html", "index.es.html", "index.en.html"):
            file = out / name
            self.assertTrue(file.is_file(), both(f"Falta {name}", f"{name} is missing"))
            seen = Page(file.read_text(encoding="utf-8"))
            ids = {attributes.get("id") for _, attributes in seen.tags}
            for image in seen.all("img"):
                self.assertTrue(
                    (image.get("alt") or "").strip(), both("Una imagen sin alt", "An image without alt")
                )
            targets = [target for target, _ in seen.links] + [
                image.get("src") or "" for image in seen.all("img")
            ]
            for target in targets:
                parts = urlsplit(target)
                if parts.scheme:
                    continue
                there = (out / unquote(parts.path)).is_file() if parts.path else parts.fragment in ids
                self.assertTrue(
                    there,
                    both(f"{name} enlaza {target!r}, que no está", f"{name} links {target!r}: not there"),
                )
