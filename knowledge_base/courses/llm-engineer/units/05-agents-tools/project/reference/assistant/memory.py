"""What of earlier turns is sent to the model again."""

from collections.abc import Callable, Sequence
from typing import Any

Message = dict[str, Any]


def count_tokens(message: Message) -> int:
    """About how many tokens a message takes: one for each 4 characters, and 4 for its frame."""
    calls = message.get("tool_calls") or []
    text = (message.get("content") or "") + "".join(
        call["function"]["name"] + call["function"]["arguments"] for call in calls
    )
    return 4 + len(text) // 4


class Memory:
    """The last turns of a conversation, within a budget.

    Args:
        budget: the most tokens of the window.
        count: tokens of a message.
    """

    def __init__(self, budget: int = 2000, count: Callable[[Message], int] = count_tokens) -> None:
        self._budget, self._count = budget, count
        self._turns: list[list[Message]] = []

    def add(self, turn: Sequence[Message]) -> None:
        """Keep a turn: the question, and everything up to its answer."""
        self._turns.append(list(turn))

    def window(self) -> list[Message]:
        """The longest run of whole turns at the end whose tokens fit in the budget, oldest first."""
        kept: list[Message] = []
        left = self._budget
        for turn in reversed(self._turns):
            left -= sum(self._count(message) for message in turn)
            if left < 0:
                break
            kept = turn + kept
        return kept
