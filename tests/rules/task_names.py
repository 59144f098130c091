"""Names of tasks that two files start: a task cancels the one with its name, whoever started that and for what."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.rules.source import Source, dotted


class _Start(NamedTuple):
    name: str
    path: str
    settles: bool
    finding: str


def shared_task_names(sources: Iterable[Source]) -> list[str]:
    """An f-string counts by what it begins with. Tasks that all settle may share a name, which puts them in order."""
    starts: dict[str, list[_Start]] = defaultdict(list)
    for source in sources:
        if source.under("desktop"):
            for start in _starts(source):
                starts[start.name].append(start)
    shared = [same for same in starts.values() if len({start.path for start in same}) > 1]
    return [start.finding for same in shared if not all(start.settles for start in same) for start in same]


def _starts(source: Source) -> Iterator[_Start]:
    constants = dict(_constants(source.tree.body))
    for node in source.nodes:
        if isinstance(node, ast.Call) and dotted(node.func).endswith("tasks.start") and len(node.args) > 1:
            name = _beginning(node.args[0], constants)
            finding = source.at(node, f"another file starts tasks that are called {name!r}")
            if name:
                yield _Start(name, str(source.path), dotted(node.args[1]) == "settle", finding)


def _beginning(node: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return constants.get(node.id, "")
    return _text(node.values[0] if isinstance(node, ast.JoinedStr) else node)


def _constants(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for node in body:
        if isinstance(node, ast.AnnAssign) and node.value is not None and _text(node.value):
            yield dotted(node.target), _text(node.value)


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
