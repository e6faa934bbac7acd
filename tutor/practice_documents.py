"""What practice says, as documents: one form for the command line's JSON, the app and the agent."""

from typing import Any

from knowledge_base.course import Course
from knowledge_base.documents import Language
from knowledge_base.exercises import Exercise
from tools.critiquing.mistakes import Recognised
from tools.hints import RUNGS
from tutor.findings import finding_document
from tutor.hinting import Hint
from tutor.messages import text as message
from tutor.next_exercise import Suggestion
from tutor.practice import Checked, ExerciseLine
from tutor.reports import report_document


def line_document(line: ExerciseLine, language: Language) -> dict[str, Any]:
    """An exercise in the list."""
    entry = line.exercise.entry
    return {
        "id": line.exercise.id,
        "title": entry.title.in_language(language),
        "summary": entry.summary.in_language(language),
        "unit": line.exercise.unit,
        "skills": list(entry.skills),
        "level": entry.level,
        "minutes": entry.minutes,
        "state": line.work.state,
        "helped": line.work.helped,
    }


def exercise_document(line: ExerciseLine, course: Course, language: Language) -> dict[str, Any]:
    """An exercise with its statement; what comes after passing only where it was solved or revealed."""
    document = line_document(line, language)
    skills = [course.skill(skill).title.in_language(language) for skill in line.exercise.entry.skills]
    document |= {"skill_titles": skills, "statement": line.exercise.statement(language)}
    done = line.work.state in ("solved", "revealed")
    return document | {"after": after_document(line.exercise, language) if done else None}


def after_document(exercise: Exercise, language: Language) -> dict[str, Any]:
    """What is worth knowing once it is solved: why, and two other ways to write it with what they cost."""
    return {
        "explanation": exercise.explanation(language),
        "alternatives": [
            {
                "title": other.title.in_language(language),
                "cost": other.cost.in_language(language),
                "code": exercise.alternative_source(other.id),
            }
            for other in exercise.entry.alternatives
        ],
    }


def checked_document(checked: Checked, language: Language) -> dict[str, Any]:
    """A check, as the command line's contract has it."""
    passed = checked.report.passed
    return {
        **report_document(checked.report, language),
        "findings": [finding_document(finding, language) for finding in checked.critique.findings],
        "suspects": [
            {"file": suspect.file, "line": suspect.line, "why": list(suspect.why)}
            for suspect in checked.critique.suspects
            if suspect.why != ("result",)  # a guess, from data flow alone
        ],
        "mistake": mistake_document(checked.critique.mistake, language),
        "next_hint": next_hint_document(checked, language),
        "mastery": {skill: round(known, 3) for skill, known in checked.mastery.items()},
        "after": after_document(checked.exercise, language) if passed else None,
    }


def mistake_document(found: Recognised | None, language: Language) -> dict[str, Any] | None:
    """A known mistake, with the explanation that was written for it."""
    if found is None:
        return None
    return {
        "id": found.mistake.id,
        "certainty": found.certainty,
        "title": found.mistake.title.in_language(language),
        "explanation": found.mistake.explanation.in_language(language),
    }


def next_hint_document(checked: Checked, language: Language) -> dict[str, Any] | None:
    """What to try next after a check that did not pass; never how many rungs are left."""
    due = checked.standing
    if checked.report.passed or due.rung == 0:
        return None
    key = "by_hand" if due.rung == 1 else "ready"
    if not due.new:
        key = "change_first"
    if checked.report.problem is not None:
        key = "runs_first"
    return {
        "rung": RUNGS[due.rung - 1],
        "new": due.new,
        "text": message(f"practice.next.{key}", language),
    }


def hint_document(hint: Hint) -> dict[str, Any]:
    """A rung of help."""
    reading = hint.reading
    return {
        "rung": hint.rung,
        "new": hint.new,
        "text": hint.text,
        "code": hint.code,
        "reading": vars(reading) if reading else None,
        "origin": hint.origin,
    }


def suggestion_document(found: Suggestion | None, language: Language) -> dict[str, Any] | None:
    """The exercise to do now, and why."""
    if found is None:
        return None
    title = found.exercise.entry.title.in_language(language)
    why = message(f"practice.why.{found.reason}", language)
    return {"id": found.exercise.id, "title": title, "reason": found.reason, "why": why}
