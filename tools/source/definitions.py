"""Whether what a file shows of a function is what a call runs, so that reading it says something about it."""

import ast
from collections.abc import Iterable, Iterator

from tools.source.reading import parsed

# Names, attributes and modules that can give a name another value than the file shows.
_NAMES = frozenset(
    (
        *("__builtins__", "__import__", "compile", "delattr", "eval", "exec", "getattr", "globals", "locals"),
        *("setattr", "vars", "__loader__", "__spec__"),
    )
)
_ATTRIBUTES = frozenset(
    (
        *("__builtins__", "__code__", "__dict__", "__globals__", "__import__", "__setattr__", "__class__"),
        *("__getattr__", "__subclasses__", "__mro__", "_getframe", "modules", "setprofile", "settrace"),
    )
)
_MODULES = frozenset(
    (
        *("builtins", "ctypes", "gc", "importlib", "inspect", "marshal", "pickle", "runpy"),
        *("types", "unittest"),
    )
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def is_plain(source: str, function: str) -> bool:
    """Whether one `def` at the top level of the file binds the function and nothing can bind it again."""
    tree = parsed(source)
    if tree is None:
        return False
    definitions = [node for node in tree.body if getattr(node, "name", "") == function]
    bound = [node for node in _outside_functions(tree) if function in _bound_names(node)]
    if len(definitions) != 1 or len(bound) != 1 or not isinstance(definitions[0], ast.FunctionDef):
        return False
    modules = {name for node in ast.walk(tree) for name in _imported(node)}
    return not any(_rebinds(node, function, modules) for node in ast.walk(tree))


def methods(source: str) -> list[str]:
    """Names of the methods of all classes of a file."""
    tree = parsed(source)
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)] if tree else []
    return sorted(
        {part.name for node in classes for part in ast.walk(node) if isinstance(part, ast.FunctionDef)}
    )


def lines_of(source: str, functions: Iterable[str]) -> set[int]:
    """Lines of the definitions of some functions."""
    tree = parsed(source)
    wanted = set(functions)
    found = [node for node in tree.body if getattr(node, "name", "") in wanted] if tree else []
    return {line for node in found for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, _FUNCTIONS):
            yield from _outside_functions(child)


def _bound_names(node: ast.AST) -> set[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, ast.alias):
        return {node.asname or node.name}
    return {node.id} if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) else set()


def _imported(node: ast.AST) -> set[str]:
    """Names that an import binds."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return set()


def _rebinds(node: ast.AST, function: str, modules: set[str]) -> bool:
    """Whether a piece of the file can make a name mean something else than it shows."""
    if isinstance(node, ast.Name):
        return node.id in _NAMES
    if isinstance(node, ast.Global):
        return function in node.names
    if isinstance(node, ast.Attribute):
        stored = not isinstance(node.ctx, ast.Load) and _base(node) in modules
        return node.attr in _ATTRIBUTES or stored
    return bool(_module_names(node) & _MODULES)


def _module_names(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    return {(node.module or "").partition(".")[0]} if isinstance(node, ast.ImportFrom) else set()


def _base(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
