"""Every setting, with its meaning: `config.toml` in the tutor's folder, then `TUTOR_` variables."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from tutor.files import write_whole
from tutor.home import home_folder as home_folder


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class LearnerSettings(_Section):
    """Who studies, and when; `tutor setup` asks for it."""

    start: str = ""
    """First day of the course, ISO date; empty until set up."""
    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = Field(default=["sat", "sun"])
    """Days of the week to study on."""
    hours: float = Field(default=8.0, gt=0, le=80)
    """Hours of study a week."""
    timezone: str = ""
    """IANA name such as America/Bogota; empty is the machine's own."""


class ModelSettings(_Section):
    """Which model words the answers, and where it is served."""

    name: str = "smollm2-135m"
    """Name in `tutor model list`, `scripted` for the scripted model, or `none` for no model at all."""
    base_url: str = ""
    """An OpenAI-compatible endpoint that runs already (http://127.0.0.1:11434/v1); empty starts ours."""
    api_key: str = ""
    """Key of that endpoint, if it asks for one."""
    engine: Literal["llama.cpp", "llama-cpp-python"] = "llama.cpp"
    """What serves a local model."""
    threads: int = Field(default=0, ge=0)
    """Threads of the local server; 0 takes the physical cores less one."""
    context: int = Field(default=4096, ge=512)
    """Tokens of context for each conversation served."""
    parallel: int = Field(default=2, ge=1, le=64)
    """Conversations served at once."""
    idle_minutes: float = Field(default=15.0, gt=0)
    """The local server stops after this long without a request."""
    timeout_seconds: float = Field(default=120.0, gt=0)
    """Longest wait for a whole answer."""
    temperature: float = Field(default=0.0, ge=0, le=2)
    """Randomness of the wording."""
    wording_seconds: float = Field(default=20.0, gt=0)
    """How long the model may take to word an answer; sizes its context to its measured speed."""


class LibrarySettings(_Section):
    """What the library reads and how it searches."""

    embedder: str = "default"
    """`default` for the shipped encoder, or a sentence-transformers model by name or path."""
    max_file_mb: float = Field(default=50.0, gt=0)
    """Larger files are skipped."""
    fetch_seconds: float = Field(default=20.0, gt=0)
    """Longest wait for a web page."""
    allow_private_addresses: bool = False
    """Whether web pages may come from this machine or the local network."""
    glossary: str = ""
    """A glossary file of your own, read after the course's."""


class PracticeSettings(_Section):
    """How much a program of the learner's may use."""

    seconds: float = Field(default=10.0, gt=0, le=3600)
    """Longest run, in seconds; programs with torch get at least 60."""
    memory_mb: int = Field(default=1024, ge=64, le=1_048_576)
    """Most memory, in MiB; programs with torch get at least 3072."""
    output_kb: int = Field(default=256, ge=1, le=65_536)
    """Most that is kept of what a program prints, in KiB."""


class CourseSettings(_Section):
    """Which course is followed."""

    folder: str = ""
    """Folder of a course pack; empty is the LLM engineer course."""


class Settings(BaseSettings):
    """All settings. Order of precedence: arguments, environment, config.toml, defaults."""

    model_config = SettingsConfigDict(
        env_prefix="TUTOR_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
    )

    language: Language = "es"
    """Language of the screens, and of answers when a question gives no sign: es or en."""
    learner: LearnerSettings = LearnerSettings()
    """Who studies, and when."""
    model: ModelSettings = ModelSettings()
    """The model."""
    library: LibrarySettings = LibrarySettings()
    """The library."""
    course: CourseSettings = CourseSettings()
    """The course."""
    practice: PracticeSettings = PracticeSettings()
    """Running the learner's programs."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before config.toml (given as arguments); never a .env of the working folder."""
        return env_settings, init_settings


def load_settings(home: Path) -> Settings:
    """Read config.toml of `home` and the environment.

    Raises:
        BadInput: not TOML, an unknown key (the nearest known one is named), or a value out of range.
    """
    path = home / "config.toml"
    values = _read_toml(path) if path.exists() else {}
    try:
        return Settings(**values)
    except ValidationError as error:
        raise _explained(error, path) from error


def save_settings(home: Path, changes: Mapping[str, Any]) -> Settings:
    """Write dotted keys such as `model.name` into config.toml, keeping comments, and return the result.

    Raises:
        BadInput: the result would not be valid; the file stays as it was.
    """
    path = home / "config.toml"
    document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
    for dotted, value in changes.items():
        *sections, key = dotted.split(".")
        table: Any = document
        for section in sections:
            table = table.setdefault(section, tomlkit.table())
        table[key] = value
    try:
        settings = Settings(**document.unwrap())
    except ValidationError as error:
        raise _explained(error, path) from error
    write_whole(path, tomlkit.dumps(document))
    return settings


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            "{path} is not valid TOML: {problem}.",
            hint="Mend that line or delete the file.",
            path=path,
            problem=error,
        ) from error


def _explained(error: ValidationError, path: Path) -> BadInput:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    source = f"TUTOR_{key.replace('.', '__').upper()}" if _in_environment(key) else str(path)
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(key, known_keys(), n=1, cutoff=0.0)
        return BadInput(
            "{source} has an unknown setting, {key}.",
            hint="The nearest known setting is {near}.",
            source=source,
            key=key,
            near=near[0],
        )
    return BadInput(
        "{source}: {key} cannot be {value!r}: {problem}.",
        hint="Correct that setting.",
        source=source,
        key=key,
        value=first["input"],
        problem=first["msg"],
    )


def _in_environment(key: str) -> bool:
    return f"TUTOR_{key.replace('.', '__').upper()}" in {name.upper() for name in os.environ}


def known_keys() -> list[str]:
    """Every setting by its dotted name."""
    keys: list[str] = []
    for name, field in Settings.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            keys += [f"{name}.{sub}" for sub in inner.model_fields]
        else:
            keys.append(name)
    return keys
