"""The coverage page says what the course pack has now."""

from scripts.make_course_coverage import TARGET, document


def test_the_page_is_up_to_date() -> None:
    text = TARGET.read_text(encoding="utf-8")
    assert document(text) == text, "run: python -m scripts.make_course_coverage"
