"""The transcript: a list view over messages that keeps its own heights, places and layouts.

A QListView, because screen readers read its rows; but of Qt's own geometry nothing is used. The trap: Qt asks for
geometry at any time, also between a change of the model and our answer to it, so every override works from `Rows`,
which is brought up to date first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from math import floor

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QWidget

from desktop.core.message import Message, Role, Status
from desktop.ui.look.tokens import Theme
from desktop.ui.transcript.accessible.speech import Speech
from desktop.ui.transcript.find.finding import Finding
from desktop.ui.transcript.geometry import RowGeometry
from desktop.ui.transcript.groups import is_waiting
from desktop.ui.transcript.hand.hand import Hand
from desktop.ui.transcript.hand.message_keys import MessageKeys
from desktop.ui.transcript.hand.selection import Spot
from desktop.ui.transcript.hand.side_scroll import SideScroll
from desktop.ui.transcript.later import Later
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.memento import Memento, newest_of
from desktop.ui.transcript.midnight import Midnight
from desktop.ui.transcript.painting import paint_view
from desktop.ui.transcript.pill import Pill
from desktop.ui.transcript.pulse import Pulse
from desktop.ui.transcript.rows import Rows
from desktop.ui.transcript.scroll import Scroll
from desktop.ui.transcript.tools.tool_badge import is_running

_AnyIndex = QModelIndex | QPersistentModelIndex


class TranscriptView(RowGeometry):
    """Shows a `MessageModel`. `clock` gives seconds since the epoch."""

    retry_requested = Signal(str)
    secret_requested = Signal(str)
    details_requested = Signal(str)
    whole_requested = Signal(str, str)  # message id, key of what to show whole
    delete_requested = Signal(str)
    edit_requested = Signal(str)
    restart_requested = Signal(str)
    version_requested = Signal(str, int)  # message id, 1 for the next version, -1 for the one before
    elsewhere_requested = Signal(str)  # id of a message whose question another chatbot is to be asked
    link_activated = Signal(str)
    typed = Signal(str)  # words that belong into the composer
    save_requested = Signal(str, str)  # name of the file, what to write

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._theme = theme
        self._reduced_motion = theme.sizes.motion == 0
        self._look = self._made_look()
        self._lost_current = False
        self.read_only = False  # then messages can only be looked at and copied: not asked again, and not deleted
        self.rows = Rows(self._look, clock)
        self.scroll_keeper = Scroll(self.rows, self.verticalScrollBar())
        self.speech = Speech(self)
        self.hand = Hand(self)
        self.finding = Finding(self)
        self.keys = MessageKeys(self)
        self._pulse = Pulse(self)
        self._pulse.beat.connect(self._on_beat)
        self._pulse.second_passed.connect(self._on_second_passed)
        self._pulse.more_due.connect(self._on_more_due)
        self.later = Later(self)
        self.later.timeout.connect(self.viewport().update)
        self._pill = Pill(self)
        self._pill.clicked.connect(self.scroll_to_end)
        self._midnight = Midnight(clock, self)
        self._midnight.passed.connect(self._dress)
        self._set_up()

    def _set_up(self) -> None:
        self.setAccessibleName(self.tr("Transcript"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { border: none; }")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoScroll(False)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().installEventFilter(self.hand)
        self.installEventFilter(self.hand)
        SideScroll(self)  # after the hand, so that it is asked first

    def _made_look(self) -> Look:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return Look(self._theme, self.font(), mirrored=mirrored, reduced_motion=self._reduced_motion)

    # ── what others call ────────────────────────────────────────────────────────────────────────────────────────

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._dress()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Whether the system asks for less motion."""
        self._reduced_motion = reduced
        self._dress()

    def scroll_to_end(self) -> None:
        """Show the newest text, and keep showing it."""
        self.scroll_keeper.follow()
        self.settle()

    def show_waiting_words(self, message_id: str, text: str) -> None:
        """Say something of a reply that is waited for, also of one that comes into view later; nothing with no text."""
        if self.rows.waiting_words.get(message_id, "") == text:
            return
        self.rows.waiting_words.pop(message_id, None)
        if text:
            self.rows.waiting_words[message_id] = text
        row = self.row_of(message_id)
        if row >= 0:
            self.rows.touch(row)
            self.settle()

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def look(self) -> Look:
        return self._look

    @property
    def is_following(self) -> bool:
        """Whether the newest text stays in sight as it comes."""
        return self.scroll_keeper.following

    def memento(self) -> Memento:
        """Where the reader is and what is open, to come back to."""
        self.scroll_keeper.remember()
        last = self.rows.newest
        return Memento(self.scroll_keeper.place, self.rows.opened, newest_of(last) if last is not None else None)

    def come_back(self, memento: Memento) -> None:
        """Show what was shown when the memento was made; the model is set already."""
        model = self.messages
        self.rows.opened = memento.opened
        if memento.place is None or model is None or self.row_of(memento.place.message_id) < 0:
            return
        self.scroll_keeper.go_to(memento.place)
        self.scroll_keeper.recall()
        if newest_of(model.message_at(model.rowCount() - 1)) != memento.newest:
            self._pill.tell()
        self.settle()

    # ── layout ──────────────────────────────────────────────────────────────────────────────────────────────────

    def setModel(self, model: QAbstractItemModel | None) -> None:
        if self.messages is not None:
            self.messages.rowsRemoved.disconnect(self._on_rows_removed)
        super().setModel(model)
        if self.messages is not None:
            self.messages.rowsRemoved.connect(self._on_rows_removed)
        self.rows.set_model(self.messages)
        self.scroll_keeper.set_model(self.messages)
        self.hand.forget()
        self.speech.set_model(self.messages)
        self.settle()
        self.finding.set_model(self.messages)

    def _dress(self) -> None:
        """Lay everything out anew, as theme, font and direction are now."""
        self._look = self._made_look()
        self._arrange()

    def _arrange(self) -> None:
        """Lay everything out again, and keep the line that is read."""
        self.scroll_keeper.remember()
        self.rows.arrange(self._look, float(self._row_width()))
        self.scroll_keeper.recall()
        self.settle()

    def _row_width(self) -> int:
        """The same with and without a scroll bar: one that comes and goes would start all layouts anew, without end."""
        bar = self.verticalScrollBar()
        is_overlay = bool(self.style().styleHint(QStyle.StyleHint.SH_ScrollBar_Transient, None, bar))
        return self.contentsRect().width() - (0 if is_overlay else bar.sizeHint().width())

    def settle(self) -> None:
        """Bring layouts, scroll bar, pill and timers up to date with the messages, and paint everything again."""
        self._settle()
        for layout in map(self.rows.find, self.rows_in_sight()):
            if layout is not None:
                layout.take_dirty()
        self.viewport().update()

    def _settle_growth(self, row: int) -> None:
        """The same after a change of one row. When it is the last one, only what changed is painted again."""
        heights, viewport = self.rows.heights, self.viewport()
        top, offset = heights.top(row), self.verticalOffset()
        self._settle()
        layout, moved = self.rows.find(row), self.verticalOffset() - offset
        is_still = row == len(heights) - 1 and heights.top(row) == top and not self.hand.rings_edges
        if layout is None or not is_still or abs(moved) >= viewport.height():
            viewport.update()
            return
        if moved:
            viewport.scroll(0, -moved)
        dirty = max(floor(min(top + layout.take_dirty() - self.verticalOffset(), viewport.height())), 0)
        viewport.update(0, dirty, viewport.width(), viewport.height() - dirty)

    def _settle(self) -> None:
        self.scroll_keeper.settle(self.viewport().height())
        room, newest = self.viewport().geometry(), self.rows.newest
        self._pill.settle(self._theme, room, newest, is_wanted=not self.is_following)
        self._set_pulse()

    def _set_pulse(self) -> None:
        seen = self.rows_in_sight()
        live = [message for message in map(self.rows.message, seen) if message.status is Status.STREAMING]
        self._pulse.set_needs(
            beat=not self._look.reduced_motion and any(is_waiting(message) for message in live),
            seconds=any(is_running(call) for message in live for call in message.tool_calls),
            more=any(map(self.rows.is_waiting, seen)),
        )

    def _on_beat(self) -> None:
        for row in self.rows_in_sight():
            if is_waiting(self.rows.message(row)):
                self.update_row(row)

    def _on_second_passed(self) -> None:
        for row in self.rows_in_sight():
            if any(is_running(call) for call in self.rows.message(row).tool_calls):
                self.rows.touch(row)
        self.settle()

    def _on_more_due(self) -> None:
        self._settle_growth(len(self.rows.heights) - 1)

    def update_row(self, row: int) -> None:
        """Paint a row again."""
        self.viewport().update(self.row_rect(row))

    # ── the model speaks ────────────────────────────────────────────────────────────────────────────────────────

    def reset(self) -> None:
        QAbstractItemView.reset(self)
        if self.rows.model is not self.messages:
            return  # a new model, which is about to be taken in
        self.rows.reset()
        self.hand.forget()
        self.scroll_keeper.follow()
        self.settle()

    def dataChanged(self, top_left: _AnyIndex, bottom_right: _AnyIndex, roles: Sequence[int] = ()) -> None:
        first, last = top_left.row(), bottom_right.row()
        for row in range(first, last + 1):
            self.rows.touch(row)
            self.speech.changed(self.rows.message(row))
        if last + 1 == len(self.rows.heights):
            self._new_text(self.rows.message(last))
        # How a question stands is also told by the reply below it.
        if (first > 0 and self.rows.touch_beside(first - 1)) or first != last:
            self.settle()
        else:
            self._settle_growth(first)

    def rowsInserted(self, parent: _AnyIndex, start: int, end: int) -> None:
        QAbstractItemView.rowsInserted(self, parent, start, end)
        self.rows.insert(start, end)
        if start > 0:
            self.rows.touch(start - 1)
        if end + 1 < len(self.rows.heights):
            self.rows.touch(end + 1)
        self.rows.touch_replies(end + 1)
        newest: Message = self.rows.message(end)
        if newest.role is Role.USER and newest.status is Status.NOT_SENT and end + 1 == len(self.rows.heights):
            self.scroll_keeper.follow()
        for row in range(start, end + 1):
            self.speech.changed(self.rows.message(row))
        if end + 1 == len(self.rows.heights) and self.messages is not None and not self.messages.is_turning:
            self._new_text(newest)
        self.settle()

    def rowsAboutToBeRemoved(self, parent: _AnyIndex, start: int, end: int) -> None:
        QAbstractItemView.rowsAboutToBeRemoved(self, parent, start, end)
        self.scroll_keeper.lose(start, end)
        self._lost_current = self.hand.lose(start, end)
        self.rows.remove(start, end)

    def _on_rows_removed(self, _parent: QModelIndex, start: int, _end: int) -> None:
        if start > 0:
            self.rows.touch(start - 1)
        if start < len(self.rows.heights):
            self.rows.touch(start)
        self.rows.touch_replies(start)
        self.settle()
        if self._lost_current:
            self.hand.take_place()

    def _new_text(self, newest: Message) -> None:
        if not self.is_following:
            self._pill.heed(newest)

    # ── Qt's geometry, from our heights ─────────────────────────────────────────────────────────────────────────

    def updateGeometries(self) -> None:
        """Nothing of what Qt works out here: whatever changes is settled when it changes."""
        self.verticalScrollBar().setSingleStep(int(self._look.pitch(self._look.body)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._row_width() != int(self.rows.width):
            self._arrange()
        self.settle()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.sizes.column, self._theme.sizes.column)

    def scrollTo(self, index: _AnyIndex, hint: QAbstractItemView.ScrollHint | None = None) -> None:
        """Bring a row into sight: its start, when it is higher than the viewport."""
        if index.isValid() and index.row() < len(self.rows.heights):
            self.rows.layout(index.row())
            self.settle()
            rect = self.row_rect(index.row())
            self.reveal(QRectF(rect))

    def reveal(self, rect: QRectF) -> None:
        """Scroll as little as needed to show a place, given in the viewport's coordinates."""
        bar, room = self.verticalScrollBar(), self.viewport().height()
        if rect.top() < 0 or rect.height() > room:
            bar.setValue(bar.value() + int(rect.top()))
        elif rect.bottom() > room:
            bar.setValue(bar.value() + int(rect.bottom()) - room + 1)

    def point_of(self, spot: Spot) -> QPointF:
        """Where a place in a text stands, in the viewport's coordinates."""
        row = self.row_of(spot.message_id)
        if row < 0:
            return QPointF()
        if self.rows.reach(row, spot.segment, spot.position):
            self.settle()
        segment = self.rows.layout(row).segments[spot.segment]
        inside = segment.point_of(min(spot.position, segment.length))
        return inside + QPointF(segment.x, segment.y) + QPointF(self.row_rect(row).topLeft())

    def show_spot(self, spot: Spot) -> None:
        """Scroll as little as needed to show the line with a place in it."""
        self.scroll_keeper.hold()
        model = self.messages
        last = len(self.rows.layout(model.row_of(spot.message_id)).segments) - 1 if model else 0
        point = self.point_of(spot._replace(segment=min(spot.segment, last)))
        self.reveal(QRectF(point, QSizeF(1.0, self._look.pitch(self._look.body))))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self.scroll_keeper.moving:
            self.scroll_keeper.moved()
            self.settle()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A touchpad says how many pixels it moved: follow it, instead of counting lines as for a wheel."""
        pixels = event.pixelDelta().y()
        if not pixels:
            super().wheelEvent(event)
            return
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() - pixels)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        paint_view(painter, self, event.rect(), self._pulse.phase)
        painter.end()

    # ── other events ────────────────────────────────────────────────────────────────────────────────────────────

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LayoutDirectionChange):
            self._dress()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self.hand.walk(forward=forward) or QWidget.focusNextPrevChild(self, forward)
