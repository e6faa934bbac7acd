"""Notices: what each desktop's program is given, with programs that write down what they got."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.tools.scheduling.platform_programs import script
from tools.notify import notify, session_bus

TITLE, BODY = "-Tu charla «$(id)»", "a & b <i>c</i>\n'; rm x"
BUS = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere/bus"}
# Stand-ins: each writes its arguments, one a line, and fails where told to.
TELLS = """#!/bin/sh
printf '%s\\0' "$@" > {told}
printf '%s' "$DBUS_SESSION_BUS_ADDRESS$TUTOR_NOTICE_TITLE" > {bus}
exit {code}
"""


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """PATH holds what a test puts there and the shell's own programs."""
    (tmp_path / "bin").mkdir()
    sh = shutil.which("sh")
    assert sh is not None
    (tmp_path / "bin" / "sh").symlink_to(sh)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


def stands_in(desktop: Path, name: str, code: int = 0) -> None:
    content = TELLS.format(told=desktop / f"{name}.told", bus=desktop / f"{name}.bus", code=code)
    script(desktop / "bin", name, content)


def told(desktop: Path, name: str) -> list[str]:
    return (desktop / f"{name}.told").read_text().split("\0")[:-1]


def test_linux_gets_the_text_as_data(desktop: Path) -> None:
    stands_in(desktop, "notify-send")
    assert notify(TITLE, BODY, "linux", BUS)
    body = "a &amp; b &lt;i&gt;c&lt;/i&gt;\n'; rm x"  # bodies are markup there
    assert told(desktop, "notify-send") == ["--app-name=Tutor", "--", TITLE, body]
    assert (desktop / "notify-send.bus").read_text() == BUS["DBUS_SESSION_BUS_ADDRESS"]


def test_without_notify_send_the_bus_is_asked_itself(desktop: Path) -> None:
    stands_in(desktop, "busctl")
    assert notify(TITLE, BODY, "linux", BUS)
    assert told(desktop, "busctl")[:3] == ["--user", "call", "org.freedesktop.Notifications"]
    assert TITLE in told(desktop, "busctl")


@pytest.mark.parametrize("environment", [{"XDG_RUNTIME_DIR": "/nowhere"}, BUS])
def test_a_machine_without_a_desktop_is_told_nothing(desktop: Path, environment: Mapping[str, str]) -> None:
    assert not notify(TITLE, BODY, "linux", environment)


def test_a_desktop_that_refuses_is_no_notice(desktop: Path) -> None:
    stands_in(desktop, "notify-send", 1)
    assert not notify(TITLE, BODY, "linux", BUS)


def test_macos_gets_the_text_as_arguments(desktop: Path) -> None:
    stands_in(desktop, "osascript")
    assert notify(TITLE, BODY, "darwin", {})
    given = told(desktop, "osascript")
    assert given[-3:] == ["--", TITLE, BODY]
    assert all(TITLE not in script for script in given[:-3])


def test_windows_gets_the_text_in_variables(desktop: Path) -> None:
    stands_in(desktop, "powershell")
    assert notify(TITLE, BODY, "win32", {})
    assert TITLE not in " ".join(told(desktop, "powershell"))
    assert (desktop / "powershell.bus").read_text() == TITLE


def test_a_long_text_is_cut(desktop: Path) -> None:
    stands_in(desktop, "osascript")
    assert notify("t" * 10_000, "b" * 10_000, "darwin", {})
    assert [len(text) for text in told(desktop, "osascript")[-2:]] == [500, 500]


def test_cron_finds_the_bus_of_the_desktop(tmp_path: Path) -> None:
    assert session_bus({"XDG_RUNTIME_DIR": str(tmp_path)}) == ""
    (tmp_path / "bus").touch()
    assert session_bus({"XDG_RUNTIME_DIR": str(tmp_path)}) == f"unix:path={tmp_path}/bus"
    assert session_bus({}, tmp_path / "none") == ""
