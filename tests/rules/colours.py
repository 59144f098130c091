"""Colours come from the theme's tokens: one written elsewhere is right in one theme and unreadable in the next."""

import ast
import re

from tests.rules.source import Source, dotted

_WRITTEN = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b|\brgba?\(")
_THEME = "desktop/ui/look/theme.py"


def written_colours(source: Source) -> list[str]:
    if not source.under("desktop/ui") or str(source.path) == _THEME:
        return []
    prose = {id(text) for text in _docstrings(source)}
    found = []
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            if match := _WRITTEN.search(node.value):
                found.append(source.at(node, f"{match[0]} is a colour; take it from the theme"))
        elif isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "QColor":
            if any(isinstance(argument, ast.Constant) for argument in node.args):
                found.append(source.at(node, "QColor with a written value; take it from the theme"))
        elif isinstance(node, ast.Attribute) and ".GlobalColor." in f".{dotted(node)}" and node.attr != "transparent":
            found.append(source.at(node, f"{dotted(node)} is a colour; take it from the theme"))
    return found


def _docstrings(source: Source) -> list[ast.expr]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        node.body[0].value
        for node in source.nodes
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    ]
