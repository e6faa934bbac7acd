"""The day of the next review, in words."""

from datetime import date

from knowledge_base.documents import Language
from tutor.messages import text


def due_words(day: str, today: str, language: Language) -> str:
    """`tomorrow`, or `Mon 30 November, in 2 days`.

    Args:
        day: ISO date.
        today: ISO date.
        language: of the words.
    """
    at, now = date.fromisoformat(day), date.fromisoformat(today)
    ahead = (at - now).days
    if ahead in (0, 1):
        return text(f"app.quiz.day.{'today' if ahead == 0 else 'tomorrow'}", language)
    week = text("plan.days", language).split()
    months = text("plan.months", language).split()
    key = "plan.date" if at.year == now.year else "plan.date.year"
    values = {"day": week[at.weekday()], "number": at.day, "month": months[at.month - 1], "year": at.year}
    return text("app.quiz.day.later", language, date=text(key, language, **values), days=ahead)
