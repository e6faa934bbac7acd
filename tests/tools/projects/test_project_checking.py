"""A learner's folder against the checks of a project, in the real sandbox."""

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge_base.projects import ProjectPack
from tests.small_project import REFERENCE, small_project
from tools.projects.checking import ProjectReport, check_project, fingerprint
from tools.running.environments import Environments
from tools.sandbox import Limits
from tools.sandboxing.isolation import find_sandbox

Check = Callable[..., ProjectReport]


@pytest.fixture
def project(tmp_path: Path) -> ProjectPack:
    """The small one."""
    return small_project(tmp_path / "course")


@pytest.fixture
def check(project: ProjectPack, learner_environments: Environments) -> Check:
    """Checks a folder whose counter.py is given."""
    sandbox, environment = find_sandbox(), learner_environments.ensure("plain")

    def checked(source: str = REFERENCE, files: dict[str, bytes] | None = None) -> ProjectReport:
        handed = {"counter.py": source.encode()} if files is None else files
        return check_project(project, handed, sandbox, environment, language="es")

    return checked


def outcomes(report: ProjectReport) -> list[str]:
    """Of every check, in their order."""
    return [result.outcome for result in report.results]


def test_the_reference_reaches_every_milestone(check: Check) -> None:
    report = check()
    assert report.passed
    assert report.next_milestone is None
    assert (report.ended, report.said) == ("", "")


def test_half_of_it_reaches_half(check: Check) -> None:
    report = check(REFERENCE.partition("def report")[0])
    assert outcomes(report) == ["passed", "passed", "missing"]
    assert report.next_milestone is not None
    assert report.next_milestone.id == "report"
    assert "cannot import name 'report'" in report.results[2].message


def test_a_failure_says_the_sentence_of_the_author_in_the_language_asked_for(check: Check) -> None:
    report = check("def count(text):\n    return {}\n\n\ndef report(path):\n    return 'uno 2'\n")
    assert outcomes(report) == ["failed", "failed", "passed"]
    assert report.results[0].message.startswith("a está dos veces\n{} != {'a': 2, 'b': 1}")


def test_an_error_says_where_in_the_learners_files(check: Check) -> None:
    report = check("def count(text):\n    print('here')\n    return text['x']\n")
    assert report.results[0].outcome == "raised"
    assert report.results[0].place == "counter.py:3"
    assert report.results[0].message.startswith("TypeError: ")
    assert report.results[0].printed == "here"


def test_an_assertion_of_the_learners_is_an_error_and_no_verdict(check: Check) -> None:
    report = check("def count(text):\n    assert text == 0\n")
    assert (report.results[0].outcome, report.results[0].place) == ("raised", "counter.py:2")


def test_an_empty_folder_has_nothing_yet(check: Check) -> None:
    assert outcomes(check(files={})) == ["missing"] * 3


def test_a_syntax_error_is_told(check: Check) -> None:
    report = check("def count(:\n")
    assert outcomes(report) == ["raised"] * 3
    assert "SyntaxError" in report.results[0].message


def test_what_came_before_a_crash_still_counts(check: Check) -> None:
    report = check(
        "import os\n"
        + REFERENCE.replace("text.lower()", "(text.lower() if 'A' not in text else os._exit(3))")
    )
    assert outcomes(report) == ["passed", "ended", "not_run"]
    assert report.ended == "crash"
    assert not report.passed


def test_sys_exit_ends_one_check_only(check: Check) -> None:
    report = check("import sys\n" + REFERENCE.replace("return f", "sys.exit(0)\n    return f"))
    assert outcomes(report) == ["passed", "passed", "raised"]
    assert report.results[2].message == "SystemExit: 0"


def test_a_check_that_takes_too_long_leaves_time_for_the_others(
    project: ProjectPack, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.projects.checking.SHARE", 0.05)
    report = check(REFERENCE.replace("return dict", "while 'A' in text:\n        pass\n    return dict"))
    assert outcomes(report) == ["passed", "slow", "passed"]
    assert report.results[1].place.startswith("counter.py:")
    assert report.ended == ""


def test_a_process_that_hangs_is_ended(
    tmp_path: Path, learner_environments: Environments, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path / "course")
    quick = project.entry.model_copy(update={"seconds": 2})
    hangs = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True:\n    pass\n"
    report = check_project(
        ProjectPack(project.activity, project.unit, project.folder, quick),
        {"counter.py": hangs.encode()},
        find_sandbox(),
        learner_environments.ensure("plain"),
        limits=Limits(seconds=2.0),
    )
    assert report.ended == "timeout"
    assert outcomes(report) == ["ended", "not_run", "not_run"]


def test_too_much_memory_ends_it(check: Check) -> None:
    greedy = "held = []\ndef count(text):\n    while True:\n        held.append(bytearray(1 << 24))\n"
    report = check(greedy)
    assert report.ended == "memory" or report.results[0].message.startswith("MemoryError")
    assert not report.held


def test_prints_do_not_drown_it(check: Check) -> None:
    report = check("print('x' * 10_000_000)\n" + REFERENCE)
    assert report.passed


def test_forged_words_are_only_data(check: Check) -> None:
    forged = (
        "import os, struct\n"
        "for word in (b'[]', b'{', b'{\"test\": []}', b'{\"test\": \"test_counts_words\"}'):\n"
        "    os.write(4, struct.pack('!I', len(word)) + word)\n"
    )
    report = check(forged)
    assert not report.passed
    assert len(report.results) == 3


def test_our_checks_and_data_lie_over_the_learners(check: Check) -> None:
    mine = {
        "counter.py": REFERENCE.encode(),
        "checks/test_counter.py": b"",
        "checks/run_checks.py": b"raise SystemExit(1)",
        "data/words.txt": b"otra",
        "data/mine.txt": b"mine",
    }
    assert check(files=mine).passed


def test_nothing_can_be_written_beside_the_program(check: Check) -> None:
    report = check(REFERENCE.replace("    word, times", "    open('out.txt', 'w')\n    word, times"))
    assert outcomes(report) == ["passed", "passed", "raised"]
    assert "out.txt" in report.results[2].message


def test_the_fingerprint_follows_the_learners_own_files_only() -> None:
    one = fingerprint({"a.py": b"1", "data/x": b"2", "checks/y": b"3"})
    assert one == fingerprint({"a.py": b"1"})
    assert one != fingerprint({"a.py": b"2"})
    assert fingerprint({"a": b"bc"}) != fingerprint({"ab": b"c"})
