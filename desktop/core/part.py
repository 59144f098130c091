"""A part that this program is made of, with its licence: what About shows and a package writes down."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class Part(Struct, frozen=True):
    """`licence` is its short name (SPDX where there is one), `text` all of it; `url` is where the part comes from."""

    name: str
    version: str = ""
    licence: str = ""
    text: str = ""
    url: str = ""


def version_lines(versions: Iterable[tuple[str, str]]) -> str:
    """What *Copy versions* puts on the clipboard: one `name version` a line."""
    return "".join(f"{name} {version}\n" if version else f"{name}\n" for name, version in versions)
