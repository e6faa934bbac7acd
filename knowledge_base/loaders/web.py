"""A URL: a page, a plain file, a PDF or a notebook on a server, or a video with a transcript."""

from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from knowledge_base.documents import Document
from knowledge_base.loaders.fetch import Page, fetch
from knowledge_base.loaders.html import html_document
from knowledge_base.loaders.markdown import markdown_document
from knowledge_base.loaders.notebook import notebook_document
from knowledge_base.loaders.options import LoadOptions
from knowledge_base.loaders.pdf import pdf_document
from knowledge_base.loaders.plain_text import text_document
from knowledge_base.loaders.reading import decode, no_text
from knowledge_base.loaders.youtube import load_video, video_id

_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/plain": "text",
    "application/pdf": "pdf",
    "application/x-ipynb+json": "notebook",
}
_SUFFIXES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "markdown",
    ".ipynb": "notebook",
    ".pdf": "pdf",
}
# Servers of plain files say these of Markdown, notebooks and PDFs.
_VAGUE = frozenset({"", "text/plain", "application/json", "application/octet-stream", "binary/octet-stream"})


def load_url(url: str, options: LoadOptions) -> Document:
    """The document behind a URL.

    Raises:
        Missing, Refused, OutOfTime, BadInput: see `knowledge_base.loaders.fetch.fetch`.
    """
    if video := video_id(url):
        return load_video(video, url)
    page = fetch(url, options, accepts=lambda at, media_type: bool(_kind(at, media_type)))
    if not page.content:
        raise no_text(url)
    return _READERS[_kind(page.url, page.media_type)](page, url)


def _kind(url: str, media_type: str) -> str:
    suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
    if media_type in _VAGUE and suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    return _KINDS.get(media_type or "text/html", "")


def _name(page: Page) -> str:
    parts = urlsplit(page.url)
    return unquote(PurePosixPath(parts.path).stem) or parts.netloc


def _text(page: Page, uri: str) -> str:
    return decode(page.content, uri)


_READERS: dict[str, Callable[[Page, str], Document]] = {
    "html": lambda page, uri: html_document(page.content, uri=uri, fallback_title=_name(page)),
    "markdown": lambda page, uri: markdown_document(
        _text(page, uri), uri=uri, fallback_title=_name(page), mdx=urlsplit(page.url).path.endswith(".mdx")
    ),
    "text": lambda page, uri: text_document(_text(page, uri), uri=uri, title=_name(page)),
    "pdf": lambda page, uri: pdf_document(page.content, uri=uri, fallback_title=_name(page)),
    "notebook": lambda page, uri: notebook_document(_text(page, uri), uri=uri, fallback_title=_name(page)),
}
