"""Find the private names of Textual and Rich that a module uses."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import rich
import textual

LIBRARIES = {"textual": textual, "rich": rich}

Use = tuple[str, int]
"""A name and the line that it stands on."""


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


@cache
def defined_by(owner: type | Path) -> frozenset[str]:
    """The private names that a class or a file defines: functions, classes, attributes, parameters."""
    source = owner.read_text() if isinstance(owner, Path) else textwrap.dedent(inspect.getsource(owner))
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Module(body=body) | ast.ClassDef(body=body):
                names |= {name for line in body for name in _assigned(line)}
            case ast.Attribute(value=value, attr=name, ctx=ast.Store()) if _is_self(value):
                names.add(name)
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.arg(arg=name) if isinstance(owner, Path):
                names.add(name)
    return frozenset(filter(is_private, names))


def _assigned(line: ast.stmt) -> Iterator[str]:
    targets = line.targets if isinstance(line, ast.Assign) else [line.target] if isinstance(line, ast.AnnAssign) else []
    yield from (target.id for target in targets if isinstance(target, ast.Name))


@cache
def defined_by_libraries() -> frozenset[str]:
    """The private names that Textual and Rich define anywhere."""
    files = (file for library in LIBRARIES.values() for file in Path(library.__path__[0]).rglob("*.py"))
    return frozenset[str]().union(*map(defined_by, files))


def inherited(kind: type) -> frozenset[str]:
    """The private names that a class has from base classes in Textual or Rich."""
    bases = (base for base in kind.__mro__ if base.__module__.partition(".")[0] in LIBRARIES)
    return frozenset[str]().union(*map(defined_by, bases))


def used_in(module: ModuleType) -> Iterator[Use]:
    """Each private name of Textual or Rich that a module uses or overrides."""
    assert module.__file__ is not None
    path = Path(module.__file__)
    tree = ast.parse(path.read_text())
    foreign = defined_by_libraries() - defined_by(path)
    yield from _imported(tree)
    yield from ((name, line) for name, line in _of_others(tree) if name in foreign)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and isinstance(kind := vars(module).get(node.name), type):
            names = inherited(kind)
            yield from ((name, line) for name, line in _of_self(node) if name in names)


def _imported(tree: ast.Module) -> Iterator[Use]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            prefix = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                library, *parts = (path := prefix + alias.name).split(".")
                if library in LIBRARIES and any(map(is_private, parts)):
                    yield path, node.lineno


def _is_self(node: ast.expr) -> bool:
    """Whether a node is `self`, `cls` or `super()`."""
    node = node.func if isinstance(node, ast.Call) else node
    return isinstance(node, ast.Name) and node.id in {"self", "cls", "super"}


def _of_others(tree: ast.Module) -> Iterator[Use]:
    """Attributes of objects other than `self`, also those named by a string, and keywords of calls."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=value, attr=name, lineno=line) if not _is_self(value):
                yield name, line
            case ast.Call(func=ast.Name(id="getattr" | "hasattr" | "setattr"), args=[_, ast.Constant(value=name), *_]):
                yield str(name), node.lineno
            case ast.keyword(arg=str(name), lineno=line):
                yield name, line


def _of_self(node: ast.ClassDef) -> Iterator[Use]:
    """What a class defines, and the attributes of `self`, `cls` and `super()`."""
    for inner in ast.walk(node):
        match inner:
            case ast.FunctionDef(name=name, lineno=line) | ast.AsyncFunctionDef(name=name, lineno=line):
                yield name, line
            case ast.Assign() | ast.AnnAssign() if inner in node.body:
                yield from ((name, inner.lineno) for name in _assigned(inner))
            case ast.Attribute(value=value, attr=name, lineno=line) if _is_self(value):
                yield name, line
