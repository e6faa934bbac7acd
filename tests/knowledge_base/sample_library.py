"""Small documents, folders and stores that the tests of the library share."""

from pathlib import Path

from knowledge_base.chunking import chunk
from knowledge_base.documents import Document, Language
from knowledge_base.library import Library
from knowledge_base.loaders.markdown import markdown_document
from knowledge_base.store import LibraryStore
from tests.fakes import FakeEmbedder

FILLER = (
    "It is worked out with a small example, then the general rule is stated, and in the end the reader "
    "sees where it stops being true and what people do about that in practice. "
)


def paragraph(topic: str) -> str:
    """A section's worth of text about one topic, long enough for a passage of its own."""
    return f"This section is about {topic}. {FILLER}What matters most about {topic} is said here once more."


def markdown(title: str, *topics: str) -> str:
    """A Markdown text with one section a topic; each becomes one passage."""
    return f"# {title}\n\n" + "\n\n".join(f"## About {topic}\n\n{paragraph(topic)}" for topic in topics)


def sample_document(
    uri: str = "/notes/a.md", *topics: str, title: str = "Notes", language: Language = "en"
) -> Document:
    """A loaded Markdown document."""
    text = markdown(title, *(topics or ("gradients", "dropout")))
    loaded = markdown_document(text, uri=uri, fallback_title=title)
    return Document(uri, title, loaded.text, loaded.media_type, loaded.marks, language)


def put(store: LibraryStore, document: Document, embedder: FakeEmbedder, source: str = "/notes") -> None:
    """Put a document into a store as the library does."""
    passages = chunk(document)
    made = embedder.embed_passages([p.embedded_text for p in passages], [p.language for p in passages])
    vectors = {p.content_hash: vector for p, vector in zip(passages, made, strict=True)}
    store.put(document, passages, vectors, source)


def write(folder: Path, name: str, text: str) -> Path:
    """A file with a text, its folders made."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def is_sound(store: LibraryStore) -> bool:
    """Whether SQLite finds the file and its full-text index in order, and no vector is left over."""
    connection = store.db.conn
    connection.execute("insert into passages_fts(passages_fts, rank) values('integrity-check', 1)")
    checked = connection.execute("pragma integrity_check").fetchall()
    unused = connection.execute(
        "select count(*) from vectors where content_hash not in (select content_hash from passages)"
    ).fetchone()
    connection.rollback()
    return checked == [("ok",)] and unused == (0,)


def is_level(library: Library) -> bool:
    """Whether Chroma answers, and every passage is the nearest to its own vector."""
    ids, vectors = library.store.all_vectors()
    if library.index.kind != "chroma" or len(ids) != library.store.count():
        return False
    found = [dict(library.index.nearest(vector, len(ids))) for vector in vectors]
    near = all(one.get(i, 0.0) > 0.999 for i, one in zip(ids, found, strict=True))
    return near and all(set(one) == set(ids) for one in found)
