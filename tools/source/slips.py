"""Slips that a program's source shows by itself: read from its tree, never run.

Each is something that learners write and that is nearly always not what they mean. Those of `HINTS` may well
be meant; they are worth saying only where a failing case points the same way.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from tools.findings import Finding
from tools.source.reading import called_name, names_in, parsed
from tools.source.syntax import line_of

HINTS = frozenset({"in-place-argument", "missing-axis", "float-equality", "last-turn-only"})
_REDUCTIONS = {
    "all", "amax", "amin", "any", "argmax", "argmin", "max", "mean", "median", "min", "norm", "prod", "std",
    "sum", "var",
}  # fmt: skip
_GIVES_NEW = _REDUCTIONS | {
    "abs", "array", "asarray", "astype", "clip", "concatenate", "copy", "cumsum", "dot", "exp",
    "expand_dims", "flatten", "log", "lower", "matmul", "maximum", "minimum", "outer", "ravel", "replace",
    "reshape", "round", "sorted", "split", "sqrt", "squeeze", "stack", "strip", "swapaxes", "tanh", "tolist",
    "transpose", "upper", "where", "zeros", "zeros_like",
}  # fmt: skip
_IN_PLACE = {
    "append",
    "clear",
    "extend",
    "fill",
    "insert",
    "partition",
    "pop",
    "remove",
    "reverse",
    "sort",
    "update",
}
_GIVES_NONE = {
    "append",
    "clear",
    "extend",
    "insert",
    "remove",
    "reverse",
    "sort",
    "update",
}  # of lists, sets, dicts
_BUILTINS = {
    "abs", "dict", "enumerate", "filter", "float", "int", "len", "list", "map", "max", "min", "next", "print",
    "range", "round", "set", "sorted", "str", "sum", "tuple", "zip",
}  # fmt: skip
_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_BRANCHES = (ast.If, ast.IfExp, ast.While, ast.For, ast.Try, ast.BoolOp, ast.Match)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SMALL = 10  # exponents that people write with a caret

Function = ast.FunctionDef | ast.AsyncFunctionDef
Seen = tuple[str, ast.AST, str]  # kind, where, the name that the words say


def slips(source: str, file: str = "") -> tuple[Finding, ...]:
    """What the tree of a program shows, by line; nothing for what is not Python.

    Args:
        source: of the file.
        file: its name, for the findings.
    """
    tree = parsed(source)
    if tree is None:
        return ()
    seen = [item for look in _OF_A_FILE for item in look(tree)]
    for function in ast.walk(tree):
        if isinstance(function, _FUNCTIONS):
            seen += [item for look in _OF_A_FUNCTION for item in look(function)]
    lines = source.encode()
    found = {}
    for kind, node, name in seen:
        line = int(getattr(node, "lineno", 1))
        found[kind, line] = Finding(kind, kind, file, line, line_of(lines, line), {"name": name})
    return tuple(sorted(found.values(), key=lambda finding: finding.line or 0))


def _nothing_returned(function: Function) -> Iterator[Seen]:
    if _unwritten(function):
        yield "unwritten", function, function.name
        return
    own = list(_own_nodes(function))
    if any(isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom)) and node.value for node in own):
        return
    prints = [node for node in own if isinstance(node, ast.Call) and called_name(node) == "print"]
    if prints:
        yield "print-for-return", prints[-1], function.name
    elif any(isinstance(node, (ast.Assign, ast.AugAssign, ast.BinOp)) for node in own):
        yield "nothing-returned", function, function.name


def _unwritten(function: Function) -> bool:
    body = [node for node in function.body if not _is_text(node)]
    return all(isinstance(node, ast.Pass) or _is_ellipsis(node) or _not_implemented(node) for node in body)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is not ...


def _is_ellipsis(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is ...


def _not_implemented(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in names_in(node.exc)
    )


def _changes_argument(function: Function) -> Iterator[Seen]:
    """Writes into an argument; a name that is bound anew before it is no longer the argument."""
    own = {item.arg for item in _parameters(function)}
    for node in _own_nodes(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                own -= {target.id} if isinstance(target, ast.Name) else set()
        for name in _written(node):
            if name in own:
                yield "in-place-argument", node, name


def _written(node: ast.AST) -> Iterator[str]:
    """Names of what a statement or a call writes into."""
    if isinstance(node, ast.AugAssign):
        yield from _base(node.target)
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                yield from _base(target)
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in _IN_PLACE:
            yield from _base(node.func.value)
        for word in node.keywords:
            if word.arg == "out":
                yield from _base(word.value)
        if called_name(node) in ("shuffle", "fill_diagonal", "copyto", "put", "at") and node.args:
            yield from _base(node.args[0])


def _base(node: ast.AST) -> Iterator[str]:
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def _unreachable(function: Function) -> Iterator[Seen]:
    for block in _blocks(function):
        for before, after in pairwise(block):
            if isinstance(before, _ENDS):
                yield "unreachable", after, ""
                break


def _one_turn(function: Function) -> Iterator[Seen]:
    """A loop that always ends in its first turn."""
    for node in _own_nodes(function):
        if not isinstance(node, (ast.For, ast.While)) or not isinstance(
            node.body[-1], (ast.Return, ast.Break)
        ):
            continue
        if not any(isinstance(inner, ast.Continue) for inner in ast.walk(node)):
            yield "one-turn", node.body[-1], ""


def _last_turn_only(function: Function) -> Iterator[Seen]:
    """Each turn of a loop gives a name a value without looking at the last; it is read only afterwards."""
    for loop in _own_nodes(function):
        if isinstance(loop, ast.For):
            given = {
                node.targets[0].id: node
                for node in loop.body
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            }
            inside = _loaded(loop)
            after = _loaded(function) - inside
            for name in given.keys() & after - inside:
                yield "last-turn-only", given[name], name


def _endless(function: Function) -> Iterator[Seen]:
    """Calls itself, and nothing in it can decide not to."""
    own = list(_own_nodes(function))
    if any(isinstance(node, _BRANCHES) for node in own):
        return
    for node in own:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function.name:
            yield "endless-recursion", node, function.name
            return


def _empty_array(function: Function) -> Iterator[Seen]:
    """Adds to an array that began with whatever was in memory."""
    empty = {
        target.id
        for node in _own_nodes(function)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if called_name(node.value) in ("empty", "empty_like")
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in _own_nodes(function):
        if isinstance(node, ast.AugAssign):
            for name in _base(node.target):
                if name in empty:
                    yield "empty-array", node, name


def _stray_tuple(function: Function) -> Iterator[Seen]:
    for node in _own_nodes(function):
        value = node.value if isinstance(node, (ast.Return, ast.Assign)) else None
        if isinstance(value, ast.Tuple) and [item.col_offset for item in value.elts] == [value.col_offset]:
            yield "stray-comma", node, ""  # one element, and no bracket opens before it


def _discarded(tree: ast.Module) -> Iterator[Seen]:
    """A statement that computes something and leaves it."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Expr):
            continue
        value = node.value
        if isinstance(value, (ast.BinOp, ast.Compare, ast.UnaryOp)):
            yield "discarded", node, ast.unparse(value)
        elif isinstance(value, ast.Call) and called_name(value) in _GIVES_NEW and not _has_out(value):
            yield "discarded", node, ast.unparse(value.func)


def _has_out(call: ast.Call) -> bool:
    return any(word.arg == "out" for word in call.keywords)


def _none_kept(tree: ast.Module) -> Iterator[Seen]:
    """Keeps what a method of a list, a set or a dict gives; only where the source shows that it is one."""
    for scope in (tree, *(node for node in ast.walk(tree) if isinstance(node, _FUNCTIONS))):
        own = list(_own_nodes(scope))
        shown = _shown_lists(own)
        for node in own:
            owner = _owner(node.value) if isinstance(node, (ast.Assign, ast.Return)) else None
            if owner and (_is_list(owner[0]) or (isinstance(owner[0], ast.Name) and owner[0].id in shown)):
                yield "none-kept", node, owner[1]


def _owner(value: ast.AST | None) -> tuple[ast.expr, str] | None:
    """Whose method is called and its name, where lists, sets and dicts have one that gives None."""
    called = value.func if isinstance(value, ast.Call) else None
    if isinstance(called, ast.Attribute) and called.attr in _GIVES_NONE:
        return called.value, called.attr
    return None


def _shown_lists(own: Sequence[ast.AST]) -> set[str]:
    """Names that are only ever given a list, a set or a dict, as far as `own` shows."""
    added = {node.target for node in own if isinstance(node, ast.AugAssign)}
    values = dict(_assigned(own))
    told: dict[str, bool] = {}
    for node in own:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node not in added:
            value = values.get(node)
            owner = _owner(value)
            if not (owner and isinstance(owner[0], ast.Name) and owner[0].id == node.id):  # the slip itself
                told[node.id] = told.get(node.id, True) and _is_list(value)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            told |= dict.fromkeys(node.names, False)
    return {name for name, is_list in told.items() if is_list}


def _assigned(own: Sequence[ast.AST]) -> Iterator[tuple[ast.AST, ast.AST | None]]:
    for node in own:
        if isinstance(node, ast.Assign):
            yield from ((target, node.value) for target in node.targets)
        elif isinstance(node, ast.AnnAssign):
            yield node.target, node.value


def _is_list(value: ast.AST | None) -> bool:
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return value.func.id in ("list", "set", "dict", "sorted")
    return isinstance(value, (ast.List, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp))


def _nan_compare(tree: ast.Module) -> Iterator[Seen]:
    for node in ast.walk(tree):
        equals = isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Eq, ast.NotEq))
        if equals and any(map(_is_nan, ast.iter_child_nodes(node))):
            yield "nan-compare", node, ""


def _is_nan(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr.lower() == "nan"
    text = node.args[0] if isinstance(node, ast.Call) and called_name(node) == "float" and node.args else None
    return isinstance(text, ast.Constant) and str(text.value).lower() == "nan"


def _float_equality(tree: ast.Module) -> Iterator[Seen]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
            sides = (node.left, *node.comparators)
            fractions = [s for s in sides if isinstance(s, ast.Constant) and isinstance(s.value, float)]
            if any(side.value % 1 for side in fractions if isinstance(side.value, float)):
                yield "float-equality", node, ast.unparse(node)


def _caret(tree: ast.Module) -> Iterator[Seen]:
    """`x ^ 2` flips bits."""
    for node in ast.walk(tree):
        right = node.right if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor) else None
        if (
            isinstance(right, ast.Constant)
            and isinstance(right.value, (int, float))
            and right.value <= _SMALL
        ):
            yield "caret", node, ast.unparse(node)


def _missing_axis(tree: ast.Module) -> Iterator[Seen]:
    """A reduction over everything, where there may be a batch."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _REDUCTIONS
        ):
            of_numpy = names_in(node.func.value) & {"np", "numpy"}
            room = 1 if of_numpy else 0  # positional arguments beyond the array are an axis
            if len(node.args) <= room and not any(word.arg in ("axis", None) for word in node.keywords):
                yield "missing-axis", node, ast.unparse(node.func)


def _overwritten_names(tree: ast.Module) -> Iterator[Seen]:
    """A name of Python's, of a module or of a function of the file gets another value, and is then called."""
    modules = {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    functions = {node.name for node in tree.body if isinstance(node, _FUNCTIONS)}
    called = {name for node in ast.walk(tree) if isinstance(node, ast.Call) for name in _base(node.func)}
    for name, node in _given_names(tree):
        if name in modules:
            yield "module-overwritten", node, name
        elif name in called & _BUILTINS and name not in modules:
            yield "builtin-overwritten", node, name
        elif name in functions & called:
            yield "function-overwritten", node, name


def _given_names(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node
        elif isinstance(node, ast.arg):
            yield node.arg, node


def _own_nodes(scope: Function | ast.Module) -> Iterator[ast.AST]:
    """The nodes of a function or a file in the order of the file, without those of functions inside it."""
    waiting: list[ast.AST] = list(reversed(scope.body))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*_FUNCTIONS, ast.Lambda, ast.ClassDef)):
            waiting += reversed(list(ast.iter_child_nodes(node)))


def _blocks(function: Function) -> Iterator[list[ast.stmt]]:
    yield function.body
    for node in _own_nodes(function):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                yield block


def _parameters(function: Function) -> list[ast.arg]:
    given = function.args
    return [*given.posonlyargs, *given.args, *given.kwonlyargs]


def _loaded(root: ast.AST) -> set[str]:
    return {
        node.id for node in ast.walk(root) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


_OF_A_FILE: tuple[Callable[[ast.Module], Iterator[Seen]], ...] = (
    _discarded, _none_kept, _nan_compare, _float_equality, _caret, _missing_axis, _overwritten_names,
)  # fmt: skip
_OF_A_FUNCTION: tuple[Callable[[Function], Iterator[Seen]], ...] = (
    _nothing_returned, _changes_argument, _unreachable, _one_turn, _last_turn_only, _endless, _empty_array,
    _stray_tuple,
)  # fmt: skip
