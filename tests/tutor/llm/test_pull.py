"""Pulling models from a fake hub that cuts, lies, refuses and forgets."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from fake_hub import FakeHub, gguf_bytes, running_hub
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.errors import BadInput, Missing, Refused, TutorError, WorkFailed
from tutor.llm.hub import DEFAULT_HUB, has_quantisation, hub_address, licence_of, parse_source
from tutor.llm.pull import Pulled, pull

MODEL = gguf_bytes()
NAME = "tiny-Q4_K_M.gguf"
SOURCE = f"owner/repo:{NAME}"


def pulled(hub: FakeHub, home: Path, source: str = SOURCE, **more: Any) -> Pulled:
    more.setdefault("free", lambda folder: 10**12)
    return pull(source, home, hub=hub.url, **more)


def left_over(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "models").iterdir() if not path.name.startswith("."))


def test_a_model_comes_whole_checked_and_with_its_licence(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with running_hub(files={NAME: MODEL}) as hub:
        result = pulled(hub, tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert Path(result.path).read_bytes() == MODEL
    assert result.name == "tiny-Q4_K_M"
    assert result.licence == "apache-2.0"
    assert result.checked
    assert result.sha256 == hashlib.sha256(MODEL).hexdigest()
    assert seen[0] == (0, len(MODEL))
    assert seen[-1] == (len(MODEL), len(MODEL))
    assert left_over(tmp_path) == [NAME]


def test_cut_in_the_middle_it_goes_on_from_there(tmp_path: Path) -> None:
    with running_hub(files={NAME: MODEL}, cut_at=[100_000, 50_000]) as hub:
        result = pulled(hub, tmp_path)
        ranges = [headers.get("range") for headers in hub.downloads()]
    assert Path(result.path).read_bytes() == MODEL
    assert "bytes=100000-" in ranges
    assert "bytes=150000-" in ranges


def test_interrupted_it_goes_on_in_the_next_run(tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done >= 262_144:
            raise Stop

    with running_hub(files={NAME: MODEL}) as hub:
        with pytest.raises(Stop):
            pulled(hub, tmp_path, progress=stop)
        assert left_over(tmp_path) == [f"{NAME}.part", f"{NAME}.part.json"]
        result = pulled(hub, tmp_path)
    assert result.resumed_bytes >= 262_144
    assert Path(result.path).read_bytes() == MODEL
    assert left_over(tmp_path) == [NAME]


def test_a_server_that_never_gets_further_ends_in_one_clear_error(tmp_path: Path) -> None:
    with running_hub(files={NAME: MODEL}, cut_at=[1000, *[0] * 20]) as hub:
        with pytest.raises(WorkFailed, match="broke off at 1000 of") as caught:
            pulled(hub, tmp_path)
        assert "goes on from there" in caught.value.hint
        hub.cut_at.clear()
        assert pulled(hub, tmp_path).resumed_bytes == 1000


def test_without_ranges_it_starts_again(tmp_path: Path) -> None:
    with running_hub(files={NAME: MODEL}, cut_at=[100_000], ranges=False) as hub:
        assert Path(pulled(hub, tmp_path).path).read_bytes() == MODEL


def test_passing_server_errors_are_tried_again(tmp_path: Path) -> None:
    with running_hub(files={NAME: MODEL}, statuses=[503, 500]) as hub:
        assert Path(pulled(hub, tmp_path).path).read_bytes() == MODEL


def test_a_wrong_checksum_is_refused_and_thrown_away(tmp_path: Path) -> None:
    with (
        running_hub(files={NAME: MODEL}, wrong_checksum=True) as hub,
        pytest.raises(Refused, match="checksum"),
    ):
        pulled(hub, tmp_path)
    assert left_over(tmp_path) == []


def test_a_half_of_something_else_is_not_built_upon(tmp_path: Path) -> None:
    with running_hub(files={NAME: MODEL}, cut_at=[100_000, *[0] * 20]) as hub:
        with pytest.raises(WorkFailed):
            pulled(hub, tmp_path)
        hub.cut_at.clear()
        part = tmp_path / "models" / f"{NAME}.part"
        part.write_bytes(b"x" * part.stat().st_size)
        assert Path(pulled(hub, tmp_path).path).read_bytes() == MODEL


def test_a_new_version_on_the_hub_starts_afresh(tmp_path: Path) -> None:
    with running_hub(files={NAME: MODEL}, cut_at=[100_000, *[0] * 20]) as hub:
        with pytest.raises(WorkFailed):
            pulled(hub, tmp_path)
        hub.cut_at.clear()
        hub.files[NAME] = gguf_bytes(300_000)
        result = pulled(hub, tmp_path)
    assert result.resumed_bytes == 0
    assert result.bytes == len(hub.files[NAME])


def test_a_part_that_is_too_long_starts_afresh(tmp_path: Path) -> None:
    with running_hub(files={NAME: MODEL}, cut_at=[100_000, *[0] * 20]) as hub:
        with pytest.raises(WorkFailed):
            pulled(hub, tmp_path)
        hub.cut_at.clear()
        (tmp_path / "models" / f"{NAME}.part").write_bytes(MODEL + b"more")
        assert Path(pulled(hub, tmp_path).path).read_bytes() == MODEL


def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    with running_hub(files={NAME: MODEL}) as hub:
        pulled(hub, tmp_path)
        again = pulled(hub, tmp_path)
        assert len([path for path, _ in hub.seen if path.startswith("/cdn/")]) == 1
    assert again.bytes == again.resumed_bytes == len(MODEL)


def test_a_damaged_file_is_fetched_again(tmp_path: Path) -> None:
    with running_hub(files={NAME: MODEL}) as hub:
        path = Path(pulled(hub, tmp_path).path)
        path.write_bytes(b"y" * len(MODEL))
        pulled(hub, tmp_path)
    assert path.read_bytes() == MODEL


@pytest.mark.parametrize("status", [401, 403])
def test_gated_models_say_what_to_do(tmp_path: Path, status: int) -> None:
    with running_hub(files={NAME: MODEL}, statuses=[status]) as hub, pytest.raises(Refused) as caught:
        pulled(hub, tmp_path)
    assert "HF_TOKEN" in caught.value.hint


@pytest.mark.parametrize(
    ("settings", "leaf"),
    [
        ({"api_status": 404}, Missing),
        ({"api_status": 401, "api_code": "RepoNotFound"}, Missing),
        ({"api_status": 401}, Refused),
        ({"api_status": 500}, WorkFailed),
        ({"api_text": "<html>"}, WorkFailed),
        ({"files": {}}, Missing),
        ({"statuses": [404]}, Missing),
    ],
)
def test_each_refusal_of_the_hub_has_its_error(
    tmp_path: Path, settings: dict[str, Any], leaf: type[TutorError]
) -> None:
    with running_hub(**{"files": {NAME: MODEL}, **settings}) as hub, pytest.raises(leaf) as caught:
        pulled(hub, tmp_path)
    assert caught.value.hint


def test_the_key_goes_to_the_hub_and_to_no_pasted_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "secret")
    with running_hub(files={NAME: MODEL, "free.gguf": MODEL}) as hub:
        pulled(hub, tmp_path)
        assert hub.seen[0][1]["authorization"] == "Bearer secret"
        hub.seen.clear()
        pull(f"{hub.url}/free.gguf", tmp_path, hub="http://other.example", free=lambda folder: 10**12)
        assert all("authorization" not in headers for _, headers in hub.seen)


def test_a_full_disk_is_noticed_before(tmp_path: Path) -> None:
    with running_hub(files={NAME: MODEL}) as hub, pytest.raises(WorkFailed, match="no room"):
        pulled(hub, tmp_path, free=lambda folder: 1000)
    assert left_over(tmp_path) == []
    assert hub.downloads() == []


def test_a_page_instead_of_a_model_is_thrown_away(tmp_path: Path) -> None:
    with running_hub(files={"model.gguf": b"<html>a page about a model</html>"}) as hub:
        with pytest.raises(BadInput, match="not a GGUF"):
            pulled(hub, tmp_path, f"{hub.url}/model.gguf")
        with pytest.raises(BadInput, match="not a GGUF"):
            pulled(hub, tmp_path, "owner/repo:model.gguf")
    assert left_over(tmp_path) == []


def test_a_damaged_head_is_thrown_away(tmp_path: Path) -> None:
    with running_hub(files={"model.gguf": b"GGUF" + b"\xff" * 100}) as hub, pytest.raises(BadInput):
        pulled(hub, tmp_path, f"{hub.url}/model.gguf")
    assert left_over(tmp_path) == []


def test_a_url_is_resumed_only_for_the_same_version(tmp_path: Path) -> None:
    with running_hub(files={"m.gguf": MODEL}, cut_at=[100_000, *[0] * 20]) as hub:
        url = f"{hub.url}/m.gguf"
        with pytest.raises(WorkFailed):
            pulled(hub, tmp_path, url)
        assert hub.downloads()[-1]["if-range"] == '"v1"'
        hub.cut_at.clear()
        hub.etag, hub.files["m.gguf"] = '"v2"', gguf_bytes(350_000, "bsd")
        result = pulled(hub, tmp_path, url)
    assert Path(result.path).read_bytes() == hub.files["m.gguf"]
    assert result.licence == "bsd"
    assert not result.checked


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_a_url_without_a_version_starts_again(tmp_path: Path, etag: str) -> None:
    with running_hub(files={"m.gguf": MODEL}, cut_at=[100_000], etag=etag) as hub:
        assert Path(pulled(hub, tmp_path, f"{hub.url}/m.gguf").path).read_bytes() == MODEL
        assert all("range" not in headers for headers in hub.downloads())


def test_a_server_without_lengths_still_works(tmp_path: Path) -> None:
    totals: list[int] = []
    with running_hub(files={"m.gguf": MODEL}, length=False) as hub:
        pulled(hub, tmp_path, f"{hub.url}/m.gguf", progress=lambda done, total: totals.append(total))
    assert set(totals) == {0}


def test_another_size_than_promised_is_not_accepted(tmp_path: Path) -> None:
    liar = running_hub(files={NAME: MODEL}, offered_size=len(MODEL) + 5)
    with liar as hub, pytest.raises(WorkFailed, match="broke off"):
        pulled(hub, tmp_path)


def test_nobody_there(tmp_path: Path) -> None:
    with running_hub() as hub:
        pass
    with pytest.raises(Missing, match="cannot be reached"):
        pulled(hub, tmp_path)


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    held = FileLock(tmp_path / "models" / f".{NAME}.lock")
    with running_hub(files={NAME: MODEL}) as hub, held, pytest.raises(WorkFailed, match="another process"):
        pulled(hub, tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_disk_that_fills_up_is_one_clear_error(tmp_path: Path) -> None:
    with running_hub(files={NAME: MODEL}, cut_at=[100_000, *[0] * 20]) as hub:
        with pytest.raises(WorkFailed):
            pulled(hub, tmp_path)
        hub.cut_at.clear()
        part = tmp_path / "models" / f"{NAME}.part"
        part.unlink()
        part.symlink_to("/dev/full")
        with pytest.raises(WorkFailed, match="could not be written"):
            pulled(hub, tmp_path)
    assert not (tmp_path / "models" / NAME).exists()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("owner/repo", "a-Q4_K_M.gguf"),
        ("owner/repo:q8_0", "a-Q8_0.gguf"),
        ("owner/repo:Q4_K", None),
        ("owner/repo:sub/b-q4_0.gguf", "b-q4_0.gguf"),
        ("owner/repo:b-q4_0.gguf", "b-q4_0.gguf"),
        ("HUB/owner/repo", "a-Q4_K_M.gguf"),
        ("HUB/owner/repo/blob/main/a-Q8_0.gguf", "a-Q8_0.gguf"),
    ],
)
def test_the_file_that_is_meant(tmp_path: Path, source: str, expected: str | None) -> None:
    names = ("mmproj-a-Q4_K_M.gguf", "a-Q8_0.gguf", "a-Q4_K_M.gguf", "sub/b-q4_0.gguf", "a-BF16.gguf")
    with running_hub(files=dict.fromkeys(names, MODEL)) as hub:
        asked = source.replace("HUB", hub.url)
        if expected is None:
            with pytest.raises(Missing, match=r"a-Q8_0\.gguf"):
                pulled(hub, tmp_path, asked)
        else:
            assert Path(pulled(hub, tmp_path, asked).path).name == expected


def test_a_model_in_parts_is_refused_unless_there_is_a_whole_one(tmp_path: Path) -> None:
    parts = {f"a-Q4_K_M-0000{i}-of-00002.gguf": MODEL for i in (1, 2)}
    with running_hub(files={**parts, "a-Q8_0.gguf": MODEL}) as hub:
        with pytest.raises(BadInput, match="split into several"):
            pulled(hub, tmp_path, "owner/repo:Q4_K_M")
        assert Path(pulled(hub, tmp_path, "owner/repo").path).name == "a-Q8_0.gguf"


@pytest.mark.parametrize("source", ["", "repo", "a/b/c", "../../etc:x", "ftp://x/y.gguf", "https:///x"])
def test_what_is_neither_repository_nor_address(tmp_path: Path, source: str) -> None:
    with running_hub() as hub, pytest.raises(BadInput):
        pulled(hub, tmp_path, source)


def test_a_file_name_cannot_choose_its_folder(tmp_path: Path) -> None:
    with running_hub(files={"..%2f..%2fevil.gguf": MODEL}) as hub:
        result = pulled(hub, tmp_path, f"{hub.url}/..%2f..%2fevil.gguf")
    assert Path(result.path).parent == tmp_path / "models"


@given(st.text(min_size=1, max_size=40))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        source = parse_source(text, DEFAULT_HUB)
    except BadInput:
        return
    assert bool(source.url) != bool(source.repository)


def test_quantisations_are_whole_words() -> None:
    assert has_quantisation("m_Q4_K_M.gguf", "q4_k_m")
    assert not has_quantisation("m-BF16.gguf", "F16")
    assert not has_quantisation("m-IQ4_NL.gguf", "Q4_NL")


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ({"cardData": {"license": "mit"}}, "mit"),
        ({"cardData": {"license": ["mit", "bsd"]}}, "mit, bsd"),
        ({"cardData": {"license": "other", "license_name": "qwen-research"}}, "qwen-research"),
        ({"tags": ["gguf", "license:gemma"]}, "gemma"),
        ({}, ""),
        ([], ""),
    ],
)
def test_the_licence_of_a_card(info: Any, expected: str) -> None:
    assert licence_of(info) == expected


def test_the_hub_is_a_setting_of_the_environment() -> None:
    assert hub_address({"HF_ENDPOINT": "https://mirror.example/"}) == "https://mirror.example"
    assert hub_address({}) == DEFAULT_HUB
