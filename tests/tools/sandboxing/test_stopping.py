"""Work that was stopped goes on nowhere: its programs are ended, and it starts nothing more."""

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.tools.plain_session import PlainSandbox
from tools.checks import CheckFailed
from tools.grading.submissions import Code, WarmSandboxes, open_submission
from tools.sandbox import Limits, Program
from tools.sandboxing.isolation import find_sandbox
from tools.sandboxing.process_tree import descendants
from tools.sandboxing.stopping import Stopped, Stopper, stoppable

FOREVER = Program({"main.py": b"while True:\n    pass\n"}, "main.py", Path("/usr/bin/python3"))


def in_thread(stopper: Stopper, work: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    """Work that goes on beside the test, and what came of it."""
    came: list[object] = []

    def run() -> None:
        try:
            came.append(stopper.run(work))
        except Stopped as stopped:
            came.append(stopped)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, came


def test_a_program_that_runs_is_ended(learner_python: Path) -> None:
    program = Program(FOREVER.files, FOREVER.entry, learner_python)
    stopper, begun = Stopper(), threading.Event()
    sandbox = find_sandbox()

    def work() -> str:
        stoppable(begun.set)
        return sandbox.run(program, Limits(seconds=60)).status

    before = set(descendants(os.getpid()))
    thread, came = in_thread(stopper, work)
    while not set(descendants(os.getpid())) - before:
        thread.join(0.01)
    stopper.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert begun.is_set()
    assert len(came) == 1
    assert not set(descendants(os.getpid())) - before


def test_stopped_work_starts_nothing_more(learner_python: Path) -> None:
    stopper = Stopper()
    stopper.stop()
    with pytest.raises(Stopped):
        stopper.run(lambda: stoppable(lambda: None))
    with pytest.raises(Stopped):
        stopper.run(lambda: find_sandbox().run(Program(FOREVER.files, FOREVER.entry, learner_python)))


def test_a_submission_that_is_stopped_takes_no_other_sandbox() -> None:
    stopper, called = Stopper(), threading.Event()
    with WarmSandboxes(PlainSandbox(), Path(sys.executable)) as sandboxes:

        def work() -> None:
            code = Code.of_file("f.py", "def f():\n    while True:\n        pass\n")
            with open_submission(sandboxes, code) as submission:
                while True:  # until it is stopped: each call takes too long
                    with submission.open_call() as call, suppress(CheckFailed):
                        called.set()
                        call("f")

        thread, came = in_thread(stopper, work)
        assert called.wait(20)
        stopper.stop()
        thread.join(20)
        assert not thread.is_alive()
        assert isinstance(came[0], Stopped)


def test_what_was_not_stopped_ends_by_itself() -> None:
    assert Stopper().run(lambda: (stoppable(lambda: None), "done")[1]) == "done"
    stoppable(lambda: None)  # outside of any work there is nothing to stop
