"""A log that a person can read."""

from assistant.agent import Run


def format_log(run: Run) -> str:
    """One line for each call and a last one for the end; fields are separated by tabs.

    A call: number, tool, arguments, "ok" or "error", result, seconds. Arguments and result are shortened to
    60 characters and hold no line break or tab. The end: "end" and the reason.
    """
    raise NotImplementedError
