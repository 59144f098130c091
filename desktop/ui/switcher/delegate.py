"""How a row of the quick switcher is painted: a picture, the title with the letters that were typed, place and keys.

The trap: the direction of a title is its own and that of a row is the window's, so the pieces of a row are placed by
the window and each is laid out by itself.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.core.fuzzy import Marks
from desktop.core.text import well_formed
from desktop.ui.look.icons import icon
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.switcher.model import ROW_ROLE
from desktop.ui.switcher.rows import Entry, Kind, Row
from desktop.ui.transcript.utf16 import length
from desktop.ui.widgets.pictures import Pictures

_AnyIndex = QModelIndex | QPersistentModelIndex
_ICONS: Final = {Kind.CONVERSATION: "message-square", Kind.COMMAND: "chevron-right"}
_TITLE_PART: Final = 0.65
"""Of the room that title and place share, the title takes at most this when both are long."""


class SwitcherDelegate(QStyledItemDelegate):
    def __init__(self, switch: ThemeSwitch, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(parent)
        self._switch = switch
        self._pictures = pictures

    def sizeHint(self, option: QStyleOptionViewItem, index: _AnyIndex) -> QSize:
        sizes, row = self._switch.theme.sizes, index.data(ROW_ROLE)
        if isinstance(row, Row) and row.entry is None:
            small = QFontMetrics(self._switch.theme.font("small", option.font))
            return QSize(0, small.height() + sizes.space_m)
        return QSize(0, max(QFontMetrics(option.font).height(), sizes.icon_large) + 2 * sizes.space_xs + sizes.space_xs)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, Row):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.entry is None:
            self._paint_heading(painter, option, row.words)
        else:
            self._paint_entry(painter, option, row, row.entry)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, words: str) -> None:
        theme, sizes = self._switch.theme, self._switch.theme.sizes
        small = theme.font("small", option.font)
        small.setWeight(QFont.Weight.DemiBold)
        painter.setFont(small)
        painter.setPen(theme.color("text-secondary"))
        rect: QRect = option.rect
        inside = rect.adjusted(sizes.space_m, 0, -sizes.space_m, -sizes.space_xs)
        painter.drawText(inside, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeading, words)

    def _paint_entry(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, entry: Entry) -> None:
        theme, sizes = self._switch.theme, self._switch.theme.sizes
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        rect: QRect = option.rect.adjusted(sizes.space_xs, 1, -sizes.space_xs, -1)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection" if selected else "hover"))
            painter.drawRoundedRect(rect, sizes.radius_control, sizes.radius_control)
        line = _Line(painter, rect.adjusted(sizes.space_s, 0, -sizes.space_s, 0), sizes.space_s, rtl=rtl)
        self._paint_picture(painter, line.take(sizes.icon_large), entry)
        secondary = theme.color("text-secondary")
        small = theme.font("small", option.font)
        if entry.hint:
            wide = QFontMetrics(small).horizontalAdvance(entry.hint) + 1
            if wide < line.room * 0.4:
                _Text(entry.hint, small, secondary).draw(painter, line.take(wide, at_end=True), rtl=rtl)
        ink = theme.color("selection-text" if selected else "text")
        look = (theme.color("found"), theme.color("selection-text"))
        title = _Text(entry.title, option.font, ink, row.marks, look)
        place = _Text(entry.place, small, secondary, row.place_marks, look)
        wide = title.width if title.width + place.width + sizes.space_s <= line.room else round(line.room * _TITLE_PART)
        title.draw(painter, line.take(min(title.width, wide) if entry.place else line.room), rtl=rtl)
        if entry.place and line.room > sizes.space_xl:
            place.draw(painter, line.take(line.room), rtl=rtl)

    def _paint_picture(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        theme = self._switch.theme
        if entry.kind is Kind.CHATBOT:
            side = theme.sizes.icon_large
            square = QRect(rect.left(), rect.center().y() - side // 2 + 1, side, side)
            self._pictures.paint(painter, square, entry.title, entry.avatar, entry.key[0])
            return
        size = theme.sizes.icon
        square = QRect(rect.center().x() - size // 2, rect.center().y() - size // 2 + 1, size, size)
        icon(_ICONS[entry.kind], theme, "text-secondary", size).paint(painter, square)


class _Line:
    """The room of a row, given away piece by piece from its start or its end."""

    def __init__(self, painter: QPainter, rect: QRect, gap: int, *, rtl: bool) -> None:
        self._painter = painter
        self._rect = QRect(rect)
        self._gap = gap
        self._rtl = rtl

    @property
    def room(self) -> int:
        return self._rect.width()

    def take(self, width: int, *, at_end: bool = False) -> QRect:
        width = max(0, min(width, self.room))
        left = self._rtl == at_end
        start = self._rect.left() if left else self._rect.right() - width + 1
        taken = QRect(start, self._rect.top(), width, self._rect.height())
        used = min(width + self._gap, self.room)
        self._rect.adjust(used if left else 0, 0, 0 if left else -used, 0)
        return taken


class _Text:
    """One line of text in its own direction, cut where the room ends; marked letters have a look (ground, ink)."""

    def __init__(
        self, text: str, font: QFont, ink: QColor, marks: Marks = (), look: tuple[QColor, QColor] | None = None
    ) -> None:
        self._text = well_formed(text).replace("\n", " ")
        self._font, self._ink, self._marks = font, ink, marks
        self._look = look
        self._metrics = QFontMetrics(font)
        self.width = self._metrics.horizontalAdvance(self._text) + 2

    def draw(self, painter: QPainter, rect: QRect, *, rtl: bool) -> None:
        shown = self._metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, rect.width())
        layout = QTextLayout(shown, self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        layout.setTextOption(option)
        layout.setFormats(self._formats(shown))
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(max(rect.width(), 1) * 4)
        layout.endLayout()
        wide = line.naturalTextWidth()
        x = rect.right() + 1 - wide if rtl else rect.left()
        # A line of the other direction is set at the far end of its width.
        offset = line.naturalTextRect().left()
        y = rect.top() + (rect.height() - line.height()) / 2
        painter.setPen(self._ink)
        layout.draw(painter, QPointF(x - offset, y))

    def _formats(self, shown: str) -> list[QTextLayout.FormatRange]:
        kept = len(shown) if shown == self._text else max(len(shown) - 1, 0)
        made = []
        for start, stop in self._marks:
            if start >= kept or self._look is None:
                continue
            span = QTextLayout.FormatRange()
            span.start = length(shown[:start])
            span.length = length(shown[start : min(stop, kept)])
            look = QTextCharFormat()
            look.setBackground(self._look[0])
            look.setForeground(self._look[1])
            span.format = look
            made.append(span)
        return made
