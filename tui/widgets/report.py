"""What a check says, in the order in which it helps: verdict, what broke, why, what to try next."""

from collections.abc import Iterator, Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from knowledge_base.documents import Language
from tui.code_colours import coloured
from tui.outside import one_line, verbatim
from tui.plain_text import plain_text
from tui.practice_desk import Document
from tui.widgets.lesson_text import LessonText
from tutor.messages import text

MARKS = {"passed": ("✓ ", "$success"), "failed": ("✗ ", "$error"), "undecided": ("? ", "$warning")}


def report_parts(report: Document, language: Language, hinted: bool = False) -> Iterator[Widget]:
    """A `checked_document` as widgets.

    Args:
        report: what is said.
        language: of the screens.
        hinted: whether a hint already stands above it.
    """
    if report["problem"] is not None:
        yield from _problem(report["problem"], language)
    else:
        yield _verdict(report, language)
    if not hinted:
        yield from _next(report, language)
    yield from _cases(report["cases"])
    if not report["passed"]:
        yield from _counterexample(report["counterexample"], language)
        yield from _mistake(report["mistake"], language)
    yield from _findings(report["findings"], language)
    if report["printed"]:
        yield heading(words("printed", language))
        yield printed(report["printed"])
    if report["after"] is not None:
        yield from after_parts(report["after"], language)


def after_parts(after: Document, language: Language) -> Iterator[Widget]:
    """What is worth knowing once it is solved: why it works, and other ways to write it."""
    yield heading(words("why", language))
    yield LessonText(after["explanation"])
    yield from alternatives(after["alternatives"], language)


def alternatives(found: Sequence[Document], language: Language) -> Iterator[Widget]:
    """Other ways to write it, with what they cost."""
    if found:
        yield heading(words("others", language))
    for other in found:
        yield Static(Content.styled(one_line(other["title"]), "bold"), markup=False, classes="title")
        yield code(other["code"])
        yield LessonText(other["cost"])


def words(key: str, language: Language, **values: object) -> str:
    """A text of `app.practice.<key>`."""
    return text(f"app.practice.{key}", language, **values)


def heading(said: str) -> Static:
    """What the next lines are about."""
    return Static(Content.styled(one_line(said), "bold $primary"), markup=False, classes="heading")


def code(source: str) -> Static:
    """Python as in the editor."""
    return Static(coloured(plain_text(source).strip("\n")), markup=False, classes="snippet")


def printed(output: str) -> Static:
    """What a program printed, as it stands."""
    return Static(Content(plain_text(output).strip("\n")), markup=False, classes="printed")


def _problem(problem: Document, language: Language) -> Iterator[Widget]:
    """Why the file could not be used at all, and where."""
    place = words("at_line", language, line=problem["line"]) + " " if problem["line"] else ""
    yield _said(words("verdict.unusable", language), "bold $error", "verdict")
    yield _said(place + problem["detail"], "$foreground", "part")
    if problem["evidence"]:
        yield code(problem["evidence"])
        yield space()


def _verdict(report: Document, language: Language) -> Static:
    failed = sum(case["outcome"] == "failed" for case in report["cases"])
    key = "passed" if report["passed"] else {0: "undecided", 1: "one"}.get(failed, "some")
    style = {"passed": "bold $success", "undecided": "bold $warning"}.get(key, "bold $error")
    counts = {"failed": failed, "all": len(report["cases"])}
    return _said(words(f"verdict.{key}", language, **counts), style, "verdict")


def _next(report: Document, language: Language) -> Iterator[Widget]:
    due = report["next_hint"]
    if report["passed"]:
        yield _said(words("now.next", language), "$foreground-muted", "part")
    elif due is not None and due["new"] and due["rung"] == "counterexample" and report["problem"] is None:
        yield _said(words("now.by_hand", language), "$foreground", "part")
    elif due is not None:
        more = " " + words("now.hint", language) if due["new"] and report["problem"] is None else ""
        yield _said(one_line(due["text"]) + more, "$foreground", "part")


def _cases(cases: Sequence[Document]) -> Iterator[Widget]:
    said = ""
    for number, case in enumerate(cases):
        mark, style = MARKS[case["outcome"]]
        title = Content.assemble((mark, style), verbatim(one_line(case["title"])))
        yield Static(title, markup=False, classes="case" if number else "case -first")
        if case["message"] and case["message"] != said:  # one cause often breaks several cases
            said = case["message"]
            yield _said(said, "$foreground-muted", "detail")


def _counterexample(found: Document | None, language: Language) -> Iterator[Widget]:
    if found is None or not found["call"]:
        return
    yield heading(words("smallest", language))
    yield code(found["call"])
    for key in ("expected", "got"):
        if found[key] is not None:
            label = Content.styled(words(key, language), "$foreground-muted")
            yield Static(label, markup=False, classes="label")
            yield code(found[key])
    if found["unsteady"]:
        yield _said(words("unsteady", language), "$warning", "part")


def _mistake(found: Document | None, language: Language) -> Iterator[Widget]:
    if found is not None:
        yield heading(words(f"mistake.{found['certainty']}", language, title=found["title"]))
        yield LessonText(found["explanation"])


def _findings(found: Sequence[Document], language: Language) -> Iterator[Widget]:
    if found:
        yield heading(words("seen", language))
    for finding in found:
        yield from finding_parts(finding, language)


def finding_parts(finding: Document, language: Language) -> Iterator[Widget]:
    """Where, what, why, and the evidence."""
    place = words("line", language, line=finding["line"]) + "  " if finding["line"] else ""
    title = Content.assemble((place, "$primary"), (one_line(finding["title"]), "bold"))
    yield Static(title, markup=False, classes="title")
    yield Static(verbatim(finding["detail"]), markup=False, classes="detail")
    if finding["evidence"]:
        yield printed(finding["evidence"])


def space() -> Static:
    """An empty line."""
    return Static("", markup=False)


def _said(said: str, style: str, classes: str) -> Static:
    return Static(verbatim(said).stylize_before(style), markup=False, classes=classes)
