"""Where the learner's code is run and checked, for whoever talks about it with them. Everything blocks."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.running.package_index import Say, quiet

if TYPE_CHECKING:
    from tools.running.environments import Environments
    from tools.running.runs import Ran, Wishes
    from tools.sandbox import Sandbox
    from tutor.practice import Practice


@dataclass(frozen=True)
class Workshop:
    """Each part is made when it is first needed.

    Attributes:
        open_practice: the exercises with the learner's record.
        find_sandbox: raises Refused where none holds on this machine.
        open_environments: what programs may import.
        wishes: how much a program may use.
        hints: folder for a model's hints that held; None keeps none.
    """

    open_practice: "Callable[[], Practice]"
    find_sandbox: "Callable[[], Sandbox]"
    open_environments: "Callable[[], Environments]"
    wishes: "Callable[[], Wishes]"
    hints: Path | None = None

    @property
    def practice(self) -> "Practice":
        """The service."""
        return self.open_practice()

    def run(self, code: str, name: str = "main.py", say: Say = quiet) -> "Ran":
        """Run a program that was pasted.

        Raises:
            BadInput: there is too much of it.
            Missing: the environment that it needs is not there and cannot be made now.
            Refused: no sandbox holds on this machine; nothing was run.
        """
        from tools.running.programs import source_of_code
        from tools.running.runs import run_source

        source = source_of_code(code, name)
        return run_source(source, self.find_sandbox, self.open_environments(), self.wishes(), say=say)
