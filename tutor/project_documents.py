"""What is said of projects, as documents: one form for the command line's JSON and for every face."""

from collections.abc import Mapping
from typing import Any

from knowledge_base.documents import Language
from knowledge_base.projects import Milestone, ProjectPack
from tools.projects.checking import ProjectReport, TestResult
from tutor.messages import text as message
from tutor.projects import ProjectLine


def project_line_document(line: ProjectLine, language: Language) -> dict[str, Any]:
    """A project in the list."""
    project = line.project
    return {
        "id": project.id,
        "title": project.activity.title.in_language(language),
        "summary": project.activity.brief.in_language(language),
        "unit": project.unit,
        "skills": list(project.activity.skills),
        "minutes": project.activity.minutes,
        "environment": project.entry.environment,
        "state": line.state,
        "checks": len(project.entry.checks),
        "held": len(line.held),
    }


def project_document(line: ProjectLine, language: Language) -> dict[str, Any]:
    """A project with all that a learner needs to know of it."""
    entry = line.project.entry
    return {
        **project_line_document(line, language),
        "brief": line.project.brief(language),
        "milestones": [
            {
                "id": item.id,
                "title": item.title.in_language(language),
                "brief": item.brief.in_language(language),
                "minutes": item.minutes,
                "checks": [_known_check(test, line, language) for test in item.checks],
            }
            for item in entry.milestones
        ],
        "rubric": rubric_document(line.project, language),
        "data": [{"file": item.file, "what": item.what.in_language(language)} for item in entry.data],
    }


def rubric_document(project: ProjectPack, language: Language) -> list[dict[str, Any]]:
    """What the learner assesses, from not there yet to excellent."""
    return [
        {
            "id": item.id,
            "title": item.title.in_language(language),
            "levels": [level.in_language(language) for level in item.levels],
        }
        for item in project.entry.rubric
    ]


def project_report_document(report: ProjectReport, language: Language) -> dict[str, Any]:
    """A check of a project."""
    project, results = report.project, {result.test: result for result in report.results}
    titles = _titles(project, language)
    due = report.next_milestone
    return {
        "project": project.id,
        "passed": report.passed,
        "held": len(report.held),
        "milestones": [
            _milestone_document(item, report.reached(item), results, titles, language)
            for item in project.entry.milestones
        ],
        "next": {"id": due.id, "title": due.title.in_language(language)} if due else None,
        "problem": _problem(report, language),
        "rubric": rubric_document(project, language),
        "seconds": round(report.seconds, 3),
        "peak_mb": round(report.peak_mb, 1),
        "sandbox": report.sandbox,
    }


def _milestone_document(
    item: Milestone,
    reached: bool,
    results: Mapping[str, TestResult],
    titles: Mapping[str, str],
    language: Language,
) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title.in_language(language),
        "brief": item.brief.in_language(language),
        "minutes": item.minutes,
        "reached": reached,
        "checks": [_result_document(results[test], titles[test], language) for test in item.checks],
    }


def _result_document(result: TestResult, title: str, language: Language) -> dict[str, Any]:
    said = result.message
    if not result.holds and result.outcome != "failed":
        said = message(f"project.outcome.{result.outcome}", language, said=result.message).strip()
    return {
        "test": result.test,
        "title": title,
        "outcome": result.outcome,
        "passed": result.holds,
        "message": said,
        "place": result.place,
        "printed": result.printed,
    }


def _known_check(test: str, line: ProjectLine, language: Language) -> dict[str, Any]:
    return {"test": test, "title": _titles(line.project, language)[test], "passed": test in line.held}


def _titles(project: ProjectPack, language: Language) -> dict[str, str]:
    return {check.test: check.title.in_language(language) for check in project.entry.checks}


def _problem(report: ProjectReport, language: Language) -> dict[str, Any] | None:
    """Why the program ended before every check had its turn."""
    if not report.ended:
        return None
    detail = message(
        f"project.ended.{report.ended}",
        language,
        seconds=f"{report.seconds:.0f}",
        memory=f"{report.peak_mb:.0f}",
    )
    return {"kind": report.ended, "detail": detail, "said": report.said}
