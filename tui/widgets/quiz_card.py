"""What the quiz screen says: how much there is, a question, what an answer is worth, how it went."""

from collections.abc import Iterator

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from knowledge_base.documents import Language
from tui.due_words import due_words
from tui.outside import one_line, verbatim
from tui.practice_desk import Document
from tutor.messages import text

_VERDICTS = {
    1: ("wrong", "$error"),
    2: ("partly", "$warning"),
    3: ("right", "$success"),
    4: ("right", "$success"),
}
_MARKS = {"yes": ("✓", "$success"), "no": ("✗", "$error"), "unsure": ("?", "$warning")}


def overview_parts(overview: Document, language: Language) -> Iterator[Widget]:
    """How much there is to do."""
    review, weekly = overview["review"], overview["check"]
    yield _heading(_words("today", language))
    if review["items"]:
        yield _line(_counted("due", review["items"], language, minutes=review["minutes"]))
        if overview["left"]:
            yield _faint(_counted("left", overview["left"], language))
    else:
        yield _line(_words("none_due", language))
        yield from _next_due(overview, language)
    if weekly["items"]:
        yield _line(_counted("weekly", weekly["items"], language, minutes=weekly["minutes"]), "-apart")
    if not review["items"] and not weekly["items"] and not overview["next_due"]:
        yield _faint(_words("begins", language))
    if overview["open"]:
        yield _faint(_words("open", language), "-apart")


def question_parts(asked: Document, number: int, total: int, language: Language) -> Iterator[Widget]:
    """A question with where one is; options are offered beside it."""
    place = _words("number", language, number=number, total=total)
    new = f" · {_words('new', language)}" if asked["new"] else ""
    yield _faint(f"{place} · {asked['skill_title']}{new}")
    if asked["reread"] is not None:
        yield _reread(asked["reread"], language)
    yield Static(verbatim(asked["question"]).stylize_before("bold"), markup=False, classes="asked")
    if asked["form"] == "task":
        yield _line(_words("task", language))


def judged_parts(judged: Document, language: Language) -> Iterator[Widget]:
    """What an answer is worth, with the right one and where the lesson says it."""
    if judged["your_answer"].strip():
        yield _labelled(_words("yours", language), judged["your_answer"])
    if judged["points"] or judged["how"] == "choice":
        yield _verdict(judged, language)
    yield from _right_answer(judged, language)
    if judged["wrong"] and judged["grade"] not in (3, 4):
        key = "near_wrong" if judged["near_wrong"] else "mistake"
        yield _labelled(_words(key, language), judged["wrong"], "-apart")
    place = {name: one_line(judged["passage"][name]) for name in ("heading", "title")}
    yield _faint(_words("passage", language, **place))


def summary_parts(summary: Document, language: Language) -> Iterator[Widget]:
    """How it went, and when it goes on."""
    answered = summary["good"] + summary["hard"] + summary["again"]
    yield _heading(_words("done", language))
    if answered:
        yield _line(_counted("answered", answered, language, minutes=max(1, summary["minutes"])))
        for name, style in (("good", "$success"), ("hard", "$warning"), ("again", "$error")):
            if summary[name]:
                mark = _words(f"sum.{name}", language, count=summary[name])
                yield Static(Content.styled(mark, style), markup=False, classes="point")
    else:
        yield _line(_words("nothing_kept", language))
    for place in summary["reread"]:
        yield _reread(place, language)
    if summary["left"]:
        yield _line(_counted("still", summary["left"], language), "-apart")
    yield from _next_due(summary, language)


def kept_words(graded: Document, today: str, language: Language) -> str:
    """That an answer was kept, and when the question comes back."""
    if not graded["next"]:
        return _words("kept", language)
    return _words("kept.next", language, day=due_words(graded["next"], today, language))


def grade_words(language: Language) -> list[str]:
    """The four grades, from 1."""
    return [_words(f"grade.{grade}", language) for grade in (1, 2, 3, 4)]


def ask_words(judged: Document, form: str, language: Language) -> str:
    """What the learner is asked once an answer was judged."""
    if form != "open":
        return ""
    if judged["grade"] is None:
        return _words("did_you", language)
    return _words("agree", language, grade=_words(f"grade.{judged['grade']}", language))


def _right_answer(judged: Document, language: Language) -> Iterator[Widget]:
    """The right answer; where it has several points, each with what was found of it."""
    label, points = _words("right_answer", language), judged["points"]
    several, answer = len(points) > 1, judged["answer"]
    if judged["how"] == "choice" and answer[1:3] == ": ":
        answer = answer[3:]  # options have numbers here, not letters
    yield _labelled(label, "" if several else answer, "-apart")
    for point in points:
        if several or point["quote"]:
            yield _point(point, language, alone=not several)


def _verdict(judged: Document, language: Language) -> Static:
    key, style = _VERDICTS.get(judged["grade"] or 0, ("unsure", "$warning"))
    return Static(Content.styled(_words(key, language), f"bold {style}"), markup=False, classes="line")


def _point(point: Document, language: Language, *, alone: bool) -> Static:
    """What was found of a point; one that is the whole answer is not said a second time."""
    mark, style = _MARKS[point["said"]]
    said = text(f"quiz.said.{point['said']}", language)
    shown = Content.styled(f"{mark} {said}", style)
    if not alone:
        shown = Content.assemble(shown, (": ", style), verbatim(one_line(point["point"])))
    if point["quote"]:
        quote = _words("quote", language, quote=one_line(point["quote"]))
        shown = Content.assemble(shown, (f"  {quote}", "$foreground-muted"))
    return Static(shown, markup=False, classes="point")


def _reread(place: Document, language: Language) -> Static:
    named = {name: one_line(place[name]) for name in ("heading", "title")}
    said = Content.styled(_words("reread", language, **named), "$warning")
    return Static(said, markup=False, classes="line -after")


def _next_due(document: Document, language: Language) -> Iterator[Widget]:
    if document["next_due"]:
        day = due_words(document["next_due"], document["today"], language)
        yield _faint(_words("next_due", language, day=day))


def _labelled(label: str, said: str, classes: str = "") -> Static:
    shown = Content.assemble((f"{label} ", "$foreground-muted"), verbatim(said.strip()))
    return Static(shown, markup=False, classes=f"line {classes}")


def _heading(said: str) -> Static:
    return Static(Content.styled(said, "bold $primary"), markup=False, classes="line -after")


def _line(said: str, classes: str = "") -> Static:
    return Static(Content(said), markup=False, classes=f"line {classes}")


def _faint(said: str, classes: str = "") -> Static:
    shown = Content.styled(one_line(said), "$foreground-muted")
    return Static(shown, markup=False, classes=f"line {classes}")


def _words(key: str, language: Language, **values: object) -> str:
    return text(f"app.quiz.{key}", language, **values)


def _counted(key: str, count: int, language: Language, **values: object) -> str:
    return _words(f"{key}.{'one' if count == 1 else 'many'}", language, count=count, **values)
