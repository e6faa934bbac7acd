"""`tutor ask` and `tutor route`, with a cheap encoder and no model."""

import json
from pathlib import Path

import pytest

from knowledge_base.citations import stands_in
from tests.tui.command_line import CommandLine

ANSWER = {
    "question", "language", "answer", "sentences", "citations", "abstained", "nearest", "model", "timings_ms",
}  # fmt: skip
CITATION = {"number", "passage_id", "document", "title", "uri", "locator", "quote"}
ROUTE = {"intent", "confidence", "language", "decided_by", "alternatives"}


def test_the_document_of_the_contract(tutor: CommandLine, library_home: Path) -> None:
    ran = tutor("ask", "What does softmax do?", "--json")
    assert ran.code == 0
    document = ran.document
    assert document.keys() == ANSWER
    assert document["language"] == "en"
    assert document["question"] == "What does softmax do?"
    assert document["timings_ms"].keys() >= {"retrieve", "first_token", "total"}
    assert document["model"] is None
    shown = document["citations"] or document["nearest"]
    assert shown
    assert all(citation.keys() == CITATION for citation in shown)
    numbers = {citation["number"] for citation in document["citations"]}
    for sentence in document["sentences"]:
        assert sentence.keys() == {"text", "citations", "origin"}
        assert sentence["citations"]
        assert set(sentence["citations"]) <= numbers
    assert document["abstained"] is not bool(document["sentences"])


def test_the_words_of_a_question_need_no_quotation_marks(tutor: CommandLine, library_home: Path) -> None:
    assert tutor("ask", "what", "is", "entropy", "--json").document["question"] == "what is entropy"


def test_language_decides_the_language_of_the_answer(tutor: CommandLine, library_home: Path) -> None:
    assert tutor("ask", "softmax entropy", "--language", "es", "--json").document["language"] == "es"
    assert tutor("ask", "softmax entropy", "--language", "en", "--json").document["language"] == "en"


@pytest.mark.parametrize("question", ["", "   ", "?!", "\x00\x01\x02 binary \x03\x04"])
def test_what_is_no_question_is_refused_before_anything_is_loaded(
    tutor: CommandLine, tutor_home: Path, question: str
) -> None:
    ran = tutor("ask", question, "--json")
    assert ran.code == 2
    assert ran.document["error"]["message"]
    assert list(tutor_home.iterdir()) == []


def test_bytes_that_are_no_text_are_answered_without_a_crash(tutor: CommandLine, library_home: Path) -> None:
    ran = tutor("ask", "what is softmax \udce9 and why", "--json")
    assert ran.code == 0
    assert "\ufffd" in ran.document["question"]


def test_ten_thousand_words_are_a_question_too(tutor: CommandLine, library_home: Path) -> None:
    question = "what does softmax do " + "with the logits of a model " * 2000
    ran = tutor("ask", question, "--json")
    assert ran.code == 0
    assert ran.document["question"] == question.strip()


def test_text_and_batch_together_or_neither_is_wrong(tutor: CommandLine) -> None:
    assert tutor("ask", "x", "--batch", "-").code == 2
    assert tutor("ask").code == 2
    assert tutor("route").code == 2


def test_a_batch_keeps_order_and_ids_and_loses_no_line(
    tutor: CommandLine, library_home: Path, tmp_path: Path
) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_bytes(
        b'{"id": 7, "text": "what is a vector?"}\n'
        b"not json\n"
        b"\n"
        b'{"id": "empty", "text": ""}\n'
        b'{"id": "no text"}\n'
        b'"a string"\n'
        b"\xff\xfe\n" + b"[" * 100_000 + b"\n"
        b'{"id": {"any": "thing"}, "text": "\\ud800 what is softmax?"}\n'
        b'{"text": "que es la entropia"}'
    )
    ran = tutor("ask", "--batch", str(questions))
    assert ran.code == 2
    assert [line["id"] for line in ran.lines] == [
        7, None, "empty", "no text", None, None, None, {"any": "thing"}, None,
    ]  # fmt: skip
    assert [("error" in line) for line in ran.lines] == [False, *[True] * 6, False, False]
    assert ran.lines[0].keys() == ANSWER | {"id"}


def test_a_batch_without_mistakes_is_done(tutor: CommandLine, library_home: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text("".join(json.dumps({"id": n, "text": "what is softmax?"}) + "\n" for n in range(3)))
    ran = tutor("ask", "--batch", str(questions), "--json")
    assert ran.code == 0
    assert [line["id"] for line in ran.lines] == [0, 1, 2]


def test_a_batch_file_that_is_not_there(tutor: CommandLine, library_home: Path) -> None:
    ran = tutor("ask", "--batch", "nowhere.jsonl", "--language", "en")
    assert ran.code == 3
    assert "There is no file nowhere.jsonl." in ran.err


def test_text_shows_the_quotes_with_their_places(tutor: CommandLine, library_home: Path) -> None:
    document = tutor("ask", "What does softmax do?", "--json").document
    ran = tutor("ask", "What does softmax do?", "--language", "en")
    assert ran.code == 0
    shown = " ".join(ran.out.split())
    for citation in document["citations"] or document["nearest"]:
        assert citation["uri"] in shown
        assert stands_in(citation["quote"], shown)


def test_a_question_that_the_library_cannot_answer_says_so(tutor: CommandLine, library_home: Path) -> None:
    document = tutor("ask", "Zqxj wvkp?", "--json").document
    assert document["abstained"] is True
    assert document["answer"] == ""
    assert "Your library does not hold the answer" in tutor("ask", "Zqxj wvkp?", "--language", "en").out


@pytest.mark.parametrize(
    ("text", "intent", "decided"),
    [("/plan", "plan", "command"), ("/repaso", "quiz", "command"), ("", "other", "fallback")],
)
def test_route(tutor: CommandLine, library_home: Path, text: str, intent: str, decided: str) -> None:
    document = tutor("route", text, "--json").document
    assert document.keys() == ROUTE
    assert (document["intent"], document["decided_by"]) == (intent, decided)


def test_route_of_free_text_is_decided_by_the_classifier(tutor: CommandLine, library_home: Path) -> None:
    document = tutor("route", "what should I study this weekend?", "--json").document
    assert document["decided_by"] == "classifier"
    assert 0 < document["confidence"] <= 1
    assert document["language"] == "en"
    assert "classifier" in tutor("route", "what should I study this weekend?", "--language", "en").out


def test_route_takes_a_batch(tutor: CommandLine, library_home: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"id": 1, "text": "/plan"}\n{"id": 2, "text": "/quiz"}\n')
    ran = tutor("route", "--batch", str(lines))
    assert ran.code == 0
    assert [(line["id"], line["intent"]) for line in ran.lines] == [(1, "plan"), (2, "quiz")]
