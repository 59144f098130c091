"""A JSON value as a tree that can be opened line by line, selected and copied; always left to right, like code.

Numbers, truth values and null differ from strings in form (only strings have quotes), not in colour alone. The trap:
a tree may have some thousand lines, so a line of the fixed font that needs no wrapping is placed by arithmetic and
gets its text layout only when it is painted or asked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from html import escape
from math import inf
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout

from desktop.core.blocks import Span
from desktop.core.json_tree import Kind, Node
from desktop.ui.look.tokens import ColorRole
from desktop.ui.transcript import utf16
from desktop.ui.transcript.chip import Chip, paint_icon, paint_ring
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Scene, Segment, Target
from desktop.ui.transcript.text.text_box import LINE_BREAK, TextBox

Run = tuple[str, ColorRole]
_COLORS: Final[dict[Kind, ColorRole]] = {
    Kind.OBJECT: "text-secondary",
    Kind.ARRAY: "text-secondary",
    Kind.STRING: "text",
    Kind.NUMBER: "link",
    Kind.BOOLEAN: "warning",
    Kind.NULL: "text-secondary",
}
_DEEPEST: Final = 0.4
"""The part of the width that nesting may take; the rest is for words."""
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


def counted(kind: Kind, count: int) -> str:
    """What an object or array holds, in words."""
    if kind is Kind.OBJECT:
        return _tr("1 field") if count == 1 else _tr("%1 fields").replace("%1", QLocale().toString(count))
    return _tr("1 item") if count == 1 else _tr("%1 items").replace("%1", QLocale().toString(count))


class JsonTree(Segment):
    """`role` is the colour of a value that is plain text; `goes_on` is true of one that is still being written."""

    wide = True

    def __init__(
        self, nodes: Iterable[Node], look: Look, *, key: str = "", role: ColorRole = "text", goes_on: bool = False
    ) -> None:
        super().__init__(look)
        self.key = key
        self.rtl = False
        self._lines = [_Line(node, look, role) for node in nodes]
        if goes_on:
            self._lines.append(_Line(Node("", 0, Kind.TEXT, text="…"), look, "text-secondary"))
        self._tops: list[float] = []
        self._starts: list[int] = []
        self._lead = float(look.sizes.icon) if any(line.opens for line in self._lines) else 0.0
        start = 0
        for line in self._lines:
            self._starts.append(start)
            start += line.length + 1

    @property
    def length(self) -> int:
        return self._starts[-1] + self._lines[-1].length if self._lines else 0

    def resize(self, width: float) -> None:
        step, y = float(self.look.sizes.space_l), 0.0
        self._tops = []
        for line in self._lines:
            left = min(line.node.depth * step, width * _DEEPEST) + (0.0 if line.node.kind is Kind.TEXT else self._lead)
            line.resize(left, max(width - left, 1.0))
            self._tops.append(y)
            y += line.height
        self.width, self.height = width, y

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        seen = painter.clipBoundingRect() if painter.hasClipping() else QRectF(0, 0, self.width, self.height)
        for index in range(max(bisect_right(self._tops, seen.top()) - 1, 0), len(self._lines)):
            if self._tops[index] > seen.bottom():
                return
            self._lines[index].paint(painter, self._tops[index], scene, self._chosen(index, selection))

    def _chosen(self, index: int, selection: tuple[int, int] | None) -> tuple[int, int] | None:
        if selection is None:
            return None
        start, length = self._starts[index], self._lines[index].length
        first, last = max(selection[0] - start, 0), min(selection[1] - start, length)
        return (first, last) if first < last else None

    def targets(self) -> Iterable[Target]:
        for line, top in zip(self._lines, self._tops, strict=True):
            if line.node.toggle:
                yield line.target(top)

    def target(self, key: str) -> Target | None:
        at = self._toggle(key)
        return self._lines[at].target(self._tops[at]) if at >= 0 else None

    def _toggle(self, key: str) -> int:
        """The line that is pressed by this key, -1 when there is none."""
        lines = enumerate(self._lines) if self._tops and key.startswith(self.key) else ()
        return next((index for index, line in lines if line.node.toggle and line.node.key == key), -1)

    def targets_from(self, key: str, y: float, *, forward: bool) -> Iterator[Target]:
        by, at = 1 if forward else -1, self._toggle(key) if key else -1
        if at >= 0:
            at, y = at + by, -inf if forward else inf
        else:
            at = self._line_at(y)
        while 0 <= at < len(self._tops):
            line = self._lines[at]
            found = line.target(self._tops[at]) if line.node.toggle else None
            if found is not None and found.is_from(y, forward=forward):
                yield found
            at += by

    def target_at(self, point: QPointF) -> Target | None:
        index = self._line_at(point.y())
        if index >= len(self._tops) or not self._lines[index].node.toggle:
            return None
        found = self._lines[index].target(self._tops[index])
        return found if any(rect.contains(point) for rect in found.rects) else None

    def _line_at(self, y: float) -> int:
        return max(bisect_right(self._tops, y) - 1, 0)

    def position_at(self, x: float, y: float) -> int:
        if not self._tops or y < 0:
            return 0
        index = self._line_at(y)
        return self._starts[index] + self._lines[index].position_at(x, y - self._tops[index])

    def top_of(self, position: int) -> float:
        index = max(bisect_right(self._starts, position) - 1, 0)
        if not self._tops:
            return 0.0
        return self._tops[index] + self._lines[index].top_of(position - self._starts[index])

    def word_at(self, position: int) -> tuple[int, int]:
        index = max(bisect_right(self._starts, position) - 1, 0)
        if not self._lines:
            return position, position
        start = self._starts[index]
        first, last = self._lines[index].word_at(position - start)
        return start + first, start + last

    @property
    def content(self) -> str:
        return "\n".join(line.text for line in self._lines)

    def passages(self) -> Iterator[tuple[int, str]]:
        for start, line in zip(self._starts, self._lines, strict=True):
            yield start, searched(line.node)

    def said(self) -> Iterator[tuple[str, str]]:
        for line in self._lines:
            words = "" if line.node.toggle else line.plain(0, line.length)
            yield line.node.key if line.node.toggle else "", words

    def start_of(self, line: str) -> int:
        index = self._index_of(line)
        return self._starts[index] if index >= 0 else -1

    def _index_of(self, line: str) -> int:
        found = (index for index, one in enumerate(self._lines) if one.node.key == line and not one.chip)
        return next(found, -1)

    def uncover(self, position: int, line: str = "") -> str:
        index = self._index_of(line)
        below = self._lines[index + 1].node if index + 1 < len(self._lines) else None
        if below is None or below.kind is not Kind.WHOLE or below.is_open:
            return ""
        is_seen = position < self._lines[index].length - len('…"')
        return "" if is_seen else below.toggle

    def plain(self, start: int, stop: int) -> str:
        """Lines that are taken from their beginning stand in as they do on screen."""
        found = []
        for index, line in enumerate(self._lines):
            at = self._starts[index]
            first, last = max(start - at, 0), min(stop - at, line.length)
            if first < last:
                found.append("  " * line.node.depth * (first == 0) + line.plain(first, last))
        return "\n".join(found)

    def html(self, start: int, stop: int) -> str:
        return f"<pre>{escape(self.plain(start, stop))}</pre>"


class _Line:
    """One line of a tree: words, or a chip that shows more."""

    def __init__(self, node: Node, look: Look, role: ColorRole) -> None:
        self.node = node
        self.look = look
        self.opens = bool(node.toggle) and node.kind in (Kind.OBJECT, Kind.ARRAY)
        self.chip = _chip(node) if node.kind in (Kind.MORE, Kind.WHOLE) else None
        self._font = look.body if node.kind is Kind.TEXT else look.code
        self._runs = () if self.chip else _runs(node, role)
        self.text = "".join(text for text, _role in self._runs).replace("\n", LINE_BREAK)
        self.length = utf16.length(self.text)
        self._box: TextBox | None = None
        self._left = self._room = self.height = 0.0

    def resize(self, left: float, room: float) -> None:
        self._left, self._room = left, room
        if self.chip:
            self.height = self.chip.height(self.look) + self.look.sizes.space_xs
        elif self._fits:
            self.height = self.look.pitch(self._font)
        else:
            self.height = self._laid_out().height
        if self._box:
            self._box.resize(room)

    @property
    def _fits(self) -> bool:
        """Whether it is one line of characters that are all as wide as the next."""
        is_plain = self._font is self.look.code and self.text.isascii() and self.text.isprintable()
        return is_plain and len(self.text) * self.look.code_advance <= self._room

    def _laid_out(self) -> TextBox:
        if self._box is None:
            is_text = self.node.kind is Kind.TEXT
            self._box = _ColoredBox(self._runs, self.look, is_text=is_text, searched=searched(self.node))
        self._box.resize(self._room)
        return self._box

    @property
    def rect(self) -> QRectF:
        """What is pressed: the words, and the mark before them."""
        if self.chip:
            return QRectF(self._left, 0, min(self.chip.width(self.look), self._room), self.chip.height(self.look))
        lead = self.look.sizes.icon
        wide = len(self.text) * self.look.code_advance if self._fits else self._laid_out().natural_width
        return QRectF(self._left - lead, 0, min(wide, self._room) + lead, self.height)

    def target(self, top: float) -> Target:
        rect = self.rect.translated(0, top)
        if self.chip:
            return self.chip.target(rect)
        state = _tr("open") if self.node.is_open else _tr("closed")
        name = f"{self.node.name}, {counted(self.node.kind, self.node.count)}, {state}"
        return Target(self.node.key, Action.TOGGLE, self.node.toggle, name, (rect,))

    def paint(self, painter: QPainter, top: float, scene: Scene, chosen: tuple[int, int] | None) -> None:
        look, rect = self.look, self.rect.translated(0, top)
        if self.chip:
            self.chip.paint(painter, rect, look, scene)
            return
        if self.opens:
            if scene.hovered == self.node.key:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color("hover"))
                painter.drawRoundedRect(rect, look.sizes.space_xs, look.sizes.space_xs)
            mark = "chevron-down" if self.node.is_open else "chevron-right"
            at = QPointF(rect.left(), top + (look.pitch(look.code) - look.sizes.icon) / 2)
            paint_icon(painter, at, mark, "text-secondary", look)
        self._laid_out().paint(painter, self._left, top, chosen, scene)
        if self.opens and scene.focused == self.node.key:
            paint_ring(painter, rect, look)

    def position_at(self, x: float, y: float) -> int:
        return 0 if self.chip else self._laid_out().position_at(x - self._left, min(y, self.height - 1))

    def top_of(self, position: int) -> float:
        return 0.0 if self.chip or self._fits else self._laid_out().top_of(position)

    def word_at(self, position: int) -> tuple[int, int]:
        return (0, 0) if self.chip else self._laid_out().word_at(position)

    def plain(self, start: int, stop: int) -> str:
        found = utf16.cut(self.text, start, stop).replace(LINE_BREAK, "\n")
        return found.replace(_ISOLATE, "").replace(_END_ISOLATE, "")


class _ColoredBox(TextBox):
    """A text box whose words have colours of their own."""

    def __init__(self, runs: Iterable[Run], look: Look, *, is_text: bool, searched: str) -> None:
        self._runs = tuple(runs)
        self._searched = searched
        spans = tuple(Span(text) for text, _role in self._runs)
        super().__init__(spans, look, font=look.body if is_text else look.code, ltr=not is_text)

    @property
    def searched(self) -> str:
        return self._searched

    def _ranges(self) -> list[QTextLayout.FormatRange]:
        ranges, at = [], 0
        for text, role in self._runs:
            found = QTextLayout.FormatRange()
            made = QTextCharFormat()
            made.setForeground(self.look.color(role))
            found.start, found.length, found.format = at, utf16.length(text), made
            at += found.length
            ranges.append(found)
        return ranges


def searched(node: Node) -> str:
    """The words of a line that others are looked for in: its name, and its value when that is more than a count."""
    if node.kind in (Kind.MORE, Kind.WHOLE):
        return ""
    runs = _runs(node, "text")
    if node.kind in (Kind.OBJECT, Kind.ARRAY):
        runs = runs[:-1]
    return "".join(text for text, _role in runs)


def _runs(node: Node, role: ColorRole) -> tuple[Run, ...]:
    if node.kind is Kind.TEXT:
        return ((node.text, role),)
    value: Run = (_value(node), _COLORS[node.kind])
    return ((f"{_isolated(node.name)}: ", "text-secondary"), value) if node.name else (value,)


def _value(node: Node) -> str:
    match node.kind:
        case Kind.OBJECT:
            return f"{{{counted(node.kind, node.count) if node.count else ''}}}"
        case Kind.ARRAY:
            return f"[{counted(node.kind, node.count) if node.count else ''}]"
        case Kind.STRING:
            return f'"{_isolated(node.text)}"'
        case _:
            return node.text


def _isolated(text: str) -> str:
    """Words whose direction does not reach beyond them: a line reads name, colon, value in any script."""
    return text if text.isascii() else f"{_ISOLATE}{text}{_END_ISOLATE}"


def _chip(node: Node) -> Chip:
    number = QLocale().toString(node.count)
    if node.kind is Kind.MORE:
        text = _tr("Show %1 more").replace("%1", number)
    elif node.is_open:
        text = _tr("Show less")
    else:
        text = _tr("Show all (%1 characters)").replace("%1", number)
    mark = "chevron-up" if node.is_open else "chevron-down"
    return Chip(node.key, Action.TOGGLE, node.toggle, ((text, "text-secondary"),), icon=mark, dress="quiet")


def _tr(text: str) -> str:
    return QCoreApplication.translate("transcript", text)
