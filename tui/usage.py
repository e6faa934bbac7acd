"""What typer says of a command line that it cannot read, in one sentence and in the learner's language."""

import re

import typer

from knowledge_base.errors import BadInput

_HINT = "See how it is used: {command} --help"
_UNKNOWN_COMMAND = re.compile(r"No such command '(.*?)'\.(?: Did you mean (.*)\?)?", re.DOTALL)


def usage_error(error: typer.TyperException) -> BadInput:
    """The same complaint as an error of ours; what is not among the usual ones stays as typer says it."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "tutor"
    said: str = getattr(error, "format_message", error.__str__)()
    known = _unknown_command(said, command) or _wrong_parameter(error, command)
    return known or BadInput("{problem}", hint=_HINT, problem=said, command=command)


def _unknown_command(said: str, command: str) -> BadInput | None:
    found = _UNKNOWN_COMMAND.search(said)
    if found is None:
        return None
    template = "There is no command {name}."
    if found[2]:
        return BadInput(template, hint="Perhaps {near} was meant.", name=found[1], near=found[2])
    return BadInput(template, hint=_HINT, name=found[1], command=command)


def _wrong_parameter(error: typer.TyperException, command: str) -> BadInput | None:
    kind = type(error).__name__
    parameter = getattr(error, "param", None)
    values = {"name": parameter.get_error_hint() if parameter else "", "command": command}
    if kind == "NoSuchOption":
        values["name"] = getattr(error, "option_name", "")
        return BadInput("There is no option {name}.", hint=_HINT, **values)
    if kind == "MissingParameter":
        return BadInput("{name} is missing.", hint=_HINT, **values)
    if kind == "BadParameter" and parameter:
        values["problem"] = getattr(error, "message", str(error))
        return BadInput("{name} cannot be that: {problem}", hint=_HINT, **values)
    return None
