"""The worker's parts in this process, and the protocol over plain pipes: each frame has its answer."""

import base64
import os
import struct
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge_base.errors import WorkFailed
from tests.tools.plain_session import PlainSandbox
from tools.checks import CheckFailed
from tools.grading.frames import HEADER, LARGEST_FRAME, FrameError, decode, encode, frame, pack, unpack
from tools.grading.submissions import CallLimits, Code, Lost, WarmSandboxes, open_submission
from tools.grading.worker import (
    LARGEST_ANSWER,
    MODULE,
    NONCE,
    SECONDS,
    Child,
    Keeper,
    Loaded,
    Prints,
    answer_requests,
    exchange,
)
from tools.sandbox import Limits, Program, RunResult, SelfTest, SessionEnded


@pytest.fixture(autouse=True)
def spared_modules() -> Iterator[None]:
    yield
    sys.modules.pop(MODULE, None)


def loaded(*parts: str) -> Loaded:
    before, coded = 0, []
    for part in parts:
        coded.append([before, base64.b64encode(part.encode()).decode()])
        before += part.count("\n") + 1
    return Loaded({"file": "program.py", "parts": coded})


def asked(program: Loaded, function: str, *args: Any, trace: bool = False, **kwargs: Any) -> dict[str, Any]:
    request = {
        "function": function,
        "args": [encode(value) for value in args],
        "kwargs": {name: encode(value) for name, value in kwargs.items()},
        "trace": trace,
    }
    return program.answer(request)


def test_a_value_comes_back_with_what_became_of_the_arguments() -> None:
    program = loaded("def f(x, y=2):\n    x += y\n    return x")
    answer = asked(program, "f", np.zeros(2), y=3)
    assert answer["kind"] == "returned"
    assert decode(answer["value"]).tolist() == [3, 3]
    assert decode(answer["after"][0]).tolist() == [3, 3]
    assert answer["aliased"] is True
    assert answer["seconds"] >= 0


def test_what_was_raised_comes_with_the_learners_line() -> None:
    program = loaded("import json\n\n\ndef f(x):\n    return json.loads(x)")
    answer = asked(program, "f", "{")
    assert (answer["kind"], answer["exception"], answer["line"]) == ("raised", "JSONDecodeError", 5)
    assert asked(program, "f")["line"] is None
    assert asked(program, "g")["kind"] == "missing"


def test_an_exception_that_cannot_even_be_printed_is_told_by_its_name() -> None:
    program = loaded(
        "class Odd(Exception):\n    def __str__(self):\n        raise ValueError\n\n\ndef f():\n    raise Odd"
    )
    answer = asked(program, "f")
    assert (answer["exception"], answer["message"]) == ("Odd", "")


def test_what_is_no_value_is_told_by_its_type() -> None:
    program = loaded("def f():\n    return open\n\n\ndef g(x):\n    x.append(open)\n    return 1")
    assert asked(program, "f")["kind"] == "unreadable"
    assert asked(program, "g", [])["after"] is None


def test_warnings_have_the_line_that_led_to_them() -> None:
    program = loaded("import numpy as np\n\n\ndef f(x):\n    return np.log(x)")
    ((category, message, line),) = asked(program, "f", np.zeros(2))["warnings"]
    assert (category, line) == ("RuntimeWarning", 5)
    assert "divide by zero" in message


def test_the_lines_of_a_call_are_seen_and_a_long_loop_is_let_go() -> None:
    program = loaded("def f(n):\n    total = 0\n    for i in range(n):\n        total += i\n    return total")
    assert asked(program, "f", 2, trace=True)["lines"] == [2, 3, 4, 5]
    assert 5 not in asked(program, "f", 100_000, trace=True)["lines"]
    assert asked(program, "f", 2)["lines"] == []


def test_nested_values_that_share_memory_are_seen() -> None:
    program = loaded("def f(x):\n    return {'a': (x['b'][0],)}\n\n\ndef g(x):\n    return [x[0].copy()]")
    assert asked(program, "f", {"b": [np.zeros(2)]})["aliased"]
    assert not asked(program, "g", [np.zeros(2)])["aliased"]


def test_a_program_that_fails_to_load_says_why() -> None:
    assert loaded("x = 1").report() == {"failure": None, "functions": []}
    failure = loaded("x = 1\nx.y").report()["failure"]
    assert (failure["exception"], failure["line"]) == ("AttributeError", 2)
    assert loaded("def f(:").report()["failure"]["line"] == 1
    assert loaded("raise SystemExit(3)").report()["failure"]["exception"] == "SystemExit"


def test_cells_run_in_order_until_one_fails() -> None:
    report = loaded("a = 1", "def f():\n    return a", "1 / 0", "def g():\n    return 2").report()
    assert report["functions"] == ["f"]
    assert report["failure"]["line"] == 4


def test_prints_stop_where_there_is_no_more_room() -> None:
    reading, writing = os.pipe()
    prints = Prints(writing)
    print("ñandú\ud800", file=prints)
    prints.write("x" * 100_000)
    assert prints.write("y") == 1
    with pytest.raises(TypeError):
        prints.write(b"x")  # type: ignore[arg-type]
    assert prints.writable()
    assert prints.encoding == "utf-8"
    os.close(writing)
    with os.fdopen(reading, "rb") as printed:
        text = printed.read()
    assert text.startswith("ñandú?\nxxx".encode())
    assert len(text) <= 4096


class FakeChild(Child):
    """A child whose pipes are held by a thread of this process."""

    def __init__(self) -> None:
        self.theirs, requests = os.pipe()
        replies, self.answers = os.pipe()
        super().__init__(0, requests, replies)
        self.exit_code = 0

    def close(self) -> None:
        for descriptor in (self.theirs, self.answers, self.requests, self.replies):
            os.close(descriptor)


@pytest.fixture
def child() -> Iterator[FakeChild]:
    fake = FakeChild()
    yield fake
    fake.close()


def test_a_frame_is_passed_on_however_large(child: FakeChild) -> None:
    request, answer = frame(os.urandom(1 << 20)), os.urandom(1 << 20)
    taken = bytearray()

    def reply() -> None:
        while len(taken) < len(request):
            taken.extend(os.read(child.theirs, 1 << 16))
        data = memoryview(frame(answer))
        while data:
            data = data[os.write(child.answers, data) :]

    thread = threading.Thread(target=reply)
    thread.start()
    child.exit_code = None
    child.is_gone = lambda: False  # type: ignore[method-assign]
    assert exchange(child, request, time.monotonic() + 30) == answer
    thread.join()
    assert bytes(taken) == request


def test_a_child_that_is_gone_or_says_too_much_or_nothing(child: FakeChild) -> None:
    with pytest.raises(EOFError):
        exchange(child, b"", time.monotonic() + 30)
    with pytest.raises(TimeoutError):
        exchange(child, b"", time.monotonic() - 1)
    os.write(child.answers, struct.pack("!I", LARGEST_ANSWER + NONCE + 1))
    with pytest.raises(FrameError):
        exchange(child, b"", time.monotonic() + 30)


class ThreadChild(Child):
    """A child that is a thread of this process, so that what it runs can be looked at."""

    def __init__(self, program: dict[str, Any]) -> None:
        theirs, requests = os.pipe()
        replies, answers = os.pipe()
        super().__init__(0, requests, replies)
        self.thread = threading.Thread(target=answer_requests, args=(program, theirs, answers))
        self.thread.start()

    def is_gone(self) -> bool:
        self.exit_code = None if self.thread.is_alive() else 0
        return self.exit_code is not None

    def end(self) -> None:
        os.close(self.requests)
        self.thread.join()
        os.close(self.replies)


class Line:
    """A keeper in a thread, and its two pipes."""

    def __init__(self) -> None:
        theirs, self.requests = os.pipe()
        self.replies, answers = os.pipe()
        self.keeper = threading.Thread(target=Keeper(theirs, answers, 0).serve)
        self.keeper.start()
        self.inside = (theirs, answers)

    def say(self, letter: bytes, nonce: bytes, payload: bytes = b"") -> None:
        os.write(self.requests, frame(letter + nonce + payload))

    def hear(self) -> tuple[bytes, bytes, bytes]:
        body = self._exactly(int.from_bytes(self._exactly(HEADER.size)))
        return body[:1], body[1 : 1 + NONCE], body[1 + NONCE :]

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            data += os.read(self.replies, count - len(data))
        return data


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    children: list[ThreadChild] = []

    def started(program: dict[str, Any], *_: Any) -> ThreadChild:
        children.append(ThreadChild(program))
        return children[-1]

    monkeypatch.setattr("tools.grading.worker.start_child", started)
    found = Line()
    yield found
    os.close(found.requests)
    found.keeper.join()
    for child in children:
        if child.thread.is_alive():
            child.end()
    for descriptor in (found.replies, *found.inside):
        os.close(descriptor)


def test_the_keeper_passes_on_what_is_asked_and_answered(line: Line) -> None:
    nonces = [bytes([number]) * NONCE for number in range(5)]
    seconds = SECONDS.pack(10.0)
    assert line.hear() == (b"R", bytes(NONCE), b"")
    line.say(b"C", nonces[0], seconds + b"{}")
    assert line.hear() == (b"D", nonces[0], b"null")
    program = Code.of_file("program.py", "import time\n\n\ndef f(x):\n    time.sleep(x)\n    return 7")
    line.say(b"L", nonces[1], pack(program.message())[HEADER.size :])
    assert line.hear() == (b"K", nonces[1], b"")
    line.say(b"S", nonces[2], seconds)
    letter, nonce, report = line.hear()
    assert (letter, nonce) == (b"A", nonces[2])
    assert unpack(report[NONCE:])["functions"] == ["f"]
    call = pack({"function": "f", "args": [0], "kwargs": {}})[HEADER.size :]
    line.say(b"C", nonces[3], seconds + call)
    letter, nonce, answer = line.hear()
    assert (letter, nonce, answer[:NONCE]) == (b"A", nonces[3], nonces[3])
    assert unpack(answer[NONCE:])["value"] == 7
    line.say(b"C", nonces[4], SECONDS.pack(0.01) + call.replace(b"[0]", b"[1]"))
    assert line.hear()[:2] == (b"T", nonces[4])
    line.say(b"S", nonces[0], seconds)
    assert line.hear()[0] == b"A"
    line.say(b"S", nonces[1], seconds)
    assert line.hear()[0] == b"A"


def test_an_answer_that_does_not_fit_is_told(line: Line) -> None:
    line.hear()
    program = Code.of_file("program.py", "def f(x):\n    return 'y' * x")
    line.say(b"L", bytes(NONCE), pack(program.message())[HEADER.size :])
    line.say(b"S", bytes(NONCE), SECONDS.pack(10.0))
    for size in (LARGEST_ANSWER, 2 * LARGEST_FRAME):
        call = pack({"function": "f", "args": [size], "kwargs": {}})[HEADER.size :]
        line.say(b"C", bytes(NONCE), SECONDS.pack(30.0) + call)
    answers = [line.hear() for _ in range(4)][2:]
    assert [unpack(answer[2][NONCE:])["message"] for answer in answers] == ["too large", "too large"]


class Scripted:
    """A session that says what it is told to, in place of a worker."""

    def __init__(self, said: bytes, status: str = "ok") -> None:
        self.written = bytearray()
        self._said = bytearray(said)
        self._status = status

    def write(self, data: bytes, seconds: float) -> None:
        self.written += data

    def read(self, count: int, seconds: float) -> bytes:
        if len(self._said) < count:
            raise SessionEnded if self._status != "ok" else TimeoutError
        part = bytes(self._said[:count])
        del self._said[:count]
        return part

    def stop(self) -> None:
        self._said.clear()

    def close(self) -> RunResult:
        return RunResult(self._status, None, "said\n", "No module named numpy\n", False, 0.0, 0.0, "scripted")  # type: ignore[arg-type]


class ScriptedSandbox:
    """Opens one scripted session after the other."""

    name = "scripted"

    def __init__(self, *said: bytes, status: str = "ok") -> None:
        self.opened = 0
        self._said = said
        self._status = status

    def run(self, program: Program, limits: Limits | None = None, stdin: bytes = b"") -> RunResult:
        raise NotImplementedError

    def open(self, program: Program, limits: Limits | None = None) -> Any:
        self.opened += 1
        return Scripted(self._said[min(self.opened, len(self._said)) - 1], self._status)

    def self_test(self) -> SelfTest:
        return SelfTest(self.name)


GREETING = frame(b"R" + bytes(NONCE)) + frame(b"K" + bytes(NONCE))


@pytest.mark.parametrize(
    "said",
    [
        GREETING,
        GREETING + b"\xff" * 100,
        GREETING + frame(b""),
        GREETING + frame(b"A" + bytes(NONCE) + bytes(NONCE) + b'{"failure": null, "functions": ["f"]}'),
        GREETING + struct.pack("!I", LARGEST_FRAME + 1),
    ],
    ids=["silence", "garbage", "an empty frame", "another nonce", "a length too far"],
)
def test_whatever_a_session_says_a_call_fails_and_nothing_hangs(said: bytes) -> None:
    sandbox = ScriptedSandbox(said)
    with (
        WarmSandboxes(sandbox, Path(sys.executable), ahead=False) as sandboxes,
        open_submission(sandboxes, Code.of_file("f.py", "def f(): return 1")) as submission,
    ):
        for _ in range(10):
            with submission.open_call() as call, pytest.raises(CheckFailed) as failed:
                call("f")
            assert failed.value.kind == "crashed"
        assert submission.exhausted
    assert sandbox.opened == 4


@pytest.mark.parametrize("said", [b"", b"\xff" * 100, frame(b"R" + bytes(NONCE))], ids=["", "garbage", "R"])
def test_a_worker_that_does_not_start_is_not_the_learners_fault(said: bytes) -> None:
    sandbox = ScriptedSandbox(said, status="error")
    with (
        WarmSandboxes(sandbox, Path(sys.executable), ahead=False) as sandboxes,
        open_submission(sandboxes, Code.of_file("f.py", "def f(): return 1")) as submission,
        pytest.raises(WorkFailed, match="No module named numpy"),
    ):
        submission.load()


def test_how_a_sandbox_ended_is_told() -> None:
    with (
        WarmSandboxes(ScriptedSandbox(GREETING, status="memory"), Path(sys.executable)) as sandboxes,
        open_submission(sandboxes, Code.of_file("f.py", "")) as submission,
    ):
        with pytest.raises(Lost, match="memory"):
            submission.load()
        assert submission.printed == "said\n"


def test_one_sandbox_waits_and_is_not_used_twice() -> None:
    sandbox = ScriptedSandbox(GREETING)
    with WarmSandboxes(sandbox, Path(sys.executable)) as sandboxes:
        sandboxes.warm()
        sandboxes.warm()
        assert sandbox.opened == 1
        first, second = sandboxes.take(), sandboxes.take()
        sandboxes.warm()
        assert first is not second
        assert sandbox.opened == 3


def test_a_sandbox_that_waited_too_long_is_replaced() -> None:
    sandbox = ScriptedSandbox(GREETING)
    with WarmSandboxes(sandbox, Path(sys.executable), limits=CallLimits(session=0.0)) as sandboxes:
        sandboxes.warm()
        sandboxes.take()
        sandboxes.warm()
        assert sandbox.opened == 3
    sandboxes.warm()
    assert sandbox.opened == 3


@pytest.fixture(scope="module")
def plain() -> Iterator[WarmSandboxes]:
    limits = CallLimits(call=2.0, load=0.5)
    with WarmSandboxes(PlainSandbox(), Path(sys.executable), limits=limits) as sandboxes:
        yield sandboxes


PROGRAM = """
import os, threading, time


def twice(x):
    return x * 2


def never():
    while True:
        time.sleep(1)


def ends():
    os._exit(7)


def killed():
    os.kill(os.getpid(), 9)


def large():
    return "x" * 8_388_600


def leaves_somebody_behind():
    if os.fork() == 0:
        time.sleep(60)
    return 1
"""


def kind(submission: Any, function: str, *args: Any) -> tuple[str, str]:
    with submission.open_call() as call:
        try:
            return "value", str(call(function, *args))
        except CheckFailed as failure:
            return failure.kind, failure.message


def test_a_child_that_is_lost_is_replaced_and_the_next_call_answered(plain: WarmSandboxes) -> None:
    with open_submission(plain, Code.of_file("program.py", PROGRAM)) as submission:
        assert submission.load() is None
        assert kind(submission, "never") == ("timeout", "")
        assert kind(submission, "ends") == ("crashed", "7")
        assert kind(submission, "killed") == ("crashed", "-9")
        assert kind(submission, "large") == ("unreadable", "too large")
        assert kind(submission, "leaves_somebody_behind") == ("value", "1")
        with submission.open_call() as call:
            assert call("twice", 21) == 42
            with pytest.raises(CheckFailed):
                call("ends")
            assert call("twice", 4) == 8
        assert submission.timeouts == 1


@pytest.mark.parametrize(
    ("source", "kind"),
    [("while True: pass", "timeout"), ("import os; os._exit(0)", "crashed"), ("1/0", "unloadable")],
)
def test_a_file_that_does_not_load(source: str, kind: str, plain: WarmSandboxes) -> None:
    with open_submission(plain, Code.of_file("program.py", source)) as submission:
        failure = submission.load()
        assert failure is not None
        assert failure.kind == kind
        with submission.open_call() as call, pytest.raises(CheckFailed):
            call("f")


def test_a_program_is_named_by_its_cells_and_lines() -> None:
    code = Code.of_cells("n.ipynb", {2: "a = 1\nb = 2", 5: "c = 3"})
    assert code.text == "a = 1\nb = 2\nc = 3"
    assert [code.place(line) for line in (1, 2, 3)] == [(2, 1), (2, 2), (5, 1)]
    assert Code.of_file("f.py", "a").place(1) == (None, 1)
    assert Code.of_file("f.py", b"# -*- coding: latin-1 -*-\n# \xf3").text.endswith("ó")
    assert Code.of_file("f.py", b"# \xff").text.endswith("\ufffd")


def test_frames_are_read_by_their_header() -> None:
    assert unpack(frame(b'{"a": 1}')[HEADER.size :]) == {"a": 1}
