"""The weekly quiz without help: mixed items of what was studied in seven days, graded by the program.

Each is a card as a question with options, or one of the course's questions whose answer is a number. Skills
take turns. The same week has the same questions, so that a quiz that was interrupted goes on.
"""

import hashlib
import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import zip_longest

from knowledge_base.cards import Card
from knowledge_base.course_fields import Text
from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.lesson_passages import LessonPassage
from knowledge_base.placement import PlacementItem
from tutor.reviews.choices import Choice, choice_of
from tutor.reviews.items import Items
from tutor.reviews.questions import Asked, Assessed
from tutor.reviews.scheduling import AGAIN, GOOD

COUNT = 10


@dataclass(frozen=True)
class WeeklyQuiz:
    """The quiz of one week.

    Attributes:
        items: of the course.
        skills: that were studied.
        week: ISO year and week, such as 2026-W48; decides what is drawn.
    """

    items: Items
    skills: frozenset[str]
    week: str

    def asked(self, answered: Collection[str], language: Language, count: int | None) -> list[Asked]:
        """The questions of the week that are not answered yet.

        Args:
            answered: ids of items that were answered this week.
            language: of the questions.
            count: how many the week has.
        """
        chosen = self._in_turn[: COUNT if count is None else count]
        return [self.question(item, language) for item in chosen if item not in answered]

    def question(self, item: str, language: Language) -> Asked:
        """An item as this quiz asks it."""
        if item in self._numbers:
            number = self._numbers[item]
            return Asked(item, number.skill, "number", number.question.in_language(language))
        card = self._card(item)
        options = self._choice(card, language).options
        return Asked(item, card.skill, "choice", card.question.in_language(language), options)

    def check(self, item: str) -> None:
        """Refuse an item that this quiz does not ask.

        Raises:
            BadInput: it is none of the skills that were studied.
        """
        if item not in self._numbers and self._card(item).skill not in self.skills:
            raise BadInput(
                'The weekly quiz does not ask "{id}".',
                hint="See what it asks with: tutor quiz --check --json",
                id=item,
            )

    def assess(self, item: str, answer: str, language: Language) -> Assessed:
        """What an answer is worth."""
        asked = self.question(item, language)
        if item in self._numbers:
            return assessed_number(self._numbers[item], asked, answer)
        card = self._card(item)
        return assessed_choice(card, self._choice(card, language), asked, answer, language)

    def _card(self, item: str) -> Card:
        card = self.items.get(item).card
        if card is None:
            raise BadInput(
                'The weekly quiz does not ask "{id}".',
                hint="See what it asks with: tutor quiz --check --json",
                id=item,
            )
        return card

    def _choice(self, card: Card, language: Language) -> Choice:
        return choice_of(card, self.items.cards, self.items.course, language, self.week)

    @cached_property
    def _in_turn(self) -> list[str]:
        """Ids, the skills taking turns, drawn by the week."""
        by_skill: dict[str, list[str]] = {skill: [] for skill in sorted(self.skills)}
        for card in self.items.cards_of(self.skills):
            by_skill[card.skill].append(card.id)
        for number in self._numbers.values():
            by_skill[number.skill].append(number.id)
        rows = [sorted(ids, key=self._draw) for ids in by_skill.values()]
        return [item for turn in zip_longest(*rows) for item in turn if item is not None]

    def _draw(self, item: str) -> str:
        return hashlib.sha256(f"{self.week}:{item}".encode()).hexdigest()

    @cached_property
    def _numbers(self) -> dict[str, PlacementItem]:
        return {item.id: item for item in _numbers_of(self.items, self.skills)}


def week_name(day: date) -> str:
    """The ISO week of a day, such as 2026-W48."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def assessed_choice(card: Card, choice: Choice, asked: Asked, answer: str, language: Language) -> Assessed:
    """What an answer to a choice is worth; no option of it is wrong."""
    place = choice.place(answer)
    return Assessed(
        asked,
        answer if place is None else choice.options[place],
        f"{choice.letter}: {choice.options[choice.right]}",
        GOOD if place == choice.right else AGAIN,
        "choice",
        (),
        place == choice.mistake,
        card.wrong.in_language(language),
        card.passage,
    )


def assessed_number(item: PlacementItem, asked: Asked, answer: str) -> Assessed:
    """What a number is worth."""
    assert not isinstance(item.right, Text)
    given = read_number(answer)
    right = given is not None and abs(given - item.right) <= (item.tolerance or 0.0) + 1e-12
    passage: LessonPassage = item.passage
    grade = GOOD if right else AGAIN
    return Assessed(asked, answer, f"{item.right:g}", grade, "choice", (), False, "", passage)


def read_number(text: str) -> float | None:
    """A number as a learner types it, with a point or a comma; None where it is none."""
    try:
        number = float(text.strip().replace(",", ".").removesuffix("%"))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _numbers_of(items: Items, skills: Collection[str]) -> Iterator[PlacementItem]:
    wanted: Sequence[str] = sorted({items.course.unit_of_skill(skill).id for skill in skills})
    for unit in wanted:
        placement = items.placement(unit)
        for item in placement.items if placement else ():
            if item.kind == "number" and item.skill in skills:
                yield item
