"""From what the learner names (a file, a folder, a URL) to documents."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from knowledge_base.documents import Document, SkippedSource
from knowledge_base.errors import BadInput, Refused, TutorError
from knowledge_base.loaders.html import load_html
from knowledge_base.loaders.ignore import Ignored
from knowledge_base.loaders.markdown import load_markdown
from knowledge_base.loaders.notebook import load_notebook
from knowledge_base.loaders.options import LoadOptions
from knowledge_base.loaders.pdf import load_pdf
from knowledge_base.loaders.plain_text import load_text
from knowledge_base.loaders.reading import missing
from knowledge_base.loaders.transcript import load_transcript

_LOADERS: dict[str, Callable[[Path, LoadOptions], Document]] = {
    **dict.fromkeys([".md", ".markdown", ".mdx"], load_markdown),
    **dict.fromkeys([".txt", ".text", ".rst", ".py"], load_text),
    **dict.fromkeys([".html", ".htm", ".xhtml"], load_html),
    **dict.fromkeys([".vtt", ".srt"], load_transcript),
    ".pdf": load_pdf,
    ".ipynb": load_notebook,
}
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+):(?://|(?=[^\\]))")
_LICENCE = re.compile(r"(?:licen[cs]e|copying|notice|unlicense)(?:[-._].*)?", re.IGNORECASE)
_PASSED_OVER = frozenset({"node_modules", "__pycache__", "venv", "env", "site-packages"})


def load_source(source: str, options: LoadOptions | None = None) -> Iterator[Document | SkippedSource]:
    """Every document of a source, one at a time; what cannot be used is a SkippedSource and the rest goes on.

    Args:
        source: path of a file or folder, http(s) URL, or YouTube link.
        options: limits.

    Raises:
        Missing: the path does not exist.
        Refused: the URL's scheme is not http or https.
    """
    return _each(sources_in(source), options or LoadOptions())


def _each(uris: list[str], options: LoadOptions) -> Iterator[Document | SkippedSource]:
    for uri in uris:
        try:
            yield load_one(uri, options)
        except TutorError as problem:
            yield SkippedSource(uri, problem.message, problem)


def sources_in(source: str) -> list[str]:
    """The uris that `load_source` visits: absolute paths in order, or the URL.

    Raises:
        Missing: the path does not exist.
        Refused: the URL's scheme is not http or https.
    """
    if is_url(source):
        return [source.strip()]
    # abspath, not resolve: the learner's own name for a file is its identity, links included.
    path = os.path.abspath(os.path.expanduser(source))  # noqa: PTH100, PTH111
    if os.path.isdir(path):  # noqa: PTH112
        return [str(found) for found in _walk(Path(path))]
    if not _exists(path):
        raise missing(source)
    return [path]


def _exists(path: str | Path) -> bool:
    # Path.exists lets some errors through (a name too long, a folder that may not be entered).
    return os.path.exists(path)  # noqa: PTH110


def is_url(source: str) -> bool:
    """Whether a source is a URL that may be fetched, not a path.

    Raises:
        Refused: it is a URL of another scheme.
    """
    scheme = _SCHEME.match(source.strip())
    if not scheme or _exists(source):
        return False
    if scheme[1].lower() not in ("http", "https"):
        raise Refused(
            "{source} is not fetched: only http and https addresses are.",
            hint="Give the path of a file or folder, or an http(s) address.",
            source=source,
        )
    return True


def loadable(path: Path) -> bool:
    """Whether a file found in a folder would be loaded: of a known kind, and no licence."""
    return path.suffix.lower() in _LOADERS and not _LICENCE.fullmatch(path.name)


def load_one(uri: str, options: LoadOptions | None = None) -> Document:
    """One document from an absolute path or a URL.

    Raises:
        Missing: it is not there, or there is no network.
        BadInput: it cannot be read.
        Refused: it must not be fetched.
        OutOfTime: the page took too long.
    """
    options = options or LoadOptions()
    if is_url(uri):
        from knowledge_base.loaders.web import load_url

        return load_url(uri, options)
    path = Path(uri)
    loader = _LOADERS.get(path.suffix.lower())
    if loader is None and _exists(path):
        raise BadInput(
            "{path} is of a kind that is not read.",
            hint="These are: {kinds}.",
            path=path,
            kinds=", ".join(sorted(_LOADERS)),
        )
    return (loader or load_text)(path, options)


def _walk(root: Path) -> Iterator[Path]:
    """The loadable files below a folder, sorted. Symbolic links are passed over: what they point to is either
    visited anyway or was not asked for."""
    ignored = Ignored.of(root)
    for folder, below, names in os.walk(root):
        here = Path(folder)
        below[:] = sorted(name for name in below if _enters(here / name, root, ignored))
        for name in sorted(names):
            path = here / name
            if _takes(path) and not ignored.covers(path.relative_to(root).as_posix(), folder=False):
                yield path


def _takes(path: Path) -> bool:
    return loadable(path) and not path.name.startswith(".") and path.is_file() and not path.is_symlink()


def _enters(folder: Path, root: Path, ignored: Ignored) -> bool:
    if folder.name.startswith(".") or folder.name in _PASSED_OVER or folder.is_symlink():
        return False
    if _exists(folder / "pyvenv.cfg"):
        return False
    return not ignored.covers(folder.relative_to(root).as_posix(), folder=True)
