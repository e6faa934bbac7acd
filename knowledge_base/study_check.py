"""What must hold of a unit's cards, questions and placement: enough of each, and every reference resolves."""

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from knowledge_base.cards import Card, CardFile, card_files
from knowledge_base.course import UnitFile
from knowledge_base.errors import BadInput
from knowledge_base.lesson_passages import LANGUAGES, LessonHeadings, LessonPassage
from knowledge_base.placement import Placement, placement_path
from knowledge_base.questions import Question, QuestionFile, question_files
from knowledge_base.sentences import count_sentences
from knowledge_base.stated_numbers import number_problems
from knowledge_base.yaml_files import Loc, ModelT, YamlFile, nearest, read_yaml, validate

CARDS_A_SKILL = 8
QUESTIONS_A_UNIT = 15
SENTENCES_OF_AN_ANSWER = 3


@dataclass
class StudyCheck:
    """Checks the units of a course one after the other, since ids are unique over all of them.

    Attributes:
        units: the folder of units.
        all_units: ids and units of the whole course, in order.
        cards, questions, items: how many were read so far.
    """

    units: Path
    all_units: Sequence[tuple[str, UnitFile]]
    cards: int = 0
    questions: int = 0
    items: int = 0
    _first: dict[tuple[str, str], tuple[YamlFile, Loc]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._skills = {skill.id: id_ for id_, unit in self.all_units for skill in unit.skills}
        self._headings = LessonHeadings(self.units, self._skills)

    def problems(self, unit_id: str, unit: UnitFile) -> Iterator[BadInput]:
        """Everything that is wrong with the cards, questions and placement of one unit."""
        folder = self.units / unit_id
        yield from self._card_problems(folder, unit)
        yield from self._question_problems(folder, unit)
        yield from self._placement_problems(folder, unit)

    def _card_problems(self, folder: Path, unit: UnitFile) -> Iterator[BadInput]:
        counts: Counter[str] = Counter()
        for path in card_files(folder):
            if read := (yield from _read(path, CardFile)):
                file, cards = read
                counts.update(card.skill for card in cards.root)
                for row, card in enumerate(cards.root):
                    yield from self._one_card(file, row, card, unit)
        self.cards += sum(counts.values())
        for skill in unit.skills if counts else ():
            if counts[skill.id] < CARDS_A_SKILL:
                yield BadInput(
                    '{path}: the skill "{skill}" has {count} cards and needs {least}.',
                    path=folder / "cards" / f"{skill.id}.yaml",
                    line=1,
                    skill=skill.id,
                    count=counts[skill.id],
                    least=CARDS_A_SKILL,
                )

    def _one_card(self, file: YamlFile, row: int, card: Card, unit: UnitFile) -> Iterator[BadInput]:
        yield from self._repeated("card", file, (row, "id"), card.id)
        yield from _foreign_skill(file, (row, "skill"), card.skill, unit)
        yield from self._passage(file, (row, "passage"), card.passage)
        for language in LANGUAGES:
            if count_sentences(card.answer.in_language(language)) > SENTENCES_OF_AN_ANSWER:
                yield file.problem(
                    "{path}, line {line}: {where} has more than {most} sentences.",
                    *(row, "answer", language),
                    most=SENTENCES_OF_AN_ANSWER,
                )

    def _question_problems(self, folder: Path, unit: UnitFile) -> Iterator[BadInput]:
        asked: Counter[str] = Counter()
        count = 0
        for path in question_files(folder):
            if read := (yield from _read(path, QuestionFile)):
                file, questions = read
                count += len(questions.root)
                for row, question in enumerate(questions.root):
                    asked.update(question.skills)
                    yield from self._one_question(file, row, question)
        self.questions += count
        if count:
            yield from _too_few_questions(folder / "questions", unit, count, asked)

    def _one_question(self, file: YamlFile, row: int, question: Question) -> Iterator[BadInput]:
        yield from self._repeated("question", file, (row, "id"), question.id)
        for column, skill in enumerate(question.skills):
            yield from self._unknown_skill(file, (row, "skills", column), skill)
        points = [point.id for point in question.points]
        for column, point in enumerate(question.points):
            yield from self._passage(file, (row, "points", column, "passage"), point.passage)
            if point.id in points[:column]:
                yield file.problem(
                    '{path}, line {line}: the question has two points with the id "{id}".',
                    *(row, "points", column, "id"),
                    id=point.id,
                )
        yield from self._exercise(file, row, question)

    def _exercise(self, file: YamlFile, row: int, question: Question) -> Iterator[BadInput]:
        if question.exercise is None:
            return
        known = [path.parent.name for path in self.units.glob("*/exercises/*/exercise.yaml")]
        if question.kind != "coding" or question.exercise not in known:
            yield file.problem(
                '{path}, line {line}: "{exercise}" is not an exercise for a coding question;'
                ' the nearest is "{nearest}".',
                *(row, "exercise"),
                exercise=question.exercise,
                nearest=nearest(question.exercise, known),
            )

    def _placement_problems(self, folder: Path, unit: UnitFile) -> Iterator[BadInput]:
        if not placement_path(folder).is_file():
            return
        read = yield from _read(placement_path(folder), Placement)
        if read is None:
            return
        file, placement = read
        self.items += len(placement.items)
        for row, item in enumerate(placement.items):
            yield from self._repeated("placement item", file, ("items", row, "id"), item.id)
            yield from _foreign_skill(file, ("items", row, "skill"), item.skill, unit)
            yield from self._passage(file, ("items", row, "passage"), item.passage)

    def _repeated(self, kind: str, file: YamlFile, loc: Loc, id_: str) -> Iterator[BadInput]:
        if (kind, id_) in self._first:
            there, where = self._first[kind, id_]
            yield file.problem(
                '{path}, line {line}: the id "{id}" is already used in {other}, line {first}.',
                *loc,
                id=id_,
                other=there.path,
                first=there.line(*where),
            )
        self._first.setdefault((kind, id_), (file, loc))

    def _passage(self, file: YamlFile, loc: Loc, passage: LessonPassage) -> Iterator[BadInput]:
        if passage.skill not in self._skills:
            yield from self._unknown_skill(file, (*loc, "skill"), passage.skill)
        elif any(self._headings.of(passage.skill, language) is None for language in LANGUAGES):
            yield file.problem(
                '{path}, line {line}: the lesson on "{skill}" is not written in both languages.',
                *(*loc, "skill"),
                skill=passage.skill,
            )
        else:
            yield from self._headings.problems(file, passage.skill, passage.heading, *loc, "heading")

    def _unknown_skill(self, file: YamlFile, loc: Loc, skill: str) -> Iterator[BadInput]:
        if skill not in self._skills:
            yield file.problem(
                '{path}, line {line}: the course has no skill "{skill}"; the nearest is "{nearest}".',
                *loc,
                skill=skill,
                nearest=nearest(skill, list(self._skills)),
            )


def _foreign_skill(file: YamlFile, loc: Loc, skill: str, unit: UnitFile) -> Iterator[BadInput]:
    skills = [own.id for own in unit.skills]
    if skill not in skills:
        yield file.problem(
            '{path}, line {line}: the unit has no skill "{skill}"; the nearest is "{nearest}".',
            *loc,
            skill=skill,
            nearest=nearest(skill, skills),
        )


def _too_few_questions(path: Path, unit: UnitFile, count: int, asked: Counter[str]) -> Iterator[BadInput]:
    if count < QUESTIONS_A_UNIT:
        yield BadInput(
            "{path}: the unit has {count} questions and needs {least}.",
            path=path,
            line=1,
            count=count,
            least=QUESTIONS_A_UNIT,
        )
    for skill in unit.skills:
        if not asked[skill.id]:
            yield BadInput(
                '{path}: no question asks about the skill "{skill}".', path=path, line=1, skill=skill.id
            )


def _read(path: Path, model: type[ModelT]) -> Generator[BadInput, None, tuple[YamlFile, ModelT] | None]:
    """Yields what is wrong with a file by itself; returns it with its values when it validates."""
    try:
        file = read_yaml(path)
    except BadInput as error:
        yield error
        return None
    value, problems = validate(file, model)
    yield from problems
    yield from number_problems(file)
    return None if value is None else (file, value)
