"""`tutor practice`, as a learner would type it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.exercises import Exercises
from tests.learner_environments import share
from tests.tui.command_line import CommandLine
from tools.running.environments import Environments

SOFTMAX = Exercises(load_course(default_course_folder())).get("softmax")


@pytest.fixture
def desk(
    tutor_home: Path, tmp_path: Path, learner_environments: Environments, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An empty folder to work in; the learner's environment is there already."""
    share(learner_environments, tutor_home)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, source: str) -> Path:
    """Save a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return path


def test_the_list_says_what_to_do_now(tutor: CommandLine) -> None:
    document = tutor("practice", "list", "--json").document
    ids = [line["id"] for line in document["exercises"]]
    assert "softmax" in ids
    assert {line["state"] for line in document["exercises"]} == {"new"}
    assert document["next"]["id"] == ids[0]
    text = tutor("practice", "list", "01-math-foundations", "--language", "es").out
    assert "softmax" in text
    assert "02-classic-nlp" not in text
    assert f"tutor practice start {ids[0]}" in text


def test_show_has_the_statement_in_the_language_asked_for(tutor: CommandLine) -> None:
    spanish = tutor("practice", "show", "softmax", "--json", "--language", "es").document
    assert spanish["statement"] == SOFTMAX.statement("es")
    assert spanish["after"] is None
    assert "Write softmax(logits)" in tutor("practice", "show", "softmax", "--language", "en").out


def test_a_whole_exercise(tutor: CommandLine, desk: Path) -> None:
    started = tutor("practice", "start", "softmax", "--json").document
    program = Path(started["program"])
    assert "statement.md" in started["written"]
    write(program, SOFTMAX.mistake_source("no-max"))
    failed = tutor("practice", "check", "softmax", "--json", "--seed", "1")
    assert failed.code == 1
    assert failed.document["mistake"]["id"] == "no-max"
    assert set(failed.document) >= {
        "exercise", "passed", "cases", "counterexample", "findings", "mistake", "next_hint", "mastery",
    }  # fmt: skip
    assert tutor("practice", "hint", "softmax", "--json").document["rung"] == "counterexample"
    write(program, SOFTMAX.mistake_source("global-max"))
    text = tutor("practice", "check", "softmax", str(program), "--language", "es")
    assert text.code == 1
    assert "La entrada más pequeña con la que falla" in text.out
    assert "Este error es conocido" in text.out
    hint = tutor("practice", "hint", "softmax", "--language", "es")
    assert "Una pregunta" in hint.out
    write(program, SOFTMAX.reference)
    solved = tutor("practice", "check", "softmax", "softmax", "--language", "en")
    assert solved.code == 0
    assert "Why it works" in solved.out
    assert "log-sum-exp" in solved.out or "logarithm of the sum" in solved.out
    states = {e["id"]: e["state"] for e in tutor("practice", "list", "--json").document["exercises"]}
    assert states["softmax"] == "solved"


def test_the_same_seed_gives_the_same_report(tutor: CommandLine, desk: Path) -> None:
    program = write(desk / "mine.py", SOFTMAX.mistake_source("wrong-axis"))
    one, two = (
        tutor("practice", "check", "softmax", str(program), "--seed", "5", "--json").document
        for _ in range(2)
    )
    assert one["seed"] == two["seed"] == 5
    assert one["counterexample"] == two["counterexample"]


def test_the_solution_has_to_be_asked_for_and_confirmed(tutor: CommandLine, desk: Path) -> None:
    program = write(desk / "softmax.py", SOFTMAX.mistake_source("no-max"))
    assert tutor("practice", "reveal", "softmax", "--yes").code == 2
    tutor("practice", "check", "softmax", str(program))
    refused = tutor("practice", "reveal", "softmax", "--language", "es")
    assert refused.code == 2
    assert "--yes" in refused.err
    shown = tutor("practice", "reveal", "softmax", "--yes", "--json").document
    assert shown["code"] == SOFTMAX.reference
    states = {e["id"]: e["state"] for e in tutor("practice", "list", "--json").document["exercises"]}
    assert states["softmax"] == "revealed"


def test_a_batch_keeps_its_order_and_its_ids(tutor: CommandLine, desk: Path) -> None:
    good = write(desk / "good.py", SOFTMAX.reference)
    bad = write(desk / "bad.py", SOFTMAX.mistake_source("whole-array"))
    lines = [
        {"id": 1, "exercise": "softmax", "file": str(bad)},
        {"id": 2, "exercise": "softmax", "file": str(good)},
        {"id": 3, "exercise": "softmax"},
        {"id": 4, "exercise": "nothing", "file": str(good)},
        {"id": 5, "exercise": "softmax", "file": "gone.py"},
    ]
    batch = write(desk / "batch.jsonl", "\n".join(map(json.dumps, lines)))
    ran = tutor("practice", "check", "--batch", str(batch))
    assert ran.code == 2
    assert [line["id"] for line in ran.lines] == [1, 2, 3, 4, 5]
    assert [line.get("passed") for line in ran.lines] == [False, True, None, None, None]
    assert all(line["error"] for line in ran.lines[2:])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "softmax"), "no softmax.py here"),
        (("check", "softmax", "gone.py"), "no file gone.py"),
        (("check", "sofmax", "gone.py"), '"softmax"'),
        (("check",), "--batch"),
        (("hint", "softmax"), "come after an attempt"),
        (("start", "nothing"), "no exercise"),
        (("list", "nothing"), "nothing"),
    ],
)
def test_bad_input_gets_one_sentence_and_the_right_code(
    tutor: CommandLine, desk: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = tutor("practice", *arguments, "--language", "en")
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert list(desk.iterdir()) == []


def test_start_leaves_work_alone_and_says_so(tutor: CommandLine, desk: Path) -> None:
    tutor("practice", "start", "softmax", "--folder", "here")
    write(desk / "here/softmax.py", "mine")
    again = tutor("practice", "start", "softmax", "--folder", "here", "--language", "en")
    assert again.code == 0
    assert "stayed as they were" in again.out
    assert (desk / "here/softmax.py").read_text(encoding="utf-8") == "mine"


def script(home: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a model say these words, whatever it is asked."""
    monkeypatch.setenv("TUTOR_MODEL__NAME", "scripted")
    lines = json.dumps({"replies": [text], "repeat": True})
    write(home / "scripted.yaml", lines)  # JSON is YAML


def test_a_models_words_come_below_the_report_with_its_name(
    tutor: CommandLine, desk: Path, tutor_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = "In line 5 of softmax.py, exp gives inf because its input is too large a number."
    script(tutor_home, json.dumps({"sentences": [sentence]}), monkeypatch)
    odd = "import numpy as np\n\n\ndef softmax(logits):\n    return np.exp(logits) * 3\n"
    program = write(desk / "softmax.py", odd)
    ran = tutor("practice", "check", "softmax", str(program), "--seed", "1", "--language", "en")
    assert ran.code == 1
    assert "In other words" in ran.out
    assert "Worded by scripted" in ran.out
    assert ran.out.index("The smallest input") < ran.out.index("In other words")
    document = tutor("practice", "check", "softmax", str(program), "--seed", "1", "--json").document
    assert sentence not in json.dumps(document)


def test_a_hint_may_be_in_a_models_words(
    tutor: CommandLine, desk: Path, tutor_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "When you follow softmax by hand on that call, what do the numbers of one row add up to?"
    script(tutor_home, json.dumps({"hint": words}), monkeypatch)
    for factor in (3, 7):
        odd = f"import numpy as np\n\n\ndef softmax(logits):\n    return np.exp(logits) * {factor}\n"
        write(desk / "softmax.py", odd)
        tutor("practice", "check", "softmax", "--json")
        hint = tutor("practice", "hint", "softmax", "--json", "--language", "en").document
    assert (hint["rung"], hint["origin"], hint["text"]) == ("question", "model", words)
    shown = tutor("practice", "hint", "softmax", "--language", "en")
    assert "one row" in shown.out
    assert "worded by scripted" in shown.err


def test_watch_checks_at_every_save_and_leaves_when_told(
    tutor: CommandLine, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = write(desk / "softmax.py", SOFTMAX.mistake_source("no-max"))

    def saves(folder: Path, **_: object) -> Iterator[set[tuple[int, str]]]:
        write(program, "def soft")  # half a file, while an editor saves
        yield {(2, str(program))}
        write(program, SOFTMAX.reference)
        yield {(2, str(folder / "notes.md"))}  # another file is none of its business
        yield {(2, str(program))}
        raise KeyboardInterrupt

    monkeypatch.setattr("watchfiles.watch", saves)
    ran = tutor("practice", "watch", "softmax", "--language", "en")
    assert ran.code == 130
    assert ran.out.count("Watching softmax.py") == 3
    first, half, last = ran.out.split("Watching softmax.py")[:3]
    assert "The exponential overflows" in first
    assert "line 1" in half
    assert "practice hint" not in half
    assert "softmax: solved" in last
    assert "tutor practice show softmax" in last
    assert "keepdims=True leaves" not in last
