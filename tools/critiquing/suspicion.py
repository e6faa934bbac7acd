"""Which lines are suspicious: by which of them failing and passing calls execute, and by what else is known.

The spectrum is Ochiai's: failing(line) / sqrt(all failing * (failing(line) + passing(line))), the measure
that located faults best in Abreu, Zoeteweij and van Gemund, "On the accuracy of spectrum-based fault
localization" (TAIC PART 2007). In code without branches every call executes every line and the spectrum says
nothing; then the lines that the result depends on and the evidence of findings decide.
"""

import ast
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tools.critiquing.witnesses import Witness
from tools.findings import Finding
from tools.source.reading import called_name, names_in, parsed

MOST = 5  # lines that are worth naming
# Kinds of finding by what their line, or a line with such an operation, has to do with it.
_POINTS_AT = 4.0  # a line that raised, warned or writes into an argument
_OF_THIS_PART = 2.5  # a line that only the wrong part of a result comes from
_FEEDS = 1.5  # a line that gave such a line its values
_MAY_EXPLAIN = 1.0  # a line with an operation that can have this effect
_NEAR_THE_END = 0.5  # at most, for a result that is exactly right but for one operation
_OPERATIONS: Mapping[str, frozenset[str]] = {
    "wrong-axis": frozenset({"axis", "reduction", "turn"}),
    "whole-array": frozenset({"reduction"}),
    "mixed-rows": frozenset({"reduction", "axis"}),
    "fully-reduced": frozenset({"reduction"}),
    "not-reduced": frozenset({"reduction"}),
    "axis-kept": frozenset({"reduction", "index"}),
    "axis-lost": frozenset({"reduction", "index"}),
    "transposed": frozenset({"turn", "product"}),
    "swapped-axes": frozenset({"turn", "product"}),
    "reshaped": frozenset({"turn"}),
    "reordered": frozenset({"turn", "sort"}),
    "reversed": frozenset({"sort", "index"}),
    "shifted": frozenset({"index", "count"}),
    "one-less": frozenset({"index", "count"}),
    "one-more": frozenset({"index", "count"}),
    "only-edges": frozenset({"index", "count"}),
    "negated": frozenset({"minus", "return"}),
    "offset": frozenset({"minus", "plus"}),
    "complement": frozenset({"minus"}),
    "bits-for-nats": frozenset({"log"}),
    "nats-for-bits": frozenset({"log"}),
    "log-for-log10": frozenset({"log"}),
    "log10-for-log": frozenset({"log"}),
    "logarithm": frozenset({"log"}),
    "exponential": frozenset({"exp"}),
    "rooted": frozenset({"root"}),
    "squared": frozenset({"power"}),
    "reciprocal": frozenset({"divide"}),
    "absolute": frozenset({"absolute"}),
    "sum-for-mean": frozenset({"sum", "return"}),
    "mean-for-sum": frozenset({"mean", "divide"}),
    "proportional": frozenset({"reduction", "divide"}),
    "sample-for-population": frozenset({"reduction", "divide"}),
    "population-for-sample": frozenset({"reduction", "divide"}),
    "scaled": frozenset({"divide", "times", "power", "return"}),
    "rounded": frozenset({"dtype"}),
    "inexact": frozenset({"plus", "constant"}),
    "truncated": frozenset({"dtype", "divide"}),
    "wrong-dtype": frozenset({"dtype"}),
    "overflow": frozenset({"exp", "power"}),
    "nonfinite": frozenset({"divide", "log", "exp"}),
    "wrong-type": frozenset({"dtype"}),
}
_CALLS: Mapping[str, str] = {
    **dict.fromkeys(("sum", "mean", "max", "min", "std", "var", "norm", "prod", "average"), "reduction"),
    **dict.fromkeys(("median", "argmax", "argmin", "any", "all", "cumsum"), "reduction"),
    **dict.fromkeys(("transpose", "swapaxes", "reshape", "moveaxis", "ravel", "flatten", "stack"), "turn"),
    **dict.fromkeys(("concatenate", "hstack", "vstack", "T", "mT"), "turn"),
    **dict.fromkeys(("dot", "matmul", "einsum", "outer", "tensordot"), "product"),
    **dict.fromkeys(("log", "log2", "log10", "log1p"), "log"),
    **dict.fromkeys(("exp", "expm1", "exp2"), "exp"),
    **dict.fromkeys(("sort", "argsort", "sorted", "flip", "roll", "argpartition"), "sort"),
    **dict.fromkeys(("range", "arange", "len", "triu", "tril", "linspace"), "count"),
    **dict.fromkeys(("astype", "int", "float", "round", "zeros", "ones", "empty", "full", "array"), "dtype"),
    **dict.fromkeys(("list", "tuple", "item", "tolist", "asarray"), "dtype"),
    **dict.fromkeys(("sqrt",), "root"),
    **dict.fromkeys(("square", "power"), "power"),
    **dict.fromkeys(("abs", "absolute", "fabs", "maximum"), "absolute"),
}  # fmt: skip
_SIGNS: Mapping[type[ast.AST], str] = {
    ast.Sub: "minus", ast.USub: "minus", ast.Add: "plus", ast.Mult: "times", ast.Div: "divide",
    ast.FloorDiv: "divide", ast.Pow: "power", ast.MatMult: "product", ast.Subscript: "index",
    ast.Return: "return",
}  # fmt: skip
_GIVING = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For)


@dataclass(frozen=True)
class Suspect:
    """A suspicious line.

    Attributes:
        line: from 1.
        score: the higher the more suspicious; from 0 to about 2.
        why: what speaks for it: `spectrum` or kinds of finding.
        file: that the line is of, or the cell of a notebook.
    """

    line: int
    score: float
    why: tuple[str, ...]
    file: str = ""


def suspects(
    source: str, function_names: Sequence[str], traced: Sequence[Witness], findings: Sequence[Finding]
) -> tuple[Suspect, ...]:
    """The most suspicious lines, most first.

    Args:
        source: of the submission.
        function_names: that the exercise asks for.
        traced: calls that say which lines they executed.
        findings: with or without a line.

    A line that nothing but its part in the result speaks for says `result`; such lines come only where there
    are no others.
    """
    tree = parsed(source)
    if tree is None:
        return ()
    lines = _statements(tree)
    spectrum = _ochiai(traced, lines)
    told = max(spectrum.values(), default=0.0) - min(spectrum.values(), default=0.0) > 1e-6
    evidence = _evidence(lines, findings)
    for line, weight in _of_parts(tree, findings).items():
        evidence.setdefault(line, {})["part"] = weight
    needed = _result_depends_on(tree, function_names)
    found = []
    for line in lines:
        reasons = evidence.get(line, {})
        why = [*(("spectrum",) if told and spectrum[line] else ()), *reasons]
        weight = sum(reasons.values())
        score = spectrum[line] + weight / (weight + 1) + (0.1 if line in needed else 0.0)
        found.append(Suspect(line, round(score, 4), tuple(why)))
    spoken_for = [item for item in found if item.why]
    if not spoken_for:
        spoken_for = [replace(item, why=("result",)) for item in found if item.line in needed]
    return tuple(sorted(spoken_for, key=lambda item: (-item.score, -item.line))[:MOST])


@dataclass(frozen=True)
class _Line:
    """The statement that begins in a line: its own nodes, and the lines that they cover."""

    nodes: list[ast.AST]
    covered: set[int]

    @property
    def given(self) -> set[str]:
        """Names that it binds or writes into."""
        statements = [node for node in self.nodes if isinstance(node, _GIVING)]
        return {name for node in statements for name in _gives(node)}

    @property
    def names(self) -> set[str]:
        """Every name in it."""
        return {node.id for node in self.nodes if isinstance(node, ast.Name)}


def _statements(tree: ast.Module) -> dict[int, _Line]:
    """Inside functions, the lines that are executed."""
    found: dict[int, _Line] = {}
    for function in ast.walk(tree):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for node in ast.walk(function):
                if isinstance(node, ast.stmt) and node is not function and not _is_text(node):
                    line = found.setdefault(node.lineno, _Line([], {node.lineno}))
                    line.nodes.extend(_own_part(node))
                    line.covered.update(getattr(item, "lineno", node.lineno) for item in line.nodes)
    return found


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _own_part(node: ast.stmt) -> Iterator[ast.AST]:
    """A statement without the statements inside it."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.stmt):
            yield from ast.walk(child)


def _ochiai(traced: Sequence[Witness], lines: Mapping[int, _Line]) -> dict[int, float]:
    executed = [
        (witness.called.lines, witness.failure is not None)
        for witness in traced
        if witness.called and witness.called.lines
    ]
    failing = sum(failed for _, failed in executed)
    scores = {}
    for number, line in lines.items():
        with_failure = sum(failed for seen, failed in executed if line.covered & seen)
        without = sum(not failed for seen, failed in executed if line.covered & seen)
        score = with_failure / math.sqrt(failing * (with_failure + without)) if with_failure else 0.0
        scores[number] = score
    return scores


def _evidence(lines: Mapping[int, _Line], findings: Sequence[Finding]) -> dict[int, dict[str, float]]:
    """For each line, the kinds of finding that speak for it and how much."""
    found: dict[int, dict[str, float]] = {}
    for finding in findings:
        places = [number for number, line in lines.items() if finding.line in line.covered]
        if places:
            weights = _at(places[-1], lines)
        elif operations := _OPERATIONS.get(finding.kind):
            weights = _by_operation(operations, lines)
        elif finding.kind in ("ignored-argument", "mutated"):
            name = str(finding.values.get("name"))
            weights = {number: _MAY_EXPLAIN for number, line in lines.items() if name in line.names}
        else:
            weights = {}
        for number, weight in weights.items():
            found.setdefault(number, {})[finding.kind] = weight
    return found


def _at(place: int, lines: Mapping[int, _Line]) -> dict[int, float]:
    """The line that a finding names, and those above it that gave it what it works on."""
    read = lines[place].names
    feeding = {number: _FEEDS for number, line in lines.items() if number < place and line.given & read}
    return {**feeding, place: _POINTS_AT}


def _by_operation(operations: frozenset[str], lines: Mapping[int, _Line]) -> dict[int, float]:
    """Lines with such an operation; the nearer to the end, the more of the result they decide alone."""
    weights = {}
    for place, (number, line) in enumerate(sorted(lines.items()), 1):
        if count := len(operations & _operations(line.nodes)):
            weights[number] = _MAY_EXPLAIN * count + _NEAR_THE_END * place / len(lines)
    return weights


def _operations(nodes: Sequence[ast.AST]) -> set[str]:
    """What kinds of operation stand in a line."""
    found = {name for node in nodes for kind, name in _SIGNS.items() if isinstance(node, kind)}
    for node in nodes:
        if isinstance(node, ast.Call):
            name = called_name(node)
            found |= {_CALLS.get(name, ""), name if name in ("sum", "mean") else ""}
        elif isinstance(node, ast.Attribute):
            found.add(_CALLS.get(node.attr, "") if node.attr in ("T", "mT") else "")
        elif isinstance(node, ast.keyword) and node.arg in ("axis", "keepdims"):
            found.add("axis")
        elif isinstance(node, ast.keyword) and node.arg == "dtype":
            found.add("dtype")
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.add("constant")
    return found - {""}


def _result_depends_on(tree: ast.Module, function_names: Sequence[str]) -> set[int]:
    """Lines that what a function returns may depend on: those that bind, or write into, a name it needs."""
    found: set[int] = set()
    for function in _functions(tree):
        if not function_names or function.name in function_names:
            returns = [node for node in ast.walk(function) if isinstance(node, ast.Return)]
            found |= {node.lineno for node in returns}
            found |= _lines_that_give(function, {name for node in returns for name in names_in(node)})
    return found


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _of_parts(tree: ast.Module, findings: Sequence[Finding]) -> dict[int, float]:
    """Lines that a wrong part of a result comes from, more where no right part does."""
    found: dict[int, float] = {}
    for finding in findings:
        part, name = str(finding.values.get("part", "")), finding.values.get("function")
        right = str(finding.values.get("right", "")).split(", ")
        for function in _functions(tree) if part else ():
            for node in ast.walk(function):
                if function.name == name and isinstance(node, ast.Return):
                    found |= _lines_of_part(function, node, part, right)
    return found


def _lines_of_part(
    function: ast.FunctionDef, node: ast.Return, part: str, right: Sequence[str]
) -> dict[int, float]:
    elements = _elements(node.value)
    if part not in elements:
        return {}
    others = {name for label in right if label in elements for name in names_in(elements[label])}
    shared = _lines_that_give(function, others)
    wrong = _lines_that_give(function, names_in(elements[part]))
    own = {} if isinstance(elements[part], ast.Name) else {elements[part].lineno: _OF_THIS_PART}
    return {line: _FEEDS if line in shared else _OF_THIS_PART for line in wrong} | own


def _elements(value: ast.expr | None) -> dict[str, ast.expr]:
    """The parts of a returned tuple or dict, by index."""
    if isinstance(value, ast.Tuple):
        return {f"[{place}]": item for place, item in enumerate(value.elts)}
    if isinstance(value, ast.Dict):
        pairs = zip(value.keys, value.values, strict=True)
        return {f"[{key.value!r}]": item for key, item in pairs if isinstance(key, ast.Constant)}
    return {}


def _lines_that_give(function: ast.FunctionDef, names: set[str]) -> set[int]:
    """Lines of a function that names get their values from, directly or through others."""
    statements = [node for node in ast.walk(function) if isinstance(node, ast.stmt)]
    needed = set(names)
    lines: set[int] = set()
    while True:
        before = len(lines)
        for node in statements:
            if (
                isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For))
                and _gives(node) & needed
            ):
                lines.add(node.lineno)
                value = node.iter if isinstance(node, ast.For) else node.value
                needed |= names_in(value) if value else set()
        if len(lines) == before:
            return lines


def _gives(node: ast.Assign | ast.AugAssign | ast.AnnAssign | ast.For) -> set[str]:
    """Names in the targets of a statement."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {name for target in targets for name in names_in(target)}
