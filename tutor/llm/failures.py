"""What the openai SDK raises, as errors that say what to do."""

from typing import TYPE_CHECKING, Literal

from knowledge_base.errors import BadInput, Missing, OutOfTime, TutorError, WorkFailed
from tutor.llm.endpoint import HOW_TO_MEND, NOTHING_ANSWERS, Connection, refused_key

if TYPE_CHECKING:
    import openai

Remedy = Literal["retry", "format", "raise"]
"""What the client may do about a failure before the first token."""

_TOO_LONG = (
    "exceed_context_size",  # llama.cpp
    "context_length_exceeded",  # OpenAI
    "context size",
    "context length",  # vLLM
    "context window",  # llama-cpp-python
)
_FORMAT_STATUS = {400, 404, 415, 422, 500, 501}


class PromptTooLong(BadInput):
    """The prompt does not fit into the context of the model."""


class Lost(Exception):
    """The connection ended, or what came was no reply, before the reply was whole."""


def out_of_time(seconds: float, waited_for: str) -> OutOfTime:
    """The error for a limit reached while waiting for the "first" word or the "whole" answer."""
    template = (
        "The model had not said a word after {seconds:g} seconds."
        if waited_for == "first"
        else "The model was not finished after {seconds:g} seconds."
    )
    return OutOfTime(
        template,
        hint="Give it longer with model.timeout_seconds, or choose a smaller model: tutor model list",
        seconds=seconds,
    )


def cut_off(connection: Connection) -> WorkFailed:
    """The error for a reply that ended in the middle."""
    return WorkFailed(
        "The model server at {url} broke off in the middle of its reply.",
        hint="Ask again. If it happens again, see: tutor model status",
        url=connection.base_url,
    )


def remedy_for(error: Exception, *, constrained: bool) -> Remedy:
    """What can be done about `error` before any token has come."""
    import openai

    if isinstance(error, openai.APITimeoutError):
        return "raise"
    if isinstance(error, Lost | ValueError | openai.APIConnectionError):
        return "retry"
    if not isinstance(error, openai.APIStatusError):
        return "raise"
    if error.status_code >= 500 or error.status_code == 429:
        return "retry"
    if constrained and error.status_code in _FORMAT_STATUS and not is_too_long(error):
        return "format"
    return "raise"


def is_too_long(error: "openai.APIError") -> bool:
    """Whether the server refused a prompt because it does not fit into the context."""
    text = f"{error.message} {error.body}".lower()
    return any(sign in text for sign in _TOO_LONG)


def explained(error: Exception, connection: Connection) -> TutorError:
    """`error` as a leaf of TutorError with what to do about it."""
    import openai

    url, model = connection.base_url, connection.model
    if isinstance(error, openai.APIStatusError):
        return _explained_status(error, url, model)
    if isinstance(error, openai.APITimeoutError):
        return OutOfTime("{url} did not answer in time.", hint=HOW_TO_MEND, url=url)
    if isinstance(error, openai.APIConnectionError) and _was_refused(error) and not connection.log:
        return Missing(NOTHING_ANSWERS, hint=HOW_TO_MEND, url=url)
    if isinstance(error, openai.APIError) and is_too_long(error):
        return _too_long(error)
    if connection.log:
        return WorkFailed(
            "The tutor's model server stopped twice while it was answering.",
            hint="Its log may say why: {log}",
            log=connection.log,
        )
    return _failed_twice(error, url)


def _was_refused(error: Exception) -> bool:
    import httpx2

    return isinstance(error.__cause__, httpx2.ConnectError)


def _failed_twice(error: Exception, url: str) -> WorkFailed:
    return WorkFailed(
        "The model server at {url} failed twice: {problem}",
        hint="Restart it and ask again.",
        url=url,
        problem=_short(error),
    )


def _explained_status(error: "openai.APIStatusError", url: str, model: str) -> TutorError:
    if error.status_code in {401, 403}:
        return refused_key(url)
    if is_too_long(error):
        return _too_long(error)
    if error.status_code == 404:
        return Missing(
            "{url} does not serve {model}: {problem}",
            hint="See what there is: tutor model list",
            url=url,
            model=model,
            problem=_short(error),
        )
    if error.status_code >= 500 or error.status_code == 429:
        return _failed_twice(error, url)
    return WorkFailed(
        "The model server at {url} refused the request: {problem}",
        hint="Check model.name and model.base_url in config.toml.",
        url=url,
        problem=_short(error),
    )


def _too_long(error: "openai.APIError") -> PromptTooLong:
    return PromptTooLong(
        "The question and its passages do not fit into the model's context: {problem}",
        hint="Ask something shorter, or raise model.context in config.toml.",
        problem=_short(error),
    )


def _short(error: Exception) -> str:
    import openai

    body = error.body if isinstance(error, openai.APIError) else None
    text = body.get("message") if isinstance(body, dict) else None
    return str(text or error).strip().replace("\n", " ")[:300] or type(error).__name__
