"""Moments in the words of a list: today's by the hour, older ones by the day."""

from datetime import datetime

from knowledge_base.documents import Language
from tutor.messages import text


def when(moment: str, now: datetime, language: Language) -> str:
    """`14:05` today, `yesterday`, `21 Nov` this year, `21 Nov 2025` before.

    Args:
        moment: ISO 8601; what cannot be read is shown as nothing.
        now: the present, with or without a zone.
    """
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    if then.tzinfo and now.tzinfo:
        then = then.astimezone(now.tzinfo)
    days = (now.date() - then.date()).days
    if days == 0:
        return f"{then:%H:%M}"
    if days == 1:
        return text("app.when.yesterday", language)
    month = text("app.when.months", language).split()[then.month - 1]
    return f"{then.day} {month}" if then.year == now.year else f"{then.day} {month} {then.year}"
