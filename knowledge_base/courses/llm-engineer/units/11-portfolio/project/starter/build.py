"""Writes the portfolio: a page a language, and a README a project and language.

Run `python build.py OUT` in the folder of portfolio.json.
"""

import sys
from pathlib import Path


def load(folder: Path | str) -> dict:
    """The portfolio.json of a folder."""
    raise NotImplementedError


def problems(portfolio: dict, folder: Path | str) -> list[tuple[str, str]]:
    """What is missing or wrong, as (id of the project, field); the id is "" for what is not of a project.

    A field is a dotted path, such as "result.figure", or "problem.en" for a text without its English.
    Relative links and images are files inside the folder.
    """
    raise NotImplementedError


def page(portfolio: dict, language: str) -> str:
    """The page of one language, as HTML: every text escaped, one h1, no level of heading left out."""
    raise NotImplementedError


def readme(project: dict, language: str) -> str:
    """The README of a project in one language, as Markdown."""
    raise NotImplementedError


def build(folder: Path | str, out: Path | str) -> None:
    """Write index.html, index.LANGUAGE.html and projects/ID/README.LANGUAGE.md, with the files they link.

    Raises:
        ValueError: naming the problems; nothing is written then.
    """
    raise NotImplementedError


if __name__ == "__main__":
    build(Path(__file__).parent, sys.argv[1])
