"""Paths and folders: what is visited, what is passed over, and what a bad file says."""

import codecs
import random
from pathlib import Path

import pytest

from knowledge_base.documents import Document, SkippedSource
from knowledge_base.errors import BadInput, Missing, Refused
from knowledge_base.loaders import LoadOptions, load_one, load_source, loadable, sources_in
from knowledge_base.loaders.ignore import Ignored
from knowledge_base.loaders.reading import decode


def write(root: Path, *names: str, text: str = "Some text to read.") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def names_in(root: Path) -> list[str]:
    return [Path(uri).relative_to(root).as_posix() for uri in sources_in(str(root))]


def skipped(source: str, options: LoadOptions | None = None) -> SkippedSource:
    (found,) = load_source(source, options)
    assert isinstance(found, SkippedSource)
    return found


def test_a_folder_is_walked_in_order_and_only_known_kinds_are_taken(tmp_path: Path) -> None:
    write(
        tmp_path,
        "b.md",
        "a/z.txt",
        "a/c.ipynb",
        "page.html",
        "x.png",
        "data.csv",
        "Makefile",
        "talk.vtt",
        "m.PY",
    )
    assert names_in(tmp_path) == ["b.md", "m.PY", "page.html", "talk.vtt", "a/c.ipynb", "a/z.txt"]


def test_hidden_folders_dependencies_and_licences_are_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path,
        ".git/a.md",
        ".hidden/a.md",
        ".secret.md",
        "node_modules/p/a.md",
        "__pycache__/a.py",
        "my-env/pyvenv.cfg",
        "my-env/a.py",
        "venv/a.py",
        "LICENSE.md",
        "licence.txt",
        "COPYING.txt",
        "docs/license-of-models.md",
        "kept.md",
    )
    assert names_in(tmp_path) == ["kept.md"]


def test_the_gitignore_at_the_top_is_honoured(tmp_path: Path) -> None:
    write(
        tmp_path,
        "build/a.md",
        "src/build/b.md",
        "draft.md",
        "docs/draft.md",
        "docs/final.md",
        "keep/draft.md",
    )
    (tmp_path / ".gitignore").write_text("# made by tools\n/build/\ndraft.md\n!keep/draft.md\n")
    assert names_in(tmp_path) == ["docs/final.md", "keep/draft.md", "src/build/b.md"]


@pytest.mark.parametrize(
    ("rule", "path", "covered"),
    [
        ("*.md", "a/b/c.md", True),
        ("*.md", "a/b/c.mdx", False),
        ("a/*.md", "a/c.md", True),
        ("a/*.md", "a/b/c.md", False),
        ("a/**/c.md", "a/c.md", True),
        ("a/**/c.md", "a/x/y/c.md", True),
        ("**/c.md", "x/c.md", True),
        ("docs/**", "docs/a/b.md", True),
        ("docs/**", "docs", False),
        ("file?.md", "file1.md", True),
        ("file[0-3].md", "file2.md", True),
        ("file[!0-3].md", "file2.md", False),
        ("\\#odd.md", "#odd.md", True),
        ("folder/", "folder", False),
        ("[z-a].md", "a.md", False),
        ("/", "a.md", False),
        ("", "a.md", False),
    ],
)
def test_gitignore_rules(rule: str, path: str, covered: bool) -> None:
    assert Ignored([rule]).covers(path, folder=False) is covered


def test_a_rule_for_folders_covers_folders() -> None:
    assert Ignored(["folder/"]).covers("a/folder", folder=True)


def test_symlink_loops_and_links_out_of_the_folder_are_survived(tmp_path: Path) -> None:
    write(tmp_path, "in/a.md", "outside.md")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in/self.md").symlink_to(tmp_path / "in/self.md")
    (tmp_path / "in/link.md").symlink_to(tmp_path / "outside.md")
    assert [Path(uri).name for uri in sources_in(str(tmp_path / "in"))] == ["a.md"]


def test_a_bad_file_does_not_stop_the_walk(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "c.md")
    (tmp_path / "b.pdf").write_bytes(b"junk")
    found = list(load_source(str(tmp_path)))
    assert [type(one) for one in found] == [Document, Document, SkippedSource] or [
        Path(one.uri).name for one in found
    ] == ["a.md", "b.pdf", "c.md"]
    (bad,) = [one for one in found if isinstance(one, SkippedSource)]
    assert bad.uri == str(tmp_path / "b.pdf")
    assert "damaged" in bad.reason
    assert bad.error is not None
    assert "save a new copy" in bad.error.hint


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Missing, match=r"There is no file or folder .*nowhere\.md"):
        load_source(str(tmp_path / "nowhere.md"))
    with pytest.raises(Missing):
        load_one(str(tmp_path / "nowhere.md"))


@pytest.mark.parametrize(
    "source", ["ftp://host/a.md", "file:///etc/passwd", "javascript:alert(1)", "data:text/plain,x"]
)
def test_an_address_of_another_scheme_is_refused(source: str) -> None:
    with pytest.raises(Refused, match="only http and https"):
        load_source(source)


def test_a_file_with_a_colon_in_its_name_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "week:1.md")
    monkeypatch.chdir(tmp_path)
    assert sources_in("week:1.md") == [str(tmp_path / "week:1.md")]


def test_paths_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "docs/a.md")
    monkeypatch.chdir(tmp_path / "docs")
    assert sources_in("../docs/./a.md") == [str(tmp_path / "docs/a.md")]
    assert sources_in("https://example.org/a") == ["https://example.org/a"]


def test_loadable_kinds() -> None:
    assert loadable(Path("a/B.MD"))
    assert not loadable(Path("a/b.exe"))
    assert not loadable(Path("LICENSE.txt"))
    assert loadable(Path("licensed-models.md"))


def test_a_named_file_of_an_unknown_kind(tmp_path: Path) -> None:
    write(tmp_path, "table.csv")
    found = skipped(str(tmp_path / "table.csv"))
    assert "of a kind that is not read" in found.reason
    assert found.error is not None
    assert ".ipynb, .markdown" in found.error.hint


def test_a_named_licence_is_read(tmp_path: Path) -> None:
    write(tmp_path, "LICENSE.md")
    (found,) = load_source(str(tmp_path / "LICENSE.md"))
    assert isinstance(found, Document)


def test_a_file_that_is_too_large_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    found = skipped(str(path))
    assert "200 MB; the limit is 50 MB" in found.reason
    assert found.error is not None
    assert "library.max_file_mb" in found.error.hint
    assert "the limit is 0.5 MB" in skipped(str(path), LoadOptions(max_file_mb=0.5)).reason


@pytest.mark.parametrize("content", [b"", b"   \n\n", codecs.BOM_UTF8])
@pytest.mark.parametrize("suffix", ["md", "txt", "html"])
def test_an_empty_file(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"empty.{suffix}"
    path.write_bytes(content)
    assert "holds no text" in skipped(str(path)).reason


def test_an_empty_pdf_and_notebook(tmp_path: Path) -> None:
    write(tmp_path, "a.pdf", "b.ipynb", text="")
    assert [one.reason[-14:] for one in load_source(str(tmp_path)) if isinstance(one, SkippedSource)] == [
        "holds no text."
    ] * 2


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "El año pasado la función «softmax» aprendió más rápido que nunca."
    content = text.encode(encoding)
    path = tmp_path / "a.txt"
    path.write_bytes(codecs.BOM_UTF16_LE + content if encoding == "utf-16-le" else content)
    assert load_one(str(path)).text == text


def test_one_broken_character_does_not_spoil_the_others() -> None:
    text = "La función aprendió rápido. " * 20
    assert "función" in decode(text.encode() + b"\xff end", "a.txt")


NOISE = random.Random(0).randbytes(4000).replace(b"\0", b"\1")


@pytest.mark.parametrize("content", [b"text\0more", bytes(range(1, 32)) * 30, NOISE])
def test_binary_junk(content: bytes) -> None:
    with pytest.raises(BadInput, match="is not text"):
        decode(content, "a.txt")


def test_a_byte_that_windows_latin_does_not_have() -> None:
    assert decode(b"a\xf1o \x81 de pruebas", "a.txt") == "año  de pruebas"


def test_invisible_characters_and_escape_codes_go() -> None:
    assert decode("a\u200bb\x1b[31m\u202ec\xa0d e\u0301\r\n".encode(), "a.txt") == "ab[31mc d é\n"


def test_a_folder_that_cannot_be_opened_as_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder.md"
    folder.mkdir()
    with pytest.raises(BadInput, match="cannot be opened"):
        load_one(str(folder))


def test_an_empty_folder_has_nothing(tmp_path: Path) -> None:
    assert list(load_source(str(tmp_path))) == []


@pytest.mark.parametrize(
    "source", ["~nobody-of-that-name/a.md", "x" * 5000, "a\0b.md", "", "C:\\notes\\a.md"]
)
def test_a_path_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.chdir(tmp_path)
    if source:
        with pytest.raises(Missing):
            sources_in(source)
    else:
        assert sources_in(source) == []
