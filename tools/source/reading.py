"""What a program says about its loops, read from its source; nothing of it is run.

A loop walks the data when its number of turns grows with them. What can be told not to is left alone:

- over a literal, the axes of a shape, the views of a dict, or what is named after parts of a model
  (`n_heads`, `layers`, `capas`) or after rounds (`epochs`, `pasos`) and is not bound to a size of the data;
- `range` of such a name, of a number of axes, or of a number written in the file (at most 16 where the loop
  variable stands in an index);
- `range` of another parameter, where the loop variable is not used: rounds, not positions;
- `range` with a step other than 1: batches;
- `while` that has no size in its condition, no counter that stands in an index, and takes nothing out of a
  container: until it converges.

All else counts, and so does what hides a loop: comprehensions, `map`, `np.vectorize`, `np.apply_along_axis`,
recursion, and `exec` and `eval`, which cannot be read.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

FEW = 16  # turns of a loop that visits positions and still is no loop over the data
_PARTS = {  # of a model or of a shape
    "axes", "axis", "block", "blocks", "head", "heads", "layer", "layers", "ndim", "param", "parameter",
    "parameters", "params", "stage", "stages",
    "bloque", "bloques", "cabeza", "cabezas", "capa", "capas", "eje", "ejes", "etapa", "etapas", "parametros",
}  # fmt: skip
_ROUNDS = {
    "epoch", "epochs", "iter", "iters", "iteration", "iterations", "round", "rounds", "step", "steps",
    "times",
    "epoca", "epocas", "iteracion", "iteraciones", "paso", "pasos", "ronda", "rondas", "vuelta", "vueltas",
}  # fmt: skip
_HIDDEN = {
    "accumulate", "apply_along_axis", "eval", "exec", "filter", "fromiter", "frompyfunc", "map", "reduce",
    "starmap", "vectorize",
}  # fmt: skip
_ONLY_LOOPS = {"eval", "exec", "filter", "map"}
_WITH_KEY = {"max", "min", "sort", "sorted"}
_SAME_LENGTH = {"enumerate", "iter", "list", "reversed", "set", "sorted", "tuple"}
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def loops_over_data(source: str, function: str) -> list[int]:
    """Lines where a function, or one of the same file that it reaches, loops over its data in Python.

    Args:
        source: of the file; one that is not Python has none.
        function: name of the function.
    """
    tree = parsed(source)
    if tree is None:
        return []
    roots = _definitions(tree)
    constants = _assigned(tree, deep=False)
    lines: set[int] = set()
    for name in reached(roots, function):
        for root in roots[name]:
            lines.update(_Scope(root, constants).loops())
    return sorted(lines | _recursions(roots, function))


def parsed(source: str) -> ast.Module | None:
    """The tree of a file; None where it is not Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def reached(roots: dict[str, list[ast.AST]], function: str) -> set[str]:
    """Names of the definitions that a function mentions, directly or through others, and its own."""
    found: set[str] = set()
    waiting = [function]
    while waiting:
        name = waiting.pop()
        if name in roots and name not in found:
            found.add(name)
            waiting += [other for root in roots[name] for other in _mentioned(root)]
    return found


def called_name(node: ast.Call) -> str:
    """The last part of what is called: `max` for `np.max(...)` and for `x.max()`."""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _is_of_ufunc(node: ast.Call) -> bool:
    """`np.add.reduce`, which runs in numpy, and not `functools.reduce`."""
    whole = called_name(node) in ("accumulate", "reduce")
    return whole and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Attribute)


def names_in(node: ast.AST) -> set[str]:
    """Every name that stands in a tree."""
    return {item.id for item in ast.walk(node) if isinstance(item, ast.Name)}


def _definitions(tree: ast.Module) -> dict[str, list[ast.AST]]:
    """Functions and methods of a file, and names bound to an expression outside them, by name."""
    found: dict[str, list[ast.AST]] = {}
    for node in _outside_functions(tree):
        if isinstance(node, _FUNCTIONS):
            found[node.name] = [node]  # the last definition is the one that is called
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found[target.id] = [node.value]
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.asname and alias.name in _HIDDEN:
                    found[alias.asname] = [ast.copy_location(_call(alias.name), node)]
    return found


def _call(name: str) -> ast.AST:
    return ast.Call(func=ast.Name(id=name, ctx=ast.Load()), args=[], keywords=[])


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, (*_FUNCTIONS, ast.Lambda)):
            yield from _outside_functions(child)


def _mentioned(root: ast.AST) -> set[str]:
    methods = {node.attr for node in ast.walk(root) if isinstance(node, ast.Attribute)}
    return names_in(root) | methods


def _recursions(roots: dict[str, list[ast.AST]], function: str) -> set[int]:
    """Lines where a function that is reached calls itself, directly or through others."""
    lines: set[int] = set()
    for name in reached(roots, function):
        for root in roots[name]:
            if not isinstance(root, (*_FUNCTIONS, ast.Lambda)):
                continue
            for node in ast.walk(root):
                if isinstance(node, ast.Call) and name in reached(roots, _own_name(node)):
                    lines.add(node.lineno)
    return lines


def _own_name(node: ast.Call) -> str:
    """What is called, where it may be a function or a method of the file: not `np.softmax`."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    of_object = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
    return called_name(node) if of_object and names_in(node.func) & {"self", "cls"} else ""


def _assigned(tree: ast.AST, deep: bool = True) -> dict[str, ast.expr]:
    """Names that are bound once, to what; a pair `n, d = x.shape` binds each to the whole."""
    seen: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree) if deep else _outside_functions(tree):
        value = getattr(node, "value", None)
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr)) and value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for name in {name for target in targets for name in _bound(target)}:
                seen.setdefault(name, []).append(value)
    return {name: values[0] for name, values in seen.items() if len(values) == 1}


def _bound(target: ast.AST) -> Iterator[str]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _words(name: str) -> set[str]:
    return {part.lower() for part in re.split(r"_|(?<=[a-z])(?=[A-Z])|\d+", name)}


@dataclass
class _Scope:
    """One definition, with what its names are bound to."""

    root: ast.AST
    constants: dict[str, ast.expr]
    bound: dict[str, ast.expr] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bound = self.constants | _assigned(self.root)

    def loops(self) -> Iterator[int]:
        """Lines of the loops that walk the data."""
        for node in ast.walk(self.root):
            if isinstance(node, (ast.For, ast.AsyncFor)):
                if self._walks(node.iter, node.target, [*node.body, *node.orelse]):
                    yield node.lineno
            elif isinstance(node, ast.While):
                if self._while_walks(node):
                    yield node.lineno
            elif isinstance(node, _COMPREHENSIONS):
                yield from self._comprehension(node)
            elif self._hides(node):
                yield node.lineno  # type: ignore[attr-defined]

    def _comprehension(self, node: ast.AST) -> Iterator[int]:
        generators: list[ast.comprehension] = node.generators  # type: ignore[attr-defined]
        body = [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.comprehension)]
        tests = [test for part in generators for test in part.ifs]
        if any(self._walks(part.iter, part.target, [*body, *tests]) for part in generators):
            yield node.lineno  # type: ignore[attr-defined]

    def _hides(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Call):
            by_key = called_name(node) in _WITH_KEY and any(word.arg == "key" for word in node.keywords)
            return by_key or (called_name(node) in _HIDDEN and not _is_of_ufunc(node))
        if isinstance(node, ast.Name):  # given another name, or handed on
            return isinstance(node.ctx, ast.Load) and node.id in _ONLY_LOOPS
        if isinstance(node, _FUNCTIONS):
            decorators = {name for item in node.decorator_list for name in _mentioned(item)}
            return bool(decorators & _HIDDEN)
        return False

    def _walks(self, iterable: ast.expr, target: ast.expr, body: list[ast.AST]) -> bool:
        if isinstance(iterable, ast.Name):
            if self._is_rounds(iterable):
                return False
            meant = self.bound.get(iterable.id)
            return meant is None or self._value_walks(meant, target, body)
        return self._value_walks(iterable, target, body)

    def _value_walks(self, iterable: ast.expr, target: ast.expr, body: list[ast.AST]) -> bool:
        if isinstance(iterable, (ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Constant)):
            return any(isinstance(item, ast.Starred) for item in ast.iter_child_nodes(iterable))
        if isinstance(iterable, ast.Call):
            return self._call_walks(iterable, target, body)
        base = iterable.value if isinstance(iterable, ast.Subscript) else iterable
        return not (isinstance(base, ast.Attribute) and base.attr == "shape")

    def _call_walks(self, call: ast.Call, target: ast.expr, body: list[ast.AST]) -> bool:
        name = called_name(call)
        if name in ("range", "arange") and call.args:
            return self._range_walks(call.args, target, body)
        if name in _SAME_LENGTH and call.args:
            return self._walks(call.args[0], target, body)
        if name == "zip" and call.args:
            return all(self._walks(item, target, body) for item in call.args)
        views = name in ("items", "keys", "values") and isinstance(call.func, ast.Attribute)
        return not (views and isinstance(call.func.value, ast.Name))  # type: ignore[attr-defined]

    def _range_walks(self, counts: list[ast.expr], target: ast.expr, body: list[ast.AST]) -> bool:
        if len(counts) == 3 and self._number(counts[2]) not in (1, -1):
            return False
        ends = counts[:2]
        numbers = [self._number(end) for end in ends]
        if all(number is not None for number in numbers):
            turns = abs(sum(number or 0 for number in numbers[-1:]) - sum(n or 0 for n in numbers[:-1]))
            return turns > FEW and bool(set(_bound(target)) & _indices(body))
        if any(self._is_size(end) for end in ends):
            return True
        if all(self._is_rounds(end) for end in ends):
            return False
        return bool(set(_bound(target)) & {name for part in body for name in names_in(part)})

    def _while_walks(self, loop: ast.While) -> bool:
        given = isinstance(loop.test, ast.Name) and loop.test.id not in _stored(self.root)
        counters: set[str] = set()
        for node in ast.walk(loop):
            if isinstance(node, ast.AugAssign) and isinstance(node.value, ast.Constant):
                counters.update(_bound(node.target))
            elif isinstance(node, ast.Call) and called_name(node) in ("pop", "popleft", "next"):
                return True
        taken = names_in(loop.test) & _subscripted(loop)
        return given or bool(taken) or self._is_size(loop.test) or bool(counters & _indices([*loop.body]))

    def _number(self, node: ast.expr) -> int | None:
        if isinstance(node, ast.Name):
            node = self.bound.get(node.id, node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            inner = self._number(node.operand)
            return None if inner is None else -inner
        return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else None

    def _is_size(self, node: ast.AST, depth: int = 4) -> bool:
        """Whether a count comes from the data: `len(x)`, `x.shape[0]`, `x.size`, or a name bound to one."""
        if self._is_rounds(node):
            return False
        named = [item.id for item in ast.walk(node) if isinstance(item, ast.Name)] if depth else []
        followed = (self.bound[name] for name in named if name in self.bound and not _words(name) & _PARTS)
        return _takes_size(node) or any(self._is_size(value, depth - 1) for value in followed)

    def _is_rounds(self, node: ast.AST) -> bool:
        """Whether a count is one of rounds, parts or axes: `steps + 1`, `x.ndim`, `len(layers)`, 3."""
        if isinstance(node, ast.BinOp):
            return self._is_rounds(node.left) and self._is_rounds(node.right)
        if isinstance(node, ast.Call) and called_name(node) in ("len", "int") and len(node.args) == 1:
            inner = node.args[0]
            return self._is_rounds(inner) or (isinstance(inner, ast.Attribute) and inner.attr == "shape")
        if isinstance(node, ast.Attribute):
            return bool(_words(node.attr) & (_PARTS | _ROUNDS))
        if isinstance(node, ast.Name):
            sized = node.id in self.bound and _takes_size(self.bound[node.id])
            return bool(_words(node.id) & _PARTS) or (bool(_words(node.id) & _ROUNDS) and not sized)
        return isinstance(node, ast.Constant)


def _takes_size(node: ast.AST) -> bool:
    return any(
        (isinstance(item, ast.Attribute) and item.attr in ("shape", "size"))
        or (isinstance(item, ast.Call) and called_name(item) in ("len", "size", "shape"))
        for item in ast.walk(node)
    )


def _stored(root: ast.AST) -> set[str]:
    return set(_bound(root))


def _subscripted(root: ast.AST) -> set[str]:
    """Names of which parts are taken."""
    return {
        node.value.id
        for node in ast.walk(root)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)
    }


def _indices(body: list[ast.AST]) -> set[str]:
    """Names that stand in an index."""
    return {
        name
        for part in body
        for node in ast.walk(part)
        if isinstance(node, ast.Subscript)
        for name in names_in(node.slice)
    }
