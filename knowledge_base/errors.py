"""The one base error and its leaves: an exit code or a dialog at the edge (`tui/`) and nowhere else.

Messages are English templates with {named} values; `tutor.messages` holds the Spanish twin of each.
"""


class TutorError(Exception):
    """Something the learner must know, in one clear sentence, with what to do about it.

    Args:
        message: English template, formatted with `values`.
        title: short heading for a dialog; the leaf's own by default.
        hint: what mends it, also a template; a command where there is one.
        values: what the templates name.
    """

    default_title = "Something went wrong"

    def __init__(self, message: str, *, title: str = "", hint: str = "", **values: object) -> None:
        self.template = message
        self.hint_template = hint
        self.title = title or self.default_title
        self.values = values
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.template.format(**self.values) if self.values else self.template

    @property
    def hint(self) -> str:
        """What mends it, in English; empty when nothing does."""
        return self.hint_template.format(**self.values) if self.values else self.hint_template


class WorkFailed(TutorError):
    """The work was understood and did not succeed (exit code 1)."""

    default_title = "It did not work"


class BadInput(TutorError):
    """What was asked or given cannot be used (exit code 2)."""

    default_title = "That cannot be used"


class Missing(TutorError):
    """A file, model, extra or server is not there; the hint has the command that mends it (exit code 3)."""

    default_title = "Something is missing"


class Refused(TutorError):
    """Not done, for safety (exit code 4)."""

    default_title = "Refused"


class OutOfTime(TutorError):
    """A time limit was reached (exit code 5)."""

    default_title = "Time ran out"
