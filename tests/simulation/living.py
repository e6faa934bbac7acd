"""A process that lives through the course by commands, and says what each of them acknowledged.

    python -m tests.simulation.living FOLDER FIRST_DAY

One JSON line on stdout for each command that changed something: the day, and what it said to have kept. It
can be killed at any moment and begun again at the day of its last line.
"""

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from typing import TextIO

from tests.fakes import FakeEmbedder
from tests.simulation.commanded import Commanded, Document


def main() -> None:
    """Live from a day on."""
    import tutor.app

    tutor.app.make_embedder = lambda settings: FakeEmbedder()  # type: ignore[assignment, return-value]
    folder, since = Path(sys.argv[1]), date.fromisoformat(sys.argv[2])
    said = sys.stdout

    def run(at: str, words: tuple[str, ...]) -> Document:
        document = command(at, words)
        if {"--done", "--answers"} & set(words) and document:
            acknowledge(said, at, words, document)
        return document

    Commanded(run, folder).live(since)
    print(json.dumps({"day": "end"}), file=said, flush=True)


def command(at: str, words: tuple[str, ...]) -> Document:
    """Run a command in this process; an empty document where it was refused."""
    from tui.cli import main as tutor

    os.environ["TUTOR_NOW"] = at
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = tutor(list(words))
    if code == 2:
        return {}
    assert code == 0, f"{words}: {err.getvalue()}"
    document: Document = json.loads(out.getvalue())
    return document


def acknowledge(said: TextIO, at: str, words: tuple[str, ...], document: Document) -> None:
    """Say what a command says that it kept."""
    if words[0] == "plan":
        done = document["kept"]
        kept = [[done["kind"], done["ref"], done["minutes"]]]
    elif words[0] == "quiz":
        what = "weekly" if document["check"] else "answer"
        kept = [[what, item["item"], item["grade"]] for item in document["items"] if item["grade"]]
    else:
        kept = [["checkin", str(document["week"]), 0]] if document["saved"] else []
    print(json.dumps({"day": at[:10], "kept": kept}), file=said, flush=True)


if __name__ == "__main__":
    main()
