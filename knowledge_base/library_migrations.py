"""The schema of library.db, as numbered steps that are only ever added to."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("library")


@migrations()
def m001_first(db: Database) -> None:
    """Documents, passages, vectors and the full-text index."""
    db.table("documents").create(
        {
            "id": str, "uri": str, "title": str, "text": str, "media_type": str, "language": str,
            "marks": str, "content_hash": str, "source": str,
        },
        pk="id",
    )  # fmt: skip
    db.table("documents").create_index(["uri"], unique=True)
    db.table("passages").create(
        {
            "key": int, "id": str, "document_id": str, "ordinal": int, "start": int, "end": int,
            "headings": str, "locator_kind": str, "locator_label": str, "language": str, "text": str,
            "content_hash": str, "stemmed_headings": str, "stemmed_text": str,
        },
        pk="key",
        foreign_keys=[("document_id", "documents", "id")],
    )  # fmt: skip
    db.table("passages").create_index(["id"], unique=True)
    db.table("passages").create_index(["document_id", "ordinal"])
    db.table("passages").create_index(["content_hash"])
    db.table("passages").enable_fts(
        ["stemmed_headings", "stemmed_text"], tokenize="unicode61", create_triggers=True
    )
    db.table("vectors").create({"content_hash": str, "vector": bytes}, pk="content_hash")
    db.table("meta").create({"name": str, "value": str}, pk="name")
