"""YAML that remembers its lines: every mistake in a file becomes one sentence with file and line."""

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, Union, cast, get_args, get_origin

import yaml
from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails

from knowledge_base.errors import BadInput

Loc = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound=BaseModel)

MAX_BYTES = 2_000_000
# libyaml composes by recursion in C and crashes the process on some thousands of brackets.
MAX_DEPTH = 40

_LOADER = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")
}

# One sentence for each kind of pydantic error that a pack can meet; the Spanish twins are in tutor/messages.
_SENTENCES = {
    "missing": '{path}, line {line}: {where} has no "{key}".',
    "extra_forbidden": '{path}, line {line}: {where} has an unknown key "{key}";'
    ' the nearest known one is "{nearest}".',
    "string_type": "{path}, line {line}: {where} must be text, not {given}.",
    "string_too_short": "{path}, line {line}: {where} is empty.",
    "int_type": "{path}, line {line}: {where} must be a whole number, not {given}.",
    "tuple_type": "{path}, line {line}: {where} must be a list, not {given}.",
    "model_type": "{path}, line {line}: {where} must be a map of keys and values, not {given}.",
    "literal_error": "{path}, line {line}: {where} must be one of {expected}, not {given}.",
    "greater_than_equal": "{path}, line {line}: {where} must be at least {ge}, not {given}.",
    "less_than_equal": "{path}, line {line}: {where} must be at most {le}, not {given}.",
    "too_short": "{path}, line {line}: {where} needs at least {min_length} of them.",
    "not_an_id": "{path}, line {line}: {where} is {given}, which is not an id"
    " (small letters, digits and single hyphens).",
    "not_a_url": "{path}, line {line}: {where} is {given}, which is not an http or https address.",
}
_OTHERWISE = "{path}, line {line}: {where} cannot be used: {detail}."


@dataclass(frozen=True)
class YamlFile:
    """A YAML document as plain values, with the line of each.

    Attributes:
        path: the file it came from.
        data: dicts, lists and scalars.
        lines: line (from 1) of each value, by its path of keys and indexes from the root.
    """

    path: Path
    data: object
    lines: Mapping[Loc, int] = field(repr=False)

    def line(self, *loc: str | int) -> int:
        """The line of the value at `loc`, or of the nearest value around it."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)

    def where(self, *loc: str | int) -> str:
        """`loc` in words: `skills[vectors].title`; the file's name for the root."""
        words, value = "", self.data
        for step in loc:
            value = _child(value, step)
            words += f"[{_name(value, step)}]" if isinstance(step, int) else f".{step}" if words else step
        return words or self.path.name

    def problem(self, template: str, *loc: str | int, hint: str = "", **values: Any) -> BadInput:
        """A BadInput about the value at `loc`; the template may name {path}, {line} and {where}."""
        place: dict[str, Any] = {"path": self.path, "line": self.line(*loc), "where": self.where(*loc)}
        return BadInput(template, hint=hint, **place | values)


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file.

    Raises:
        BadInput: it cannot be read, is not UTF-8 or YAML, repeats a key, or uses aliases or tags.
    """
    return parse_yaml(read_text(path), path)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file of at most `MAX_BYTES`, with universal newlines.

    Raises:
        BadInput: it cannot be read, is too large or is not UTF-8.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror or type(error).__name__
        ) from error
    if len(raw) > MAX_BYTES:
        raise BadInput("{path} is larger than {megabytes} MB.", path=path, megabytes=MAX_BYTES // 1_000_000)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadInput(
            "{path}, line {line}: this is not UTF-8 text.",
            hint="Save the file as UTF-8.",
            path=path,
            line=line,
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_yaml(text: str, path: Path, first_line: int = 1) -> YamlFile:
    """Parse YAML text.

    Args:
        text: one YAML document.
        path: named in the errors.
        first_line: line of the file at which `text` starts (front matter starts at 2).

    Raises:
        BadInput: it is not YAML, repeats a key, or uses aliases or tags.
    """
    try:
        _check_events(text, path, first_line)
        root = yaml.compose(text, Loader=_LOADER)
        lines: dict[Loc, int] = {(): first_line}
        data = None if root is None else _Reader(path, first_line, lines).value(root, ())
    except yaml.YAMLError as error:
        raise _syntax_problem(error, text, path, first_line) from error
    return YamlFile(path, data, lines)


def validate(file: YamlFile, model: type[ModelT]) -> tuple[ModelT | None, list[BadInput]]:
    """The file as a `model`, or None and one BadInput for each thing that is wrong with it."""
    try:
        return model.model_validate(file.data), []
    except ValidationError as error:
        # A misspelt key is also a missing one: the spelling comes first, since it mends both.
        details = sorted(
            error.errors(include_url=False), key=lambda detail: detail["type"] != "extra_forbidden"
        )
        return None, [_explain(file, model, detail) for detail in details if not _is_echo(detail)]


def read_model(path: Path, model: type[ModelT]) -> ModelT:
    """A YAML file as a `model`.

    Raises:
        BadInput: the first thing that is wrong with it, with file and line.
    """
    value, problems = validate(read_yaml(path), model)
    if value is None:
        raise problems[0]
    return value


def nearest(word: str, known: Iterator[str] | list[str]) -> str:
    """The known word most like `word`; empty when there is none."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.0)), "")


def _check_events(text: str, path: Path, first_line: int) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        if depth > MAX_DEPTH:
            raise BadInput("{path}, line {line}: this is nested too deeply.", path=path, line=line)
        if isinstance(event, yaml.AliasEvent):
            raise BadInput(
                "{path}, line {line}: aliases (*{name}) are not used in these files.",
                hint="Write the value out.",
                path=path,
                line=line,
                name=event.anchor,
            )


@dataclass(frozen=True)
class _Reader:
    """Turns nodes into plain values and notes their lines."""

    path: Path
    first_line: int
    lines: dict[Loc, int]

    def value(self, node: yaml.Node, loc: Loc) -> object:
        self.lines.setdefault(loc, self._line(node))
        if node.tag not in _PLAIN_TAGS:
            raise self._problem(
                "{path}, line {line}: the tag {tag} is not used in these files.", node, tag=node.tag
            )
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*loc, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, object]:
        result: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key in result:
                raise self._problem(
                    '{path}, line {line}: the key "{key}" is already there, in line {first}.',
                    key_node,
                    key=key,
                    first=self.lines[(*loc, key)],
                )
            self.lines[(*loc, key)] = self._line(key_node)
            result[key] = self.value(value_node, (*loc, key))
        return result

    def _key(self, node: yaml.Node) -> str:
        key = self._scalar(node) if isinstance(node, yaml.ScalarNode) else None
        if not isinstance(key, str):
            raise self._problem("{path}, line {line}: a key must be a word.", node)
        return key

    def _scalar(self, node: yaml.Node) -> object:
        if node.tag.endswith(":timestamp"):
            return node.value
        try:
            return yaml.constructor.SafeConstructor().construct_object(node)
        except (ValueError, KeyError) as error:  # such as 0x_, or a number of thousands of digits
            raise self._problem("{path}, line {line}: this value cannot be read.", node) from error

    def _line(self, node: yaml.Node) -> int:
        return int(self.first_line + node.start_mark.line)

    def _problem(self, template: str, node: yaml.Node, **values: Any) -> BadInput:
        return BadInput(template, path=self.path, line=self._line(node), **values)


def _syntax_problem(error: yaml.YAMLError, text: str, path: Path, first_line: int) -> BadInput:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    position = getattr(error, "position", None)
    offset = mark.line if mark else text.count("\n", 0, position) if isinstance(position, int) else 0
    offset = min(offset, text.count("\n"))  # what is missing at the end is past the last line
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or type(error).__name__
    return BadInput(
        "{path}, line {line}: this is not YAML: {reason}.", path=path, line=first_line + offset, reason=reason
    )


def _is_echo(detail: ErrorDetails) -> bool:
    """Whether a list only seems short because its entries, reported already, were wrong."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _explain(file: YamlFile, model: type[BaseModel], detail: ErrorDetails) -> BadInput:
    loc, kind = detail["loc"], detail["type"]
    values: dict[str, Any] = {"given": _short(detail["input"]), **detail.get("ctx", {})}
    if kind == "literal_error":
        values["expected"] = str(values["expected"]).replace(" or ", ", ")
    where = loc
    if kind in ("missing", "extra_forbidden"):
        where = loc[:-1]
        fields = list(_fields(model, where))
        values |= {"key": loc[-1], "nearest": nearest(str(loc[-1]), fields), "line": file.line(*loc)}
    template = _SENTENCES.get(kind, _OTHERWISE)
    if template is _OTHERWISE:
        values["detail"] = detail["msg"]
    return file.problem(template, *where, **values)


def _fields(model: type[BaseModel], loc: Loc) -> Iterator[str]:
    """The keys that the model allows at `loc`."""
    if issubclass(model, RootModel):
        model = _model_in(model.model_fields["root"].annotation) or model
    for step in loc:
        if isinstance(step, str) and step in model.model_fields:
            model = _model_in(model.model_fields[step].annotation) or model
    yield from model.model_fields


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The pydantic model inside `X`, `X | None` or `tuple[X, ...]`."""
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, Union, types.UnionType):
        return next(filter(None, map(_model_in, get_args(annotation))), None)
    return None


def _child(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None


def _name(value: object, index: int) -> str:
    """An entry's id where it has one, else its number from 1."""
    named = value.get("id") if isinstance(value, dict) else None
    return named if isinstance(named, str) and named else str(index + 1)


def _short(value: object) -> str:
    text = "null" if value is None else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
