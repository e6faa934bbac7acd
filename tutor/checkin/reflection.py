"""What the tutor says back: two facts of the week and the learner's own words, composed by rule."""

from collections.abc import Mapping, Sequence
from typing import Any

from knowledge_base.sentences import prose_sentences
from tutor.checkin.words import CheckInWords, fact_sentences

LONGEST_QUOTE = 140  # letters
# Facts that are worth saying back: one of how the week went, one of what came of it.
_FIRST = ("absent", "sessions", "extra", "rest")
_SECOND = (
    "mastered", "skills_up", "finished", "quiz", "skills_down", "fading", "streak", "left", "behind",
    "forecast", "course_done",
)  # fmt: skip


def reflection(facts: Mapping[str, Any], answers: Sequence[Mapping[str, Any]], words: CheckInWords) -> str:
    """Two facts, one thing the learner said in quotes, and a closing word.

    Args:
        facts: of the week.
        answers: to the questions, each with its `answer`.
        words: in the language of the check-in.
    """
    told = dict(fact_sentences(facts, words))
    first = next((told[name] for name in _FIRST if name in told), "")
    second = next((told[name] for name in _SECOND if name in told), "")
    said = quote_of([str(answer["answer"]) for answer in answers])
    heard = words.say("reflection.heard", said=said) if said else words.say("reflection.unheard")
    closing = words.say(f"reflection.{_closing(facts)}")
    return words.say("reflection", first=first, second=second, heard=heard, closing=closing)


def quote_of(answers: Sequence[str]) -> str:
    """Words of the longest answer, verbatim: its first sentence, cut at a word where it is long."""
    longest = max((" ".join(answer.split()) for answer in answers), key=len, default="")
    first = next(iter(prose_sentences(longest)), longest).strip()
    if len(first) > LONGEST_QUOTE:
        first = first[:LONGEST_QUOTE].rpartition(" ")[0] or first[:LONGEST_QUOTE]
    return first.rstrip(" .,;:")


def _closing(facts: Mapping[str, Any]) -> str:
    if facts["absent"] > 1:
        return "returned"
    if facts["sessions_held"] < facts["sessions_planned"]:
        return "missed"
    return "held" if facts["sessions_held"] else "rest"
