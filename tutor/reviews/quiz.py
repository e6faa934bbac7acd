"""The quiz put together for every face: what is asked now, how it is graded, and what is kept of it."""

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from statistics import median

from knowledge_base.course import Course
from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from tutor.learner.entries import Done, Observation, Profile, Review
from tutor.learner.record import Memory, Record
from tutor.planning.study_days import REVIEW_SHARE, session_minutes
from tutor.reviews.choices import Choice as Options
from tutor.reviews.choices import choice_of
from tutor.reviews.choosing import NEW_A_SESSION, Candidate, Needs, by_value, taken
from tutor.reviews.coding import keep_outcomes
from tutor.reviews.elsewhere import Brought, bring_in, export_deck
from tutor.reviews.grading import AnswerScorer, key_points
from tutor.reviews.in_force import schedule_in_force
from tutor.reviews.items import EXERCISE, Item, Items
from tutor.reviews.questions import Asked, Assessed, Graded, How, Queue, Sitting
from tutor.reviews.refit import Refit, refit
from tutor.reviews.scheduling import AGAIN, EASY, GOOD, HARD, Schedule, is_leech
from tutor.reviews.studied import studied_lately, studied_skills
from tutor.reviews.weekly import WeeklyQuiz, assessed_choice, week_name

LONGEST = 300.0  # seconds of one item that count as study
USUAL = 45.0  # seconds of one card, until enough of the learner's own are known
TASK_EVERY = 7  # days
SESSION = 240  # minutes, where nobody said how long sessions are
_ENOUGH = 20  # reviews whose seconds are known
_LATEST, _LATELY = 60, timedelta(days=9)
_REDOING = 0.5  # of an exercise's minutes, the second time
_OUTCOMES = {AGAIN: 0.0, HARD: 0.75, GOOD: 1.0, EASY: 1.0}


class Quiz:
    """One learner's reviews.

    A card that lapsed four times is a leech: asking it once more the same way is of no use. It is shown with
    the passage of its lesson, to be read again first, and asked as a choice between the right answer, the
    mistake that learners make with it and answers of other skills, until it was right twice in a row.

    Args:
        course: whose items they are.
        record: where reviews are kept.
        open_scorer: of free answers; called when one is first read.
        read_profile: who studies and when; None where that was never said.
    """

    def __init__(
        self,
        course: Course,
        record: Record,
        open_scorer: Callable[[], AnswerScorer],
        read_profile: Callable[[], Profile | None],
    ) -> None:
        self.course = course
        self.record = record
        self.items = Items(course)
        self._open_scorer = open_scorer
        self._read_profile = read_profile

    # -- when --------------------------------------------------------------------------------------

    @property
    def schedule(self) -> Schedule:
        """Dates of reviews, by the weights in force."""
        return schedule_in_force(self.record, self._read_profile())

    @property
    def today(self) -> date:
        """The date where the learner is."""
        return self.schedule.day_of(self.record.now())

    def review_minutes(self) -> int:
        """Minutes of a session that are for reviews, at most."""
        profile = self._read_profile()
        session = session_minutes(profile.hours, len(profile.days)) if profile else SESSION
        return max(5, int(session * REVIEW_SHARE) // 5 * 5)

    def due_minutes(self, day: date) -> int:
        """Minutes of review that lie due on a day, whatever the session has room for.

        For the planner: it reads the record, and of the course no more than how many cards there are.
        """
        schedule, today = self.schedule, self.today
        memories = self.record.memories()
        due = [one for one in memories if schedule.within(date.fromisoformat(one.due), today) <= day]
        tasks = sum(one.item.startswith(EXERCISE) for one in due)
        usual = self._usual_seconds()
        seconds = (len(due) - tasks + self._count_new(memories)) * usual
        task = (
            max((self._task_seconds(one) for one in due), default=0.0)
            if self._asks_task(day, memories)
            else 0.0
        )
        return math.ceil((seconds + task) / 60)

    def _asks_task(self, day: date, memories: Sequence[Memory]) -> bool:
        """Whether a coding task comes back on a day: one a week does: it takes as long as many cards."""
        schedule = self.schedule
        again = (one for one in memories if one.item.startswith(EXERCISE) and one.repetitions > 1)
        return all((day - schedule.day_of(one.at)).days >= TASK_EVERY for one in again)

    def _task_seconds(self, memory: Memory) -> float:
        if not memory.item.startswith(EXERCISE) or not self.items.knows(memory.item):
            return 0.0
        seconds = self._seconds(self.items.get(memory.item), 0.0)
        return seconds if seconds <= self.review_minutes() * 60 else 0.0

    def _count_new(self, memories: tuple[Memory, ...]) -> int:
        asked: dict[str, int] = {}
        for memory in memories:
            if not memory.item.startswith(EXERCISE):
                asked[memory.skill] = asked.get(memory.skill, 0) + 1
        skills = sorted(studied_skills(self.record, self.course))
        left = (max(0, self.items.count_cards(skill) - asked.get(skill, 0)) for skill in skills)
        return min(NEW_A_SESSION, sum(left))

    # -- what --------------------------------------------------------------------------------------

    def queue(
        self, language: Language, minutes: float | None = None, count: int | None = None, skill: str = ""
    ) -> Queue:
        """What is asked now; changes nothing.

        Args:
            language: of the questions.
            minutes: that there are; those of a session's reviews where it is None and no count is given.
            count: of items, at most.
            skill: of which alone; every skill where it is empty.

        Raises:
            BadInput: there is no such skill, or the count is not above zero.
        """
        if skill:
            self.course.skill(skill)
        check_count(count)
        due, new = self._candidates(skill)
        room = minutes if minutes is not None else math.inf if count else self.review_minutes()
        tasks = [one for one in by_value(due) if one.item.startswith(EXERCISE) and one.seconds <= room * 60]
        cards = [one for one in by_value(due) if not one.item.startswith(EXERCISE)]
        asked_first = tasks[:1] if self._asks_task(self.today, self.record.memories()) else []
        chosen = taken([*asked_first, *cards, *new[:NEW_A_SESSION]], room * 60, count)
        asked = tuple(self._asked(one.item, language) for one in chosen)
        return Queue(asked, len(due) + len(new) - len(chosen), self._next_due())

    def weekly(self, language: Language, count: int | None = None) -> Queue:
        """What the weekly quiz without help still asks; changes nothing.

        Raises:
            BadInput: the count is not above zero.
        """
        check_count(count)
        return Queue(tuple(self._weekly.asked(self._answered(), language, count)), 0, self._next_due())

    def begin(
        self,
        language: Language,
        *,
        check: bool = False,
        minutes: float | None = None,
        count: int | None = None,
        skill: str = "",
    ) -> Sitting:
        """Begin a quiz; what exercises showed since is kept first.

        Raises:
            BadInput: as `queue` and `weekly`.
        """
        self.catch_up()
        queue = self.weekly(language, count) if check else self.queue(language, minutes, count, skill)
        return Sitting(self.record.now(), check, queue)

    def _candidates(self, skill: str) -> tuple[list[Candidate], list[Candidate]]:
        """What is due, and what was never asked."""
        schedule, today, usual = self.schedule, self.today, self._usual_seconds()
        studied = studied_skills(self.record, self.course)
        needs, shares = Needs(self.course, studied), dict[str, float]()
        memories = {memory.item: memory for memory in self.record.memories()}
        due = []
        for memory in memories.values():
            wanted = (not skill or memory.skill == skill) and self.items.knows(memory.item)
            if wanted and schedule.within(date.fromisoformat(memory.due), today) <= today:
                share = shares.setdefault(memory.skill, needs.share(memory.skill))
                recall = schedule.retrievability(memory, today)
                seconds = self._seconds(self.items.get(memory.item), usual)
                due.append(Candidate(memory.item, memory.skill, seconds, recall, share))
        fresh = self.items.cards_of({skill} & studied if skill else studied)
        new = [Candidate(card.id, card.skill, usual, 1.0) for card in fresh if card.id not in memories]
        return due, new

    def _asked(self, item_id: str, language: Language) -> Asked:
        item, memory = self.items.get(item_id), self.record.memory(item_id)
        if item.exercise is not None:
            return Asked(item_id, item.skill, "task", item.exercise.entry.summary.in_language(language))
        assert item.card is not None
        question = item.card.question.in_language(language)
        if memory is None or not self._is_stuck(memory):
            return Asked(item_id, item.skill, "open", question, new=memory is None)
        options = self._choice(item, memory, language).options
        return Asked(item_id, item.skill, "choice", question, options, passage=item.card.passage)

    def _is_stuck(self, memory: Memory) -> bool:
        """Whether an item is a leech that was not right twice in a row since."""
        if not is_leech(memory):
            return False
        latest = sorted(self.record.entries(Review, item=memory.item), key=lambda review: review.at)[-2:]
        return any(review.grade == AGAIN for review in latest)

    def _choice(self, item: Item, memory: Memory, language: Language) -> Options:
        assert item.card is not None
        return choice_of(item.card, self.items.cards, self.course, language, str(memory.repetitions))

    def _seconds(self, item: Item, usual: float) -> float:
        return item.exercise.entry.minutes * 60 * _REDOING if item.exercise else usual

    def _usual_seconds(self) -> float:
        """Of one card: the median of the learner's latest, or a usual one."""
        known = [review.seconds for review in self._recent() if review.seconds > 0]
        return min(LONGEST, median(known)) if len(known) >= _ENOUGH else USUAL

    def _recent(self) -> tuple[Review, ...]:
        latest = self.record.latest(Review)
        if latest is None:
            return ()
        since = datetime.fromisoformat(latest.at) - _LATELY
        reviews = self.record.since(Review, since.isoformat())[-_LATEST:]
        return tuple(review for review in reviews if review.how != "checks")

    def _next_due(self) -> str:
        schedule, today = self.schedule, self.today
        dates = (schedule.within(date.fromisoformat(one.due), today) for one in self.record.memories())
        return min((day.isoformat() for day in dates if day > today), default="")

    @cached_property
    def _scorer(self) -> AnswerScorer:
        return self._open_scorer()

    @property
    def _weekly(self) -> WeeklyQuiz:
        today = self.today
        skills = studied_lately(self.record, self.course, self.schedule, today)
        return WeeklyQuiz(self.items, skills, week_name(today))

    def _answered(self) -> set[str]:
        """Items that this week's quiz has answers to."""
        schedule, week = self.schedule, week_name(self.today)
        seen = self.record.entries(Observation, source="quiz")
        return {one.item for one in seen if week_name(schedule.day_of(one.at)) == week}

    # -- answers -----------------------------------------------------------------------------------

    def assess(
        self, item_id: str, answer: str, language: Language, *, check: bool = False, read: bool = True
    ) -> Assessed:
        """What an answer is worth; keeps nothing.

        Args:
            item_id: that was asked.
            answer: the learner's; empty where it was only thought.
            language: of the question.
            check: whether it belongs to the weekly quiz.
            read: whether the program grades an answer in words; False where the learner does.

        Raises:
            BadInput: there is no such item, this quiz does not ask it, or it is an exercise.
        """
        if check:
            self._weekly.check(item_id)
            return self._weekly.assess(item_id, answer, language)
        asked, item = self._asked(item_id, language), self._card_item(item_id)
        assert item.card is not None
        if asked.form == "choice":
            memory = self.record.memory(item_id)
            assert memory is not None
            return assessed_choice(item.card, self._choice(item, memory, language), asked, answer, language)
        return self._assess_words(item, asked, answer if read else "", answer, language)

    def check_item(self, item_id: str, *, check: bool = False) -> None:
        """Refuse an item that cannot be answered.

        Raises:
            BadInput: as `assess`.
        """
        if check:
            self._weekly.check(item_id)
        else:
            self._card_item(item_id)

    def _assess_words(self, item: Item, asked: Asked, read: str, answer: str, language: Language) -> Assessed:
        card = item.card
        assert card is not None
        right, wrong = card.answer.in_language(language), card.wrong.in_language(language)
        if not read.strip():
            return Assessed(asked, answer, right, None, "unsure", (), False, wrong, card.passage)
        scored = self._scorer.score(read, asked.question, key_points(right), wrong, language)
        grade = {"right": GOOD, "partial": HARD, "wrong": AGAIN, "unsure": None}[scored.verdict]
        how: How = "points" if grade else "unsure"
        return Assessed(
            asked, answer, right, grade, how, scored.points, scored.near_wrong, wrong, card.passage
        )

    def _card_item(self, item_id: str) -> Item:
        item = self.items.get(item_id)
        if item.card is None:
            raise BadInput(
                "{id} is answered with a program, and graded by its checks.",
                hint="Check it with: tutor practice check {exercise} FILE",
                id=item_id,
                exercise=item_id.removeprefix(EXERCISE),
            )
        return item

    def keep(self, quiz: str, assessed: Assessed, seconds: float = 0.0, grade: int | None = None) -> Graded:
        """Keep an answer, in one transaction with what it shows.

        Args:
            quiz: id of the sitting.
            assessed: the answer.
            seconds: that it took; 0 where that is not known.
            grade: of the learner's own, which stands above the program's; None where the program's stands.

        Returns:
            What was kept; with a grade of None where nothing was, since neither has graded it.
        """
        how: How = assessed.how if grade is None or assessed.asked.form != "open" else "self"
        final = grade if how == "self" else assessed.grade
        if final is None or how == "unsure":
            return Graded(assessed, None, "unsure", "")
        asked, at = assessed.asked, self.record.now()
        trace = self.schedule.after(self.record.memory(asked.item), final, at)
        review = Review(
            at, asked.item, asked.skill, final, how, quiz, assessed.your_answer,
            round(min(seconds, LONGEST), 1), trace.state, trace.step, trace.stability, trace.difficulty,
            trace.due, trace.repetitions, trace.lapses,
        )  # fmt: skip
        self.record.add(review, Observation(at, asked.skill, "review", asked.item, _OUTCOMES[final]))
        return Graded(assessed, final, how, trace.due, is_leech(trace) and final == AGAIN)

    def keep_weekly(self, assessed: Assessed) -> Graded:
        """Keep what an answer of the weekly quiz shows of its skill; dates of reviews stay as they are."""
        assert assessed.grade is not None
        asked = assessed.asked
        self.record.add(
            Observation(self.record.now(), asked.skill, "quiz", asked.item, _OUTCOMES[assessed.grade])
        )
        memory = self.record.memory(asked.item)
        return Graded(assessed, assessed.grade, assessed.how, memory.due if memory else "")

    def grade(
        self,
        quiz: str,
        item_id: str,
        language: Language,
        *,
        answer: str = "",
        grade: int | None = None,
        seconds: float = 0.0,
        check: bool = False,
    ) -> Graded:
        """Assess an answer and keep it.

        Raises:
            BadInput: as `assess`.
        """
        assessed = self.assess(item_id, answer, language, check=check, read=grade is None)
        return self.keep_weekly(assessed) if check else self.keep(quiz, assessed, seconds, grade)

    def finish(self, seconds: float, *, check: bool = False) -> Done:
        """Keep that a quiz was held.

        Args:
            seconds: that its items took together, each at most `LONGEST`.
            check: whether it was the weekly one.
        """
        minutes = max(1, round(seconds / 60))
        done = Done(self.record.now(), "quiz" if check else "review", "", minutes, self.today.isoformat())
        self.record.add(done)
        return done

    def answered_today(self, *, check: bool = False) -> set[str]:
        """Items that were answered today; in the weekly quiz, this week."""
        if check:
            return self._answered()
        schedule, today = self.schedule, self.today
        return {memory.item for memory in self.record.memories() if schedule.day_of(memory.at) == today}

    # -- elsewhere, and memory itself --------------------------------------------------------------

    def refit(self) -> Refit:
        """Fit the memory model to the learner's own reviews; kept only where it predicts better."""
        return refit(self.record, self.schedule)

    def export(self, path: Path, languages: Sequence[Language]) -> int:
        """Write the cards into an Anki deck; how many notes it has.

        Raises:
            BadInput: nothing can be written there.
        """
        return export_deck(self.items, path, languages, datetime.fromisoformat(self.record.now()))

    def bring_in(self, path: Path) -> Brought:
        """Keep reviews that were made in Anki or elsewhere, all of them or none.

        Raises:
            Missing: there is no such file.
            BadInput: it is not whole, or has reviews of days to come.
        """
        return bring_in(self.record, self.items, self.schedule, path)

    # -- exercises ---------------------------------------------------------------------------------

    def catch_up(self) -> int:
        """Keep what attempts at exercises showed since, as reviews; how many there were."""
        known = set(self.items.exercises.ids)
        tried = sorted({attempt.exercise for attempt in self.record.brief_attempts()} & known)
        items = (self.items.get(f"{EXERCISE}{name}") for name in tried)
        return sum(keep_outcomes(self.record, item.id, item.skill, self.schedule) for item in items)


def check_count(count: int | None) -> None:
    """Refuse a count of items that is not above zero.

    Raises:
        BadInput: it is not.
    """
    if count is not None and count < 1:
        raise BadInput(
            "A quiz of {count} items asks nothing.",
            hint="Give a number above 0, or leave it out.",
            count=count,
        )
