"""The managed server's process, with a stand-in engine: one for all, found, replaced, mourned."""

import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from filelock import FileLock

from knowledge_base.errors import Missing, OutOfTime, WorkFailed
from tutor.llm import local_server
from tutor.llm.chat import Message, Speed
from tutor.llm.client import OpenAIChat
from tutor.llm.local_server import LocalServer, is_healthy, last_line, rotate_logs
from tutor.llm.server_engines import Activity, Counted, slots_activity
from tutor.llm.server_process import IdleWatch, watch
from tutor.llm.server_state import ServerFiles, ServerSpec, ServerState, process_of, read_state, write_state
from tutor.llm.servers import ManagedEndpoint, default_threads, status, stop

MakeSpec = Callable[..., ServerSpec]


async def no_speed(chat: OpenAIChat) -> Speed:
    raise AssertionError("nobody asked for a speed")


async def asked(server: LocalServer, spec: ServerSpec) -> str:
    chat = OpenAIChat(ManagedEndpoint(server, lambda: spec), name="fake", measure=no_speed, pause=0.0)
    try:
        return "".join([piece async for piece in chat.stream([Message("user", "hi")], max_tokens=5)])
    finally:
        await chat.aclose()


async def test_started_on_first_use_and_shared(server: LocalServer, make_spec: MakeSpec) -> None:
    spec = make_spec()
    assert status(server.files.home).running is False
    assert await asked(server, spec) == "fake"
    first = server.ensure(spec)
    assert server.ensure(spec) == first
    assert LocalServer(server.files.home).ensure(spec) == first, "another client finds the same server"
    now = status(server.files.home)
    assert now.running
    assert now.healthy
    assert (now.pid, now.model, now.engine) == (first.pid, "fake", "llama-cpp-python")
    assert now.rss_bytes > 1_000_000


def test_its_key_is_secret_and_it_listens_on_loopback_only(server: LocalServer, make_spec: MakeSpec) -> None:
    state = server.ensure(make_spec())
    process = psutil.Process(state.pid)
    assert stat.S_IMODE(server.files.state.stat().st_mode) == 0o600
    assert len(state.api_key) >= 32
    assert state.api_key not in " ".join(process.cmdline())
    assert state.api_key not in "".join(process.environ().values())
    listening = [link.laddr.ip for link in process.net_connections() if link.status == psutil.CONN_LISTEN]
    assert set(listening) == {"127.0.0.1"}
    assert local_server.get_page(replace(state, api_key="wrong"), "/v1/models")[0] == 401


def test_stopping_leaves_nothing(server: LocalServer, make_spec: MakeSpec) -> None:
    state = server.ensure(make_spec())
    before = stop(server.files.home)
    assert before.running
    assert before.pid == state.pid
    assert process_of(state) is None
    assert not server.files.state.exists()
    assert stop(server.files.home).running is False


def test_other_settings_replace_it(server: LocalServer, make_spec: MakeSpec) -> None:
    first = server.ensure(make_spec())
    second = server.ensure(make_spec(model="other"))
    assert second.pid != first.pid
    assert process_of(first) is None
    assert status(server.files.home).model == "other"


async def test_killed_it_comes_back_with_the_next_question(server: LocalServer, make_spec: MakeSpec) -> None:
    spec = make_spec()
    state = server.ensure(spec)
    psutil.Process(state.pid).kill()
    assert await asked(server, spec) == "fake"
    assert server.ensure(spec).pid != state.pid


async def test_crashing_at_every_question_is_one_clear_error(
    server: LocalServer, make_spec: MakeSpec
) -> None:
    with pytest.raises(WorkFailed, match="stopped twice") as caught:
        await asked(server, make_spec("crash"))
    assert str(server.files.log) in caught.value.hint
    assert server.files.log.with_name("server.1.log").exists(), "it was started again once"
    assert not server.files.log.with_name("server.2.log").exists()


def test_a_model_that_does_not_load_says_why(server: LocalServer, make_spec: MakeSpec) -> None:
    with pytest.raises(WorkFailed, match="cannot load fake") as caught:
        server.ensure(make_spec("cannot load"))
    assert "server.log" in caught.value.hint


def test_a_model_that_never_loads_runs_out_of_time(tutor_home: Path, make_spec: MakeSpec) -> None:
    impatient = LocalServer(tutor_home, start_seconds=0.2)
    with pytest.raises(OutOfTime, match=r"not ready after 0\.2"):
        impatient.ensure(make_spec("hang"))
    assert status(tutor_home).running is False


def test_somebody_else_starting_it_for_ever_runs_out_of_time(tutor_home: Path, make_spec: MakeSpec) -> None:
    impatient = LocalServer(tutor_home, start_seconds=0.1)
    impatient.files.lock.parent.mkdir(parents=True)
    with FileLock(impatient.files.lock):
        with pytest.raises(OutOfTime):
            impatient.ensure(make_spec())
        with pytest.raises(OutOfTime):
            impatient.stop()


def test_an_engine_that_is_not_installed_names_the_command(
    server: LocalServer, make_spec: MakeSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_server, "find_spec", lambda name: None)
    with pytest.raises(Missing) as caught:
        server.ensure(make_spec())
    assert caught.value.hint == "pip install 'llama-cpp-python[server]'"


def test_an_interpreter_that_ends_at_once(tutor_home: Path, make_spec: MakeSpec) -> None:
    with pytest.raises(WorkFailed, match="ended without a word"):
        LocalServer(tutor_home, python="/bin/false").ensure(make_spec())


def test_a_hung_server_is_replaced(
    server: LocalServer, make_spec: MakeSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = make_spec()
    first = server.ensure(spec)
    monkeypatch.setattr(local_server, "is_healthy", lambda state: state.pid != first.pid)
    server.revive(spec)
    assert server.ensure(spec).pid != first.pid
    assert process_of(first) is None


def test_two_processes_share_one_server(server: LocalServer, make_spec: MakeSpec) -> None:
    spec = make_spec()
    code = (
        "import json, sys; from pathlib import Path; from tutor.llm.local_server import LocalServer;"
        "from tutor.llm.server_state import ServerSpec;"
        "print(LocalServer(Path(sys.argv[1])).ensure(ServerSpec(**json.loads(sys.argv[2]))).pid)"
    )
    command = [sys.executable, "-c", code, str(server.files.home), json.dumps(asdict(spec))]
    found: list[str] = []

    def start() -> None:
        found.append(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [str(server.ensure(spec).pid)] * 2, "and it outlives those who started it"


def test_idle_it_ends_by_itself(server: LocalServer, make_spec: MakeSpec) -> None:
    state = server.ensure(make_spec(idle_seconds=0.2))
    process = process_of(state)
    assert process is not None
    process.wait(30)
    assert not server.files.state.exists()


def test_a_server_whose_state_is_gone_ends_by_itself(server: LocalServer, make_spec: MakeSpec) -> None:
    state = server.ensure(make_spec(idle_seconds=2.0))
    process = process_of(state)
    assert process is not None
    server.files.state.unlink()
    process.wait(30)


STATE = ServerState(
    pid=os.getpid(),
    created=psutil.Process().create_time(),
    port=1,
    api_key="k",
    log="server.log",
    started="2026-01-01T00:00:00+00:00",
    spec=ServerSpec("llama.cpp", "m", "m.gguf", 1, 512, 1, 60.0),
)


def test_the_state_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_state(tmp_path / "server.json", STATE)
    assert read_state(tmp_path / "server.json") == STATE
    assert process_of(STATE) is not None


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"pid": 1}', '{"spec": {"nonsense": 1}}'])
def test_a_damaged_state_file_is_no_server(tutor_home: Path, damage: str) -> None:
    files = ServerFiles(tutor_home)
    files.state.parent.mkdir(parents=True)
    files.state.write_text(damage)
    assert read_state(files.state) is None
    assert status(tutor_home).running is False


@pytest.mark.parametrize("stale", [{"created": 1.0}, {"pid": 2**30}, {"pid": -5}])
def test_a_process_id_used_again_is_not_the_server_and_is_left_alone(
    tutor_home: Path, stale: dict[str, Any], make_spec: MakeSpec
) -> None:
    local = LocalServer(tutor_home)
    write_state(local.files.state, replace(STATE, **stale))
    assert status(tutor_home).running is False
    assert local.stop() is False
    assert psutil.pid_exists(os.getpid())


def test_a_dead_child_that_nobody_collected_is_not_a_server() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        created = psutil.Process(child.pid).create_time()
        assert process_of(replace(STATE, pid=child.pid, created=created)) is None


def test_nobody_answering_is_not_healthy() -> None:
    assert is_healthy(STATE) is False


def test_five_logs_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "server.log"
    for number in range(8):
        rotate_logs(log)
        log.write_text(str(number))
    kept = sorted(path.name for path in log.parent.iterdir())
    assert kept == ["server.1.log", "server.2.log", "server.3.log", "server.4.log", "server.log"]
    assert log.with_name("server.4.log").read_text() == "3"


def test_the_last_line_that_says_something(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    assert last_line(log) == ""
    log.write_text("one\ntwo\n\n")
    assert last_line(log) == "two"


def test_idle_means_no_request_for_the_whole_time() -> None:
    idle = IdleWatch(limit=10, since=0)
    assert not idle.is_idle(5, Activity(0, ""))
    assert not idle.is_idle(9, Activity(1, ""))
    assert not idle.is_idle(15, Activity(0, "task 7"))
    assert not idle.is_idle(24, Activity(0, "task 7"))
    assert idle.is_idle(25, Activity(0, "task 7"))


class Engine:
    """Does one thing after another."""

    port = 1

    def __init__(self, *activities: Activity | Exception) -> None:
        self.activities = list(activities)

    def activity(self) -> Activity:
        found = self.activities.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


def watched(home: Path, *activities: Activity | Exception, mine: bool = True) -> list[float]:
    """How long the watch slept each time, one second of a made-up clock a look."""
    files = ServerFiles(home)
    write_state(files.state, STATE if mine else replace(STATE, pid=STATE.pid + 1))
    slept: list[float] = []
    watch(Engine(*activities), 3.0, files, clock=lambda: float(len(slept)), sleep=slept.append)
    return slept


def test_the_watch_signs_off_when_idle(tutor_home: Path) -> None:
    quiet = Activity(0, "")
    assert len(watched(tutor_home, quiet, quiet, quiet, quiet)) == 3
    assert not ServerFiles(tutor_home).state.exists()


def test_the_watch_stays_when_a_question_comes_at_the_last_moment(tutor_home: Path) -> None:
    quiet, again = Activity(0, ""), Activity(0, "new")
    assert len(watched(tutor_home, quiet, quiet, quiet, again, again, again, again, again)) == 6


def test_the_watch_stays_while_somebody_is_starting_a_server(tutor_home: Path) -> None:
    quiet = Activity(0, "")
    lock = ServerFiles(tutor_home).lock
    lock.parent.mkdir(parents=True)
    with FileLock(lock):
        slept = watched(tutor_home, quiet, quiet, quiet, quiet, ConnectionError())
    assert len(slept) == 5
    assert ServerFiles(tutor_home).state.exists()


def test_the_watch_ends_with_its_engine_and_when_it_was_replaced(tutor_home: Path) -> None:
    assert len(watched(tutor_home, OSError())) == 1
    busy = Activity(1, "")
    assert len(watched(tutor_home, busy, Activity(0, ""), mine=False)) == 2
    assert ServerFiles(tutor_home).state.exists(), "the other server's state is not touched"


def test_slots_say_who_is_busy() -> None:
    slots = [{"id": 0, "is_processing": True, "id_task": 4}, {"id": 1, "is_processing": False}]
    assert slots_activity(slots) == Activity(1, "4 -")


async def test_the_counter_counts_requests_and_not_health_checks() -> None:
    seen: list[int] = []
    sent: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        seen.append(counted.busy)

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> None:
        return None

    counted = Counted(application)
    await counted({"type": "lifespan"}, receive, send)
    await counted({"type": "http", "path": "/v1/models"}, receive, send)
    await counted({"type": "http", "path": "/health"}, receive, send)
    assert seen == [0, 1]
    assert (counted.busy, counted.answered) == (0, 1)
    assert sent[0]["status"] == 200


@pytest.mark.parametrize(
    ("physical", "allowed", "expected"), [(8, 8, 7), (1, 1, 1), (2, 2, 1), (8, 3, 2), (None, 4, 1)]
)
def test_threads_leave_a_core_to_the_learner(
    monkeypatch: pytest.MonkeyPatch, physical: int | None, allowed: int, expected: int
) -> None:
    monkeypatch.setattr(psutil, "cpu_count", lambda logical=True: physical)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(allowed)), raising=False)
    assert default_threads() == expected
