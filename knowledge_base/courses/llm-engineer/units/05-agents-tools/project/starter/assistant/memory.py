"""What of earlier turns is sent to the model again."""

from collections.abc import Callable, Sequence
from typing import Any

Message = dict[str, Any]


def count_tokens(message: Message) -> int:
    """About how many tokens a message takes: one for each 4 characters, and 4 for its frame."""
    raise NotImplementedError


class Memory:
    """The last turns of a conversation, within a budget.

    Args:
        budget: the most tokens of the window.
        count: tokens of a message.
    """

    def __init__(self, budget: int = 2000, count: Callable[[Message], int] = count_tokens) -> None:
        raise NotImplementedError

    def add(self, turn: Sequence[Message]) -> None:
        """Keep a turn: the question, and everything up to its answer."""
        raise NotImplementedError

    def window(self) -> list[Message]:
        """The longest run of whole turns at the end whose tokens fit in the budget, oldest first."""
        raise NotImplementedError
