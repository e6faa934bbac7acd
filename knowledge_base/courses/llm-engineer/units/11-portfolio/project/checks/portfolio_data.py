"""A portfolio to inject things into, and a page as the checks read it."""

import copy
from html.parser import HTMLParser
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1]
VOID = {"img", "meta", "link", "br", "hr", "input", "source", "wbr", "col", "area", "base", "embed", "track"}


def project(name: str, featured: bool = True) -> dict:
    """A complete project in two languages, without files."""
    return {
        "id": name,
        "featured": featured,
        "title": {"es": f"Título {name}", "en": f"Title {name}"},
        "problem": {"es": f"Problema {name}", "en": f"Trouble {name}"},
        "decision": {"es": f"Elegí {name}", "en": f"Chose {name}"},
        "result": {
            "what": {"es": f"Aciertos {name}", "en": f"Right ones {name}"},
            "figure": 0.8125,
            "unit": "recall",
            "cases": 437,
            "baseline": 0.5625,
        },
        "measured": {"how": {"es": f"Medido {name}", "en": f"Taken {name}"}, "command": "make figures"},
        "limits": {"es": f"No hace {name}", "en": f"Cannot {name}"},
        "links": {"code": f"https://example.org/{name}", "demo": f"https://example.org/spaces/{name}"},
        "licence": "MIT",
    }


def portfolio() -> dict:
    """Two featured projects and one other, in which nothing is wrong."""
    return copy.deepcopy(
        {
            "author": "Ana Ruiz",
            "languages": ["es", "en"],
            "about": {"es": "Hago herramientas", "en": "I make tools"},
            "projects": [project("zeta", featured=False), project("alfa"), project("beta")],
        }
    )


class Page(HTMLParser):
    """What a page holds.

    Attributes:
        tags: (name, attributes) of each element, in order.
        headings: (level, text), in order.
        links: (target, text), in order.
        text: all visible text, with single spaces.
        title: of the page.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.headings: list[tuple[int, str]] = []
        self.links: list[tuple[str, str]] = []
        self.title, self._said, self._open = "", [], []
        self.feed(html)
        self.close()
        self.text = " ".join(" ".join(self._said).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        while any(name == tag for name, _, _ in self._open):
            name, attributes, said = self._open.pop()
            text = " ".join("".join(said).split())
            if self._open:
                self._open[-1][2].extend(said)
            if name in ("h1", "h2", "h3", "h4", "h5", "h6"):
                self.headings.append((int(name[1]), text))
            if name == "a" and "href" in attributes:
                self.links.append((attributes["href"] or "", text))
            if name == "title":
                self.title = text
            if name == tag:
                return

    def handle_data(self, data):
        if self._open:
            self._open[-1][2].append(data)
        if not any(name in ("title", "style", "script") for name, _, _ in self._open):
            self._said.append(data)

    def all(self, name: str) -> list[dict]:
        """The attributes of each element of a name."""
        return [attributes for tag, attributes in self.tags if tag == name]


def page(thing: dict, language: str) -> Page:
    """The learner's page of a portfolio."""
    from build import page as written

    return Page(written(thing, language))
