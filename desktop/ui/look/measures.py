"""Lengths by the names of their tokens: what is told them here follows every change of the theme, and every zoom.

The trap: a length that a constructor took from the theme as a number stays what it was when the window is zoomed. So
layouts and widgets keep the name with them, and `measure` gives a whole window its lengths anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

if TYPE_CHECKING:
    from desktop.ui.look.tokens import Sizes, Theme

Token: TypeAlias = Literal[
    "none", "space_xs", "space_s", "space_m", "space_l", "space_xl", "space_xxl",
    "scroll_bar", "header", "sidebar_min", "sidebar_max", "column",
]  # fmt: skip
Length: TypeAlias = Token | tuple[Token, float]
"""A token, or a part of one: `("column", 0.5)`."""
Margins: TypeAlias = Length | tuple[Length, Length, Length, Length]
"""One for all sides, or left, top, right, bottom."""

_Layout = TypeVar("_Layout", bound=QLayout)
_Widget = TypeVar("_Widget", bound=QWidget)
_SPACES: Final = "measured-spaces"
_BOUNDS: Final = "measured-bounds"
_UNBOUNDED: Final = 16_777_215  # QWIDGETSIZE_MAX


def spaced(
    layout: _Layout, theme: Theme, spacing: Length = "none", *, margins: Margins = "none", rows: Length | None = None
) -> _Layout:
    """The layout with room between its items and around them; `rows` is the room between the rows of a grid."""
    sides = margins if isinstance(margins, tuple) and len(margins) == 4 else (margins,) * 4
    layout.setProperty(_SPACES, [_spelled(length) for length in (spacing, rows or spacing, *sides)])
    _space(layout, theme.sizes)
    return layout


def bounded(
    widget: _Widget,
    theme: Theme,
    *,
    least_width: Length | None = None,
    most_width: Length | None = None,
    height: Length | None = None,
) -> _Widget:
    """The widget, no narrower and no wider than this, and exactly this high."""
    bounds = (least_width, most_width, height)
    widget.setProperty(_BOUNDS, ["" if length is None else _spelled(length) for length in bounds])
    _bound(widget, theme.sizes)
    return widget


def gap(theme: Theme, length: Length, *, across: bool = False) -> QWidget:
    """Room between two items of a column; `across` for a row. Unlike Qt's own spacers it can change."""
    if across:
        return bounded(QWidget(), theme, least_width=length, most_width=length)
    return bounded(QWidget(), theme, height=length)


def measure(window: QWidget, theme: Theme) -> None:
    """Give everything in a window the lengths of this theme."""
    for thing in (window, *window.findChildren(QObject)):
        if isinstance(thing, QLayout) and thing.property(_SPACES):
            _space(thing, theme.sizes)
        elif isinstance(thing, QWidget) and thing.property(_BOUNDS):
            _bound(thing, theme.sizes)


def _space(layout: QLayout, sizes: Sizes) -> None:
    spacing, rows, *sides = (_pixels(spelled, sizes) for spelled in layout.property(_SPACES))
    layout.setContentsMargins(*sides)
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(spacing)
        layout.setVerticalSpacing(rows)
    else:
        layout.setSpacing(spacing)


def _bound(widget: QWidget, sizes: Sizes) -> None:
    least, most, height = widget.property(_BOUNDS)
    # The upper bound first: Qt lowers it to none when the lower one rises above it.
    if most:
        widget.setMaximumWidth(_UNBOUNDED)
    if least:
        widget.setMinimumWidth(_pixels(least, sizes))
    if most:
        widget.setMaximumWidth(_pixels(most, sizes))
    if height:
        widget.setFixedHeight(_pixels(height, sizes))


def _spelled(length: Length | Margins) -> str:
    token, part = length if isinstance(length, tuple) else (length, 1.0)  # type: ignore[misc] # never four of them
    return f"{token} {part}"


def _pixels(spelled: str, sizes: Sizes) -> int:
    token, part = spelled.split()
    return 0 if token == "none" else round(getattr(sizes, token) * float(part))  # noqa: S105 - a token of design
