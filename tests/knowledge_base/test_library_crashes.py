"""A process may be killed at any moment: documents are whole or absent, and the next run completes.

The children are forked from one process that has loaded everything, so that many moments can be tried.
"""

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge_base.chunking import chunk
from knowledge_base.library import Library
from tests.fakes import FakeEmbedder
from tests.knowledge_base.sample_library import is_level, is_sound, markdown, write

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

BEFORE = {
    "a.md": markdown("A", "gradients", "dropout"),
    "b.md": markdown("B", "tokenizers"),
    "c.md": markdown("C", "attention", "beams", "caches"),
}
AFTER = {
    "a.md": markdown("A", "gradients", "momentum", "warmup"),
    "b.md": markdown("B", "tokenizers"),
    "c.md": markdown("C", "attention"),
    "d.md": markdown("D", "sampling", "dropout"),
}

KILLED = """
    import os, shutil, signal, sys
    from pathlib import Path
    from knowledge_base import chroma_index, library as library_module
    from knowledge_base.library import Library
    from tests.fakes import FakeEmbedder

    way, work, notes, start, homes, moments = sys.argv[1:7]

    def die():
        os.kill(os.getpid(), signal.SIGKILL)

    class Countdown:
        def __init__(self, moment):
            self.left = moment
        def __call__(self, *_):
            self.left -= 1
            if self.left == 0:
                die()

    class Killer(FakeEmbedder):
        def __init__(self, countdown, *arguments):
            super().__init__(*arguments)
            self.countdown = countdown
        def embed_passages(self, texts, languages):
            self.countdown()
            return super().embed_passages(texts, languages)

    def run(home, moment):
        countdown = Countdown(moment)
        embedder = Killer(countdown if way == "embedder" else lambda: None)
        if work == "rebuild":
            embedder.name, embedder.dimension = "another", 32
            library_module._BATCH = 1
        library = Library(home, embedder)
        if way == "sql":
            library.store.db.conn.set_trace_callback(countdown)
        if way == "chroma":
            from chromadb.api.models.Collection import Collection
            chroma_index.BATCH = 2
            for name in ("upsert", "delete", "query", "get"):
                def counted(*a, _real=getattr(Collection, name), **named):
                    countdown()
                    return _real(*a, **named)
                setattr(Collection, name, counted)
        else:
            library.index.sync = lambda: None
        if work == "add":
            library.add([notes])
        elif work == "remove":
            library.remove(notes)
        else:
            library.rebuild()
        library.close()

    if way == "chroma":
        chroma_index._chromadb()  # imported once for all the children

    for moment in eval(moments):
        home = Path(homes) / str(moment)
        shutil.copytree(start, home)
        child = os.fork()
        if child == 0:
            run(home, moment)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            print(moment, "finished")
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
        print(moment, "killed")
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    for name, text in BEFORE.items():
        write(tmp_path / "notes", name, text)
    return tmp_path / "notes"


@pytest.fixture
def start(tmp_path: Path, notes: Path) -> Path:
    """A library of the notes as they were before they changed."""
    library = Library(tmp_path / "start", FakeEmbedder())
    library.add([str(notes)])
    library.close()
    for name, text in AFTER.items():
        write(notes, name, text)
    return tmp_path / "start"


@pytest.fixture
def homes(tmp_path: Path) -> Path:
    return tmp_path / "homes"


def killed(way: str, work: str, notes: Path, start: Path, homes: Path, moments: str) -> Iterator[Path]:
    """The folders of libraries that were killed while they worked, each at another moment."""
    command = [sys.executable, "-c", textwrap.dedent(KILLED), way, work]
    command += [str(notes), str(start), str(homes), moments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[1] for line in lines].count("killed") >= 2, done.stdout
    assert lines[-1][1] == "finished", "the moments reach to the end of the work"
    for moment, _ in lines:
        yield homes / moment


def texts_by_name(library: Library) -> dict[str, str]:
    """The stored documents, each checked to be whole."""
    found = {}
    for row in library.documents():
        document = library.store.document(row.uri)
        passages = library.store.passages_of(row.uri)
        assert passages == chunk(document), "every passage of the document is there, and no other"
        assert library.store.vectors([p.id for p in passages]).keys() == {p.id for p in passages}
        found[Path(row.uri).name] = document.text
    return found


@pytest.fixture
def stored(tmp_path: Path, notes: Path, start: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What the library holds of the notes before and after."""
    before = Library(start, FakeEmbedder())
    after = Library(tmp_path / "after", FakeEmbedder())
    after.add([str(notes)])
    both = texts_by_name(before), texts_by_name(after)
    before.close()
    after.close()
    return both


@pytest.mark.parametrize(
    ("way", "moments"),
    [("embedder", "range(1, 9)"), pytest.param("sql", "range(1, 999, 11)", marks=pytest.mark.slow)],
)
def test_killed_while_it_adds(
    notes: Path,
    start: Path,
    homes: Path,
    stored: tuple[dict[str, str], dict[str, str]],
    way: str,
    moments: str,
) -> None:
    before, after = stored
    for home in killed(way, "add", notes, start, homes, moments):
        library = Library(home, FakeEmbedder())
        for name, text in texts_by_name(library).items():
            assert text in (before.get(name), after[name])
        assert is_sound(library.store)
        library.index.sync = lambda: None  # type: ignore[method-assign] # Chroma has a test of its own
        library.finish()
        report = library.add([str(notes)])
        assert report.added + report.updated + report.unchanged == 4
        assert texts_by_name(library) == after
        assert is_sound(library.store)
        library.close()


def test_killed_while_it_removes(notes: Path, start: Path, homes: Path) -> None:
    for home in killed("sql", "remove", notes, start, homes, "range(4, 999, 9)"):
        library = Library(home, FakeEmbedder())
        assert len(texts_by_name(library)) in (0, 3)
        assert is_sound(library.store)
        library.close()


def test_killed_while_it_rebuilds(notes: Path, start: Path, homes: Path) -> None:
    for home in killed("embedder", "rebuild", notes, start, homes, "range(1, 9)"):
        embedder = FakeEmbedder("another", 32)
        library = Library(home, embedder)
        library.check_encoder()
        left = len(library.store.passages_without_vector())
        library.index.sync = lambda: None  # type: ignore[method-assign] # Chroma has a test of its own
        assert library.finish().embedded == embedder.passages_embedded == left
        assert len(texts_by_name(library)) == 3
        assert is_sound(library.store)
        library.close()


@pytest.mark.slow
def test_killed_while_chroma_is_brought_level(
    notes: Path, start: Path, homes: Path, stored: tuple[dict[str, str], dict[str, str]]
) -> None:
    for home in killed("chroma", "add", notes, start, homes, "range(1, 99, 3)"):
        embedder = FakeEmbedder()
        library = Library(home, embedder)
        assert texts_by_name(library) == stored[1], "library.db was complete before Chroma began"
        assert library.finish().embedded == 0
        assert is_level(library)
        assert embedder.passages_embedded == 0
        library.close()
