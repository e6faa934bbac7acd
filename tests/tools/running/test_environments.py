"""The learner's environments: made once, whole or not at all, and clear about what is in the way."""

import ast
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.errors import BadInput, Missing, TutorError, WorkFailed
from tools.running import environments as module
from tools.running import package_index
from tools.running.environments import Environments, recipe_for_unit, recipes
from tutor.messages import error_templates

ROOT = Path(__file__).parents[3]


@pytest.fixture
def environments(tmp_path: Path) -> Environments:
    """Where nothing is made yet."""
    return Environments(tmp_path / "environments")


class Heard:
    """What was told while something took long."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def __call__(self, template: str, **values: object) -> None:
        self.sentences.append(template.format(**values))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that nobody answers for, whatever this machine has set."""
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/simple")
    monkeypatch.setenv("UV_NO_CACHE", "1")


def test_the_environment_has_numpy_and_nothing_of_the_tutors(learner_python: Path) -> None:
    program = (
        "import sys, numpy\nfrom importlib.util import find_spec\n"
        "print(numpy.__version__, [find_spec(n) for n in ('pydantic', 'tutor', 'tools', 'pip')])"
    )
    done = subprocess.run([learner_python, "-I", "-c", program], capture_output=True, text=True, check=True)
    version, _, rest = done.stdout.strip().partition(" ")
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert f"numpy=={version} " in constraints
    assert rest == "[None, None, None, None]"
    assert list(learner_python.parents[1].rglob("*.pth")) == []


def test_every_version_of_numpy_is_the_tutors_own() -> None:
    """The checks outside and the programs inside compute with the same numpy."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.partition(" ;")[0] for line in lines if line.startswith("numpy==")}
    for recipe in recipes().values():
        asked = {each.partition(";")[0] for each in recipe.requirements if each.startswith("numpy")}
        assert asked in (set(), pinned)


def test_every_unit_that_is_named_is_in_the_course() -> None:
    units = {unit.id for unit in load_course(default_course_folder()).units}
    named = [unit for recipe in recipes().values() for unit in recipe.units]
    assert set(named) <= units
    assert len(named) == len(set(named))


def test_a_unit_gets_what_it_needs() -> None:
    assert recipe_for_unit("01-math-foundations").name == "numpy"
    assert recipe_for_unit("04-llms-fine-tuning").name == "torch"
    assert recipe_for_unit("13-applications-roadmap").name == "numpy"


def test_one_without_packages_needs_no_network(environments: Environments, no_network: None) -> None:
    heard = Heard()
    assert environments.find("plain") is None
    made = environments.ensure("plain", heard)
    assert subprocess.run([made.python, "-I", "-c", "import math"], check=False).returncode == 0
    assert environments.find("plain") == made == environments.ensure("plain")
    assert heard.sentences == []


def test_without_a_network_it_says_what_to_do(environments: Environments, no_network: None) -> None:
    heard = Heard()
    with pytest.raises(Missing, match="package index cannot be reached") as error:
        environments.for_unit("01-math-foundations", heard)
    assert error.value.hint == "Connect to the network once, then run: tutor run --prepare numpy"
    assert heard.sentences == [
        "Making the environment numpy for your programs (17 MB to download); this happens once."
    ]
    assert environments.find("numpy") is None
    assert [path.name for path in environments.folder.iterdir()] == [".numpy.lock"]


def test_a_large_one_is_not_made_without_being_asked_for(environments: Environments) -> None:
    with pytest.raises(Missing, match="needs torch") as error:
        environments.ready("torch")
    assert "tutor run --prepare torch" in error.value.hint
    assert not environments.folder.exists()


def test_there_is_no_other(environments: Environments) -> None:
    with pytest.raises(BadInput, match="no environment called \\.\\./x") as error:
        environments.ensure("../x")
    assert error.value.hint == "There are: plain, numpy, agents, rag, services, torch."


def test_one_that_was_left_half_way_is_made_again(environments: Environments) -> None:
    half = environments.folder / ".plain.new-dead"
    half.mkdir(parents=True)
    (half / "rubbish").touch()
    made = environments.ensure("plain")
    assert not (made.folder / "rubbish").exists()
    assert not half.exists()


def test_one_that_was_whole_but_not_in_place_is_put_there(
    environments: Environments, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = environments.ensure("plain")
    made.folder.rename(environments.folder / ".plain.new-dead")
    monkeypatch.setattr(module, "make_virtual_environment", pytest.fail)
    assert environments.ensure("plain") == made
    assert made.python.exists()


def test_a_change_of_requirements_makes_it_anew(
    environments: Environments, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = environments.ensure("plain")
    (made.folder / "old").touch()
    (made.folder / "whole.txt").write_text("another", encoding="utf-8")
    assert environments.find("plain") is None
    assert not (environments.ensure("plain").folder / "old").exists()
    assert sorted(path.name for path in environments.folder.iterdir()) == [".plain.lock", "plain"]


def test_one_whose_python_is_gone_is_made_anew(environments: Environments) -> None:
    made = environments.ensure("plain")
    made.python.unlink()
    assert environments.find("plain") is None
    assert environments.ensure("plain").python.exists()


def test_two_at_once_make_it_once(environments: Environments) -> None:
    environments.folder.mkdir(parents=True)
    heard = Heard()
    waiting = threading.Event()

    def tell(template: str, **values: object) -> None:
        heard(template, **values)
        waiting.set()

    with FileLock(environments.folder / ".plain.lock", thread_local=False):
        second = threading.Thread(target=environments.ensure, args=("plain", tell))
        second.start()
        assert waiting.wait(30)
    second.join(60)
    assert heard.sentences == ["Another window is making the environment plain; waiting for it..."]
    assert environments.find("plain") is not None


def test_what_does_not_import_is_not_put_in_place(
    environments: Environments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "install", lambda *args, **options: None)
    with pytest.raises(Missing, match="does not work on this machine: ModuleNotFoundError"):
        environments.ensure("numpy")
    assert environments.find("numpy") is None


def a_client(folder: Path, script: str) -> None:
    """A stand-in for uv on the PATH: what a client says in cases that cannot be brought about here."""
    program = folder / "uv"
    program.write_text(f"#!{sys.executable}\nimport sys\n{script}", encoding="utf-8")
    program.chmod(0o755)


@pytest.fixture
def clients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is first on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


@pytest.mark.parametrize(
    ("said", "kind", "sentence"),
    [
        ("error: No space left on device (os error 28)", WorkFailed, "The disk is full"),
        ("error: Failed to fetch: dns error", Missing, "index cannot be reached"),
        ("ERROR: No matching distribution found for numpy==9", Missing, "no build of what is needed"),
        ("error: something nobody thought of", Missing, "something nobody thought of"),
        ("", Missing, "could not be installed"),
    ],
)
def test_what_a_client_says_is_explained(
    clients: Path, tmp_path: Path, said: str, kind: type[TutorError], sentence: str
) -> None:
    a_client(clients, f"print({said!r}, file=sys.stderr)\nsys.exit(1)")
    with pytest.raises(kind, match=sentence) as error:
        package_index.install(tmp_path / "python", ["numpy"], mend="tutor run --prepare numpy")
    assert error.value.hint


def test_larger_downloads_are_told(clients: Path, tmp_path: Path) -> None:
    a_client(
        clients,
        "print('Downloading numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl (16.9 MB)')\n"
        "print('  Downloading idna-3.20-py3-none-any.whl (70 kB)')\nprint(' Downloading torch (180.1MiB)')\n",
    )
    heard = Heard()
    package_index.install(tmp_path / "python", ["numpy"], say=heard)
    assert heard.sentences == ["Downloading numpy-2.4.6 (16.9 MB)...", "Downloading torch (180.1MiB)..."]


_COUNTS = "import pathlib\nlog = pathlib.Path(__file__).with_name('log')\n"
_LOGS = _COUNTS + "log.open('a').write(' '.join(sys.argv[1:]) + '\\n')\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only there the usual builds have CUDA")
def test_builds_without_cuda_are_looked_for_elsewhere(clients: Path, tmp_path: Path) -> None:
    a_client(
        clients, _LOGS + "if 'https://cpu.example' not in sys.argv: print(' + nvidia-cublas-cu12==12.8')"
    )
    package_index.install(tmp_path / "python", ["numpy", "torch==2"], cpu_index="https://cpu.example")
    *_, last = (clients / "log").read_text(encoding="utf-8").splitlines()
    assert "--dry-run" not in last
    assert last.endswith(
        "--extra-index-url https://cpu.example --index-strategy unsafe-best-match numpy torch==2"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="only there the usual builds have CUDA")
def test_cuda_is_never_installed(clients: Path, tmp_path: Path) -> None:
    a_client(clients, _LOGS + "print(' + nvidia-cublas-cu12==12.8')")
    with pytest.raises(Missing, match="Only builds with CUDA"):
        package_index.install(tmp_path / "python", ["torch==2"], cpu_index="https://cpu.example")
    assert all("--dry-run" in line for line in (clients / "log").read_text(encoding="utf-8").splitlines())


def test_the_usual_index_is_enough_where_it_has_no_cuda(clients: Path, tmp_path: Path) -> None:
    a_client(clients, _LOGS + "print(' + torch==2+cpu')")
    package_index.install(tmp_path / "python", ["torch==2"], cpu_index="https://cpu.example")
    assert "cpu.example" not in (clients / "log").read_text(encoding="utf-8")


def test_without_a_client_it_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(package_index, "find_spec", lambda name: None)
    with pytest.raises(Missing, match="neither uv nor pip") as error:
        package_index.install(tmp_path / "python", ["numpy"], mend="tutor run --prepare numpy")
    assert "ensurepip" in error.value.hint


def test_an_environment_that_cannot_be_made_is_explained(clients: Path, tmp_path: Path) -> None:
    a_client(clients, "print('error: no room', file=sys.stderr)\nsys.exit(2)")
    with pytest.raises(WorkFailed, match="no room"):
        package_index.make_virtual_environment(tmp_path / "new")


def test_what_is_told_has_a_spanish_twin() -> None:
    told = [
        word.value
        for source in (module, package_index)
        for node in ast.walk(ast.parse(Path(source.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
        for word in node.args[:1]
        if isinstance(word, ast.Constant)
    ]
    assert len(told) == 3
    assert set(told) <= error_templates()
