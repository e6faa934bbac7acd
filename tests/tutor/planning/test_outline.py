"""What the planner reads of a course, and keeps so as to read it once."""

import json
from pathlib import Path

from tests.tutor.planning.desk import COURSE, course_outline
from tutor.planning.outline import read_outline


def test_what_was_kept_is_read_again_as_it_was(tmp_path: Path) -> None:
    first, second = (read_outline(COURSE, tmp_path / "outline.json") for _ in range(2))
    assert first == second == course_outline()


def test_what_another_version_kept_is_made_anew(tmp_path: Path) -> None:
    cache = tmp_path / "outline.json"
    read_outline(COURSE, cache)
    kept = json.loads(cache.read_text(encoding="utf-8"))
    stamp = kept["stamp"].partition("\n")[2]
    cache.write_text(json.dumps({"stamp": stamp, "parts": {"exercises": {}}}), encoding="utf-8")
    assert read_outline(COURSE, cache) == course_outline()


def test_what_was_kept_by_half_is_made_anew(tmp_path: Path) -> None:
    cache = tmp_path / "outline.json"
    read_outline(COURSE, cache)
    cache.write_bytes(cache.read_bytes()[:100])
    assert read_outline(COURSE, cache) == course_outline()
