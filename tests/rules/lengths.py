"""Lengths of layouts and widgets are told by the names of their tokens, in `measures`: a number does not zoom."""

import ast

from tests.rules.source import Source, dotted

_SETTERS = {
    *("addSpacing", "setContentsMargins", "setSpacing", "setHorizontalSpacing", "setVerticalSpacing"),
    *("setFixedHeight", "setFixedSize", "setFixedWidth", "setMaximumHeight", "setMaximumWidth"),
    *("setMinimumHeight", "setMinimumWidth"),
}
_MEASURES = "desktop/ui/look/measures.py"


def fixed_lengths(source: Source) -> list[str]:
    if not source.under("desktop/ui") or str(source.path) == _MEASURES:
        return []
    return [
        source.at(node, f"{dotted(node.func)} takes a number; `spaced`, `bounded`, `gap` of look.measures take names")
        for node in source.nodes
        if isinstance(node, ast.Call)
        and dotted(node.func).rpartition(".")[2] in _SETTERS
        and any(_is_length(part) for argument in node.args for part in ast.walk(argument))
    ]


def _is_length(node: ast.AST) -> bool:
    """A token read as a number, or a number of pixels; up to 2 it is a line, or a factor."""
    if isinstance(node, ast.Attribute):
        return "sizes" in dotted(node).split(".")
    if isinstance(node, ast.Name):
        return node.id == "sizes"
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value not in (0, 1, 2)
