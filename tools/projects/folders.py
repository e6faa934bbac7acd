"""The folder that a learner builds a project in."""

from dataclasses import dataclass
from pathlib import Path

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.projects import ProjectPack
from tools.projects.checking import check_files


@dataclass(frozen=True)
class ProjectFolder:
    """Files in a learner's folder.

    Attributes:
        folder: where they are.
        written: paths of the files that were made now.
        kept: paths of those that were there already and were left alone.
    """

    folder: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]


def write_folder(project: ProjectPack, folder: Path, language: Language) -> ProjectFolder:
    """Write brief, starter, data and checks into a folder; what is there already stays as it is.

    Raises:
        BadInput: the folder's place is taken by a file.
    """
    if folder.exists() and not folder.is_dir():
        raise BadInput(
            "{path} is a file; a folder for the project cannot be made there.",
            hint="Name another folder: tutor project start {id} FOLDER",
            path=folder,
            id=project.id,
        )
    written, kept = [], []
    for name, content in _files(project, language).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("xb") as file:
                file.write(content)
            written.append(name)
        except FileExistsError:
            kept.append(name)
    return ProjectFolder(folder, tuple(written), tuple(kept))


def _files(project: ProjectPack, language: Language) -> dict[str, bytes]:
    brief = {"brief.md": project.brief(language).encode("utf-8")}
    data = {f"data/{name}": content for name, content in project.files("data").items()}
    return {**brief, **project.files("starter"), **data, **check_files(project, language)}
