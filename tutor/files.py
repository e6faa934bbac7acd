"""Files are written whole or not at all."""

import os
import tempfile
from pathlib import Path

from knowledge_base.errors import BadInput


def refuse_folder(path: Path) -> None:
    """Refuse to write a file where a folder is.

    Raises:
        BadInput: the path is a folder.
    """
    if path.is_dir():
        raise BadInput("{path} is a folder.", hint="Name the file to write.", path=path)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write `content` to a temporary file beside `path`, flush it to the disk, then put it in place.

    Raises:
        OSError: the disk is full or the folder is not writable; `path` stays as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
