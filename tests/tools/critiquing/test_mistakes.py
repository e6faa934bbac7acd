"""Known mistakes are recognised however they are spelled, and nothing else is taken for one."""

import ast
import json
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.exercises import Exercise, Exercises
from scripts.mutants import mutants
from tests.tools.local_submission import cases_of, judge_of
from tools.critiquing.mistakes import Recognised, Signature, portable, recognise, same_value, signature_of
from tools.grading.checking import CaseResult

IDS = ("softmax", "attention-masks")
EXERCISES = Exercises(load_course(default_course_folder()))


@pytest.fixture(autouse=True)
def none_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signatures are made here, by the judge in this process, which reads no loops in the source."""
    monkeypatch.setattr("tools.critiquing.mistakes.shipped_signatures", lambda folder: {})


@pytest.fixture(scope="module", params=IDS)
def exercise(request: pytest.FixtureRequest) -> Exercise:
    return EXERCISES.get(request.param)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("signatures")


def recognised(exercise: Exercise, source: str, folder: Path) -> Recognised | None:
    return recognise(exercise, cases_of(exercise, source, 99), judge_of(exercise), folder)


class _Renamed(ast.NodeTransformer):
    """Local names get others, as another learner would choose."""

    def __init__(self, tree: ast.Module) -> None:
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        stored = {node.id for node in names if isinstance(node.ctx, ast.Store) and not node.id.isupper()}
        given = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        self._names = {name: f"my_{name}" for name in stored - given}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self._names.get(node.id, node.id), node.ctx)


class _Unfolded(ast.NodeTransformer):
    """What is returned gets a name first, and methods become functions."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        last = node.body[-1]
        if isinstance(last, ast.Return) and last.value is not None:
            given = ast.Assign([ast.Name("answer", ast.Store())], last.value)
            node.body[-1:] = [given, ast.Return(ast.Name("answer", ast.Load()))]
        return self.generic_visit(node)  # type: ignore[return-value]

    def visit_Call(self, node: ast.Call) -> ast.AST:
        function = node.func
        method = isinstance(function, ast.Attribute) and function.attr in ("sum", "max", "mean")
        if method and ast.unparse(function.value) != "np":
            of_numpy = ast.Attribute(ast.Name("np", ast.Load()), function.attr, ast.Load())
            node = ast.Call(of_numpy, [function.value, *node.args], node.keywords)
        return self.generic_visit(node)


def rewritten(source: str) -> list[str]:
    first, second = ast.parse(source), ast.parse(source)
    trees = [_Renamed(first).visit(first), _Unfolded().visit(second)]
    return [ast.unparse(ast.fix_missing_locations(tree)) for tree in trees]


@pytest.mark.slow
def test_each_mistake_is_named_as_itself_however_it_is_spelled(exercise: Exercise, folder: Path) -> None:
    for mistake in exercise.entry.mistakes:
        source = exercise.mistake_source(mistake.id)
        for variant in (source, *rewritten(source)):
            found = recognised(exercise, variant, folder)
            assert found is not None, (mistake.id, variant)
            assert (found.mistake.id, found.certainty) == (mistake.id, "sure")
            assert found.fault_lines == exercise.fault_lines(mistake.id)


@pytest.mark.slow
def test_a_mutant_is_named_only_where_it_behaves_like_the_mistake(exercise: Exercise, folder: Path) -> None:
    for mutant in list(mutants(exercise.reference))[::5]:
        cases = cases_of(exercise, mutant.source, 7)
        found = recognise(exercise, cases, judge_of(exercise), folder)
        if found is not None:
            known = signature_of(exercise, found.mistake, judge_of(exercise), folder)
            assert Signature.of(cases).same_where_it_fails(known) or Signature.of(cases).same(known)


def test_a_mistake_is_recognised(folder: Path) -> None:
    exercise = EXERCISES.get("softmax")
    found = recognised(exercise, exercise.mistake_source("wrong-axis"), folder)
    assert found is not None
    assert (found.mistake.id, found.certainty) == ("wrong-axis", "sure")


def test_what_passes_makes_no_mistake(exercise: Exercise, folder: Path) -> None:
    assert recognised(exercise, exercise.reference, folder) is None


def test_signatures_are_kept_and_read_again(tmp_path: Path) -> None:
    exercise = EXERCISES.get("softmax")
    mistake = exercise.entry.mistakes[0]
    first = signature_of(exercise, mistake, judge_of(exercise), tmp_path)

    def never(_source: str) -> list[CaseResult]:
        raise AssertionError("judged again")

    again = signature_of(exercise, mistake, never, tmp_path)
    assert again.same(first)
    (path,) = tmp_path.rglob("*.json")
    path.write_text(json.dumps({"parts": 3}), encoding="utf-8")
    assert signature_of(exercise, mistake, judge_of(exercise), tmp_path).same(first)


def test_a_folder_that_cannot_be_written_keeps_nothing_and_works(tmp_path: Path) -> None:
    exercise = EXERCISES.get("softmax")
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    made = signature_of(exercise, exercise.entry.mistakes[0], judge_of(exercise), in_the_way)
    assert made.fails


def case(values: tuple[object, ...], examples: tuple[str, ...]) -> CaseResult:
    return CaseResult("a", "failed", examples, "failed", values)


def test_the_same_values_where_it_fails_are_likely_the_same_mistake() -> None:
    one = Signature.of([case((1.0, np.array([2.0])), ("ok", "value"))])
    other = Signature.of([case((1.5, np.array([2.0 + 1e-9])), ("ok", "value"))])
    third = Signature.of([case((1.0, np.array([2.5])), ("ok", "value"))])
    silent = Signature.of([case((1.0, None), ("ok", "raised:ValueError"))])
    assert one.same_where_it_fails(other)
    assert not one.same(other)
    assert not one.same_where_it_fails(third)
    assert not silent.same_where_it_fails(silent)
    assert silent.same(silent)


@pytest.mark.parametrize(
    "value",
    [None, True, 3, 0.1, float("nan"), "a", b"b", [1, (2.0, None)], {"a": np.float32(3), 4: np.arange(3)}],
)
def test_values_survive_being_kept(value: object) -> None:
    kept = json.loads(json.dumps(portable(value)))
    assert same_value(kept, json.loads(json.dumps(portable(value))))


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 1.0), (1.0, 1.1), ([1], (1,)), (np.zeros(2), np.zeros((2, 1))), ({"a": 1}, {"b": 1}), ("a", "b")],
)
def test_different_values_are_not_the_same(one: object, other: object) -> None:
    assert not same_value(portable(one), portable(other))
