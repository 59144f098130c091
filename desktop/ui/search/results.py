"""What a search found: a list of messages, each with its conversation, who said it when, and the words in their place.

The trap: a snippet is somebody else's text in any direction, and its marks count characters where Qt counts UTF-16
units. All rows are equally high, so that none is laid out before it is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QResizeEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.core.message import Role
from desktop.core.search import Hit
from desktop.core.text import well_formed
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.look.tokens import Theme
from desktop.ui.profile_marks import ProfileMarks
from desktop.ui.transcript import utf16
from desktop.ui.words import day_and_time

HIT_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_LINES: Final = 2
_AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class SearchModel(QAbstractListModel):
    """Hits in the order in which they were found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[Hit] = []
        self._marks: ProfileMarks | None = None

    def show_marks(self, marks: ProfileMarks) -> None:
        """Tell conversations of several profiles apart."""
        self._marks = marks
        marks.changed.connect(self._on_marks_changed)

    def show(self, hits: Sequence[Hit]) -> None:
        self._note(hits)
        self.beginResetModel()
        self._hits = list(hits)
        self.endResetModel()

    def add(self, hits: Sequence[Hit]) -> None:
        if hits:
            self._note(hits)
            self.beginInsertRows(_NOWHERE, len(self._hits), len(self._hits) + len(hits) - 1)
            self._hits += hits
            self.endInsertRows()

    def hit_at(self, row: int) -> Hit | None:
        return self._hits[row] if 0 <= row < len(self._hits) else None

    def rowCount(self, parent: _AnyIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        hit = self.hit_at(index.row()) if index.isValid() else None
        if hit is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return hit.snippet
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{', '.join((self.title(hit), *self.facts(hit), self.moment(hit)))}: {hit.snippet}"
            case _ if role == HIT_ROLE:
                return hit
        return None

    def title(self, hit: Hit) -> str:
        return hit.conversation.title or self.tr("New conversation")

    def moment(self, hit: Hit) -> str:
        """When it was said; in words when that is not known."""
        return day_and_time(hit.created) if hit.created else self.tr("at an unknown time")

    def facts(self, hit: Hit) -> list[str]:
        """Who said it, in which tool, in a conversation with whom and of which profile, and whether in the archive."""
        name = hit.conversation.chatbot_name or self.tr("Chatbot")
        said = [self.tr("You"), self.tr("to %1").replace("%1", name)] if hit.role is Role.USER else [name]
        tool = [self.tr("in the tool %1").replace("%1", hit.tool)] if hit.tool else []
        mark = self._marks.of_conversation(hit.conversation.profile_id) if self._marks is not None else None
        profile = [mark.words] if mark is not None else []
        return said + profile + tool + ([self.tr("in the archive")] if hit.conversation.archived else [])

    def _note(self, hits: Sequence[Hit]) -> None:
        if self._marks is not None:
            self._marks.note({hit.conversation.profile_id for hit in hits})

    @Slot()
    def _on_marks_changed(self) -> None:
        if self._hits:
            self.dataChanged.emit(self.index(0), self.index(len(self._hits) - 1))


class HitDelegate(QStyledItemDelegate):
    """A title with the time, a line of facts, and two lines of the text; in a column in the middle of the row."""

    def __init__(self, switch: ThemeSwitch, model: SearchModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._switch = switch
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: _AnyIndex) -> QSize:
        sizes = self._switch.theme.sizes
        body, small = QFontMetrics(option.font), QFontMetrics(self._small(option.font))
        return QSize(0, (1 + _LINES) * body.height() + small.height() + 2 * sizes.space_xs + 2 * sizes.space_s)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        hit = index.data(HIT_ROLE)
        if not isinstance(hit, Hit):
            return
        sizes = self._switch.theme.sizes
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = max(option.rect.width() - sizes.column, 0) // 2
        rect: QRect = option.rect.adjusted(room, 0, -room, 0)
        self._paint_ground(painter, rect, option)
        inside = rect.adjusted(sizes.space_m, sizes.space_s, -sizes.space_m, -sizes.space_s)
        self._paint_head(painter, inside, option, hit)
        body = QFontMetrics(option.font).height() + QFontMetrics(self._small(option.font)).height()
        self._paint_snippet(painter, inside.adjusted(0, body + 2 * sizes.space_xs, 0, 0), option, hit)
        painter.restore()

    def _small(self, font: QFont) -> QFont:
        return self._switch.theme.font("small", font)

    def _paint_ground(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem) -> None:
        theme = self._switch.theme
        if _is_selected(option) or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection" if _is_selected(option) else "hover"))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), theme.sizes.radius_control, theme.sizes.radius_control)

    def _paint_head(self, painter: QPainter, inside: QRect, option: QStyleOptionViewItem, hit: Hit) -> None:
        theme, sizes = self._switch.theme, self._switch.theme.sizes
        bold, small = QFont(option.font), self._small(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        line = QRect(inside.left(), inside.top(), inside.width(), QFontMetrics(option.font).height())
        moment = self._model.moment(hit)
        width = min(QFontMetrics(small).horizontalAdvance(moment) + sizes.space_m, line.width() // 2)
        title, when = line.adjusted(0, 0, -width, 0), line.adjusted(line.width() - width, 0, 0, 0)
        facts = QRect(line.left(), line.bottom() + 1 + sizes.space_xs, line.width(), QFontMetrics(small).height())
        leading, trailing = Qt.AlignmentFlag.AlignLeading, Qt.AlignmentFlag.AlignTrailing
        first, second = theme.color("selection-text" if _is_selected(option) else "text"), theme.color("text-secondary")
        painter.setPen(first)
        _draw(painter, _mirrored(title, line, option), bold, _isolated(self._model.title(hit)), leading)
        painter.setPen(second)
        _draw(painter, _mirrored(when, line, option), small, moment, trailing)
        _draw(painter, facts, small, " · ".join(map(_isolated, self._model.facts(hit))), leading)

    def _paint_snippet(self, painter: QPainter, room: QRect, option: QStyleOptionViewItem, hit: Hit) -> None:
        theme = self._switch.theme
        layout = self._laid_out(hit, option, room.width())
        painter.setPen(theme.color("selection-text" if _is_selected(option) else "text"))
        layout.draw(painter, QPointF(room.topLeft()))

    def _laid_out(self, hit: Hit, option: QStyleOptionViewItem, width: int) -> QTextLayout:
        """In its own direction, but on the side of the title; an ellipsis stands for what the lines do not hold."""
        text = well_formed(hit.snippet)
        marks = utf16.places(text, hit.marks) if text else []
        layout, room = self._broken(text, marks, option, width)
        if room < utf16.length(text):
            text = utf16.cut(text, 0, max(room - 2, 0)).rstrip("…\ufffd ") + "…"
            size = utf16.length(text)
            marks = [(start, min(stop, size)) for start, stop in marks if start < size]
            layout, _room = self._broken(text, marks, option, width)
        return layout

    def _broken(
        self, text: str, marks: Sequence[tuple[int, int]], option: QStyleOptionViewItem, width: int
    ) -> tuple[QTextLayout, int]:
        """In as many lines as there is room for, and how many UTF-16 units these hold."""
        layout = QTextLayout(text, option.font)
        is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        side = QTextOption(Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft)
        side.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        side.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        layout.setTextOption(side)
        layout.setFormats([_marked(self._switch.theme, start, stop) for start, stop in marks])
        return layout, _break(layout, width)


def _break(layout: QTextLayout, width: int) -> int:
    """Break it into the lines that there is room for; how many units they hold."""
    layout.beginLayout()
    top, end = 0.0, 0
    for _ in range(_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(width, 1))
        line.setPosition(QPointF(0, top))
        top += line.height()
        end = line.textStart() + line.textLength()
    layout.endLayout()
    return end


def _marked(theme: Theme, start: int, stop: int) -> QTextLayout.FormatRange:
    looks = QTextCharFormat()
    looks.setBackground(theme.color("found"))
    looks.setForeground(theme.color("selection-text"))
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, stop - start, looks
    return made


def _is_selected(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_Selected)


def _mirrored(rect: QRect, within: QRect, option: QStyleOptionViewItem) -> QRect:
    return QStyle.visualRect(option.direction, within, rect)


def _draw(painter: QPainter, rect: QRect, font: QFont, text: str, alignment: Qt.AlignmentFlag) -> None:
    painter.setFont(font)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | alignment, shown)


def _isolated(text: str) -> str:
    """The text in the direction of its first strong character, whatever the direction of the window (UAX #9)."""
    return f"\u2068{well_formed(text)}\u2069"


class SearchResults(QListView):
    """`hit_chosen` carries the Hit to go to; `end_neared` when the last rows came into sight."""

    hit_chosen = Signal(object)
    end_neared = Signal()

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = SearchModel(self)
        self.setAccessibleName(self.tr("Results"))
        self.setItemDelegate(HitDelegate(switch, self.found, self))
        self.setModel(self.found)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._choose)
        self.activated.connect(self._on_activated)
        self.verticalScrollBar().valueChanged.connect(self._look_at_end)
        self.verticalScrollBar().rangeChanged.connect(self._look_at_end)
        switch.theme_changed.connect(self.doItemsLayout)

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Other results: the newest one is current. Where one was current that is among them, it stays so."""
        current = self.current
        self.found.show(hits)
        same = (row for row, hit in enumerate(hits) if current and hit.message_id == current.message_id)
        self.setCurrentIndex(self.found.index(next(same, 0)))
        self._look_below_current()

    @property
    def current(self) -> Hit | None:
        return self.found.hit_at(self.currentIndex().row())

    def choose_current(self) -> None:
        self._choose(self.currentIndex())

    def step(self, by: int) -> None:
        """Another row becomes current, as far as there are some."""
        if count := self.found.rowCount():
            row = min(max(self.currentIndex().row() + by, 0), count - 1)
            self.setCurrentIndex(self.found.index(row))
            self._look_below_current()

    def _look_below_current(self) -> None:
        """The end may be near also where nothing had to be scrolled for it."""
        if self.found.rowCount() and self.currentIndex().row() + self.page >= self.found.rowCount():
            self.end_neared.emit()

    @property
    def page(self) -> int:
        """How many rows are in sight, one at least."""
        return max(self.viewport().height() // max(self.sizeHintForRow(0), 1), 1)

    def _choose(self, index: QModelIndex) -> None:
        hit = self.found.hit_at(index.row())
        if hit is not None:
            self.hit_chosen.emit(hit)

    def _on_activated(self, index: QModelIndex) -> None:
        """With Enter; where the system activates with a click, `clicked` has come already."""
        if not self.style().styleHint(QStyle.StyleHint.SH_ItemView_ActivateItemOnSingleClick, None, self):
            self._choose(index)

    def _look_at_end(self) -> None:
        bar = self.verticalScrollBar()
        if bar.value() + bar.pageStep() >= bar.maximum():
            self.end_neared.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Nothing: what is typed belongs into the field."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.doItemsLayout()
