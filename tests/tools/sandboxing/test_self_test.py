"""The self-test tells a sandbox that holds from one that does not, and nothing runs in the second."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from knowledge_base.errors import Refused
from tools.sandbox import DEFAULT_LIMITS, Guard, Limits, Program, RunResult, SelfTest, Session
from tools.sandboxing import isolation
from tools.sandboxing.bubblewrap import ENVIRONMENT, SCRATCH_BYTES, BubblewrapSandbox, hard_limits
from tools.sandboxing.namespaces import refused
from tools.sandboxing.self_test import SELF_TEST_LIMITS, try_guards


class Plain:
    """No sandbox at all: a subprocess in the tutor's own environment."""

    name = "plain"

    def run(self, program: Program, limits: Limits = DEFAULT_LIMITS, stdin: bytes = b"") -> RunResult:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, program.entry)
            path.write_bytes(program.files[program.entry])
            command = [str(program.python), "-I", str(path), *program.arguments]
            done = subprocess.run(command, input=stdin, capture_output=True, cwd=folder, check=False)
        return RunResult(
            "ok", done.returncode, done.stdout.decode(), done.stderr.decode(), False, 0.0, 0.0, self.name
        )

    def open(self, program: Program, limits: Limits = DEFAULT_LIMITS) -> Session:
        raise NotImplementedError

    def self_test(self) -> SelfTest:
        limits = hard_limits(SELF_TEST_LIMITS, "numpy")
        return try_guards(self, tuple(ENVIRONMENT), SCRATCH_BYTES, limits)


class Mute(Plain):
    """One that says that all is well without having tried."""

    name = "mute"

    def run(self, program: Program, limits: Limits = DEFAULT_LIMITS, stdin: bytes = b"") -> RunResult:
        return RunResult("ok", 0, "", "", False, 0.0, 0.0, self.name)


def test_without_a_sandbox_no_guard_is_said_to_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "a-secret-token")
    test = Plain().self_test()
    assert not test.ok
    broken = {guard.name for guard in test.guards if not guard.holds}
    assert {"network", "files", "environment", "processes", "system_calls", "privileges", "limits"} <= broken


def test_a_test_that_did_not_run_proves_nothing() -> None:
    test = Mute().self_test()
    assert not test.ok
    assert "did not finish" in test.problem


def test_the_first_sandbox_that_holds_is_chosen() -> None:
    chosen = isolation.choose([Mute, Plain, BubblewrapSandbox], "linux")
    assert chosen.name == "bubblewrap"


def test_where_none_holds_nothing_is_run() -> None:
    with pytest.raises(Refused) as error:
        isolation.choose([Mute, Plain], "linux")
    assert "mute: the self-test did not finish" in error.value.message
    assert "network" in error.value.message
    assert error.value.hint


@pytest.mark.parametrize(("platform", "system"), [("darwin", "macOS"), ("win32", "WSL2")])
def test_elsewhere_it_says_what_to_use(platform: str, system: str) -> None:
    assert isolation.makers(platform) == ()
    with pytest.raises(Refused) as error:
        isolation.choose(isolation.makers(platform), platform)
    assert system in error.value.message + error.value.hint


def test_the_sandbox_of_this_machine_is_found_once() -> None:
    sandbox = isolation.find_sandbox()
    assert sandbox is isolation.find_sandbox()
    assert sandbox.self_test().ok


def test_every_sandbox_is_reported() -> None:
    tests = isolation.self_tests()
    assert next(test.sandbox for test in tests) == "bubblewrap"
    assert tests[0].ok


@pytest.mark.parametrize(
    ("setting", "value", "command"),
    [
        ("kernel/apparmor_restrict_unprivileged_userns", 1, "apparmor_restrict_unprivileged_userns=0"),
        ("kernel/unprivileged_userns_clone", 0, "unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", 0, "max_user_namespaces=10000"),
        ("kernel/other", 1, "tutor doctor"),
    ],
)
def test_the_command_that_mends_it_is_named(tmp_path: Path, setting: str, value: int, command: str) -> None:
    path = tmp_path / setting
    path.parent.mkdir()
    path.write_text(f"{value}\n")
    assert command in refused("no namespaces", tmp_path).hint


def test_what_is_wrong_is_said_in_a_few_words() -> None:
    leaky = SelfTest("x", (Guard("files", True), Guard("network", False, "AF_INET")))
    assert isolation.why(leaky) == "network (AF_INET)"
    assert isolation.why(SelfTest("x", problem="No room.")) == "No room"
    assert isolation.why(SelfTest("x")) == "nothing was tried"


def test_looking_for_a_sandbox_imports_none_of_them_elsewhere() -> None:
    source = (
        "import sys; import tools.sandboxing.isolation; print('tools.sandboxing.bubblewrap' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
