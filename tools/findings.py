"""What is seen in a learner's program or in its run: never an opinion, always with what shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """One thing seen. Its words are `finding.<kind>.title` and `finding.<name>.detail` of the catalogue.

    Attributes:
        kind: `syntax`, `exception`, `import`, `timeout`, `memory`, `output`, `signal`, `exit` or `notebook`.
        name: which words explain it.
        file: of the program, relative; empty where it belongs to no file.
        line: in `file`, from 1; None where it belongs to no line.
        evidence: what was seen, verbatim: a line of the program, of the traceback, a limit.
        values: what the words name, beside `where`.
    """

    kind: str
    name: str
    file: str = ""
    line: int | None = None
    evidence: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
