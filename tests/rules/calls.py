"""Calls that are banned because of what they do to a program with one event loop.

A nested loop silently kills the task that was due; a task without an owner outlives its window; a broad catch hides a
bug; a sleeping test is slow on a good day and fails on a bad one.
"""

import ast
from collections.abc import Iterator

from tests.rules.source import Source, dotted

TASK_SCOPE = "desktop/chat/tasks.py"
START = "desktop/start.py"
_HAND_ON: frozenset[str] = frozenset({TASK_SCOPE, "desktop/store/thread.py"})
"""Where a broad catch is honest: the task's owner, or the future of a call on a thread, gets the error it catches."""

_NESTED_LOOPS = {"exec", "exec_", "processEvents"}
_STATIC_DIALOGS = {
    "QMessageBox": {"about", "aboutQt", "critical", "information", "question", "warning"},
    "QInputDialog": {"getDouble", "getInt", "getItem", "getMultiLineText", "getText"},
    "QColorDialog": {"getColor"},
    "QFontDialog": {"getFont"},
    "QFileDialog": {
        "getExistingDirectory",
        "getExistingDirectoryUrl",
        "getOpenFileName",
        "getOpenFileNames",
        "getOpenFileUrl",
        "getOpenFileUrls",
        "getSaveFileName",
        "getSaveFileUrl",
    },
}
_TASK_STARTS = {
    "TaskGroup",
    "asyncClose",
    "asyncSlot",
    "asyncWrap",
    "create_task",
    "ensure_future",
    "gather",
    "run_coroutine_threadsafe",
}
_BROAD = {"BaseException", "Exception"}


def nested_loops(source: Source) -> list[str]:
    # A benchmark's empty window and the start run Qt's own loop, and have no other to nest in.
    if source.under("tests/bench") or str(source.path) == START:
        return []
    found = []
    for node in source.nodes:
        if not isinstance(node, ast.Attribute):
            continue
        owner = dotted(node.value).rpartition(".")[2]
        if node.attr in _NESTED_LOOPS or node.attr in _STATIC_DIALOGS.get(owner, ()):
            found.append(source.at(node, f"{dotted(node)} runs a loop inside the loop; use open() and a signal"))
    return found


def unowned_tasks(source: Source) -> list[str]:
    if not source.under("desktop") or str(source.path) == TASK_SCOPE:
        return []
    return [
        source.at(node, f"{name} starts a task; only {TASK_SCOPE} may")
        for node, name in _names(source)
        if name in _TASK_STARTS
    ]


def broad_catches(source: Source) -> list[str]:
    if str(source.path) in _HAND_ON:
        return []
    return [
        source.at(node, "catches everything and does not raise it again")
        for node in source.nodes
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _raises(node.body)
    ]


def sleeping_tests(source: Source) -> list[str]:
    # A benchmark's heartbeat is a sleep, and benchmarks are no tests.
    if not source.under("tests") or source.under("tests/bench"):
        return []
    return [
        source.at(node, f"{dotted(node.func)} waits for time, not for what the test needs")
        for node in source.nodes
        if isinstance(node, ast.Call) and _sleeps(node)
    ]


def _names(source: Source) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Every use of a name, also by import, so that an alias does not get around a ban."""
    for node in source.nodes:
        if isinstance(node, ast.Attribute):
            yield node, node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, alias.name) for alias in node.names)


def _is_broad(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(dotted(kind).rpartition(".")[2] in _BROAD for kind in kinds)


def _raises(body: list[ast.stmt]) -> bool:
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Raise):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))
    return False


def _sleeps(call: ast.Call) -> bool:
    name = dotted(call.func)
    if name.rpartition(".")[2] in {"qSleep", "qWait"} or name == "qtbot.wait":
        return True
    if name.rpartition(".")[2] != "sleep":
        return False
    to_the_loop = [ast.unparse(argument) for argument in call.args] == ["0"]
    return not to_the_loop
