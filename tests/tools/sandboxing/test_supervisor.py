"""Limits that hold for a program with all that it starts, and output that cannot fill or fool the tutor."""

import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tools.sandbox import Limits, Program, RunResult, SessionEnded
from tools.sandboxing.bubblewrap import BubblewrapSandbox
from tools.sandboxing.process_tree import descendants, resident_memory
from tools.sandboxing.self_test import own_python
from tools.sandboxing.supervisor import Launch, NotStarted, Supervised
from tools.sandboxing.wires import Wires

ROOT = Path(__file__).parents[3]
PLENTY = Limits(seconds=30, memory_mb=512)


@pytest.fixture(scope="module")
def sandbox() -> BubblewrapSandbox:
    return BubblewrapSandbox()


def program(source: str, **options: str) -> Program:
    return Program({"main.py": source.encode()}, "main.py", own_python(), **options)  # type: ignore[arg-type]


def run(
    sandbox: BubblewrapSandbox, source: str, limits: Limits = PLENTY, stdin: bytes = b"", **options: str
) -> RunResult:
    return sandbox.run(program(source, **options), limits, stdin)


def test_an_endless_loop_is_ended_and_what_it_printed_is_kept(sandbox: BubblewrapSandbox) -> None:
    result = run(sandbox, "print('step 1')\nwhile True: pass", Limits(seconds=0.5))
    assert (result.status, result.exit_code, result.stdout) == ("timeout", None, "step 1\n")
    assert 0.5 <= result.seconds < PLENTY.seconds


def test_threads_that_burn_more_than_their_time_are_ended(sandbox: BubblewrapSandbox) -> None:
    source = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass"
    result = run(sandbox, source)
    assert (result.status, result.exit_code) == ("timeout", None)


def test_sleeping_does_not_stretch_the_time(sandbox: BubblewrapSandbox) -> None:
    source = """
import signal, time
for number in range(1, 32):
    if number not in (9, 19):
        signal.signal(number, signal.SIG_IGN)
time.sleep(600)
"""
    assert run(sandbox, source, Limits(seconds=0.3)).status == "timeout"


def test_memory_is_counted_over_all_processes(sandbox: BubblewrapSandbox) -> None:
    source = """
import os, time
for _ in range(4):
    if os.fork() == 0:
        held = bytearray(os.urandom(2**20)) * 60
        time.sleep(600)
time.sleep(600)
"""
    result = run(sandbox, source, Limits(seconds=20, memory_mb=128))
    assert (result.status, result.exit_code) == ("memory", None)
    assert result.peak_mb > 128


def test_pages_that_forks_share_are_counted_once(sandbox: BubblewrapSandbox) -> None:
    source = """
import os, time
held = bytearray(os.urandom(2**20)) * 60
children = []
for _ in range(4):
    child = os.fork()
    if child == 0:
        time.sleep(0.5)
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
"""
    result = run(sandbox, source, Limits(seconds=20, memory_mb=128))
    assert result.status == "ok"
    assert 60 < result.peak_mb < 128


HIDING = {
    "files": """
for name in range(60):
    with open(f"/tmp/{name}", "wb") as file:
        file.write(bytes(2**20))
""",
    "empty files": """
number = 0
while True:
    open(f"/box/{number}", "w").close()
    number += 1
""",
    "sockets": """
import socket
pairs = []
while True:
    try:
        pairs.append(socket.socketpair())
    except OSError:
        pass
""",
}


@pytest.mark.parametrize("kind", HIDING)
def test_memory_that_no_process_shows_counts_too(sandbox: BubblewrapSandbox, kind: str) -> None:
    result = run(sandbox, HIDING[kind] + "\nimport time; time.sleep(600)", Limits(seconds=25, memory_mb=64))
    assert (result.status, result.exit_code) == ("memory", None)


def test_page_tables_count_too(sandbox: BubblewrapSandbox) -> None:
    source = """
import mmap, time
pages = mmap.mmap(-1, 64 * 2**30, mmap.MAP_PRIVATE, mmap.PROT_READ)
pages.madvise(mmap.MADV_NOHUGEPAGE)
for place in range(0, len(pages), 2**21):
    pages[place]
time.sleep(600)
"""
    limits = Limits(seconds=25, memory_mb=64)
    assert run(sandbox, source, limits, profile="torch").status == "memory"


def test_a_single_request_for_too_much_is_an_error_of_the_program(sandbox: BubblewrapSandbox) -> None:
    result = run(sandbox, "bytearray(8 * 2**30)")
    assert (result.status, result.exit_code) == ("error", 1)
    assert "MemoryError" in result.stderr


def test_torch_has_room_for_its_address_space(sandbox: BubblewrapSandbox) -> None:
    source = """
import mmap, resource
mmap.mmap(-1, 6 * 2**30, mmap.MAP_PRIVATE, mmap.PROT_READ)
print(resource.getrlimit(resource.RLIMIT_DATA)[1] // 2**20)
"""
    assert run(sandbox, source, profile="torch").stdout == "4096\n"
    assert run(sandbox, source).status == "error"


@pytest.mark.parametrize("stream", [1, 2])
@pytest.mark.parametrize("piece", ["b'line\\n'", "b'x'", "b'\\x1b[31m'"])
def test_a_flood_ends_at_the_limit(sandbox: BubblewrapSandbox, stream: int, piece: str) -> None:
    source = f"import os\nwhile True: os.write({stream}, {piece} * 10000)"
    result = run(sandbox, source, Limits(seconds=30, output_kb=64))
    assert (result.status, result.exit_code, result.truncated) == ("output", None, True)
    shown, other = (result.stdout, result.stderr)[:: 1 if stream == 1 else -1]
    assert len(shown) <= 64 * 1024
    assert other == ""


def test_a_short_flood_is_cut_too(sandbox: BubblewrapSandbox) -> None:
    result = run(sandbox, "import os; os.write(1, b'a' * 5000)", Limits(seconds=30, output_kb=4))
    assert (result.status, result.truncated, len(result.stdout)) == ("output", True, 4096)


def test_output_up_to_the_limit_is_whole(sandbox: BubblewrapSandbox) -> None:
    result = run(sandbox, "print('a' * 4095)", Limits(seconds=30, output_kb=4))
    assert (result.status, result.truncated, len(result.stdout)) == ("ok", False, 4096)


def test_escape_sequences_are_not_passed_on(sandbox: BubblewrapSandbox) -> None:
    result = run(sandbox, "print('\\x1b[2J\\x1b]0;title\\x07hola')")
    assert result.stdout == "hola\n"


@pytest.mark.parametrize(
    "source", ["pass", "import os, time; os.close(0); time.sleep(0.2)", "input(); input()"]
)
def test_input_that_is_not_read_does_no_harm(sandbox: BubblewrapSandbox, source: str) -> None:
    result = run(sandbox, source, stdin=b"line\n" * 400_000)
    assert (result.status, result.stderr) == ("ok", "")


def test_long_input_arrives_whole(sandbox: BubblewrapSandbox) -> None:
    result = run(sandbox, "import sys; print(len(sys.stdin.read()))", stdin=b"x" * 3_000_000)
    assert result.stdout == "3000000\n"


def test_a_fork_bomb_stays_small(sandbox: BubblewrapSandbox) -> None:
    source = """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
"""
    result = run(sandbox, source, Limits(seconds=1, memory_mb=512))
    assert result.status in ("timeout", "memory")


def test_several_run_at_once(sandbox: BubblewrapSandbox) -> None:
    results: dict[int, str] = {}

    def one(number: int) -> None:
        results[number] = run(sandbox, f"print({number} * 10)").stdout

    threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: f"{number * 10}\n" for number in range(4)}


def test_the_thread_that_opened_a_session_may_end(sandbox: BubblewrapSandbox) -> None:
    opened = []
    echo = "import os\nwhile data := os.read(3, 100): os.write(4, data)"
    thread = threading.Thread(target=lambda: opened.append(sandbox.open(program(echo), PLENTY)))
    thread.start()
    thread.join()
    with opened[0] as session:
        session.write(b"still there", 10)
        assert session.read(11, 10) == b"still there"


def test_a_session_has_the_limits_of_a_run(sandbox: BubblewrapSandbox) -> None:
    with sandbox.open(
        program("x = bytearray(300 * 2**20)\nimport time; time.sleep(600)"), Limits(20, 128)
    ) as session:
        with pytest.raises(SessionEnded):
            session.read(1, 20)
        assert session.close().status == "memory"
    with sandbox.open(program("while True: print('x' * 1000)"), Limits(20, 128, 16)) as session:
        with pytest.raises(SessionEnded):
            session.read(1, 20)
        assert session.close().status == "output"
    with sandbox.open(program("import time; time.sleep(600)"), Limits(seconds=0.3)) as session:
        with pytest.raises(SessionEnded):
            session.read(1, 20)
        assert session.close().status == "timeout"


def test_memory_is_found_whether_or_not_the_kernel_lists_children(monkeypatch: pytest.MonkeyPatch) -> None:
    sleeper = [sys.executable, "-c", "import subprocess, sys; subprocess.run(['cat'])"]
    with subprocess.Popen(sleeper, stdin=subprocess.PIPE) as child:
        while len(by_threads := descendants(child.pid)) < 2:
            pass
        monkeypatch.setattr("tools.sandboxing.process_tree.THREADS_NAME_CHILDREN", False)
        assert descendants(child.pid) == by_threads
        now, most = resident_memory(child.pid, more_than=0)
        assert now > 0
        assert most > 0
        child.communicate()
    assert resident_memory(child.pid, more_than=0) == (0, 0)
    assert descendants(os.getpid())[0] == os.getpid()


TUTOR = """
import sys
from pathlib import Path
from tools.sandboxing.bubblewrap import BubblewrapSandbox
from tools.sandbox import Limits, Program
program = Program({"main.py": b"import os, time; os.write(4, b'x'); time.sleep(600)"}, "main.py",
                  Path(sys.argv[1]), (sys.argv[2],))
session = BubblewrapSandbox().open(program, Limits(seconds=600))
session.read(1, 60)
print("running", flush=True)
sys.stdin.read()
"""


def test_when_the_tutor_is_killed_nothing_goes_on_running(tmp_path: Path) -> None:
    marker = f"orphan-of-{tmp_path.name}-{os.getpid()}"
    command = [sys.executable, "-c", TUTOR, str(own_python()), marker]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as tutor:
        assert tutor.stdout
        assert tutor.stdout.readline() == b"running\n"
        inside = [os.pidfd_open(pid) for pid in descendants(tutor.pid)[1:]]
        tutor.kill()
    for handle in inside:
        ended, _, _ = select.select([handle], [], [], 20)
        os.close(handle)
        assert ended


def test_an_interrupt_ends_the_run(sandbox: BubblewrapSandbox) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    running = set(descendants(os.getpid()))  # other tests may keep a sandbox ahead
    before = signal.signal(signal.SIGALRM, interrupted)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(KeyboardInterrupt):
            run(sandbox, "import time; time.sleep(600)", Limits(seconds=300))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert set(descendants(os.getpid())) <= running


def test_one_that_is_stopped_while_it_starts_is_gone() -> None:
    running = set(descendants(os.getpid()))
    launch = Launch((str(own_python()), "-c", "import time; time.sleep(600)"))
    wires = Wires.open()
    supervised = Supervised("bare", launch, wires, PLENTY)
    supervised.stop()
    with pytest.raises(NotStarted):
        supervised.started()
    with pytest.raises(NotStarted):
        supervised.result()
    assert set(descendants(os.getpid())) <= running


def test_what_cannot_be_started_is_an_error_and_not_a_hang() -> None:
    with pytest.raises(FileNotFoundError):
        Supervised("bare", Launch(("/nothing/there",)), Wires.open(), PLENTY).started()
