"""Which skills are far enough for their cards to be asked, and which were studied of late."""

from datetime import date, timedelta

from knowledge_base.course import Course
from tutor.learner.entries import Done, Observation
from tutor.learner.record import Record
from tutor.reviews.scheduling import Schedule

WEEK = timedelta(days=7)


def studied_skills(record: Record, course: Course) -> frozenset[str]:
    """Skills whose lesson is done or known, or of which more was seen than questions of a placement."""
    lessons = {done.ref for done in record.entries(Done, kind="lesson") if done.finished}
    units = record.units_known()
    known = {skill.id for unit in course.units if unit.id in units for skill in unit.skills}
    taught = {skill for skill, belief in record.beliefs().items() if belief.taught}
    return frozenset((lessons | known | taught) & {skill.id for skill in course.skills})


def studied_lately(record: Record, course: Course, schedule: Schedule, today: date) -> frozenset[str]:
    """Skills that were studied, practised or reviewed in the last seven days."""
    since = today - WEEK
    skills = {skill.id for skill in course.skills}
    done = {entry.ref for entry in record.entries(Done) if since < date.fromisoformat(entry.day) <= today}
    cautious = (since - timedelta(days=1)).isoformat()  # moments are compared as text; zones differ by a day
    seen = {
        entry.skill
        for entry in record.since(Observation, cautious)
        if entry.source not in ("placement", "override") and since < schedule.day_of(entry.at) <= today
    }
    return frozenset((done | seen) & skills)
