"""Passages: exact spans, no character lost, cut where a reader would cut."""

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.chunking import LONGEST, SHORTEST, chunk
from knowledge_base.documents import Document, Mark, Passage
from knowledge_base.fences import fence_spans
from knowledge_base.loaders.markdown import markdown_document
from knowledge_base.loaders.notebook import notebook_document
from knowledge_base.loaders.plain_text import text_document
from knowledge_base.loaders.transcript import Caption, transcript_document

SENTENCE = "The gradient of the loss tells each weight which way to move. "


def markdown(text: str) -> Document:
    return markdown_document(text, uri="/notes/page.md", fallback_title="page")


def heading_lines(document: Document) -> set[int]:
    """The characters of the document that stand in lines of headings."""
    covered: set[int] = set()
    for mark in document.marks:
        if mark.kind == "heading":
            end = document.text.find("\n", mark.offset)
            covered |= set(range(mark.offset, len(document.text) if end < 0 else end))
    return covered


def check(document: Document, passages: list[Passage]) -> None:
    """What holds for the passages of every document."""
    seen: set[int] = set()
    for ordinal, passage in enumerate(passages):
        assert passage.ordinal == ordinal
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.text.strip()
        assert len(passage.text) <= LONGEST
        span = set(range(passage.start, passage.end))
        assert not span & seen
        seen |= span
    lost = {at for at, char in enumerate(document.text) if not char.isspace()} - seen
    assert not passages or lost <= heading_lines(document)
    assert bool(passages) == bool(document.text.strip())
    assert len({passage.id for passage in passages}) == len(passages)


words = st.text(alphabet="abcdé .!?:", min_size=1, max_size=400)
blocks = st.one_of(
    words,
    st.builds(lambda level, label: f"{'#' * level} {label}", st.integers(1, 4), st.sampled_from("ABCD")),
    st.builds(lambda code: f"```python\n{code}\n```", st.text(alphabet="xy =\n#", max_size=2500)),
    st.builds(
        lambda items: "\n".join(f"- {item}" for item in items), st.lists(words, min_size=1, max_size=6)
    ),
    st.builds(
        lambda word, times: word * times, st.sampled_from(["x", "ab ", SENTENCE]), st.integers(1, 2000)
    ),
    st.just("```"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(blocks, min_size=1, max_size=12))
def test_passages_are_exact_spans_and_cover_the_document(parts: list[str]) -> None:
    source = "\n\n".join(parts)
    if not re.search(r"[^\W_]", source):
        source += "\n\nword"
    document = markdown(source)
    check(document, chunk(document))


@settings(max_examples=60, deadline=None)
@given(st.lists(blocks, min_size=1, max_size=8))
def test_a_fence_is_cut_only_when_it_is_too_long_for_one_passage(parts: list[str]) -> None:
    document = markdown("\n\n".join([*parts, "word"]))
    edges = {edge for passage in chunk(document) for edge in (passage.start, passage.end)}
    for start, end in fence_spans(document.text):
        if len(document.text[start:end].strip()) <= LONGEST:
            inner = document.text[start:end]
            first = start + len(inner) - len(inner.lstrip())
            last = start + len(inner.rstrip())
            assert not any(first < edge < last for edge in edges)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab c.\n\t", max_size=4000))
def test_plain_text_is_covered_and_located_by_line(text: str) -> None:
    document = text_document(text + "\nend", uri="/notes/a.txt", title="a.txt")
    passages = chunk(document)
    check(document, passages)
    for passage in passages:
        assert int(passage.locator.label) == document.text.count("\n", 0, passage.start) + 1


def test_a_long_section_is_cut_into_passages_of_about_a_thousand_characters() -> None:
    document = markdown("# Loss\n\n" + "\n\n".join([SENTENCE.strip() * 4] * 40))
    lengths = [len(passage.text) for passage in chunk(document)]
    assert all(700 <= length <= LONGEST for length in lengths)


def test_sections_are_not_mixed_and_headings_are_beside_the_text() -> None:
    document = markdown(
        f"# Guide\n\n{SENTENCE * 5}\n\n## Softmax\n\n{SENTENCE * 6}\n\n## Loss\n\n{SENTENCE * 6}"
    )
    first, second, third = chunk(document)
    assert [first.headings, second.headings, third.headings] == [
        ("Guide",),
        ("Guide", "Softmax"),
        ("Guide", "Loss"),
    ]
    assert "#" not in first.text + second.text + third.text
    assert str(second.locator) == "Guide > Softmax"


def test_a_document_without_headings_is_located_by_its_title() -> None:
    (passage,) = chunk(markdown("Just one remark."))
    assert (passage.headings, str(passage.locator)) == ((), "page")


def test_a_short_section_joins_the_next_and_keeps_its_own_heading() -> None:
    document = markdown(f"# Guide\n\nShort.\n\n## Softmax\n\n{SENTENCE * 5}")
    (passage,) = chunk(document)
    assert passage.headings == ("Guide",)
    assert passage.text.startswith("Short.\n\n## Softmax\n\n")


def test_a_short_last_section_joins_the_one_before() -> None:
    document = markdown(f"# Guide\n\n{SENTENCE * 5}\n\n## End\n\nBye.")
    (passage,) = chunk(document)
    assert passage.text.endswith("## End\n\nBye.")


def test_a_short_last_section_stands_alone_after_a_full_one() -> None:
    full, rest = chunk(markdown(f"# Guide\n\n{(SENTENCE * 24).strip()}\n\n## End\n\nBye."))[-2:]
    assert (rest.text, rest.headings) == ("Bye.", ("Guide", "End"))
    assert len(full.text) > SHORTEST


def test_a_document_of_headings_alone_is_still_found() -> None:
    (passage,) = chunk(markdown("# Plan\n\n## One\n\n## Two"))
    assert passage.text == "# Plan\n\n## One\n\n## Two"


def test_one_heading_and_one_line_leave_the_heading_out() -> None:
    (passage,) = chunk(markdown("# Plan\n\nBegin."))
    assert (passage.text, passage.headings) == ("Begin.", ("Plan",))


def test_an_introduction_stays_with_its_code() -> None:
    paragraph = (SENTENCE * 12).strip()
    code = "```python\n" + "loss.backward()\n" * 30 + "```"
    passages = chunk(markdown(f"{paragraph}\n\n{paragraph}\n\nRun it like this:\n\n{code}"))
    assert any("Run it like this:" in passage.text and "backward" in passage.text for passage in passages)


def test_a_fence_that_is_too_long_is_cut_at_line_ends() -> None:
    lines = [f"value_{number} = compute({number})" for number in range(200)]
    document = markdown("```python\n" + "\n".join(lines) + "\n```")
    passages = chunk(document)
    check(document, passages)
    kept = "\n".join(passage.text for passage in passages).split("\n")
    assert kept == ["```python", *lines, "```"]


def test_a_word_longer_than_a_passage_is_cut() -> None:
    document = markdown("x" * 5000)
    passages = chunk(document)
    check(document, passages)
    assert "".join(passage.text for passage in passages) == "x" * 5000


def test_ids_stay_when_another_section_changes() -> None:
    def ids(tail: str) -> list[str]:
        return [p.id for p in chunk(markdown(f"# A\n\n{SENTENCE * 9}\n\n# B\n\n{SENTENCE * 8}{tail}"))]

    before, after = ids(""), ids("A new remark.")
    assert before[0] == after[0]
    assert before[1] != after[1]


def test_identical_passages_have_ids_of_their_own() -> None:
    section = f"# Same\n\n{SENTENCE * 9}\n\n"
    first, second = chunk(markdown(section * 2))
    assert first.text == second.text
    assert first.id != second.id
    assert re.fullmatch(r"[0-9a-f]{16}", first.id)


def test_a_cell_of_text_is_joined_to_the_code_after_it() -> None:
    cells = []
    for number in range(6):
        cells.append({"cell_type": "markdown", "source": f"Step {number}. " + SENTENCE * 4, "metadata": {}})
        code = f"step_{number} = model(batch)\n" * 12
        cells.append(
            {"cell_type": "code", "source": code, "metadata": {}, "outputs": [], "execution_count": None}
        )
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    document = notebook_document(text, uri="/notes/a.ipynb", fallback_title="a")
    passages = chunk(document)
    check(document, passages)
    for passage in passages:
        for number in re.findall(r"Step (\d)", passage.text):
            assert f"step_{number} = model" in passage.text
    assert [passage.locator.kind for passage in passages] == ["cell"] * len(passages)
    assert str(passages[0].locator) == "cell 1"


def test_pages_are_kept_apart_and_named() -> None:
    pages = [(SENTENCE * 5).strip()] * 3
    marks, text = [], ""
    for number, page in enumerate(pages, 1):
        text += "\n\n" if text else ""
        marks.append(Mark(len(text), "page", str(number + 6)))
        text += page
    document = Document("/notes/a.pdf", "a", text, "application/pdf", tuple(marks), "en")
    assert [str(passage.locator) for passage in chunk(document)] == ["page 7", "page 8", "page 9"]


def test_captions_are_gathered_and_located_by_time() -> None:
    said = [
        Caption(5.0 * n, 5.0 * n + 5, f"and so number {n} goes on without any full stop") for n in range(100)
    ]
    document = transcript_document(said, uri="/notes/a.vtt", title="a")
    passages = chunk(document)
    check(document, passages)
    assert str(passages[0].locator) == "0:00:00"
    for passage in passages:
        seconds = 5 * int(re.findall(r"number (\d+)", passage.text)[0])
        assert str(passage.locator) == f"0:{seconds // 60:02}:{seconds % 60:02}"
        assert passage.text.startswith("and so")


def test_source_code_keeps_its_indentation_and_its_lines() -> None:
    source = "\n\n".join(f"def step_{n}(x):\n    # {'y' * 300}\n    return x" for n in range(12))
    passages = chunk(text_document(source, uri="/notes/a.py", title="a.py"))
    assert all(passage.text.startswith("def step_") for passage in passages)
    assert [str(passage.locator) for passage in passages[:2]] == ["line 1", "line 13"]


def test_a_list_is_cut_between_its_items() -> None:
    items = [f"- item {n} {'is quite long and goes on ' * 8}".strip() for n in range(20)]
    passages = chunk(markdown("\n".join(items)))
    assert len(passages) > 1
    assert all(passage.text.startswith("- item") for passage in passages)


def test_a_passage_in_the_other_language_says_so() -> None:
    english = (
        "This part has not been translated yet, so it is shown in the language that it was written in. " * 5
    )
    spanish = (
        "La función de pérdida mide qué tan lejos está la predicción de la respuesta que se espera. " * 30
    )
    passages = chunk(markdown(f"# Guía\n\n{spanish}\n\n# Resto\n\n{english}\n\n# Código\n\n```\nx = 1\n```"))
    assert [passage.language for passage in passages][-1] == "en"
    assert passages[0].language == "es"


def test_a_short_remark_keeps_the_language_of_its_document() -> None:
    spanish = (
        "La función de pérdida mide qué tan lejos está la predicción de la respuesta que se espera. " * 30
    )
    passages = chunk(
        markdown(f"# Guía\n\n{spanish}\n\n# Resto\n\nThis part has not been translated yet. " + "x" * 210)
    )
    assert {passage.language for passage in passages} == {"es"}


def test_an_empty_document_has_no_passages() -> None:
    assert chunk(Document("/notes/a.md", "a", " \n", "text/markdown", (), "en")) == []
