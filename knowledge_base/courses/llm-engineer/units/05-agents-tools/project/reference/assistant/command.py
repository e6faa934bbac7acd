"""The command line: python -m assistant --conversation data/conversation.json --log"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.agent import Assistant
from assistant.client import RateClient
from assistant.log import format_log
from assistant.transport import RecordedTransport

DATA = Path(__file__).resolve().parents[1] / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Play a conversation with a scripted model against recorded responses, without waiting; 0 when done.

    Options: --conversation FILE, --recordings FILE (those of data/ when left out), --log. Prints for each
    question "> " and the question, then the answer, and with --log the lines of format_log.
    """
    parser = argparse.ArgumentParser(prog="assistant", description=__doc__)
    parser.add_argument("--conversation", type=Path, default=DATA / "conversation.json")
    parser.add_argument("--recordings", type=Path, default=DATA / "recordings.json")
    parser.add_argument("--log", action="store_true", help="show each call")
    chosen = parser.parse_args(arguments)
    turns = json.loads(chosen.conversation.read_text(encoding="utf-8"))
    replies: list[dict[str, Any]] = []
    client = RateClient(RecordedTransport(chosen.recordings), sleep=lambda _: None)
    assistant = Assistant(lambda *_: replies.pop(0), client)
    for turn in turns:
        replies[:] = turn["replies"]
        run = assistant.ask(turn["question"])
        shown = [f"> {turn['question']}", run.answer]
        if chosen.log:
            shown.append(format_log(run))
        sys.stdout.write("\n".join(shown) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
