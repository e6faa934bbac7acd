"""Settings come from config.toml and the environment, and a wrong one is named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.errors import BadInput
from tutor.settings import Settings, home_folder, known_keys, load_settings, save_settings


@pytest.fixture(autouse=True)
def no_model_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUTOR_MODEL__NAME")


def write(home: Path, text: str) -> Path:
    path = home / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings == Settings()
    assert settings.language == "es"
    assert settings.learner.hours == 8
    assert settings.learner.days == ["sat", "sun"]


def test_a_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, 'language = "en"\n[learner]\nhours = 5\n[model]\nname = "none"\n')
    settings = load_settings(tmp_path)
    assert (settings.language, settings.learner.hours, settings.model.name) == ("en", 5, "none")
    assert settings.model.context == Settings().model.context


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, 'language = "en"\n[model]\nname = "none"\ncontext = 1024\n')
    monkeypatch.setenv("TUTOR_MODEL__NAME", "scripted")
    settings = load_settings(tmp_path)
    assert (settings.language, settings.model.name, settings.model.context) == ("en", "scripted", 1024)


def test_a_dotenv_of_the_working_folder_plays_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("TUTOR_LANGUAGE=en\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_settings(tmp_path).language == "es"


@pytest.mark.parametrize(
    ("text", "key", "near"),
    [
        ('[model]\nnme = "x"\n', "model.nme", "model.name"),
        ('languaje = "es"\n', "languaje", "language"),
        ("[learner]\nhour = 3\n", "learner.hour", "learner.hours"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest(tmp_path: Path, text: str, key: str, near: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(BadInput) as caught:
        load_settings(tmp_path)
    assert str(path) in caught.value.message
    assert key in caught.value.message
    assert near in caught.value.hint


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('language = "fr"\n', "language"),
        ("[learner]\nhours = 0\n", "learner.hours"),
        ("[learner]\nhours = 200\n", "learner.hours"),
        ('[learner]\ndays = ["sat", "domingo"]\n', "learner.days"),
        ('[model]\nparallel = "many"\n', "model.parallel"),
    ],
)
def test_a_value_out_of_range_is_named(tmp_path: Path, text: str, key: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(BadInput) as caught:
        load_settings(tmp_path)
    assert str(path) in caught.value.message
    assert key in caught.value.message


def test_a_wrong_variable_is_named_instead_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_LEARNER__HOURS", "lots")
    with pytest.raises(BadInput, match="TUTOR_LEARNER__HOURS"):
        load_settings(tmp_path)


@pytest.mark.parametrize("content", [b"language = ", b"\xff\xfe\x00l", b"[model\n", b'a = "\x01"\n'])
def test_a_broken_file_is_said_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "config.toml").write_bytes(content)
    with pytest.raises(BadInput, match="not valid TOML"):
        load_settings(tmp_path)


def test_a_change_keeps_comments_and_other_keys(tmp_path: Path) -> None:
    path = write(tmp_path, '# my own\nlanguage = "en" # the office\n\n[model]\nname = "none"\n')
    settings = save_settings(tmp_path, {"learner.hours": 4.0, "model.name": "scripted"})
    text = path.read_text(encoding="utf-8")
    assert "# my own" in text
    assert "# the office" in text
    assert (settings.language, settings.learner.hours, settings.model.name) == ("en", 4, "scripted")
    assert load_settings(tmp_path) == settings


@pytest.mark.parametrize("changes", [{"learner.hours": -1}, {"no.such": 1}, {"language": "fr"}])
def test_a_wrong_change_leaves_the_file_as_it_was(tmp_path: Path, changes: dict[str, object]) -> None:
    path = write(tmp_path, 'language = "en"\n')
    with pytest.raises(BadInput):
        save_settings(tmp_path, changes)
    assert path.read_text(encoding="utf-8") == 'language = "en"\n'


def test_a_wrong_change_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        save_settings(tmp_path, {"language": "fr"})
    assert list(tmp_path.iterdir()) == []


@given(
    hours=st.floats(0.5, 80),
    days=st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])),
    name=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])),
)
def test_what_is_saved_is_loaded(
    tmp_path_factory: pytest.TempPathFactory, hours: float, days: list[str], name: str
) -> None:
    home = tmp_path_factory.mktemp("settings")
    changes = {"learner.hours": hours, "learner.days": days, "model.name": name}
    save_settings(home, changes)
    loaded = load_settings(home)
    assert (loaded.learner.hours, loaded.learner.days, loaded.model.name) == (hours, days, name)


def test_every_setting_has_its_meaning() -> None:
    for key in known_keys():
        section, _, inner = key.partition(".")
        field = Settings.model_fields[section]
        assert field.description, key
        if inner:
            fields = field.annotation.model_fields  # type: ignore[union-attr]
            assert fields[inner].description, key


def test_the_home_folder_is_the_one_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert home_folder({"TUTOR_HOME": str(tmp_path)}) == tmp_path
    assert home_folder({"TUTOR_HOME": "~/tutor"}) == Path.home() / "tutor"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert home_folder({}).name == "tutor"
