"""Questions with options: the right answer, the card's own mistake, and answers of cards of other skills."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge_base.cards import Card
from knowledge_base.course import Course
from knowledge_base.documents import Language
from knowledge_base.words import folded

OPTIONS = 4
LETTERS = "ABCD"


@dataclass(frozen=True)
class Choice:
    """A card as a question with options.

    Attributes:
        options: texts, in the order in which they are shown.
        right: place of the right one, from 0.
        mistake: place of the card's own wrong answer.
    """

    options: tuple[str, ...]
    right: int
    mistake: int

    @property
    def letter(self) -> str:
        """Of the right option."""
        return LETTERS[self.right]

    def place(self, answer: str) -> int | None:
        """The option that an answer names, by letter, number or its text; None where it names none."""
        typed = folded(answer).strip(" .)")
        names = [{letter.lower(), str(number)} for number, letter in enumerate(LETTERS, 1)]
        for place, option in enumerate(self.options):
            if typed in names[place] or typed == folded(option).strip(" .)"):
                return place
        return None


def choice_of(card: Card, cards: Mapping[str, Card], course: Course, language: Language, seed: str) -> Choice:
    """A card as a question with options; the same seed gives the same ones in the same order.

    Args:
        card: that is asked.
        cards: of the course, by id; options are taken from other skills, first those of the same unit.
        course: whose cards they are.
        language: of the options.
        seed: what may differ from one time to the next.
    """
    draw = random.Random(f"{card.id}:{seed}")  # noqa: S311 - no secret
    unit = course.unit_of_skill(card.skill).id
    others = [other for other in cards.values() if other.skill != card.skill]
    near = [other for other in others if course.unit_of_skill(other.skill).id == unit]
    pool = near if len(near) >= OPTIONS else others
    strangers = draw.sample(pool, min(OPTIONS - 2, len(pool)))
    texts = [
        card.answer.in_language(language),
        card.wrong.in_language(language),
        *(other.answer.in_language(language) for other in strangers),
    ]
    order = list(range(len(texts)))
    draw.shuffle(order)
    return Choice(tuple(texts[place] for place in order), order.index(0), order.index(1))
