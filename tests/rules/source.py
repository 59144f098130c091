"""A Python file of the project as rules see it: its path from the root, its text, its syntax tree."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    path: PurePosixPath  # from the root of the project: desktop/core/message.py
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    def under(self, *folders: str) -> bool:
        return any(self.path.is_relative_to(folder) for folder in folders)

    def at(self, node: ast.expr | ast.stmt | ast.excepthandler, what: str) -> str:
        return f"{self.path}:{node.lineno}: {what}"


def snippet(path: str, text: str) -> Source:
    return Source(PurePosixPath(path), text)


def all_sources() -> Iterator[Source]:
    """Every Python file of ours; a folder that is not there yet has none."""
    for folder in ("desktop", "packaging", "tests"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield Source(PurePosixPath(file.relative_to(ROOT).as_posix()), file.read_text(encoding="utf-8"))


def dotted(node: ast.expr) -> str:
    """`a.b.c` for names and attributes; an inner call or index stands as `?`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"
