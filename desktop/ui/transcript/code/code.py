"""A code block: what language it is, buttons to wrap, save and copy it, and its lines in colours; always left to right.

Lines do not wrap unless the reader says so; what is wider than the block is scrolled to. A long block shows its first
lines and a button for the rest, but only in an answer that was complete when it came into sight: a block that grows
before the reader's eyes stays whole, because nothing that is being read may fold away. Copy, Save and a selection take
all of the text, shown or not.

The trap: a block of 20,000 lines must cost nothing until it is seen. Rows are counted, not laid out; those in sight
are laid out when they are painted, and coloured as far as a painting has time for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from time import perf_counter
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextCharFormat

from desktop.core.blocks import Span
from desktop.ui.look.tokens import ColorRole
from desktop.ui.transcript import utf16
from desktop.ui.transcript.chip import Chip
from desktop.ui.transcript.code.code_bar import CodeBar
from desktop.ui.transcript.code.code_lines import CodeLines, Row
from desktop.ui.transcript.code.code_row import CodeRow
from desktop.ui.transcript.code.highlight import Ink
from desktop.ui.transcript.code.languages import language_of
from desktop.ui.transcript.find.found_lines import FoundLines
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import LIVE, Action, Scene, Target
from desktop.ui.transcript.sideways import Sideways
from desktop.ui.transcript.text.markdown_text import code_markdown
from desktop.ui.transcript.text.marks import within
from desktop.ui.transcript.text.pieces import Level
from desktop.ui.transcript.text.text_box import TextBox

FOLDED_FROM: Final = 60
"""Lines of a block that is folded; a shorter one is read faster than it is unfolded."""
FOLDED_TO: Final = 20
_TIME: Final = 0.004
"""Seconds of a painting for finding colours."""
_KEPT: Final = 300
"""Rows that stay laid out."""


class CodeBlock(Sideways):
    """`text` may grow at its end at the price of the new lines alone.

    `language` is the word after a fence; without it `label` is taken for one. `copied` is what Copy and Save take when
    the text shown is not all of it.
    """

    wide = True

    def __init__(
        self,
        text: str,
        look: Look,
        *,
        key: str,
        label: str = "",
        language: str = "",
        levels: tuple[Level, ...] = (),
        copied: str = "",
        folds: bool = False,
    ) -> None:
        super().__init__(look)
        self.rtl = False
        self.levels = levels
        self.text = ""
        self.key = key
        self._copied = copied
        self._folds = folds
        self._is_live = False
        self._wraps = self._is_whole = False
        self._columns = 0  # after which lines wrap; 0 for never
        self._lines = CodeLines()
        known = language_of(language or label)
        self._word = language or label
        self._named = (known, label if language else "")
        self._bar = CodeBar(look, key, *self._named)
        self._ink = Ink(known.lexer, self._lines.lines)
        self._rows: dict[int, CodeRow] = {}
        self._found = FoundLines()
        self.set_text(text)

    # ── what it shows ───────────────────────────────────────────────────────────────────────────────────────────

    def set_text(self, text: str) -> None:
        """Take the text; look only at what it has more than before. Call `resize` after."""
        if text == self.text:
            return
        first = self._lines.set_text(text)
        self._ink.changed(first)
        kept = self._lines.rows_before(first)
        self._rows = {number: row for number, row in self._rows.items() if number < kept}
        self.text = text
        self.is_stale = True

    def dress(self, look: Look) -> None:
        """Show the same lines in another look: what was found out about them stays. Call `resize` after."""
        self.look = look
        self._bar = CodeBar(look, self.key, *self._named)
        self._rows.clear()
        for made in ("_pitch", "_formats"):
            self.__dict__.pop(made, None)
        self.is_stale = True

    def set_opened(self, opened: frozenset[str]) -> None:
        found = (f"{self.key}:wrap" in opened, f"{self.key}:whole" in opened, LIVE in opened)
        if found != (self._wraps, self._is_whole, self._is_live):
            self._wraps, self._is_whole, self._is_live = found
            self.is_stale = True

    @property
    def length(self) -> int:
        return self._lines.length

    def resize(self, width: float) -> None:
        self.width = width
        columns = max(int((width - 2 * self._pad) / self.look.code_advance), 8) if self._wraps else 0
        if columns != self._columns:
            self._columns = columns
            self._lines.wrap(columns)
            self._rows.clear()
        self._bar.resize(width)
        self._scrolled = min(self._scrolled, self._hidden)
        self.height = self._bottom + self._pad
        if self._can_fold:
            self.height += self._fold_chip.height(self.look) + self.look.sizes.space_s

    @property
    def _pad(self) -> float:
        return float(self.look.sizes.space_m)

    @cached_property
    def _pitch(self) -> float:
        return self.look.pitch(self.look.code)

    @property
    def _can_fold(self) -> bool:
        return self._folds and not self._is_live and len(self._lines.lines) > FOLDED_FROM

    @property
    def _shown(self) -> int:
        """How many rows are shown."""
        is_folded = self._can_fold and not self._is_whole
        return self._lines.rows_before(FOLDED_TO) if is_folded else self._lines.rows

    @property
    def _bottom(self) -> float:
        """Where the last row ends."""
        return self._bar.height + self._shown * self._pitch

    # ── the side ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _hidden(self) -> float:
        """How much of the widest line is out of sight."""
        if self._wraps:
            return 0.0
        return max(self._lines.widest * self.look.code_advance + 2 * self._pad - self.width, 0.0)

    def _track(self) -> QRectF:
        size = self.look.sizes.space_xs
        return QRectF(self._pad, self._bottom + size, self.width - 2 * self._pad, size)

    # ── what can be pressed ─────────────────────────────────────────────────────────────────────────────────────

    @property
    def _fold_chip(self) -> Chip:
        key = f"{self.key}:whole"
        text = QCoreApplication.translate("transcript", "Show less" if self._is_whole else "Show all %1 lines")
        words = text.replace("%1", QLocale().toString(len(self._lines.lines)))
        icon = "chevron-up" if self._is_whole else "chevron-down"
        return Chip(key, Action.TOGGLE, key, ((words, "text-secondary"),), icon=icon, dress="quiet")

    def _fold_rect(self) -> QRectF:
        chip = self._fold_chip
        wide, high = chip.width(self.look), chip.height(self.look)
        gap = self.look.sizes.space_xs
        return QRectF(gap, self.height - gap - high, min(wide, self.width - 2 * gap), high)

    def targets(self) -> Iterable[Target]:
        yield from self._bar.targets(self._copied or self.text, wraps=self._wraps)
        if self._can_fold:
            yield self._fold_chip.target(self._fold_rect())

    # ── painting ────────────────────────────────────────────────────────────────────────────────────────────────

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        self.paint_bars(painter)
        self._paint_ground(painter)
        self._bar.paint(painter, scene, wraps=self._wraps)
        if self._can_fold:
            self._fold_chip.paint(painter, self._fold_rect(), self.look, scene)
        if self._hidden:
            self._paint_track(painter)
        seen = painter.clipBoundingRect() if painter.hasClipping() else QRectF(0, 0, self.width, self.height)
        first = max(int((seen.top() - self._bar.height) / self._pitch), 0)
        last = min(int((seen.bottom() - self._bar.height) / self._pitch), self._shown - 1)
        if first <= last:
            self._paint_rows(painter, scene, range(first, last + 1), selection)

    def _paint_ground(self, painter: QPainter) -> None:
        look, sizes = self.look, self.look.sizes
        painter.setPen(QPen(look.color("line"), sizes.line_width))
        painter.setBrush(look.color("code-surface"))
        ground = QRectF(0.5, 0.5, self.width - 1, self.height - 1)
        painter.drawRoundedRect(ground, sizes.radius_control, sizes.radius_control)

    def _paint_rows(self, painter: QPainter, scene: Scene, seen: range, selection: tuple[int, int] | None) -> None:
        rows = [self._lines.row(number) for number in seen]
        wait = self._ink.advance(rows[0].line, rows[-1].line, perf_counter() + _TIME)
        if wait is not None:
            scene.again(wait)
        painter.save()
        edge = float(self.look.sizes.line_width)
        painter.setClipRect(QRectF(edge, 0, self.width - 2 * edge, self.height), Qt.ClipOperation.IntersectClip)
        for number, row in zip(seen, rows, strict=True):
            top = self._bar.height + number * self._pitch
            chosen, found = _chosen(row, selection), self._found_in(row, scene)
            left = self._pad - self._scrolled
            self._row(number, row).paint(painter, left, top, self._pitch, chosen, found, is_found=scene.is_found)
        painter.restore()
        if len(self._rows) > _KEPT:
            self._rows = {number: self._rows[number] for number in seen}

    def _found_in(self, row: Row, scene: Scene) -> list[tuple[int, int]]:
        """Where in a row the words stand that are looked for; they may begin in the row before."""
        line = self._lines.lines[row.line]
        places = self._found.of(scene.needle, line)
        begin = utf16.length(line[: row.column]) if places else 0
        found = within(places, begin, begin + utf16.length(row.text))
        return [(first - begin, last - begin) for first, last in found]

    def _row(self, number: int, row: Row) -> CodeRow:
        inks = tuple(
            (max(start - row.column, 0), min(stop - row.column, len(row.text)), role)
            for start, stop, role in self._ink.line(row.line)
            if start < row.column + len(row.text) and stop > row.column
        )
        found = self._rows.get(number)
        if found is None or found.inks != inks or found.text != row.text:
            found = self._rows[number] = CodeRow(row.text, self.look, inks, self._formats)
        return found

    @cached_property
    def _formats(self) -> dict[ColorRole, QTextCharFormat]:
        return {role: self._format(role) for role in self.look.theme.colors if role.startswith("code-")}

    def _format(self, role: ColorRole) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setForeground(self.look.color(role))
        return made

    # ── places and text ─────────────────────────────────────────────────────────────────────────────────────────

    def position_at(self, x: float, y: float) -> int:
        number = int((y - self._bar.height) // self._pitch)
        if number < 0:
            return 0
        if number >= self._shown:
            return self.length
        row = self._lines.row(number)
        return row.start + self._row(number, row).position_at(x - self._pad + self._scrolled)

    def top_of(self, position: int) -> float:
        return self._bar.height + self._pitch * min(self._lines.row_at(position), self._shown)

    def passages(self) -> Iterator[tuple[int, str]]:
        start = 0
        for line in self._lines.lines:
            yield start, line
            start += utf16.length(line) + 1

    def uncover(self, position: int, line: str = "") -> str:
        number = self._lines.row_at(position)
        if number >= self._shown:
            return f"{self.key}:whole"
        row = self._lines.row(number)
        x = self._pad + self._row(number, row).x_of(position - row.start)
        if not self._pad <= x - self._scrolled <= self.width - 2 * self._pad:
            self.scroll_by(x - self.width / 2 - self._scrolled)
        return ""

    def word_at(self, position: int) -> tuple[int, int]:
        row = self._lines.row(self._lines.row_at(position))
        first, last = TextBox((Span(row.text),), self.look, ltr=True).word_at(position - row.start)
        return row.start + first, row.start + last

    def plain(self, start: int, stop: int) -> str:
        return utf16.cut(self.text, start, stop)

    def markdown(self, start: int, stop: int) -> str:
        return code_markdown(self.plain(start, stop), self._word, self.levels)


def _chosen(row: Row, selection: tuple[int, int] | None) -> tuple[int, int] | None:
    """What of a row is selected."""
    if selection is None:
        return None
    first, last = max(selection[0] - row.start, 0), min(selection[1] - row.start, utf16.length(row.text))
    return (first, last) if first < last else None
