"""`tutor course`: what is learned, and whether the course pack is in order."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowledge_base.documents import Language
from tui.help_text import Command, group
from tui.options import CourseFolder, Json, LanguageChoice, chosen
from tui.output import ExitCode, Output, readable
from tui.plain_text import plain_text
from tutor.messages import explain

if TYPE_CHECKING:
    from knowledge_base.course import Course, CourseItem, Unit

course = group("help.course")


@course.command("list", cls=Command, help="help.course.list")
def list_course(folder: CourseFolder = None, json: Json = False, language: LanguageChoice = None) -> None:
    """Modules, units and skills."""
    from tui.opening import opened

    out = Output(json, chosen(language))
    with opened("course", folder=_as_setting(folder)) as session:
        found = session.tutor.course
    if json:
        out.document(course_document(found, out.language))
    else:
        _show_course(found, out)


@course.command("show", cls=Command, help="help.course.show")
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="help.course.id")],
    folder: CourseFolder = None,
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """One module, unit, skill, practice, project, task or resource."""
    from tui.opening import opened

    out = Output(json, chosen(language))
    with opened("course", folder=_as_setting(folder)) as session:
        found = session.tutor.course
        document = item_document(found, found.find(readable(name)), out.language)
    if json:
        out.document(document)
    else:
        _show_item(document, out)


@course.command("check", cls=Command, help="help.course.check")
def check(folder: CourseFolder = None, json: Json = False, language: LanguageChoice = None) -> None:
    """Everything that is wrong with the course pack."""
    from knowledge_base.course_check import check_course
    from tui.opening import opened

    out = Output(json, chosen(language))
    with opened("course", folder=_as_setting(folder)) as session:
        report = check_course(session.tutor.course_folder)
    problems = [
        {
            "path": str(problem.values.get("path", "")),
            "line": problem.values.get("line"),
            "message": explain(problem, out.language)[1],
        }
        for problem in report.problems
    ]
    if json:
        out.document({"ok": report.ok, "problems": problems, "counts": dict(report.counts)})
    else:
        _show_check(problems, dict(report.counts), out)
    if not report.ok:
        raise typer.Exit(ExitCode.FAILED)


def course_document(course: "Course", language: Language) -> dict[str, Any]:
    """A course's outline, its texts in one language."""
    return {
        "id": course.id,
        "title": course.title.in_language(language),
        "goal": course.goal.in_language(language),
        "weeks": len(course.weeks),
        "hours_per_week": course.hours_per_week,
        "modules": [
            {
                "id": module.id,
                "title": module.title.in_language(language),
                "summary": module.summary.in_language(language),
                "units": [_unit_outline(unit, language) for unit in module.units],
            }
            for module in course.modules
        ],
    }


def _unit_outline(unit: "Unit", language: Language) -> dict[str, Any]:
    skills = [{"id": skill.id, "title": skill.title.in_language(language)} for skill in unit.skills]
    return {
        "id": unit.id,
        "title": unit.title.in_language(language),
        "weeks": list(unit.weeks),
        "minutes": unit.minutes,
        "skills": skills,
    }


def item_document(course: "Course", item: "CourseItem", language: Language) -> dict[str, Any]:
    """Everything about one item, its texts in one language; a skill comes with its lesson."""
    from knowledge_base.course import Skill

    fields: dict[str, Any] = _in_language(item.model_dump(mode="json"), language)
    if "kind" in fields:  # of a resource: article, video and so on
        fields["type"] = fields.pop("kind")
    document = {"kind": type(item).__name__.lower(), **fields}
    if isinstance(item, Skill):
        lesson = course.lesson(item.id, language)
        document["unit"] = course.unit_of_skill(item.id).id
        document["lesson"] = lesson.body if lesson else None
    return document


def _in_language(value: Any, language: Language) -> Any:
    """The same structure with `{es, en}` texts as the one string."""
    if isinstance(value, dict):
        if value.keys() == {"es", "en"}:
            return value[language]
        return {key: _in_language(inner, language) for key, inner in value.items()}
    return [_in_language(inner, language) for inner in value] if isinstance(value, list) else value


def _as_setting(folder: Any) -> str | None:
    return str(folder) if folder else None


def _show_course(course: "Course", out: Output) -> None:
    from rich.text import Text

    out.show(
        Text(course.title.in_language(out.language), style="bold"), course.goal.in_language(out.language)
    )
    for module in course.modules:
        heading = module.title.in_language(out.language)
        out.show("", Text.assemble((heading, "bold cyan"), (f"  {module.id}", "dim")))
        for unit in module.units:
            weeks = out.text("cli.course.weeks", first=unit.weeks[0], last=unit.weeks[-1])
            name = unit.title.in_language(out.language)
            out.show(Text.assemble(f"  {name}", (f"  {unit.id} · {weeks}", "dim")))
            for skill in unit.skills:
                skill_title = skill.title.in_language(out.language)
                out.show(Text.assemble(f"    · {skill_title}", (f"  {skill.id}", "dim")))


def _show_item(document: dict[str, Any], out: Output) -> None:
    """Plain fields first, then what has names of its own, then the lesson."""
    from rich.markdown import Markdown
    from rich.text import Text

    kind = out.text(f"cli.course.kind.{document['kind']}")
    out.show(Text.assemble((document["title"], "bold"), (f"  {kind} · {document['id']}", "dim")))
    for key, value in document.items():
        if key in ("kind", "id", "title", "lesson") or value in (None, [], "", False):
            continue
        out.show(Text.assemble((f"{out.text(f'cli.course.field.{key}')}: ", "cyan"), _said(value)))
    if document.get("lesson"):
        out.show("", Markdown(plain_text(document["lesson"])))


def _said(value: Any) -> str:
    """A field as a person reads it; nested items one a line."""
    if value is True:
        return "✓"
    if isinstance(value, dict):
        return f"{value['title']} ({value['id']})"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "".join(f"\n  · {_said(item)}" for item in value)
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def _show_check(problems: list[dict[str, Any]], counts: dict[str, Any], out: Output) -> None:
    for problem in problems:
        out.show(problem["message"])
    lessons = counts.pop("lessons")
    numbers = counts | {f"lessons.{language}": count for language, count in lessons.items()}
    said = [f"{out.text(f'cli.count.{name}')}: {number}" for name, number in numbers.items()]
    key = "cli.course.wrong" if problems else "cli.course.right"
    out.show(out.text(key, count=len(problems)), ", ".join(said))
