"""HTML files: the article with its headings, not what stands around it."""

from pathlib import Path

import pytest

from knowledge_base.errors import BadInput
from knowledge_base.loaders import load_one

PROSE = "The attention weights say how much each token looks at every other one in the sequence. " * 4
PAGE = f"""<!doctype html><html><head><title>Attention, step by step</title><style>p {{}}</style></head><body>
<nav><a href="/">Home</a> <a href="/about">About us</a></nav>
<article><h1>Attention</h1><p>{PROSE}</p>
<h2>Queries and keys</h2><p>{PROSE} See <a href="/x">the paper</a>.</p>
<pre><code># not a heading
q @ k.T</code></pre><p>{PROSE}</p></article>
<footer>Copyright and cookies</footer><script>alert(1)</script></body></html>"""


def page(tmp_path: Path, content: bytes, name: str = "page.html") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return str(path)


def test_the_article_with_its_headings_and_nothing_around_it(tmp_path: Path) -> None:
    found = load_one(page(tmp_path, PAGE.encode()))
    assert (found.title, found.media_type) == ("Attention", "text/html")
    assert [mark.label for mark in found.marks] == ["Attention", "Queries and keys"]
    assert "See the paper." in found.text
    assert "q @ k.T" in found.text
    for gone in ("About us", "cookies", "alert", "<p>", "](/x)"):
        assert gone not in found.text


def test_the_encoding_that_the_page_declares(tmp_path: Path) -> None:
    head = '<html><head><meta charset="iso-8859-1"></head>'
    text = f"{head}<body><article><p>Función: {PROSE}</p></article></body></html>"
    assert "Función" in load_one(page(tmp_path, text.encode("latin-1"))).text


@pytest.mark.parametrize("content", [b"<html><body></body></html>", b"<html><script>x()</script></html>"])
def test_a_page_without_text(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadInput, match="holds no text"):
        load_one(page(tmp_path, content))


def test_a_page_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is not text"):
        load_one(page(tmp_path, b"<html>\0\1\2\0\0" * 50))
