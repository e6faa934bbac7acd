"""A learner's program from its file to its report: read, understood, run in the sandbox, explained."""

import difflib
import signal
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from tools.findings import Finding
from tools.running.environments import PREPARE, Environment, Environments, recipes
from tools.running.package_index import Say, quiet
from tools.running.programs import Source
from tools.running.run_remarks import remarks
from tools.sandbox import Limits, RunResult, Sandbox
from tools.source.tracebacks import Raised, exception_finding, last_raised, missing_module


@dataclass(frozen=True)
class Ran:
    """A run and what was seen in it.

    Attributes:
        result: how it ended; a program that Python does not understand ends as Python would end it.
        findings: what explains the end first, then what else is worth saying.
    """

    result: RunResult
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Wishes:
    """Limits as they are set and as the learner asks for them.

    Attributes:
        limits: of the settings.
        seconds, memory_mb: asked for with this run; None takes those of the settings, or what the
            environment needs at least.
    """

    limits: Limits
    seconds: float | None = None
    memory_mb: int | None = None

    def within(self, environment: str) -> Limits:
        """The limits of a run in an environment."""
        recipe = recipes()[environment]
        return replace(
            self.limits,
            seconds=self.seconds or max(self.limits.seconds, recipe.seconds),
            memory_mb=self.memory_mb or max(self.limits.memory_mb, recipe.memory_mb),
        )


def run_source(
    source: Source,
    find_sandbox: Callable[[], Sandbox],
    environments: Environments,
    wishes: Wishes,
    *,
    stdin: bytes = b"",
    say: Say = quiet,
) -> Ran:
    """Run what a learner handed in.

    Args:
        source: of `tools.running.programs.read_source`.
        find_sandbox: called when there is something to run.
        environments: of the learner.
        wishes: limits.
        stdin: what the program reads.
        say: hears what takes a while, such as making an environment.

    Raises:
        Missing: the environment is not there and cannot be made now.
        Refused: no sandbox holds on this machine; nothing was run.
    """
    if problem := source.problem():
        return Ran(
            RunResult("error", 1, "", problem.said + "\n", False, 0.0, 0.0, ""),
            (problem.finding, *source.notes()),
        )
    environment = environments.ready(source.recipe.name, say)
    limits = wishes.within(environment.name)
    result = find_sandbox().run(source.program(environment), limits, stdin)
    ended = _ending(source, environment, limits, result)
    return Ran(result, (*ended, *remarks(source, result, ended), *source.notes()))


def _ending(
    source: Source, environment: Environment, limits: Limits, result: RunResult
) -> tuple[Finding, ...]:
    """What explains how a run ended; nothing for one that ended well."""
    reached: dict[str, dict[str, object]] = {
        "timeout": {"seconds": f"{limits.seconds:g}"},
        "memory": {"memory": limits.memory_mb},
        "output": {"output": limits.output_kb},
    }
    if values := reached.get(result.status):
        evidence = f"{result.seconds:.1f} s, {result.peak_mb:.0f} MB"
        return (Finding(result.status, result.status, evidence=evidence, values=values),)
    if result.status != "error":
        return ()
    if raised := last_raised(result.stderr, source.files):
        module = missing_module(raised)
        return (_import(raised, module, source, environment) if module else _raised(raised, source),)
    return (_code(result.exit_code),)


def _raised(raised: Raised, source: Source) -> Finding:
    return exception_finding(raised, source.files)


def _import(raised: Raised, module: str, source: Source, environment: Environment) -> Finding:
    """A module that is not there: where it could be had, as far as that is known."""
    seen = exception_finding(raised, source.files)
    there = ", ".join(environment.imports)
    values: dict[str, object] = {"module": module, "there": there, "folder": str(source.path.parent)}
    packages = {name for recipe in recipes().values() for name in recipe.imports}
    near = _near(module, packages) or _near(module, sys.stdlib_module_names)
    offered = next((each.name for each in recipes().values() if module in each.imports), "")
    if source.kind != "folder" and module in source.beside:
        name = "beside"
    elif offered:
        name, values = "offered", values | {"command": PREPARE.format(name=offered)}
    elif near:
        name, values = "near", values | {"near": near}
    else:
        name = "absent" if there else "nothing"
    return replace(seen, kind="import", name=f"import.{name}", values=values)


def _near(module: str, known: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(module, sorted(known), n=1, cutoff=0.75)), "")


def _code(code: int | None) -> Finding:
    """A program that ended itself without an exception, or was ended by a signal."""
    if code is None or code >= 0:
        return Finding("exit", "exit", evidence=f"exit code {code}", values={"code": code})
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    words = {"SIGSEGV": "crash", "SIGABRT": "crash", "SIGBUS": "crash", "SIGXCPU": "time"}.get(name, "other")
    return Finding("signal", f"signal.{words}", evidence=name, values={"signal": name})
