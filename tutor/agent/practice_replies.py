"""What practice replies: of a check, a run, a hint or the solution, and what is remembered of it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from knowledge_base.course_fields import Text
from knowledge_base.documents import Language
from knowledge_base.errors import TutorError
from tools.findings import Finding
from tutor.agent.context import TutorContext
from tutor.agent.events import Event, Offer, Working
from tutor.agent.state import PracticeMemory
from tutor.agent.stoppable_thread import in_thread
from tutor.critique_wording import WORDED, words_of
from tutor.findings import finding_document
from tutor.hint_wording import hint_for
from tutor.messages import explain
from tutor.practice_documents import after_document, checked_document, hint_document
from tutor.practice_markdown import (
    after_markdown,
    alternatives,
    explanation_markdown,
    hint_markdown,
    joined,
    report_markdown,
    run_markdown,
    say,
)
from tutor.word_checks import Secrets
from tutor.workshop import Workshop

if TYPE_CHECKING:
    from tools.grading.submissions import Code
    from tutor.practice import Judged, Practice


@dataclass(frozen=True)
class Reply:
    """What is said, and what stays.

    Attributes:
        text: Markdown.
        memory: of the conversation from now on.
        kept: what the conversation keeps of the text; all of it when empty.
        findings: what a model may word.
        offers: what can be chosen now.
    """

    text: str
    memory: PracticeMemory
    kept: str = ""
    findings: list[dict[str, Any]] = field(default_factory=list)
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True)
class Bench:
    """A turn that asks something of practice, with what is needed for it.

    Attributes:
        state: of the turn, as `read_turn` left it.
        show: tells the face.
    """

    workshop: Workshop
    context: TutorContext
    state: Mapping[str, Any]
    show: Callable[[Event], None]

    @property
    def language(self) -> Language:
        """Of the turn."""
        return cast(Language, self.state["language"])

    @property
    def memory(self) -> PracticeMemory:
        """What is remembered; a question that was not answered is over."""
        known = cast(PracticeMemory, dict(self.state.get("practice", {})))
        known.pop("pending", None)
        return known

    @property
    def practice(self) -> "Practice":
        """The service."""
        return self.workshop.practice

    @property
    def target(self) -> str:
        """Id of the exercise that the turn is about; empty where it is about none."""
        return str(self.state.get("target", ""))

    def teller(self) -> Callable[..., None]:
        """Takes what blocking work says of its progress, from its thread."""
        loop = asyncio.get_running_loop()

        def tell(template: str, **values: Any) -> None:
            _, text, _ = explain(TutorError(template, **values), self.language)
            loop.call_soon_threadsafe(self.show, Working(text))

        return tell

    def saying(self, key: str, **values: object) -> Reply:
        """A reply of the catalogue, `practice_chat.<key>`."""
        return Reply(say(key, self.language, **values), self.memory)


async def checked_reply(bench: Bench) -> Reply:
    """Judge the program, keep the attempt, report."""
    code = str(bench.state.get("code", ""))
    if not code.strip():
        return bench.saying("no_program")
    if not bench.target:
        return bench.saying("no_exercise")
    judged = await _judged(bench, bench.target, code, None)
    checked = await asyncio.shield(asyncio.to_thread(bench.practice.keep, judged))
    document, language = checked_document(checked, bench.language), bench.language
    report = report_markdown(document, language)
    if bench.target != bench.memory.get("exercise") and bench.target not in str(bench.state.get("words", "")):
        report = joined([say("choice.pasted", language, id=bench.target), report])
    memory = PracticeMemory(exercise=bench.target, program=code, did="check", seed=document["seed"])
    if not document["passed"]:
        return Reply(report, memory, findings=_to_word(judged, language))
    text = joined([report, after_markdown(document["after"], language)])
    return Reply(text, memory, kept=joined([report, say("passed.kept", language, id=bench.target)]))


async def ran_reply(bench: Bench) -> Reply:
    """Run the program, and say how it ended and what was seen."""
    code, language = str(bench.state.get("code", "")), bench.language
    if not code.strip():
        return bench.saying("no_program")
    ran = await in_thread(partial(bench.workshop.run, code, say=bench.teller()))
    documents = [finding_document(each, language) for each in ran.findings]
    memory = PracticeMemory(**{**bench.memory, "program": code, "did": "run"})
    findings = [kept_finding(each, language) for each in ran.findings[:WORDED]]
    return Reply(run_markdown(asdict(ran.result), documents, language), memory, findings=findings)


async def explained_reply(bench: Bench) -> Reply:
    """What explains the latest program: of a check the same check again, of a run the run again."""
    memory, code = bench.memory, str(bench.state.get("code", ""))
    seed: int | None = memory.get("seed")
    exercise = memory.get("exercise", "") if memory.get("did") == "check" else ""
    if not code and bench.target:  # nothing was pasted here, but perhaps checked elsewhere
        latest = await in_thread(partial(bench.practice.latest, bench.target))
        if latest is not None:
            code, seed, exercise = latest.source, latest.seed, bench.target
    if not exercise or not code:
        return await ran_reply(replace(bench, state={**bench.state, "code": code}))
    judged = await _judged(bench, exercise, code, seed)
    return _explained(
        bench, judged, PracticeMemory(exercise=exercise, program=code, did="check", seed=seed or 0)
    )


def _explained(bench: Bench, judged: "Judged", memory: PracticeMemory) -> Reply:
    from tools.hints import Standing
    from tutor.practice import Checked

    nothing_new = Checked(judged.exercise, judged.report, judged.critique, Standing(0, False), {})
    document = checked_document(nothing_new, bench.language)
    if document["passed"]:
        return Reply(report_markdown(document, bench.language), memory)
    text = explanation_markdown(document, bench.language)
    return Reply(text, memory, findings=_to_word(judged, bench.language))


async def helped_reply(bench: Bench) -> Reply:
    """The rung that is due, or the solution; first whether there is an attempt for it."""
    move, exercise = bench.state["move"], bench.target
    if not exercise:
        return bench.saying("no_exercise")
    latest = await in_thread(partial(bench.practice.latest, exercise))
    key = "hint" if move == "hint" else "reveal"
    if latest is None:
        return bench.saying(f"{key}.untried", id=exercise)
    if move == "hint":
        if latest.outcome == "passed":
            return bench.saying("hint.passed", id=exercise)
        return await _hint(bench, exercise)
    return await _solution(bench, exercise) if move == "solution" else _to_confirm(bench, exercise)


async def advice(bench: Bench) -> Reply:
    """A program that is said to have changed has to be pasted again."""
    return bench.saying("changed", id=bench.target) if bench.target else bench.saying("no_program")


async def worded(bench: Bench, findings: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """A model's sentences about what was found; none where it has none that hold."""
    memory = bench.memory
    secrets = await in_thread(partial(_secrets, bench, memory))
    found = [Finding(**each) for each in findings]
    seconds = bench.context.wording_seconds
    said = await words_of(found, bench.language, bench.context.chat, secrets, seconds=seconds)
    return said.sentences if said.origin == "model" else ()


def kept_finding(finding: Finding, language: Language) -> dict[str, Any]:
    """A finding in builtins, its texts in one language."""
    values = {name: _builtin(value, language) for name, value in finding.values.items()}
    return {**asdict(replace(finding, values={})), "values": values}


def _builtin(value: object, language: Language) -> object:
    if isinstance(value, Text):
        return value.in_language(language)
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def _to_word(judged: "Judged", language: Language) -> list[dict[str, Any]]:
    """Findings for a model; none beside a known mistake, whose explanation was written by a teacher."""
    critique = judged.critique
    if judged.report.passed or critique.mistake is not None:
        return []
    return [kept_finding(each, language) for each in critique.findings[:WORDED]]


async def _judged(bench: Bench, exercise: str, code: str, seed: int | None) -> "Judged":
    return await in_thread(
        partial(bench.practice.judge, exercise, _code(exercise, code), seed=seed, say=bench.teller())
    )


def _code(exercise: str, code: str) -> "Code":
    from tools.grading.submissions import Code
    from tools.worksheet import module_name

    return Code.of_file(f"{module_name(exercise)}.py", code)


async def _hint(bench: Bench, exercise: str) -> Reply:
    context = bench.context
    hint = await hint_for(
        bench.practice, exercise, bench.language, context.chat, context.wording_seconds, bench.workshop.hints
    )
    model = context.chat.name if context.chat is not None else ""
    text = hint_markdown(hint_document(hint), model, bench.language)
    return Reply(text, PracticeMemory(**{**bench.memory, "exercise": exercise}))


def _to_confirm(bench: Bench, exercise: str) -> Reply:
    """Ask first: the solution is recorded, and does not count as solved."""
    language = bench.language
    command = {"es": "/practica", "en": "/practice"}[language]
    yes, hint = {"es": ("sí", "pista"), "en": ("yes", "hint")}[language]
    offers = (
        Offer(say("reveal.yes", language), f"{command} {yes}"),
        Offer(say("reveal.no", language), f"{command} {hint}"),
    )
    memory = PracticeMemory(**{**bench.memory, "exercise": exercise, "pending": "reveal"})
    return Reply(say("reveal.confirm", language, id=exercise), memory, offers=offers)


async def _solution(bench: Bench, exercise: str) -> Reply:
    language = bench.language
    hint = await in_thread(partial(bench.practice.reveal, exercise, language))
    others = after_document(bench.practice.exercises.get(exercise), language)["alternatives"]
    text = joined([hint_markdown(hint_document(hint), "", language), *alternatives(others, language)])
    return Reply(text, bench.memory, kept=say("reveal.kept", language, id=exercise))


def _secrets(bench: Bench, memory: PracticeMemory) -> Secrets:
    """What words must not give away, and what the learner has seen already."""
    program, exercise_id = memory.get("program", ""), memory.get("exercise", "")
    if not exercise_id:
        return Secrets("", program)
    exercise = bench.practice.exercises.get(exercise_id)
    known = "\n".join((exercise.statement(bench.language), exercise.starter, program))
    return Secrets(exercise.reference, known)
