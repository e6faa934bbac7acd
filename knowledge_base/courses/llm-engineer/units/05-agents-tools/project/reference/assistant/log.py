"""A log that a person can read."""

from assistant.agent import Run


def format_log(run: Run) -> str:
    """One line for each call and a last one for the end; fields are separated by tabs.

    A call: number, tool, arguments, "ok" or "error", result, seconds. Arguments and result are shortened to
    60 characters and hold no line break or tab. The end: "end" and the reason.
    """
    lines = [
        "\t".join(
            [
                str(step.number),
                _short(step.tool),
                _short(step.arguments),
                "ok" if step.result.startswith('{"ok": true') else "error",
                _short(step.result),
                f"{step.seconds:.2f}",
            ]
        )
        for step in run.log
    ]
    return "\n".join([*lines, f"end\t{run.reason}"])


def _short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
