"""What practice says, as Markdown for a conversation: made from the documents of `practice_documents.py`.

What a learner's program printed, raised or returned stands in fences, so that nothing of it becomes markup.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from knowledge_base.documents import Language
from tutor.messages import text as message

Document = Mapping[str, Any]
MARKS = {"passed": "✓", "failed": "✗", "undecided": "?"}
STATES = {"new": "○", "tried": "◐", "solved": "●", "revealed": "◌"}
_INSIDE = "/box/src/"  # where a program lies in the sandbox, which is no place of the learner's
MOST_PRINTED = 2000  # characters of output in a conversation
_BACKTICKS = re.compile(r"`+")
_META = re.compile(r"([\\*_\[\]<>#|~])")


def exercise_markdown(document: Document, starter: str, why: str, language: Language) -> str:
    """An exercise to be done: why this one, the statement, what to begin from."""
    meta = say(
        "exercise.meta",
        language,
        level=message(f"practice.level.{document['level']}", language),
        minutes=document["minutes"],
        state=message(f"practice.state.{document['state']}", language),
    )
    parts = [meta, say("exercise.why", language, why=why) if why else "", str(document["statement"])]
    parts += [fenced(starter, "python"), say("exercise.how", language, id=document["id"])]
    if document["after"] is not None:
        parts += after_parts(document["after"], language)
    return joined(parts)


def list_markdown(lines: Sequence[Document], title: str, language: Language) -> str:
    """Exercises with what came of each."""
    rows = [f"- {STATES[line['state']]} `{line['id']}` — {plain(line['title'])}" for line in lines]
    return joined([f"**{title}**", "\n".join(rows), say("list.how", language)])


def report_markdown(document: Document, language: Language) -> str:
    """A check, in the order in which it helps; without what comes after passing."""
    parts = [_verdict(document, language), "\n".join(_cases(document))]
    if not document["passed"]:
        parts += [*_counterexample(document, language), *_mistake(document, language)]
    parts += _findings(_beside_the_verdict(document), message("cli.practice.seen", language))
    if document["printed"]:
        parts += [bold(message("cli.practice.printed", language)), fenced(cut(document["printed"]))]
    return joined([*parts, _next(document, language)])


def explanation_markdown(document: Document, language: Language) -> str:
    """Only what explains a failure: what broke, the known mistake, what was seen."""
    parts = [*_counterexample(document, language), *_mistake(document, language)]
    parts += _findings(document["findings"], message("cli.practice.seen", language))
    return joined([*parts, _next(document, language)]) if parts else report_markdown(document, language)


def after_markdown(after: Document, language: Language) -> str:
    """What is worth knowing once it is solved."""
    return joined(after_parts(after, language))


def after_parts(after: Document, language: Language) -> list[str]:
    """As `after_markdown`, in parts."""
    parts = [bold(message("cli.practice.why", language)), str(after["explanation"])]
    return parts + alternatives(after["alternatives"], language)


def alternatives(found: Sequence[Document], language: Language) -> list[str]:
    """Other ways to write it, with what they cost."""
    parts = [bold(say("reveal.others", language))] if found else []
    for other in found:
        parts += [f"*{plain(other['title'])}*", fenced(other["code"], "python"), str(other["cost"])]
    return parts


def hint_markdown(document: Document, model: str, language: Language) -> str:
    """A rung of help, and whose words it is in."""
    parts = [bold(message(f"practice.rung.{document['rung']}", language)), str(document["text"])]
    if document["code"]:
        parts.append(fenced(document["code"], "python"))
    if reading := document["reading"]:
        place = " · ".join(filter(None, (reading["title"], reading["heading"], reading["url"])))
        parts.append(message("practice.read", language, place=place))
    if document["origin"] == "model":
        parts.append(f"*{say('hint.by_model', language, model=plain(model))}*")
    if not document["new"]:
        parts.append(say("hint.same", language))
    return joined(parts)


def run_markdown(result: Mapping[str, Any], findings: Sequence[Document], language: Language) -> str:
    """A run: how it ended, what it printed, what was seen."""
    ended = {"ok": "ok", "error": "error"}.get(str(result["status"]), "stopped")
    seconds = f"{result['seconds']:.2f}"
    parts = [
        say("run.ok", language, seconds=seconds) if ended == "ok" else bold(say(f"run.{ended}", language))
    ]
    parts += _output(result, language)
    parts += _findings(findings, say("run.seen", language)) or [say("run.nothing", language)]
    if result["sandbox"] == "landlock":
        parts.append(say("run.weaker", language))
    return joined(parts)


def words_markdown(sentences: Sequence[str], model: str, language: Language) -> str:
    """A model's words, told apart from all else."""
    said = say("words", language, words=" ".join(map(plain, sentences)))
    return f"> {said}\n>\n> *{say('by_model', language, model=plain(model))}*"


def say(key: str, language: Language, **values: object) -> str:
    """A text of `practice_chat.<key>`."""
    return message(f"practice_chat.{key}", language, **values)


def joined(parts: Sequence[str]) -> str:
    """Blocks of Markdown; the empty ones are left out."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())


def bold(text: str) -> str:
    """A line of its own."""
    return f"**{text.rstrip(':')}**"


def plain(text: str) -> str:
    """Text from outside on one line, in which only code between backticks is markup."""
    pieces = re.split(r"(`[^`\n]+`)", " ".join(str(text).split()))
    return "".join(piece if piece.startswith("`") else _META.sub(r"\\\1", piece) for piece in pieces)


def fenced(text: str, kind: str = "text") -> str:
    """Text as it stands, in a fence that nothing in it can end."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    content = text.strip("\n")
    return f"{fence}{kind}\n{content}\n{fence}"


def cut(text: str) -> str:
    """The beginning of a long output, whole lines where it can be."""
    if len(text) <= MOST_PRINTED:
        return text
    return text[:MOST_PRINTED].rsplit("\n", 1)[0] + "\n…"


def _verdict(document: Document, language: Language) -> str:
    if (problem := document["problem"]) is not None:
        evidence = fenced(problem["evidence"]) if problem["evidence"] else ""
        return joined([bold(plain(problem["title"])), plain(problem["detail"]), evidence])
    failed = any(case["outcome"] == "failed" for case in document["cases"])
    key = "passed" if document["passed"] else "failed" if failed else "undecided"
    return bold(message(f"cli.practice.{key}", language, id=document["exercise"]))


def _beside_the_verdict(document: Document) -> list[Document]:
    """The findings that are not the verdict itself."""
    problem = document["problem"]
    return [item for item in document["findings"] if problem is None or item["detail"] != problem["detail"]]


def _cases(document: Document) -> Iterator[str]:
    said = ""
    for case in document["cases"]:
        yield f"- {MARKS[case['outcome']]} {plain(case['title'])}"
        if case["message"] and case["message"] != said:  # one cause often breaks several cases
            said = case["message"]
            yield f"  {plain(said)}"


def _counterexample(document: Document, language: Language) -> Iterator[str]:
    found = document["counterexample"]
    if found is None or not found["call"]:
        return
    yield bold(message("cli.practice.smallest", language))
    yield fenced(found["call"], "python")
    for key in ("expected", "got"):
        if found[key] is not None:
            yield f"{message(f'cli.practice.{key}', language)}:"
            yield fenced(found[key], "python")


def _mistake(document: Document, language: Language) -> Iterator[str]:
    if (found := document["mistake"]) is not None:
        yield bold(
            message(f"cli.practice.mistake.{found['certainty']}", language, title=plain(found["title"]))
        )
        yield str(found["explanation"])


def _findings(found: Sequence[Document], heading: str) -> list[str]:
    parts = [bold(heading)] if found else []
    for finding in found:
        title, line = plain(finding["title"]), finding["line"]
        where = f" ({finding['file']}:{line})" if line and str(line) not in finding["title"] else ""
        parts.append(f"*{title}*{where}. {plain(finding['detail'])}" if title else plain(finding["detail"]))
        if finding["evidence"]:
            parts.append(fenced(finding["evidence"]))
    return parts


def _output(result: Mapping[str, Any], language: Language) -> Iterator[str]:
    if printed := str(result["stdout"]).strip("\n"):
        yield say("run.printed", language)
        yield fenced(cut(printed))
    elif result["status"] == "ok":
        yield say("run.silent", language)
    if errors := str(result["stderr"]).strip("\n"):
        yield say("run.stderr", language)
        yield fenced(cut(errors.replace(_INSIDE, "")))
    if result["truncated"] or len(printed) > MOST_PRINTED:
        yield say("run.cut", language)


def _next(document: Document, language: Language) -> str:
    if document["passed"]:
        return say("passed.next", language)
    due = document["next_hint"]
    parts = [str(due["text"])] if due else [say("next.paste", language)]
    if due and due["new"] and due["rung"] != "counterexample":
        parts.append(say("next.ask", language))
    return " ".join(parts)
