"""Nearest passages by vector: Chroma where this process owns it, an exact search over SQLite where not.

Chroma is not safe for two processes, so a file lock makes one process its owner. Any other process
searches the same vectors exactly, from library.db; so does the owner while Chroma is busy being brought
level, or when it cannot be used at all.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np

from knowledge_base.chroma_index import ChromaIndex, chroma_failures
from knowledge_base.store import LibraryStore, Vector

PATIENCE_SECONDS = 0.1  # how long a search waits for Chroma before it searches exactly


class VectorIndex(Protocol):
    """Finds the passages nearest to a vector."""

    @property
    def kind(self) -> str:
        """`chroma` or `exact`."""
        ...

    def nearest(self, vector: Vector, count: int) -> list[tuple[str, float]]:
        """(passage id, cosine) of the `count` nearest passages, best first."""
        ...

    def close(self) -> None:
        """Let go of files and locks."""
        ...


class ExactIndex:
    """Every cosine, from the vectors in library.db: for a process that does not own Chroma."""

    kind = "exact"

    def __init__(self, store: LibraryStore) -> None:
        self._store = store
        self._read: tuple[int, Sequence[str], Vector] = (-1, [], np.zeros((0, 0), dtype=np.float32))

    def nearest(self, vector: Vector, count: int) -> list[tuple[str, float]]:
        """(passage id, cosine), best first; `vector` (dimension,) is a unit vector."""
        generation, ids, matrix = self._read
        if generation != (current := self._store.generation):
            ids, matrix = self._store.all_vectors()
            self._read = (current, ids, matrix)
        if not ids:
            return []
        cosines = matrix @ vector
        best = np.argsort(-cosines, kind="stable")[:count]
        return [(ids[i], float(cosines[i])) for i in best]

    def close(self) -> None:
        """Nothing is held."""


class SharedIndex:
    """Chroma for the process that gets the lock, the exact search for the others; asked anew each time.

    Safe to use from several threads.
    """

    def __init__(self, folder: Path, store: LibraryStore) -> None:
        from filelock import FileLock

        self._lock = FileLock(f"{folder}.lock", thread_local=False)
        self._turn = threading.Lock()
        self._usable = True
        self._chroma = ChromaIndex(folder, store)
        self._exact = ExactIndex(store)

    @property
    def kind(self) -> str:
        """Which of the two answers now."""
        with self._turn:
            return self._chroma.kind if self._owns() else self._exact.kind

    def nearest(self, vector: Vector, count: int) -> list[tuple[str, float]]:
        """(passage id, cosine) of the nearest passages, best first."""
        if self._turn.acquire(timeout=PATIENCE_SECONDS):
            try:
                if self._owns():
                    with self._giving_up():
                        return self._chroma.nearest(vector, count)
            finally:
                self._turn.release()
        return self._exact.nearest(vector, count)

    def sync(self) -> None:
        """Bring Chroma level, where this process owns it."""
        with self._turn:
            if self._owns():
                with self._giving_up():
                    self._chroma.sync()

    def close(self) -> None:
        """Release Chroma and its lock."""
        with self._turn:
            with self._giving_up():
                self._chroma.close()
            self._lock.release(force=True)

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        """Chroma was made anew and fails still: this process searches exactly from now on."""
        try:
            yield
        except chroma_failures():
            self._usable = False

    def _owns(self) -> bool:
        if not self._usable:
            return False
        if self._lock.is_locked:
            return True
        try:
            self._lock.acquire(timeout=0)
        except (OSError, NotImplementedError):  # another owner, or a folder where no lock can be made
            return False
        return True
