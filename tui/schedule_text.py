"""The schedule as text on a terminal and as the command line's documents."""

import shlex
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tui.output import Output

if TYPE_CHECKING:
    from tools.scheduling.timers import Plan
    from tutor.schedule_file import LastRun, Scheduled
    from tutor.scheduled_runs import RunReport
    from tutor.scheduling import Proposal, ScheduleStatus

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def moment_text(moment: datetime, out: Output) -> str:
    """A moment with its day's name."""
    return f"{out.text(f'cli.day.{_DAYS[moment.weekday()]}')} {moment:%Y-%m-%d %H:%M}"


def show_proposal(proposal: "Proposal", out: Output) -> None:
    """Exactly what would be installed; on stderr where stdout is for a document."""
    show = out.talk if out.as_json else out.show
    values = _schedule_words(proposal.scheduled, out)
    next_time = moment_text(proposal.next, out)
    show(out.text("cli.schedule.plan", manager=proposal.timer.name, next=next_time, **values))
    for file in proposal.plan.files:
        show(out.text("cli.schedule.files", path=file.path))
        show(_indented(file.content))
    if proposal.plan.lines:
        show(out.text("cli.schedule.lines"))
        show(_indented(proposal.plan.lines))
    if proposal.plan.commands:
        show(out.text("cli.schedule.commands"))
        show(_indented("\n".join(shlex.join(command) for command in proposal.plan.commands)))


def proposal_document(proposal: "Proposal", installed: bool) -> dict[str, Any]:
    """What was or would be installed."""
    return {
        "installed": installed,
        "manager": proposal.timer.name,
        **_schedule_document(proposal.scheduled),
        "next": proposal.next.isoformat(),
        **_plan_document(proposal.plan),
        "command": proposal.job.words,
    }


def show_status(status: "ScheduleStatus", out: Output) -> None:
    """Whether it is on, what comes and what was."""
    scheduled = status.scheduled
    if scheduled is None:
        key = "leftover" if status.plan else "off"
        out.show(out.text(f"cli.schedule.{key}", **({"manager": status.manager} if status.plan else {})))
        return
    values = _schedule_words(scheduled, out)
    day = ",".join(scheduled.days)
    if status.next is None:
        out.show(out.text("cli.schedule.timer_missing", day=day, **values))
    else:
        out.show(out.text("cli.schedule.on", manager=status.manager, **values))
        out.show(out.text("cli.schedule.next", next=moment_text(status.next, out)))
        if not status.current:
            out.show(out.text("cli.schedule.outdated", day=day, at=scheduled.at))
    _show_last(scheduled, out)
    if status.missed:
        latest = moment_text(status.missed[-1], out)
        out.show(out.text("cli.schedule.missed", missed=len(status.missed), moment=latest))


def status_document(status: "ScheduleStatus") -> dict[str, Any]:
    """What is set, and how it goes."""
    scheduled = status.scheduled
    return {
        "on": scheduled is not None,
        "installed": status.plan is not None,
        "manager": status.manager,
        "current": status.current,
        **(_schedule_document(scheduled) if scheduled else {}),
        "next": status.next.isoformat() if status.next else None,
        "last": _last_document(scheduled.last) if scheduled and scheduled.last else None,
        "missed": [moment.isoformat() for moment in status.missed],
        "notes": list(status.notes),
        **(_plan_document(status.plan) if status.plan else {"files": [], "line": ""}),
    }


def show_run(report: "RunReport", out: Output) -> None:
    """What a run did."""
    if report.outcome == "busy":
        out.show(out.text("cli.schedule.run.busy"))
    elif report.prepared is None and report.next is not None:
        out.show(out.text("cli.schedule.run.not_due", next=moment_text(report.next, out)))
    elif report.prepared is not None:
        out.show(report.prepared.title, report.prepared.body)
        if report.missed:
            out.show(out.text("cli.schedule.run.missed", missed=report.missed))


def run_document(report: "RunReport") -> dict[str, Any]:
    """What a run did."""
    prepared = report.prepared
    return {
        "outcome": report.outcome,
        "moment": report.moment.isoformat() if report.moment else None,
        "missed": report.missed,
        "title": prepared.title if prepared else "",
        "body": prepared.body if prepared else "",
        "notified": report.notified,
        "next": report.next.isoformat() if report.next else None,
    }


def _show_last(scheduled: "Scheduled", out: Output) -> None:
    last = scheduled.last
    if last is None:
        out.show(out.text("cli.schedule.never"))
        return
    at = moment_text(last.at.astimezone(scheduled.weekly.zone), out)
    out.show(out.text(f"cli.schedule.last.{last.outcome}", at=at, message=last.message))
    if last.missed:
        out.show(out.text("cli.schedule.last.missed", missed=last.missed))


def _last_document(last: "LastRun") -> dict[str, Any]:
    return {
        "at": last.at.isoformat(),
        "moment": last.moment.isoformat(),
        "missed": last.missed,
        "outcome": last.outcome,
        "message": last.message,
    }


def _schedule_document(scheduled: "Scheduled") -> dict[str, Any]:
    days: Sequence[str] = scheduled.days
    return {
        "day": ",".join(days),
        "days": list(days),
        "at": scheduled.at,
        "timezone": scheduled.timezone,
    }


def _plan_document(plan: "Plan") -> dict[str, Any]:
    files = [{"path": str(file.path), "content": file.content} for file in plan.files]
    return {"files": files, "line": plan.lines}


def _schedule_words(scheduled: "Scheduled", out: Output) -> dict[str, str]:
    days = ", ".join(out.text(f"cli.day.{day}") for day in scheduled.days)
    zone = scheduled.timezone or out.text("cli.schedule.own_zone")
    return {"days": days, "at": scheduled.at, "zone": zone}


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines()).rstrip("\n")
