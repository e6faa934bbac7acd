"""Vectors in a file, keyed by what they are of: shipped with the course, or kept between starts."""

import os
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from knowledge_base.store import Vector


def read_vectors(path: Path, encoder: str) -> dict[str, Vector]:
    """The vectors of a file by key; none when it is not there, is damaged, or another encoder made it."""
    try:
        with path.open("rb") as file, np.load(file) as stored:
            if str(stored["encoder"]) != encoder:
                return {}
            rows = stored["vectors"].astype(np.float32)
            return dict(zip(stored["keys"].tolist(), rows, strict=True))
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile, zlib.error):
        return {}  # they are made anew, which only takes time


def save_vectors(path: Path, encoder: str, vectors: Mapping[str, Vector]) -> None:
    """Write vectors as 16-bit floats, in the order of their keys so that equal content is an equal file.

    The file is there whole or as it was.
    """
    keys = sorted(vectors)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as file:
        try:
            np.savez_compressed(
                file,
                encoder=np.array(encoder),
                keys=np.array(keys),
                vectors=np.array([vectors[key] for key in keys], dtype=np.float16),
            )
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).chmod(0o644)  # a temporary file is its owner's alone
    Path(file.name).replace(path)
