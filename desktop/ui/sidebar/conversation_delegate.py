"""How a conversation is painted in the list: title, chatbot, age and tags; marks for pinned, unread and writing."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.core.conversation import Conversation
from desktop.core.profile_names import ProfileMark
from desktop.ui.look.icons import icon
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.sidebar.conversation_model import CONVERSATION_ROLE, MARK_ROLE, STREAMING_ROLE
from desktop.ui.sidebar.row_mark import paint_mark
from desktop.ui.words import age

_PULSE_SECONDS: Final = 1.6
_LONGEST_TITLE: Final = 200
_AnyIndex = QModelIndex | QPersistentModelIndex
PaintPicture = Callable[[QPainter, QRect, Conversation], None]


class ConversationDelegate(QStyledItemDelegate):
    """Two lines a row; every colour from the theme. `title_edited` carries an id and what was typed."""

    title_edited = Signal(str, str)

    def __init__(self, switch: ThemeSwitch, parent: QWidget) -> None:
        super().__init__(parent)
        self._switch = switch
        self._paint_picture: PaintPicture | None = None

    def show_pictures(self, paint: PaintPicture) -> None:
        """Paint the picture of the chatbot into the square before its name."""
        self._paint_picture = paint

    def row_height(self, font: QFont) -> int:
        sizes = self._switch.theme.sizes
        return QFontMetrics(font).height() + self._small(font).height() + sizes.space_xs + 2 * sizes.space_s

    def heading_height(self, font: QFont) -> int:
        sizes = self._switch.theme.sizes
        return self._small(font).height() + sizes.space_m + sizes.space_xs

    def sizeHint(self, option: QStyleOptionViewItem, index: _AnyIndex) -> QSize:
        return QSize(0, self.row_height(option.font))

    def _small(self, font: QFont) -> QFontMetrics:
        return QFontMetrics(self._switch.theme.font("small", font))

    # ── renaming ──────────────────────────────────────────────────────────────────────────────────────────────────

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _AnyIndex) -> QWidget:
        edit = QLineEdit(parent)
        edit.setMaxLength(_LONGEST_TITLE)
        edit.setAccessibleName(self.tr("New title"))
        return edit

    def setEditorData(self, editor: QWidget, index: _AnyIndex) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _AnyIndex) -> None:
        conversation = index.data(CONVERSATION_ROLE)
        if isinstance(editor, QLineEdit) and isinstance(conversation, Conversation) and editor.isModified():
            self.title_edited.emit(conversation.id, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        inset, rect = self._switch.theme.sizes.space_xs, QRect(option.rect)
        height = min(editor.sizeHint().height(), rect.height())
        editor.setGeometry(rect.left() + inset, rect.center().y() - height // 2, rect.width() - 2 * inset, height)

    # ── painting ──────────────────────────────────────────────────────────────────────────────────────────────────

    def paint_heading(self, painter: QPainter, rect: QRect, font: QFont, words: str) -> None:
        """The words above the first row of a section."""
        theme, sizes = self._switch.theme, self._switch.theme.sizes
        small = theme.font("small", font)
        small.setWeight(QFont.Weight.DemiBold)
        painter.setFont(small)
        painter.setPen(theme.color("text-secondary"))
        inside = rect.adjusted(sizes.space_m, 0, -sizes.space_m, -sizes.space_xs)
        painter.drawText(inside, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeading, words)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        conversation = index.data(CONVERSATION_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        if isinstance(conversation, Conversation):
            self._paint_lines(painter, option, index, conversation)
        else:
            self._paint_nothing_yet(painter, option)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, sizes = self._switch.theme, self._switch.theme.sizes
        rect: QRect = option.rect.adjusted(sizes.space_xs, 1, -sizes.space_xs, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(Qt.PenStyle.NoPen)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.color("selection" if selected else "hover"))
            painter.drawRoundedRect(rect, sizes.radius_control, sizes.radius_control)
        if option.state & QStyle.StateFlag.State_HasFocus:
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(theme.color("focus"))
            pen.setWidth(sizes.focus_width)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), sizes.radius_control, sizes.radius_control)

    def _paint_nothing_yet(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        """Two bars where the words will be."""
        theme, sizes = self._switch.theme, self._switch.theme.sizes
        rect: QRect = option.rect.adjusted(sizes.space_m, sizes.space_s, -sizes.space_m, -sizes.space_s)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hover"))
        for top, part in ((rect.top() + sizes.space_xs, 0.7), (rect.bottom() - sizes.space_m, 0.4)):
            bar = QRect(rect.left(), top, round(rect.width() * part), sizes.space_s)
            painter.drawRoundedRect(bar, sizes.space_xs, sizes.space_xs)

    def _paint_lines(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex, conversation: Conversation
    ) -> None:
        theme, sizes = self._switch.theme, self._switch.theme.sizes
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        rect: QRect = option.rect.adjusted(sizes.space_m, sizes.space_s, -sizes.space_m, -sizes.space_s)
        body, small = QFont(option.font), theme.font("small", option.font)
        streaming = bool(index.data(STREAMING_ROLE))
        title = QRect(rect.left(), rect.top(), rect.width(), QFontMetrics(body).height())
        if streaming or conversation.unread:
            title = self._paint_dot(painter, title, rtl=rtl, breathing=streaming)
        if conversation.pinned:
            title = self._paint_pin(painter, title, rtl=rtl)
        body.setBold(conversation.unread)
        painter.setPen(theme.color("selection-text" if selected else "text"))
        _draw(painter, title, body, _isolated(str(index.data(Qt.ItemDataRole.DisplayRole))))
        height = QFontMetrics(small).height()
        below = QRect(rect.left(), rect.bottom() - height + 1, rect.width(), height)
        if self._paint_picture is not None:
            side = min(sizes.icon, height)
            square = QRect(below.left(), below.top() + (height - side) // 2, side, side)
            square.moveLeft(below.right() - side + 1 if rtl else below.left())
            self._paint_picture(painter, square, conversation)
            room = side + sizes.space_xs
            below = below.adjusted(0, 0, -room, 0) if rtl else below.adjusted(room, 0, 0, 0)
        mark = index.data(MARK_ROLE)
        if isinstance(mark, ProfileMark):
            below = paint_mark(painter, below, small, mark, theme, rtl=rtl)
        painter.setPen(theme.color("text-secondary"))
        words = self.tr("writing…") if streaming else age(conversation.updated, time.time())
        parts = [_isolated(conversation.chatbot_name), words, *(_isolated(f"#{tag}") for tag in conversation.tags)]
        _draw(painter, below, small, " · ".join(parts))

    def _paint_dot(self, painter: QPainter, title: QRect, *, rtl: bool, breathing: bool) -> QRect:
        """A dot at the end of the line, slowly breathing while a reply is written; the rest is for the title."""
        theme, size = self._switch.theme, self._switch.theme.sizes.space_s
        dot = QRect(title.left() if rtl else title.right() - size, title.center().y() - size // 2, size, size)
        phase = 0.5 + 0.5 * math.sin(time.monotonic() * 2 * math.pi / _PULSE_SECONDS)
        painter.setOpacity(0.45 + 0.55 * phase if breathing else 1.0)
        painter.setBrush(theme.color("accent"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(dot)
        painter.setOpacity(1.0)
        return _shortened(title, size + theme.sizes.space_s, rtl=rtl)

    def _paint_pin(self, painter: QPainter, title: QRect, *, rtl: bool) -> QRect:
        theme, size = self._switch.theme, self._switch.theme.sizes.space_m
        rect = QRect(title.left() if rtl else title.right() - size + 1, title.center().y() - size // 2, size, size)
        icon("pin", theme, "text-secondary", size).paint(painter, rect)
        return _shortened(title, size + theme.sizes.space_xs, rtl=rtl)


def _draw(painter: QPainter, rect: QRect, font: QFont, text: str) -> None:
    painter.setFont(font)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, shown)


def _shortened(title: QRect, room: int, *, rtl: bool) -> QRect:
    return title.adjusted(room, 0, 0, 0) if rtl else title.adjusted(0, 0, -room, 0)


def _isolated(text: str) -> str:
    """The text in the direction of its first strong character, whatever the direction of the window (UAX #9)."""
    return f"\u2068{text}\u2069"
