"""What a learner's program can do where Landlock keeps it, what it cannot, and where nothing is run."""

import errno
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge_base.errors import BadInput, Missing, Refused
from tests.tools.sandboxing.test_seccomp import ALLOW, answer, fails
from tools.sandbox import Limits, Program, RunResult
from tools.sandboxing import landlock, landlock_filter
from tools.sandboxing.bubblewrap import BubblewrapSandbox
from tools.sandboxing.landlock import LandlockSandbox
from tools.sandboxing.landlock_disk import TooMuch, remove, usage
from tools.sandboxing.landlock_filter import AUDIT, CALLS, PRETENDED, REFUSED, compiled, policy
from tools.sandboxing.landlock_launcher import OWN_PID
from tools.sandboxing.self_test import own_python

ROOT = Path(__file__).parents[3]
SOON = Limits(seconds=20, memory_mb=512)
MIB = 1024 * 1024
DAEMON = """
import os, time
if os.fork() == 0:
    if os.fork() == 0:
        os.write(OUT, b"%d\\n" % os.getpid())
        os.closerange(0, 256)
        time.sleep(600)
    os._exit(0)
os.wait()
"""


@pytest.fixture(scope="module")
def sandbox() -> LandlockSandbox:
    return LandlockSandbox()


def program(source: str, *arguments: str, python: Path | None = None, **more: bytes) -> Program:
    files = {"main.py": source.encode(), **{f"{name}.py": content for name, content in more.items()}}
    return Program(files, "main.py", python or own_python(), arguments)


def run(sandbox: LandlockSandbox, source: str, *arguments: str, stdin: bytes = b"") -> RunResult:
    return sandbox.run(program(source, *arguments), SOON, stdin)


# What works


def test_a_program_runs_with_its_arguments_its_input_and_its_other_files(sandbox: LandlockSandbox) -> None:
    source = "import sys, layer; print(sys.argv[1:], input(), layer.name)"
    result = sandbox.run(program(source, "a", "b c", layer=b"name = 'dense'"), SOON, "año\n".encode())
    assert (result.status, result.exit_code, result.stdout) == ("ok", 0, "['a', 'b c'] año dense\n")
    assert (result.stderr, result.truncated, result.sandbox) == ("", False, "landlock")


def test_it_ends_as_it_says(sandbox: LandlockSandbox) -> None:
    assert run(sandbox, "import sys; sys.exit(3)").exit_code == 3
    failed = run(sandbox, "print('before')\n1 / 0")
    assert (failed.status, failed.exit_code, failed.stdout) == ("error", 1, "before\n")
    for number in (signal.SIGSEGV, signal.SIGKILL, signal.SIGTERM):
        killed = run(sandbox, f"import os; os.kill(os.getpid(), {number:d})")
        assert (killed.status, killed.exit_code) == ("error", -number)
    assert run(sandbox, "import os; os.abort()").exit_code == -signal.SIGABRT


def test_its_folders_are_called_as_in_the_other_sandbox(sandbox: LandlockSandbox) -> None:
    result = run(sandbox, "import os, tempfile; print(os.getcwd(), tempfile.gettempdir()); 1 / 0")
    assert result.stdout == "/box/src /tmp\n"
    assert 'File "/box/src/main.py", line 1' in result.stderr


def test_what_libraries_do_as_a_matter_of_course_works(sandbox: LandlockSandbox) -> None:
    source = """
import asyncio, os, shutil, subprocess, tempfile, threading
with tempfile.TemporaryDirectory() as folder:
    one, two = folder + "/one", folder + "/two"
    open(one, "w").write("copied")
    os.chmod(one, 0o600)
    shutil.copy2(one, two)
    os.rename(two, one)
    print(open(one).read())
asyncio.run(asyncio.sleep(0))
print(subprocess.run(["/bin/echo", "other program"], capture_output=True, text=True).stdout, end="")
thread = threading.Thread(target=print, args=("thread",))
thread.start()
thread.join()
print(os.path.exists("/proc/self/status"), len(os.urandom(3)), open("/dev/null", "w").write("x"))
"""
    result = run(sandbox, source)
    assert result.stdout == "copied\nother program\nthread\nTrue 3 1\n", result.stderr


def test_the_learners_environment_is_there(sandbox: LandlockSandbox, learner_python: Path) -> None:
    source = "import numpy as np; print(np.arange(3).sum(), __import__('sys').prefix)"
    result = sandbox.run(program(source, python=learner_python), SOON)
    assert result.stdout.split() == ["3", str(learner_python.parent.parent)]


def test_a_session_answers_on_pipes_of_its_own(sandbox: LandlockSandbox) -> None:
    source = "import os\nwhile data := os.read(3, 100): os.write(4, data.upper())"
    session = sandbox.open(program(source), SOON)
    for word in (b"one", b"two"):
        session.write(word, 10)
        assert session.read(3, 10) == word.upper()
    assert session.close().status == "ok"


def test_it_has_no_descriptors_but_its_own(sandbox: LandlockSandbox) -> None:
    source = """
import os
def there(descriptor):
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
there = [descriptor for descriptor in range(1024) if there(descriptor)]
print(there)
"""
    assert run(sandbox, source).stdout == "[0, 1, 2]\n"
    session = sandbox.open(program(source + "os.write(4, bytes([len(there)]))"), SOON)
    assert session.read(1, 20) == bytes([5])
    assert session.close().stdout == "[0, 1, 2, 3, 4]\n"


# What does not


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("while True: pass", "timeout"),
        (
            "import time\nx = bytearray(300 << 20)\nx[::4096] = b'x' * len(x[::4096])\ntime.sleep(60)",
            "memory",
        ),
        ("while True: print('x' * 1000)", "output"),
    ],
)
def test_a_limit_ends_it(sandbox: LandlockSandbox, source: str, status: str) -> None:
    seconds = 0.5 if status == "timeout" else 20
    result = sandbox.run(program(source), Limits(seconds, memory_mb=128, output_kb=64))
    assert (result.status, result.exit_code) == (status, None)


@pytest.mark.parametrize("keep", ["", "held.append(file)", "held.append(mmap.mmap(file.fileno(), 0))"])
def test_a_disk_is_not_filled_whatever_hides_the_files(
    sandbox: LandlockSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: str
) -> None:
    source = f"""
import mmap, os, time
held, block = [], os.urandom(1 << 20)
for number in range(10):
    file = open(os.environ["HOME"] + f"/{{number}}", "w+b")
    for _ in range(10):
        file.write(block)
    file.flush()
    {keep or "file.close()"}
    {"os.unlink(file.name)" if keep else ""}
time.sleep(60)
"""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert run(sandbox, source).status == "output"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("abi", [landlock.OLDEST_ABI, 4, 5, None])
def test_a_daemon_is_gone_when_the_result_is_there(abi: int | None) -> None:
    source = DAEMON.replace("OUT", "1")
    orphan = int(run(LandlockSandbox(abi), source).stdout)
    assert not Path("/proc", str(orphan)).exists()


def test_a_session_that_is_closed_leaves_nobody(sandbox: LandlockSandbox) -> None:
    session = sandbox.open(program(DAEMON.replace("OUT", "4") + "time.sleep(600)"), SOON)
    orphan = int(read_line(lambda: session.read(1, 20)))
    session.close()
    assert not Path("/proc", str(orphan)).exists()


def test_when_the_tutor_is_killed_its_programs_end_too() -> None:
    source = """
import sys
from tests.tools.sandboxing.test_landlock import DAEMON, SOON, LandlockSandbox, program, read_line
session = LandlockSandbox().open(program(DAEMON.replace("OUT", "4") + "time.sleep(600)"), SOON)
print(int(read_line(lambda: session.read(1, 20))), flush=True)
sys.stdin.read()
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    tutor = subprocess.Popen(
        [sys.executable, "-c", source],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert tutor.stdout is not None
    orphan = os.pidfd_open(int(tutor.stdout.readline()))
    tutor.kill()
    tutor.communicate()
    ended, _, _ = select.select([orphan], [], [], 20)
    os.close(orphan)
    assert ended


def read_line(read: Callable[[], bytes]) -> bytes:
    """Up to a newline, byte by byte."""
    line = b""
    while not line.endswith(b"\n"):
        line += read()
    return line


def test_nothing_is_left_open_or_lying_about(
    sandbox: LandlockSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    run(sandbox, "pass")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        run(sandbox, "pass", stdin=b"unread")
        sandbox.open(program("pass"), SOON).close()
        with pytest.raises(BadInput):
            sandbox.run(Program({"a": b"", "a/b": b""}, "a", own_python()))
        with pytest.raises(Missing):
            sandbox.run(program("pass", python=tmp_path / "python"))
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")
def test_root_is_given_up_for_somebody_else_in_every_run(sandbox: LandlockSandbox) -> None:
    source = "import os; print(*os.getresuid(), *os.getresgid(), *os.getgroups())"
    ids = [run(sandbox, source).stdout.split() for _ in range(4)]
    assert all(len(one) == 6 and len(set(one)) == 1 and int(one[0]) in landlock.UIDS for one in ids)
    assert len({one[0] for one in ids}) > 1


def test_the_tutors_own_packages_stay_hidden_in_a_folder_that_is_shown(
    sandbox: LandlockSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = Path(tempfile.mkdtemp(dir=tmp_path))
    subprocess.run([own_python(), "-m", "venv", "--without-pip", base / "venv"], check=True)
    site = next((base / "venv").glob("lib/python3*/site-packages"))
    for name in ("open_package", "hidden_package"):
        (site / name).mkdir()
        (site / name / "__init__.py").write_text("VALUE = 'seen'\n")
    monkeypatch.setattr(landlock, "tutor_packages", lambda: (site / "hidden_package",))
    source = (
        "import open_package; print(open_package.VALUE)\nimport hidden_package; print(hidden_package.VALUE)"
    )
    result = sandbox.run(program(source, python=base / "venv" / "bin" / "python"), SOON)
    assert result.stdout == "seen\n"
    assert "hidden_package" in result.stderr


# Whether it holds


def test_every_guard_of_the_other_sandbox_holds_and_two_of_its_own(sandbox: LandlockSandbox) -> None:
    test = sandbox.self_test()
    assert (test.problem, [guard for guard in test.guards if not guard.holds]) == ("", [])
    assert test.ok
    others = {guard.name for guard in BubblewrapSandbox().self_test().guards}
    assert {guard.name for guard in test.guards} == others | {"disk", "survivors"}


def test_a_weaker_one_is_noticed(monkeypatch: pytest.MonkeyPatch, sandbox: LandlockSandbox) -> None:
    monkeypatch.setattr(landlock, "_filters", lambda signals: ())
    monkeypatch.setattr(landlock, "SYSTEM", ("/",))
    broken = {guard.name for guard in sandbox.self_test().guards if not guard.holds}
    assert {"system_calls", "files"} <= broken


def test_where_landlock_is_too_old_or_missing_nothing_is_run() -> None:
    for abi in (0, 1, 2):
        with pytest.raises(Refused, match="Landlock has version") as refused:
            LandlockSandbox(abi).run(program("print('ran')"), SOON)
        assert "tutor doctor" in refused.value.hint
        assert not LandlockSandbox(abi).self_test().ok


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("_filters", lambda signals: ("ff" * 8,)),
        ("_rlimits", lambda limits, uid: {"STACK": (2, 1)}),
        ("_rules", lambda folders, scratch: [("/", 1 << 40)]),
    ],
)
def test_where_a_guard_cannot_be_raised_nothing_is_run(
    sandbox: LandlockSandbox,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    broken: Callable[..., object],
) -> None:
    monkeypatch.setattr(landlock, name, broken)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(Refused, match="does not start here"):
        run(sandbox, "print('ran')")
    assert list(tmp_path.iterdir()) == []


def test_a_processor_without_a_filter_is_refused(
    sandbox: LandlockSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landlock.platform, "machine", lambda: "riscv64")
    with pytest.raises(Refused, match="riscv64"):
        run(sandbox, "print('ran')")


# The second filter


def asked(machine: str, name: str, *arguments: int, signals: bool = True) -> int:
    number = CALLS[name][list(AUDIT).index(machine)]
    assert number is not None
    return answer(compiled(policy(signals=signals), machine), AUDIT[machine], number, arguments)


@pytest.mark.parametrize("machine", AUDIT)
def test_the_second_filter_answers_as_it_says(machine: str) -> None:
    there = {name for name, numbers in CALLS.items() if numbers[list(AUDIT).index(machine)] is not None}
    refused = fails(errno.EPERM)
    assert {asked(machine, name) for name in there & set(PRETENDED)} == {fails(0)}
    assert {asked(machine, name) for name in there & set(REFUSED)} == {refused}
    for name in landlock_filter.ON_ITSELF:
        assert [asked(machine, name, pid) for pid in (0, OWN_PID, 1, OWN_PID + 1)] == [
            ALLOW,
            ALLOW,
            refused,
            refused,
        ]
    whose = [(0, 0), (0, OWN_PID), (0, 1), (1, 0), (2, 0)]
    assert [asked(machine, "setpriority", *one) for one in whose] == [ALLOW, ALLOW, refused, refused, refused]
    for call, commands in (("fcntl", (8, 10, 15)), ("ioctl", (0x8901, 0x8902))):
        assert {asked(machine, call, 0, command) for command in commands} == {refused}
        assert asked(machine, call, 0, 3) == ALLOW
    to = [0, 1, 1 << 32, 0x7FFF_0000_0000]
    assert [asked(machine, "sendto", 0, 0, 0, 0, one) for one in to] == [ALLOW, refused, refused, refused]


@pytest.mark.parametrize("machine", AUDIT)
def test_signals_go_to_the_program_itself_where_landlock_does_not_keep_them_in(machine: str) -> None:
    refused = fails(errno.EPERM)
    targets = (OWN_PID, 1, 2**32 - 1, 2**32 - OWN_PID)
    for name in ("kill", "tgkill", "rt_tgsigqueueinfo"):
        assert {asked(machine, name, pid) for pid in targets} == {ALLOW}
        assert [asked(machine, name, pid, signals=False) for pid in targets] == [
            ALLOW,
            refused,
            refused,
            refused,
        ]
    assert asked(machine, "tkill", OWN_PID, signals=False) == refused


@pytest.mark.parametrize("machine", AUDIT)
def test_other_architectures_and_other_calls_are_left_to_the_first_filter(machine: str) -> None:
    code = compiled(policy(signals=False), machine)
    known = {numbers[list(AUDIT).index(machine)] for numbers in CALLS.values()}
    assert {answer(code, AUDIT[machine], number) for number in set(range(500)) - known} == {ALLOW}
    assert {answer(code, 0x4000_0003, number) for number in range(500)} == {ALLOW}


def test_the_numbers_are_those_of_the_first_filters_table() -> None:
    from scripts.make_seccomp import calls

    table = {call.name: call.numbers for call in calls()}
    for name, numbers in CALLS.items():
        if name in table:
            known = tuple(table[name].get(machine) for machine in AUDIT)
            assert known == numbers, name


# The scratch folder


def test_what_is_held_is_counted_with_deleted_files_that_are_open(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(os.urandom(1 * MIB))
    (tmp_path / "link").symlink_to("/usr")
    named = usage(tmp_path, [2**22 + 1], 100)
    assert (1 * MIB <= named.bytes < 2 * MIB, named.entries) == (True, 3)
    before = usage(tmp_path, [os.getpid()], 100)
    with tempfile.TemporaryFile(dir=tmp_path) as deleted:
        deleted.write(os.urandom(2 * MIB))
        deleted.flush()
        held = usage(tmp_path, [os.getpid()], 100)
    assert 2 * MIB <= held.bytes - before.bytes < 3 * MIB
    assert held.entries == before.entries + 1


def test_too_many_or_too_deep_is_said(tmp_path: Path) -> None:
    for number in range(11):
        (tmp_path / str(number)).touch()
    with pytest.raises(TooMuch):
        usage(tmp_path, [], 10)
    deep = tmp_path / "0x"
    deep.mkdir()
    dig(deep, 1200)
    with pytest.raises(TooMuch):
        usage(deep, [], 10_000)
    remove(deep)
    assert not deep.exists()


def dig(folder: Path, depth: int) -> None:
    """Folders within folders, deeper than a path may be long."""
    there = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("dddd", dir_fd=there)
        deeper = os.open("dddd", os.O_RDONLY, dir_fd=there)
        os.close(there)
        there = deeper
    os.close(there)


def test_everything_is_removed_and_nothing_that_links_lead_to(tmp_path: Path) -> None:
    outside, scratch = tmp_path / "outside", tmp_path / "scratch"
    outside.mkdir()
    (outside / "kept").touch()
    (scratch / "a" / "b").mkdir(parents=True)
    (scratch / "a" / "b" / "link").symlink_to(outside)
    (scratch / "link").symlink_to(outside)
    (scratch / "loop").symlink_to("loop")
    os.mkfifo(scratch / "a" / "pipe")
    for name in (b"\xff", b"new\nline", b"x" * 255):
        (scratch / "a" / os.fsdecode(name)).touch()
    (scratch / "a" / "b").chmod(0)
    (scratch / "a").chmod(0)
    remove(scratch)
    assert not scratch.exists()
    (tmp_path / "link").symlink_to(outside)
    mode = outside.stat().st_mode
    with pytest.raises(NotADirectoryError):
        remove(tmp_path / "link")
    assert (outside / "kept").exists()
    assert outside.stat().st_mode == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="everything else here runs as an ordinary user already")
def test_it_works_for_an_ordinary_user_too(tmp_path: Path) -> None:
    from tests.tools.battery.ground import ordinary

    user = ordinary()
    base = Path(tempfile.mkdtemp(prefix="tutor-test-"))
    try:
        for name in ("tools", "knowledge_base"):
            ignored = shutil.ignore_patterns("__pycache__", "courses", "encoder")
            shutil.copytree(ROOT / name, base / name, ignore=ignored)
        base.chmod(0o755)
        source = """
import json, os, sys
from pathlib import Path
from tools.sandboxing.landlock import LandlockSandbox
from tools.sandbox import Limits, Program
print(json.dumps([
    [os.geteuid(), test.ok, test.problem] + [guard.name for guard in test.guards if not guard.holds]
    for test in (LandlockSandbox(abi).self_test() for abi in (None, 4))
]))
"""
        done = subprocess.run(
            [user.python, "-c", source],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONPATH": str(base), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(base)},
            cwd=base,
            user=user.uid,
            group=user.uid,
            extra_groups=[],
        )
    finally:
        remove(base)
    assert json.loads(done.stdout) == [[user.uid, True, ""]] * 2, done.stderr
