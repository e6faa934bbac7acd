"""The report: one page that shows everything, needs nothing, and takes the learner's words as words."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from tests.tutor.checkin.stage import Desk, talk
from tutor.checkin.progress import progress_document
from tutor.checkin.report import writer_for
from tutor.checkin.report_html import write_progress
from tutor.checkin.talk import document
from tutor.learner.entries import Observation, UnitKnown

NASTY = '<script>alert("1")</script> *no* | [x](http://evil.example)'


class Page(HTMLParser):
    """Tags that are open at the end, and what was seen."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "rect", "line", "circle") or tag == "svg":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def talked(desk: Desk) -> Desk:
    """Two weeks of study, some of it tried."""
    for day in ("2026-11-28", "2026-12-05", "2026-12-06"):
        desk.study(day)
    desk.record.add(
        *(
            Observation(f"2026-12-0{n}T15:00:00-03:00", "vectors", "attempt", f"exercise:{n}", 1.0)
            for n in (5, 6)
        ),
        UnitKnown("2026-12-01T10:00:00-03:00", desk.planner.course.units[3].id, True, "claim"),
    )
    desk.at("2026-12-12")
    return desk


async def written(desk: Desk, path: Path, language: Language, *, finished: bool = True) -> str:
    checkins = desk.checkins()
    stage = await checkins.open(language)
    if finished:
        stage = await talk(checkins, stage, NASTY, "", "", NASTY, "sí")
    await checkins.aclose()
    words = desk.words(language)
    checkin, progress = document(stage, desk.planner, words), progress_document(desk.planner)
    writer_for(path)(path, checkin, progress, words)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["es", "en"])
async def test_the_page_is_whole_and_needs_nothing(talked: Desk, tmp_path: Path, language: Language) -> None:
    text = await written(talked, tmp_path / "report.html", language)
    page = Page(text)
    assert page.open == []
    tags = {tag for tag, _ in page.seen}
    assert not tags & {"script", "link", "img", "iframe", "object", "a"}
    for _, attributes in page.seen:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "href")]
    assert not re.search(r"url\(|@import|https?://(?!evil)", text)
    assert NASTY in page.text
    titles = {"es": ("Qué pasó", "Horas por semana", "Cuándo terminas"),
              "en": ("What happened", "Hours a week", "When you finish")}[language]  # fmt: skip
    assert all(title in page.text for title in titles)
    assert ("html", {"lang": language}) in page.seen


async def test_the_charts_have_the_numbers(talked: Desk, tmp_path: Path) -> None:
    text = await written(talked, tmp_path / "report.html", "es")
    progress = progress_document(talked.planner)
    for week in progress["hours"]["weeks"]:
        done, planned = (f"{week[name]:g}" for name in ("done", "planned"))
        assert f"Semana {week['week']}: {done} h de {planned} h" in text
    first = progress["units"][0]
    assert f'width="{round(100 * first["mean"])}%"' in text
    assert text.count('<rect class="track"') == len(progress["units"])
    for place in re.findall(r'(?:x|x1|x2|cx|width)="(-?[\d.]+)%"', text):
        assert 0 <= float(place) <= 100


async def test_markdown_shows_the_learner_s_words_as_they_are(talked: Desk, tmp_path: Path) -> None:
    text = await written(talked, tmp_path / "report.md", "en")
    html = MarkdownIt().enable("table").render(text)
    assert "<script>" not in html
    assert "<a " not in html
    assert "<em>" not in html
    assert "&lt;script&gt;" in html
    assert html.count("<table>") == 2
    assert text.startswith("# Report of week 2\n")
    assert "Draft" not in text


@pytest.mark.parametrize("name", ["report.md", "report.html"])
async def test_facts_of_another_day_say_of_which(talked: Desk, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert "Los hechos son los del" not in await written(talked, path, "es", finished=False)
    talked.at("2026-12-14")
    assert "Los hechos son los del sáb 12 de diciembre" in await written(talked, path, "es")


async def test_a_talk_that_is_not_finished_is_a_draft(talked: Desk, tmp_path: Path) -> None:
    assert "Draft" in await written(talked, tmp_path / "report.md", "en", finished=False)
    assert "Draft" in await written(talked, tmp_path / "report.html", "en", finished=False)


def test_a_report_has_to_be_named_as_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="neither Markdown nor HTML"):
        writer_for(tmp_path / "report.pdf")


def test_progress_of_units_and_skills(talked: Desk, tmp_path: Path) -> None:
    found = progress_document(talked.planner)
    first, *others = found["units"]
    vectors = next(one for one in found["skills"] if one["skill"] == "vectors")
    assert (first["seen"], found["seen"]) == (1, 1)
    assert first["mean"] == vectors["probability"]
    assert first["low"] <= first["mean"] <= first["high"]
    assert [unit["mean"] for unit in others] == [None] * len(others)
    assert [unit["known"] for unit in found["units"]].index(True) == 3
    assert found["streak"] == {"weeks": 2, "forgiven": 0}
    assert [week["held"] for week in found["hours"]["weeks"]] == [1, 2, 0]
    write_progress(tmp_path / "p.html", found, talked.words("es"))
    assert "Llevas 2 semanas con al menos una sesión." in (tmp_path / "p.html").read_text(encoding="utf-8")


def test_progress_before_the_course_begins(desk: Desk, tmp_path: Path) -> None:
    desk.at("2026-11-20")
    found: dict[str, Any] = progress_document(desk.planner)
    assert found["hours"] == {"done": 0, "weeks": []}
    assert found["streak"]["weeks"] == 0
    write_progress(tmp_path / "p.html", found, desk.words("en"))
    assert Page((tmp_path / "p.html").read_text(encoding="utf-8")).open == []
