"""Talking to a program inside: deadlines hold whatever it does with its ends of the pipes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.sandbox import Limits, Program, SessionEnded
from tools.sandboxing.bubblewrap import BubblewrapSandbox
from tools.sandboxing.self_test import own_python
from tools.sandboxing.sessions import SupervisedSession

LIMITS = Limits(seconds=60, memory_mb=512)
LONG = 30.0
ECHO = "import os\nwhile data := os.read(3, 65536): os.write(4, data)"


@pytest.fixture(scope="module")
def sandbox() -> BubblewrapSandbox:
    return BubblewrapSandbox()


def opened(sandbox: BubblewrapSandbox, source: str) -> SupervisedSession:
    return sandbox.open(Program({"main.py": source.encode()}, "main.py", own_python()), LIMITS)


@pytest.fixture(scope="module")
def echo(sandbox: BubblewrapSandbox) -> SupervisedSession:
    return opened(sandbox, ECHO)


@settings(max_examples=30, deadline=None)
@given(pieces=st.lists(st.binary(max_size=3000), max_size=5))
def test_what_is_sent_comes_back_in_any_portions(echo: SupervisedSession, pieces: list[bytes]) -> None:
    for piece in pieces:
        echo.write(piece, LONG)
    assert b"".join(echo.read(len(piece), LONG) for piece in pieces) == b"".join(pieces)


def test_it_has_two_pipes_of_its_own_and_nothing_else(sandbox: BubblewrapSandbox) -> None:
    source = "import os; print(sorted(os.listdir('/proc/self/fd'))); os.write(4, b'!')"
    with opened(sandbox, source) as session:
        assert session.read(1, LONG) == b"!"
        with pytest.raises(SessionEnded):
            session.read(1, LONG)
        result = session.close()
    assert result.stdout == "['0', '1', '2', '3', '4', '5']\n"  # 5 is the listing itself
    assert (result.status, result.exit_code) == ("ok", 0)


def test_an_answer_that_does_not_come_is_a_timeout_and_may_come_later(sandbox: BubblewrapSandbox) -> None:
    with opened(
        sandbox, "import os; os.write(4, b'ab'); os.read(3, 1); os.write(4, b'cd'); os.read(3, 1)"
    ) as session:
        with pytest.raises(TimeoutError):
            session.read(4, 0.2)
        session.write(b"!", LONG)
        assert session.read(4, LONG) == b"abcd"
        result = session.close()
    assert (result.status, result.exit_code) == ("ok", None)  # it was still there


def test_one_that_does_not_listen_cannot_hold_us(sandbox: BubblewrapSandbox) -> None:
    with opened(sandbox, "import time; time.sleep(600)") as session:
        with pytest.raises(TimeoutError):
            session.write(bytes(4 * 2**20), 0.3)
        assert session.close().status == "ok"


def test_one_that_closes_its_pipes_is_not_waited_for(sandbox: BubblewrapSandbox) -> None:
    with opened(sandbox, "import os, time; os.close(3); os.close(4); time.sleep(600)") as session:
        with pytest.raises((SessionEnded, TimeoutError)):
            session.read(1, 0.5)
        with pytest.raises((SessionEnded, TimeoutError)):
            session.write(bytes(4 * 2**20), 0.5)


def test_one_that_floods_us_is_read_only_as_far_as_asked(sandbox: BubblewrapSandbox) -> None:
    with opened(sandbox, "import os\nwhile True: os.write(4, b'x' * 65536)") as session:
        assert session.read(1000, LONG) == b"x" * 1000
        assert session.read(200_000, LONG) == b"x" * 200_000


def test_one_that_ends_is_said_at_once(sandbox: BubblewrapSandbox) -> None:
    with opened(sandbox, "import os; os.write(4, b'last words'); raise SystemExit(7)") as session:
        assert session.read(10, LONG) == b"last words"
        with pytest.raises(SessionEnded):
            session.read(1, LONG)
        with pytest.raises(SessionEnded):
            session.write(b"hello?", LONG)
        assert session.close().exit_code == 7
        assert session.close().exit_code == 7
        with pytest.raises(SessionEnded):
            session.read(1, LONG)
        with pytest.raises(SessionEnded):
            session.write(b"hello?", LONG)


def test_what_it_prints_is_kept_apart_from_its_answers(sandbox: BubblewrapSandbox) -> None:
    source = "import os, sys; print('seen'); print('warned', file=sys.stderr); os.write(4, b'ok')"
    with opened(sandbox, source) as session:
        assert session.read(2, LONG) == b"ok"
        with pytest.raises(SessionEnded):
            session.read(1, LONG)
        result = session.close()
    assert (result.stdout, result.stderr) == ("seen\n", "warned\n")
