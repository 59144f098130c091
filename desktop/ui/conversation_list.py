"""The list of conversations: title, chatbot, time, and a mark while a reply streams."""

from __future__ import annotations

import math
import time
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.core.conversation import Conversation
from desktop.ui.conversation_model import CONVERSATION_ROLE, STREAMING_ROLE, ConversationModel
from desktop.ui.theme import Theme, ThemeSwitch
from desktop.ui.words import age

_PULSE_SECONDS: Final = 1.6
_PULSE_INTERVAL: Final = 50
_AGE_INTERVAL: Final = 30_000


class ConversationList(QListView):
    """`conversation_chosen` carries an id; `end_reached` asks for the next page."""

    conversation_chosen = Signal(str)
    end_reached = Signal()

    def __init__(self, model: ConversationModel, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Conversations"))
        self.setModel(model)
        self._model = model
        self._delegate = _Delegate(switch, self)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        switch.theme_changed.connect(self._on_theme_changed)
        model.dataChanged.connect(self._on_data_changed)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._pulse = QTimer(self)
        self._pulse.setInterval(_PULSE_INTERVAL)
        self._pulse.timeout.connect(self._on_pulse)
        self._ages = QTimer(self)
        self._ages.setInterval(_AGE_INTERVAL)
        self._ages.timeout.connect(self.viewport().update)
        self._ages.start()

    def select(self, conversation_id: str) -> None:
        """Mark a conversation without announcing it as chosen."""
        row = self._model.row_of(conversation_id)
        self.blockSignals(True)
        if row >= 0:
            self.setCurrentIndex(self._model.index(row))
        else:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        self.blockSignals(False)
        self.viewport().update()

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        conversation = current.data(CONVERSATION_ROLE)
        if isinstance(conversation, Conversation):
            self.conversation_chosen.emit(conversation.id)

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        self.scheduleDelayedItemsLayout()  # rows are as high as the font and the room in them
        self.viewport().update()

    @Slot()
    def _on_data_changed(self) -> None:
        if self._model.is_any_streaming() and not self._pulse.isActive():
            self._pulse.start()

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if value >= bar.maximum() - bar.pageStep():
            self.end_reached.emit()

    @Slot()
    def _on_pulse(self) -> None:
        if not self._model.is_any_streaming():
            self._pulse.stop()
        self.viewport().update()


class _Delegate(QStyledItemDelegate):
    """Two lines a row; every colour from the theme."""

    def __init__(self, switch: ThemeSwitch, parent: QWidget) -> None:
        super().__init__(parent)
        self._switch = switch

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        sizes, theme = self._switch.theme.sizes, self._switch.theme
        title = QFontMetrics(option.font).height()
        small = QFontMetrics(theme.font("small", option.font)).height()
        return QSize(0, title + small + sizes.space_xs + 2 * sizes.space_s)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        conversation = index.data(CONVERSATION_ROLE)
        if not isinstance(conversation, Conversation):
            return
        painter.save()
        self._paint_ground(painter, option)
        self._paint_lines(painter, option, index, conversation)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, sizes = self._switch.theme, self._switch.theme.sizes
        rect: QRect = option.rect.adjusted(sizes.space_xs, 1, -sizes.space_xs, -1)
        state = option.state
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme.color("selection"))
            painter.drawRoundedRect(rect, sizes.radius_control, sizes.radius_control)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(rect, sizes.radius_control, sizes.radius_control)

    def _paint_lines(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        conversation: Conversation,
    ) -> None:
        theme, sizes = self._switch.theme, self._switch.theme.sizes
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        rect: QRect = option.rect.adjusted(sizes.space_m, sizes.space_s, -sizes.space_m, -sizes.space_s)
        body = option.font
        small = theme.font("small", body)
        streaming = bool(index.data(STREAMING_ROLE))
        title = QRect(rect.left(), rect.top(), rect.width(), QFontMetrics(body).height())
        if streaming:
            title = self._paint_pulse(painter, title, rtl=option.direction == Qt.LayoutDirection.RightToLeft)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.setPen(theme.color("selection-text" if selected else "text"))
        painter.setFont(body)
        shown = QFontMetrics(body).elidedText(
            str(index.data(Qt.ItemDataRole.DisplayRole)), Qt.TextElideMode.ElideRight, title.width()
        )
        painter.drawText(title, align, _isolated(shown))
        height = QFontMetrics(small).height()
        below = QRect(rect.left(), rect.bottom() - height + 1, rect.width(), height)
        painter.setPen(theme.color("text-secondary"))
        painter.setFont(small)
        words = self.tr("writing…") if streaming else age(conversation.updated, time.time())
        line = f"{_isolated(conversation.chatbot_name)} · {words}"
        painter.drawText(below, align, QFontMetrics(small).elidedText(line, Qt.TextElideMode.ElideRight, below.width()))

    def _paint_pulse(self, painter: QPainter, title: QRect, *, rtl: bool) -> QRect:
        """A slowly breathing dot at the end of the line; the rest of the line stays for the title."""
        theme, size = self._switch.theme, self._switch.theme.sizes.space_s
        dot = QRect(title.left() if rtl else title.right() - size, title.center().y() - size // 2, size, size)
        painter.setOpacity(0.45 + 0.55 * (0.5 + 0.5 * math.sin(time.monotonic() * 2 * math.pi / _PULSE_SECONDS)))
        painter.setBrush(theme.color("accent"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(dot)
        painter.setOpacity(1.0)
        room = size + theme.sizes.space_s
        return title.adjusted(room, 0, 0, 0) if rtl else title.adjusted(0, 0, -room, 0)


def _isolated(text: str) -> str:
    """The text in the direction of its first strong character, whatever the direction of the window (UAX #9)."""
    return f"\u2068{text}\u2069"
