"""Markdown and MDX: a reader's text stays, the markup goes, the headings are marked."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.documents import Document
from knowledge_base.errors import BadInput
from knowledge_base.loaders import LoadOptions, load_one
from knowledge_base.loaders.markdown import mark_headings, markdown_document
from knowledge_base.loaders.markup import strip_markup


def document(text: str, *, mdx: bool = False) -> Document:
    return markdown_document(text, uri="/notes/page.md", fallback_title="page", mdx=mdx)


def headings(found: Document) -> list[tuple[int, str]]:
    return [(mark.level, mark.label) for mark in found.marks if mark.kind == "heading"]


def test_front_matter_gives_the_title_and_goes() -> None:
    found = document("---\ntitle: Softmax, simply\nlayout: page\n---\n\n# Other\n\nText.")
    assert found.title == "Softmax, simply"
    assert "layout" not in found.text


def test_title_is_the_first_heading_of_the_highest_level_else_the_file_name() -> None:
    assert document("## Small\n\na\n\n# Large\n\nb").title == "Large"
    assert document("No heading at all.").title == "page"


def test_front_matter_that_is_not_yaml_gives_no_title() -> None:
    assert document("---\ntitle: [unclosed\n---\n# Real\n\nText").title == "Real"


def test_rulers_around_prose_are_no_front_matter() -> None:
    assert "Just prose" in document("---\nJust prose here\n---\nMore.").text


def test_comments_go_also_those_of_mdx_and_those_never_closed() -> None:
    assert document("a<!-- hidden\nlines --> b{/* note */} c").text == "a b c"
    assert document("kept <!-- never closed").text == "kept"


def test_mdx_imports_exports_and_tags_go_and_the_text_inside_stays() -> None:
    found = document(
        "import { Callout } from 'nextra/components'\nimport {\n  A,\n  B\n} from './parts'\n"
        "export const meta = {\n  title: 'x'\n}\n\n# T\n\n"
        '<Callout type="info" emoji={"💡 > tip"}>\nKeep **this** text.\n</Callout>\n\n'
        "<Youtube id='abc' />\n\nexport the model to ONNX, import torch first.",
        mdx=True,
    )
    assert found.text == "# T\n\nKeep this text.\n\nexport the model to ONNX, import torch first."


def test_a_component_over_many_lines_with_nested_braces_goes() -> None:
    banner = '<Banner chapter={1}\n  notebooks={[\n    {label: "Colab > x", value: "https://a.b"},\n]} />'
    source = f"Before.\n\n{banner}\n\nAfter."
    assert document(source, mdx=True).text == "Before.\n\nAfter."


def test_conditions_and_directives_of_the_hub_go() -> None:
    found = document(
        "[[open-in-colab]]\n\n{#if fw === 'pt'}\n\nOne.\n\n{:else}\n\nTwo.\n\n{/if}\n\n"
        "See [`~peft.LoraConfig`]."
    )
    assert found.text == "One.\n\nTwo.\n\nSee `LoraConfig`."


@pytest.mark.parametrize(
    "token", ["<s>", "</s>", "<mask>", "<think>", "<pad>", "<MAX_LEN>", "a < b and c > d"]
)
def test_tokens_that_only_look_like_tags_stay(token: str) -> None:
    assert token in document(f"The token {token} is here.").text


def test_an_html_table_becomes_readable_cells() -> None:
    text = document(
        "<table><tr>\n  <th>Name</th>\n  <th>Size</th>\n</tr>\n<tr><td>BERT</td><td>110M</td></tr></table>"
    ).text
    assert "Name | Size" in text
    assert "BERT | 110M" in text


def test_scripts_and_drawings_go_with_what_is_inside() -> None:
    assert document("a\n<script>alert(1)</script>\n<svg><text>x</text></svg>\nb").text == "a\n\nb"


def test_html_headings_become_headings() -> None:
    assert headings(document('<h2 align="center">Attention</h2>\n\nText.')) == [(2, "Attention")]


def test_images_go_and_links_leave_their_text() -> None:
    found = document(
        "See [the *paper*](https://x.y/z(1)) and ![plot](a.png) [here][ref], model[B](https://h.co), "
        "[![badge](b.svg)](c) <https://d.e>.\n\n[ref]: https://x.y"
    )
    assert found.text == "See the paper and here, modelB,  https://d.e."


def test_emphasis_goes_but_stars_and_underscores_of_code_and_maths_stay() -> None:
    found = document(
        "**Bold** and *thin* and __init__ `**kwargs` with 2 * 3 * 4, $a_i * b_i$ and snake_case_name."
    )
    assert found.text == "Bold and thin and init `**kwargs` with 2 * 3 * 4, $a_i * b_i$ and snake_case_name."


def test_maths_keeps_its_commands_and_one_backslash() -> None:
    assert document(r"Here \\( x_i \in \{1\} \\) and $$\frac{a}{b}$$ \* end.").text == (
        r"Here \( x_i \in \{1\} \) and $$\frac{a}{b}$$ * end."
    )


def test_entities_are_letters_outside_code() -> None:
    assert document("a &lt; b &amp; `&lt;`").text == "a < b & `&lt;`"


def test_a_hash_in_a_code_fence_is_no_heading() -> None:
    found = document(
        "# Real\n\n```bash\n# not a heading\n<b>kept</b>\n```\n\n~~~\n## nor this\n~~~\n\n    # nor this"
    )
    assert headings(found) == [(1, "Real")]
    assert "<b>kept</b>" in found.text


def test_heading_anchors_go() -> None:
    found = document("# What to expect [[expect]]\n\n## Softmax {#softmax}\n\n### `fit()` ###\n\ntext")
    assert headings(found) == [(1, "What to expect"), (2, "Softmax"), (3, "fit()")]
    assert "# What to expect\n" in found.text


def test_underlined_headings_become_hashed_ones() -> None:
    found = document("Title\n=====\n\nText.\n\nPart\n----\n\nMore.")
    assert headings(found) == [(1, "Title"), (2, "Part")]
    assert found.text.startswith("# Title\n\nText.\n\n## Part")


def test_headings_in_lists_and_quotations_are_text() -> None:
    assert headings(document("> # quoted\n\n- # listed\n\ntext")) == []


def test_marks_stand_where_the_headings_do() -> None:
    found = document("\n\n\nIntro.\n\n\n\n# One\ntext\n\n```\ncode\n\n\n\nmore\n```\n\n## Two\n\nend")
    for mark in found.marks:
        assert found.text[mark.offset :].startswith(f"{'#' * mark.level} {mark.label}\n")
    assert "code\n\n\n\nmore" in found.text


def test_wide_tables_are_squeezed() -> None:
    found = document("| a      | b    |\n|--------|:----:|\n| 1      | 2    |")
    assert found.text == "| a | b |\n|---|---|\n| 1 | 2 |"


def test_callout_markers_go() -> None:
    assert document("> [!TIP]\n> Use a GPU.").text == "> Use a GPU."


def test_a_page_of_markup_alone_holds_no_text(tmp_path: Path) -> None:
    page = tmp_path / "a.mdx"
    page.write_text("<Banner />\n<!-- nothing -->")
    with pytest.raises(BadInput, match="holds no text"):
        load_one(str(page), LoadOptions())


def test_a_file_is_read_with_its_name_and_language(tmp_path: Path) -> None:
    page = tmp_path / "apuntes.md"
    page.write_text("La función softmax convierte los puntajes en probabilidades.", "utf-8")
    found = load_one(str(page))
    assert (found.uri, found.title, found.language, found.media_type) == (
        str(page),
        "apuntes",
        "es",
        "text/markdown",
    )


def test_a_tag_that_never_ends_is_text() -> None:
    assert "<div class=" in document('Open <div class="x and no end').text


@given(st.text(alphabet="ab# `~*_[](){}<>!|-\\$\n\"'=/", max_size=300))
def test_any_text_is_cleaned_without_losing_its_fences_or_misplacing_a_mark(text: str) -> None:
    marked = mark_headings(strip_markup(text, mdx=True))
    for mark in marked.marks:
        assert marked.text[mark.offset :].startswith(f"{'#' * mark.level} {mark.label}")


@given(
    st.lists(
        st.sampled_from(["word", "<div>", "</div>", "<A b={", "[x](", "**", "$", "`", "\n"]), max_size=60
    )
)
def test_words_are_never_lost_unless_a_tag_or_comment_holds_them(parts: list[str]) -> None:
    plain = "plain sentence that has no markup"
    assert plain in strip_markup(plain + "\n\n" + " ".join(parts))


def test_a_drawing_that_is_never_closed_does_not_swallow_the_page() -> None:
    assert document("<svg width='1'>\n\nStill here.\n\n<video src='a.mp4' />\n\nAnd here.").text.endswith(
        "And here."
    )
    assert "Still here." in document("<svg width='1'>\n\nStill here.").text


def test_a_page_of_tags_without_an_end_is_read_as_text() -> None:
    text = document("Before.\n\n" + '<div a="x ' * 200 + "\n\nAfter.").text
    assert text.startswith("Before.")
    assert text.endswith("After.")
