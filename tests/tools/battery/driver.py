"""Stands for the tutor: takes programs on stdin, one JSON object a line, and says on stdout how they ended.

    python driver.py plain|landlock|landlock-abi-4|bubblewrap

It is a process of its own, so that a program that kills, stops, slows or fills it is noticed.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tools.sandbox import Limits, Program, RunResult, Sandbox

MEMORY_MB = 256


class Plain:
    """What somebody would write who thinks of no sandbox at all, with a time limit."""

    def run(self, program: Program, limits: Limits) -> RunResult:
        """Run it in a folder of its own."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            entry = Path(folder) / program.entry
            entry.write_bytes(program.files[program.entry])
            command = [str(program.python), str(entry), *program.arguments]
            environment = {**os.environ, "HOME": folder}
            try:
                ended = subprocess.run(
                    command, capture_output=True, cwd=folder, env=environment, timeout=limits.seconds
                )
            except subprocess.TimeoutExpired as late:
                return _result("timeout", late.stdout or b"", late.stderr or b"")
            return _result("ok", ended.stdout, ended.stderr)


def _result(status: Any, stdout: bytes, stderr: bytes) -> RunResult:
    texts = stdout.decode(errors="replace"), stderr.decode(errors="replace")
    return RunResult(status, None, *texts, truncated=False, seconds=0, peak_mb=0, sandbox="plain")


def back_end(name: str) -> Sandbox | Plain:
    """The back end of a name."""
    if name == "plain":
        return Plain()
    if name == "bubblewrap":
        from tools.sandboxing.bubblewrap import BubblewrapSandbox

        return BubblewrapSandbox()
    from tools.sandboxing.landlock import LandlockSandbox

    return LandlockSandbox(abi=int(name.rpartition("-")[2]) if "-abi-" in name else None)


def main() -> None:
    """Until stdin ends."""
    sandbox = back_end(sys.argv[1])
    _say("ready")
    for line in sys.stdin:
        asked = json.loads(line)
        program = Program(
            {"main.py": asked["source"].encode()}, "main.py", Path(asked["python"]), (asked["arguments"],)
        )
        _say(asdict(sandbox.run(program, Limits(asked["seconds"], MEMORY_MB))))


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
