"""Which models there are, and how a name in the settings becomes a file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from knowledge_base.errors import BadInput, Missing, TutorError
from tutor.llm.catalogue import Suggestion, recommend
from tutor.llm.endpoint import FixedEndpoint
from tutor.llm.gguf_file import read_head
from tutor.llm.packaged import (
    DEFAULT_MODEL,
    FILE,
    LICENCE,
    MADE,
    Say,
    fetched_file,
    installed_file,
    packaged_model,
    quiet,
)
from tutor.settings import ModelSettings, save_settings

__all__ = [
    "DEFAULT_MODEL",
    "LocalModel",
    "ModelInfo",
    "Suggestion",
    "list_models",
    "locate",
    "machine_memory",
    "recommend",
    "use_model",
]

Kind = Literal["packaged", "file", "endpoint", "scripted", "none"]
_TRAINED_CONTEXT = 8192


@dataclass(frozen=True)
class LocalModel:
    """A model file ready to be served; `context` is what it was trained for, 0 when unknown."""

    name: str
    path: Path
    context: int


@dataclass(frozen=True)
class ModelInfo:
    """One line of `tutor model list`. `problem` says why a file cannot be used."""

    name: str
    kind: Kind
    path: str = ""
    bytes: int = 0
    licence: str = ""
    context: int = 0
    quantisation: str = ""
    present: bool = True
    chosen: bool = False
    problem: str = ""


def machine_memory() -> int:
    """Memory of this machine in bytes."""
    return int(psutil.virtual_memory().total)


def models_folder(home: Path) -> Path:
    """Where pulled models are."""
    return home / "models"


def list_models(home: Path, model: ModelSettings) -> list[ModelInfo]:
    """Every model that can be chosen now, the chosen one marked."""
    found = [_packaged_info(home)]
    found += [_file_info(path) for path in sorted(models_folder(home).glob("*.gguf"))]
    if _speaks_to_endpoint(model):
        found.append(ModelInfo(model.name, "endpoint", path=model.base_url))
    elif model.name.endswith(".gguf") and _as_path(model.name).is_file():
        found.append(_file_info(_as_path(model.name), name=model.name))
    found += [ModelInfo("scripted", "scripted"), ModelInfo("none", "none")]
    return [_marked(info, model) for info in found]


def _marked(info: ModelInfo, model: ModelSettings) -> ModelInfo:
    chosen = info.kind == "endpoint" if _speaks_to_endpoint(model) else info.name == model.name
    return ModelInfo(**{**vars(info), "chosen": chosen})


def _speaks_to_endpoint(model: ModelSettings) -> bool:
    return bool(model.base_url) and model.name not in {"none", "scripted"}


def _packaged_info(home: Path) -> ModelInfo:
    folder = models_folder(home) / MADE
    source = installed_file() or fetched_file(folder)
    made = sorted(folder.glob(f"{DEFAULT_MODEL}-*-Q8_0.gguf"))
    path = made[0] if made else source
    return ModelInfo(
        DEFAULT_MODEL,
        "packaged",
        path=str(path or FILE),
        bytes=path.stat().st_size if path else 0,
        licence=LICENCE,
        context=_TRAINED_CONTEXT,
        quantisation="Q8_0" if made else "Q4_1",
        present=path is not None,
    )


def _file_info(path: Path, name: str = "") -> ModelInfo:
    size = path.stat().st_size
    try:
        head = read_head(path)
    except TutorError as error:
        return ModelInfo(
            name or path.stem, "file", path=str(path), bytes=size, present=False, problem=error.message
        )
    return ModelInfo(
        name or path.stem,
        "file",
        path=str(path),
        bytes=size,
        licence=head.licence,
        context=head.context,
        quantisation=head.quantisation,
    )


def locate(name: str, home: Path, *, say: Say = quiet) -> LocalModel:
    """The file behind a name: the packaged default, a pulled model, or the path of a GGUF file.

    Raises:
        Missing: there is none; the hint says how to get one.
        BadInput: the file is no GGUF file.
    """
    if name == DEFAULT_MODEL:
        return LocalModel(name, packaged_model(home, say=say), _TRAINED_CONTEXT)
    for path in (models_folder(home) / f"{name}.gguf", models_folder(home) / name, _as_path(name)):
        if path.suffix == ".gguf" and path.is_file():
            return LocalModel(path.stem, path.resolve(), read_head(path).context)
    raise Missing(
        "There is no model called {name}.",
        hint="See what there is: tutor model list. Fetch one: tutor model pull OWNER/REPOSITORY",
        name=name,
    )


def _as_path(name: str) -> Path:
    return Path(name).expanduser()


async def _endpoint_model(url: str, wanted: str) -> str:
    return (await FixedEndpoint(url, model=wanted).connect()).model


def use_model(home: Path, name: str, *, model_on_endpoint: str = "") -> ModelInfo:
    """Choose a model: write it into config.toml, after a look whether it is there.

    Args:
        home: TUTOR_HOME.
        name: as in `list_models`, the path of a GGUF file, or the URL of an endpoint.
        model_on_endpoint: the name that the endpoint serves it under; empty takes the first it lists.

    Raises:
        Missing: no such model, or nothing answers at that URL.
        BadInput: not a GGUF file, or not a URL that can be one.
    """
    if "://" in name:
        return _use_endpoint(home, name, model_on_endpoint)
    if name.endswith(".gguf") and _as_path(name).is_file():
        name = str(_as_path(name).resolve())
    elif not name:
        raise BadInput("No model was named.", hint="See what there is: tutor model list")
    if name not in {"none", "scripted", DEFAULT_MODEL}:
        locate(name, home)
    settings = save_settings(home, {"model.name": name, "model.base_url": ""})
    return _chosen_of(home, settings.model, name)


def _use_endpoint(home: Path, url: str, wanted: str) -> ModelInfo:
    import asyncio

    served = asyncio.run(_endpoint_model(url, wanted))
    save_settings(home, {"model.name": served, "model.base_url": url.rstrip("/")})
    return ModelInfo(served, "endpoint", path=url.rstrip("/"), chosen=True)


def _chosen_of(home: Path, model: ModelSettings, name: str) -> ModelInfo:
    chosen = ModelSettings(**{**model.model_dump(), "name": name, "base_url": ""})
    return next(info for info in list_models(home, chosen) if info.chosen)
