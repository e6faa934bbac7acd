"""Notebooks: cells in order, without outputs and pictures."""

import json
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.documents import Document
from knowledge_base.errors import BadInput
from knowledge_base.loaders import load_one


def markdown(source: str | list[str], **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def code(source: str | list[str], outputs: list[Any] | None = None) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {},
        "source": source,
        "outputs": outputs or [],
        "execution_count": None,
    }


def load(tmp_path: Path, cells: list[Any], metadata: dict[str, Any] | None = None) -> Document:
    path = tmp_path / "lesson.ipynb"
    path.write_text(
        json.dumps({"cells": cells, "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 4})
    )
    return load_one(str(path))


def test_cells_are_counted_from_one_over_all_of_them(tmp_path: Path) -> None:
    found = load(
        tmp_path, [markdown("# Softmax\n\nWhy."), code("  "), code(["x = 1\n", "x"]), markdown("End.")]
    )
    assert found.title == "Softmax"
    cells = {mark.label: mark.offset for mark in found.marks if mark.kind == "cell"}
    assert list(cells) == ["1", "3", "4"]
    assert found.text[cells["3"] : cells["4"]] == "```python\nx = 1\nx\n```\n\n"


def test_headings_inside_cells_are_marks_in_order(tmp_path: Path) -> None:
    found = load(tmp_path, [code("# a comment"), markdown("Intro.\n\n## Part\n\nText.")])
    assert [(mark.kind, mark.label) for mark in found.marks] == [
        ("cell", "1"),
        ("cell", "2"),
        ("heading", "Part"),
    ]
    assert [mark.offset for mark in found.marks] == sorted(mark.offset for mark in found.marks)
    assert found.text[found.marks[2].offset :].startswith("## Part")


def test_outputs_attachments_and_embedded_pictures_go(tmp_path: Path) -> None:
    picture = "iVBORw0KGgo" * 60
    found = load(
        tmp_path,
        [
            markdown(
                f"See ![plot](attachment:a.png) <img src='data:image/png;base64,{picture}'>", attachments={}
            ),
            code(f"show('{picture}')", [{"output_type": "stream", "name": "stdout", "text": ["printed"]}]),
        ],
    )
    assert "iVBOR" not in found.text
    assert "printed" not in found.text
    assert "show('')" in found.text


def test_code_with_fences_in_it_is_fenced_more_strongly(tmp_path: Path) -> None:
    assert load(tmp_path, [code('p = """\n```python\nx\n```\n"""')]).text.startswith("````python\n")


def test_the_language_of_the_kernel(tmp_path: Path) -> None:
    found = load(
        tmp_path, [code("x <- 1")], {"kernelspec": {"language": "R", "name": "ir", "display_name": "R"}}
    )
    assert found.text.startswith("```R\n")


def test_a_notebook_of_an_old_format(tmp_path: Path) -> None:
    path = tmp_path / "old.ipynb"
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Old"], "metadata": {}},
        {
            "cell_type": "code",
            "input": ["y = 2"],
            "language": "python",
            "outputs": [],
            "metadata": {},
            "collapsed": False,
        },
    ]
    path.write_text(
        json.dumps({"worksheets": [{"cells": cells}], "metadata": {}, "nbformat": 3, "nbformat_minor": 0})
    )
    found = load_one(str(path))
    assert "## Old" in found.text
    assert "y = 2" in found.text


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[1, 2]",
        "{}",
        '"cells"',
        '{"cells": 3, "nbformat": 4}',
        '{"cells": [1], "nbformat": 4}',
        "{" * 5000,
        '{"cells": [], "metadata": {}, "nbformat": 99, "nbformat_minor": 0}',
        "null",
    ],
)
def test_what_is_no_notebook(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_text(content)
    with pytest.raises(BadInput, match="is not a notebook"):
        load_one(str(path))


def test_a_notebook_without_text(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no text"):
        load(tmp_path, [code(""), markdown("![only](a.png)")])
