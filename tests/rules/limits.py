"""How long a file and a function may be, and what a module may not be called. More length holds two ideas."""

import ast

from tests.rules.source import Source

FILE_LINES = 400
FUNCTION_LINES = 60
BANNED_NAMES = {name + plural for name in ("util", "helper", "common", "manager", "misc") for plural in ("", "s")}


def long_files(source: Source) -> list[str]:
    lines = len(source.text.splitlines())
    return [f"{source.path}: {lines} lines, at most {FILE_LINES}"] if lines > FILE_LINES else []


def long_functions(source: Source) -> list[str]:
    found = []
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines >= FUNCTION_LINES:
                found.append(source.at(node, f"{node.name} has {lines} lines, fewer than {FUNCTION_LINES} wanted"))
    return found


def vague_names(source: Source) -> list[str]:
    words = {part for name in source.path.with_suffix("").parts for part in (name, *name.split("_"))}
    return [f"{source.path}: {word!r} says nothing of what is inside" for word in sorted(words & BANNED_NAMES)]
