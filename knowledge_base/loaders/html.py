"""HTML: the main text of a page with its headings, without menus, banners and comments."""

import logging
from pathlib import Path

from knowledge_base.documents import Document
from knowledge_base.errors import BadInput
from knowledge_base.loaders.markdown import markdown_document
from knowledge_base.loaders.options import LoadOptions
from knowledge_base.loaders.reading import no_text, read_bytes, tidy


def load_html(path: Path, options: LoadOptions) -> Document:
    """An HTML file."""
    return html_document(read_bytes(path, options), uri=str(path), fallback_title=path.stem)


def html_document(content: bytes, *, uri: str, fallback_title: str) -> Document:
    """The main text of a page (trafilatura), as Markdown.

    Raises:
        BadInput: there is no text, or it is no HTML.
    """
    import trafilatura

    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput("{path} is not text.", hint="Add the page as your browser saves it.", path=uri)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    markdown = trafilatura.extract(
        content, output_format="markdown", include_comments=False, include_links=False, include_images=False
    )
    if not markdown or not markdown.strip():
        raise no_text(uri)
    title = str(getattr(trafilatura.extract_metadata(content), "title", None) or "")
    return markdown_document(
        tidy(markdown), uri=uri, fallback_title=fallback_title, title=tidy(title), media_type="text/html"
    )
