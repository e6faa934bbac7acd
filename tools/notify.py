"""A notice on the desktop, where there is one; text goes to it as data, never as markup or a program."""

import os
import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path

from tools.scheduling.programs import Start, start

APP = "Tutor"
_LONGEST = 500  # characters of a notice

_APPLE = (
    "on run argv",
    "display notification (item 2 of argv) with title (item 1 of argv)",
    "end run",
)
_WINDOWS = """
$runtime = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications,
    ContentType = WindowsRuntime]
$template = [Windows.UI.Notifications.ToastTemplateType]::ToastText02
$xml = $runtime::GetTemplateContent($template)
$texts = $xml.GetElementsByTagName('text')
$texts.Item(0).AppendChild($xml.CreateTextNode($env:TUTOR_NOTICE_TITLE)) > $null
$texts.Item(1).AppendChild($xml.CreateTextNode($env:TUTOR_NOTICE_BODY)) > $null
$toast = [Windows.UI.Notifications.ToastNotification]::new($xml)
$app = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
$runtime::CreateToastNotifier($app).Show($toast)
"""


def notify(
    title: str,
    body: str,
    platform: str = sys.platform,
    environment: Mapping[str, str] = os.environ,
    run: Start = start,
) -> bool:
    """Show a notice; whether the desktop took it.

    Args:
        title, body: plain text; cut where it is long.
        platform: as `sys.platform` has it.
        environment: says where the desktop listens.
        run: starts the program that shows it.
    """
    title, body = title[:_LONGEST], body[:_LONGEST]
    if platform == "darwin":
        script = [part for line in _APPLE for part in ("-e", line)]
        return run(["osascript", *script, "--", title, body]).code == 0
    if platform == "win32":
        words = {"TUTOR_NOTICE_TITLE": title, "TUTOR_NOTICE_BODY": body}
        command = ["powershell", "-NoProfile", "-NonInteractive", "-Command", _WINDOWS]
        return run(command, environment=words).code == 0
    return _freedesktop(title, escape(body, quote=False), environment, run)


def _freedesktop(title: str, body: str, environment: Mapping[str, str], run: Start) -> bool:
    """org.freedesktop.Notifications, whose bodies are markup: by notify-send, else over the session's bus."""
    bus = session_bus(environment)
    if not bus:
        return False
    variables = {"DBUS_SESSION_BUS_ADDRESS": bus}
    sent = run(["notify-send", f"--app-name={APP}", "--", title, body], environment=variables)
    if sent.code == 0:
        return True
    place = ["org.freedesktop.Notifications", "/org/freedesktop/Notifications"]
    call = ["busctl", "--user", "call", *place, place[0], "Notify", "susssasa{sv}i"]
    return run([*call, "--", APP, "0", "", title, body, "0", "0", "-1"], environment=variables).code == 0


def session_bus(environment: Mapping[str, str], run_folder: Path = Path("/run/user")) -> str:
    """The address of the desktop's bus, which cron does not hand on; empty where there is none."""
    if environment.get("DBUS_SESSION_BUS_ADDRESS"):
        return environment["DBUS_SESSION_BUS_ADDRESS"]
    folder = environment.get("XDG_RUNTIME_DIR") or (run_folder / str(os.getuid()))
    socket = Path(folder) / "bus"
    return f"unix:path={socket}" if socket.exists() else ""
