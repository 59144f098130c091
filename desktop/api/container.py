"""The list in an answer, wherever it stands, and what asks for its next page.

The trap: an answer that holds nothing may say so with an empty list or with null, and only what can stand for a list is
looked into: a text under the same name is a word of the service, no list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from desktop.core.events import Json

_LEVELS: Final = 4
_LONGEST_TOKEN: Final = 4_096


def find_list(
    value: Json,
    containers: tuple[str, ...],
    next_page: tuple[str, ...],
    is_item: Callable[[Json], bool] = lambda _one: False,
) -> tuple[list[Json] | None, str]:
    """The list, None when there is none, and what asks for the next page, empty for nothing.

    `containers` are the members that a list may stand in, also one within the other; one that is null is an empty list.
    Where none is, an object that `is_item` is a list of one.
    """
    token, inside = "", value
    for _ in range(_LEVELS):
        if isinstance(inside, list):
            return inside, token
        if not isinstance(inside, dict):
            break
        token = _token(inside, next_page) or token
        named = [inside[name] for name in containers if name in inside]
        found = next((one for one in named if isinstance(one, list | dict)), None)
        if found is None:
            if is_item(inside):
                return [inside], token
            return ([], token) if None in named else (None, "")
        inside = found
    return None, ""


def _token(item: Mapping[str, Json], next_page: tuple[str, ...]) -> str:
    """The first that is a text or a number and could be asked with."""
    found = (item.get(name) for name in next_page)
    texts = (str(one) for one in found if isinstance(one, str | int) and not isinstance(one, bool) and one)
    return next((text for text in texts if len(text) <= _LONGEST_TOKEN and text.isprintable()), "")
