"""Writes the portfolio: a page a language, and a README a project and language.

Run `python build.py OUT` in the folder of portfolio.json.
"""

import json
import math
import shutil
import sys
from collections import Counter
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

TEXTS = ("title", "problem", "decision", "result.what", "measured.how", "limits")
LABELS = {
    "es": {
        "featured": "Proyectos destacados",
        "others": "Otros proyectos",
        "problem": "Problema",
        "decision": "Decisión principal",
        "result": "Resultado",
        "limits": "Límites",
        "licence": "Licencia",
        "links": "Enlaces",
        "cases": "casos",
        "baseline": "línea de base",
        "code": "código",
        "demo": "demo",
    },
    "en": {
        "featured": "Featured projects",
        "others": "Other projects",
        "problem": "Problem",
        "decision": "Main decision",
        "result": "Result",
        "limits": "Limits",
        "licence": "Licence",
        "links": "Links",
        "cases": "cases",
        "baseline": "baseline",
        "code": "code",
        "demo": "demo",
    },
}
STYLE = (
    "body{max-width:42rem;margin:auto;padding:1rem;font:1.1rem/1.5 system-ui,sans-serif}"
    "img{max-width:100%;height:auto}code{overflow-wrap:anywhere}"
)


def load(folder: Path | str) -> dict:
    """The portfolio.json of a folder."""
    return json.loads((Path(folder) / "portfolio.json").read_text(encoding="utf-8"))


def problems(portfolio: dict, folder: Path | str) -> list[tuple[str, str]]:
    """What is missing or wrong, as (id of the project, field); the id is "" for what is not of a project."""
    folder, languages = Path(folder), portfolio.get("languages") or []
    projects = portfolio.get("projects") or []
    found = [("", field) for field in ("author", "languages", "projects") if not portfolio.get(field)]
    found += [("", field) for field in missing_texts(portfolio, "about", languages)]
    if not 1 <= sum(bool(project.get("featured")) for project in projects) <= 3:
        found.append(("", "featured"))
    counts = Counter(project.get("id") for project in projects)
    for project in projects:
        name = project.get("id") or ""
        if not name or counts[name] > 1:
            found.append((name, "id"))
        found += [(name, field) for field in project_problems(project, languages, folder)]
    return found


def project_problems(project: dict, languages: list[str], folder: Path) -> list[str]:
    """The fields of one project that are missing or wrong."""
    found = [field for path in TEXTS for field in missing_texts(project, path, languages)]
    for path in ("result.figure", "result.baseline", "result.cases"):
        value = at(project, path)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            found.append(path)
    for path in ("result.unit", "measured.command", "licence"):
        value = at(project, path)
        if not isinstance(value, str) or not value.strip():
            found.append(path)
    links = project.get("links") or {}
    if "code" not in links:
        found.append("links.code")
    found += [f"links.{kind}" for kind, target in links.items() if not resolves(target, folder)]
    if "image" in project:
        target = at(project, "image.file")
        if not resolves(target, folder) or urlsplit(target).scheme:
            found.append("image.file")
        found += missing_texts(project, "image.alt", languages)
    return found


def at(thing: object, path: str) -> object:
    """What lies at a dotted path, or None."""
    for key in path.split("."):
        thing = thing.get(key) if isinstance(thing, dict) else None
    return thing


def missing_texts(thing: dict, path: str, languages: list[str]) -> list[str]:
    """The path for each language that a text lacks, as path.language."""
    value = at(thing, path)
    texts = value if isinstance(value, dict) else {}
    return [f"{path}.{code}" for code in languages if not str(texts.get(code) or "").strip()]


def resolves(target: object, folder: Path) -> bool:
    """Whether a link is a web address with a host, or a file inside the folder."""
    if not isinstance(target, str) or not target.strip():
        return False
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return parts.scheme in ("http", "https") and bool(parts.netloc)
    path = (folder / parts.path).resolve()
    return path.is_file() and path.is_relative_to(folder.resolve())


def page(portfolio: dict, language: str) -> str:
    """The page of one language, as HTML."""
    label, author = LABELS[language], escape(portfolio["author"])
    others = "".join(
        f'<a href="index.{code}.html" hreflang="{code}" lang="{code}">{code}</a> '
        for code in portfolio["languages"]
        if code != language
    )
    body = [f"<nav>{others}</nav>"] if others else []
    body += [f"<main><h1>{author}</h1>", f"<p>{escape(portfolio['about'][language])}</p>"]
    for key, wanted in (("featured", True), ("others", False)):
        chosen = [project for project in portfolio["projects"] if bool(project.get("featured")) is wanted]
        if chosen:
            body += [f"<h2>{label[key]}</h2>", *(article(project, language) for project in chosen)]
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{author}</title><style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</main></body></html>\n"
    )


def article(project: dict, language: str) -> str:
    """One project of the page."""
    label, name = LABELS[language], escape(project["id"])
    title = escape(project["title"][language])
    result, measured = project["result"], project["measured"]
    lines = [f'<article id="{name}"><h3>{title}</h3>', f"<p>{escape(project['problem'][language])}</p>"]
    if "image" in project:
        file, alt = escape(project["image"]["file"]), escape(project["image"]["alt"][language])
        lines.append(f'<p><img src="{file}" alt="{alt}"></p>')
    lines += [
        f"<p>{label['decision']}: {escape(project['decision'][language])}</p>",
        f"<p>{label['result']}: {escape(result['what'][language])}, <strong>{result['figure']}"
        f" {escape(result['unit'])}</strong> ({result['cases']} {label['cases']}, {label['baseline']}"
        f" {result['baseline']}). {escape(measured['how'][language])}"
        f" <code>{escape(measured['command'])}</code></p>",
        f"<p>{label['limits']}: {escape(project['limits'][language])}</p>",
    ]
    links = "".join(
        f'<li><a href="{escape(target)}">{title}: {escape(label.get(kind, kind))}</a></li>'
        for kind, target in project["links"].items()
        if urlsplit(target).scheme in ("", "http", "https")
    )
    lines += [f"<ul>{links}</ul>", f"<p>{label['licence']}: {escape(project['licence'])}</p></article>"]
    return "\n".join(lines)


def readme(project: dict, language: str) -> str:
    """The README of a project in one language, as Markdown."""
    label, result, measured = LABELS[language], project["result"], project["measured"]
    links = [
        f"- [{label.get(kind, kind)}](<{target if urlsplit(target).scheme else '../../' + target}>)"
        for kind, target in project["links"].items()
    ]
    parts = [
        f"# {plain(project['title'][language])}",
        f"## {label['problem']}",
        plain(project["problem"][language]),
        f"## {label['decision']}",
        plain(project["decision"][language]),
        f"## {label['result']}",
        f"{plain(result['what'][language])}: {result['figure']} {plain(result['unit'])}, {result['cases']}"
        f" {label['cases']}, {label['baseline']} {result['baseline']}: `{measured['command']}`",
        plain(measured["how"][language]),
        f"## {label['limits']}",
        plain(project["limits"][language]),
        f"## {label['links']}",
        "\n".join(links),
        f"## {label['licence']}",
        plain(project["licence"]),
    ]
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    """A text on one line that Markdown shows as it is."""
    line = escape(" ".join(text.split()), quote=False)
    line = "".join("\\" + c if c in "\\`*_[]" else c for c in line)
    return "\\" + line if line[:1] in ("#", "-", "+") else line


def build(folder: Path | str, out: Path | str) -> None:
    """Write index.html, index.LANGUAGE.html and projects/ID/README.LANGUAGE.md, with the files they link.

    Raises:
        ValueError: naming the problems; nothing is written then.
    """
    folder, out = Path(folder), Path(out)
    portfolio = load(folder)
    found = problems(portfolio, folder)
    if found:
        raise ValueError("; ".join(f"{name or 'portfolio'}: {field}" for name, field in found))
    out.mkdir(parents=True, exist_ok=True)
    for language in portfolio["languages"]:
        (out / f"index.{language}.html").write_text(page(portfolio, language), encoding="utf-8")
    shutil.copyfile(out / f"index.{portfolio['languages'][0]}.html", out / "index.html")
    for project in portfolio["projects"]:
        place = out / "projects" / project["id"]
        place.mkdir(parents=True, exist_ok=True)
        for language in portfolio["languages"]:
            (place / f"README.{language}.md").write_text(readme(project, language), encoding="utf-8")
        targets = [*project["links"].values(), *([project["image"]["file"]] if "image" in project else [])]
        for target in targets:
            if not urlsplit(target).scheme:
                path = urlsplit(target).path
                (out / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(folder / path, out / path)


if __name__ == "__main__":
    build(Path(__file__).parent, sys.argv[1])
