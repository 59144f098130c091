"""The reader's hand on the transcript: what is hovered, focused, selected, pressed and copied.

It holds ids and keys, never rows or layouts: both may be others by the time of the next event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QGuiApplication, QKeyEvent

from desktop.ui.transcript.hand import keyboard
from desktop.ui.transcript.hand.address_tip import AddressTip
from desktop.ui.transcript.hand.clipboard import Form
from desktop.ui.transcript.hand.copying import Copying
from desktop.ui.transcript.hand.menu import message_menu
from desktop.ui.transcript.hand.mouse import Mouse
from desktop.ui.transcript.hand.selecting import Selecting
from desktop.ui.transcript.hand.side_scroll import show_target, turn_to_side
from desktop.ui.transcript.hand.walk import Stop, Walk, Walker
from desktop.ui.transcript.layout import Ranges, RowLayout
from desktop.ui.transcript.scroll import Place
from desktop.ui.transcript.segment import Action, Target
from desktop.ui.transcript.tools.tool_card import copied

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView

_COPIED_FOR: Final = 2000
_BY_KEYBOARD: Final = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_Thing = tuple[str, str]
_NOTHING: Final = ("", "")


class Hand(QObject):
    """Filters the events of the view and of its viewport."""

    _is_whole = False  # at exit Qt still sends events to an object that Python has emptied

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(view)
        self._view = view
        self._hovered: _Thing = _NOTHING
        self._hovered_row = ""
        self._focused: _Thing = _NOTHING
        self._copied: _Thing = _NOTHING
        self._current = ""
        self._ring = False
        self._rings_message = False
        self.selecting = Selecting(view)
        self.selecting.changed.connect(self._on_selection_changed)
        self.copying = Copying(self)
        self.copying.copied.connect(self._on_copied)
        self._mouse = Mouse(view, self)
        self._address = AddressTip(view)
        self._walker = Walker(view, self._arrive)
        self._forget_copied = QTimer(self)
        self._forget_copied.setSingleShot(True)
        self._forget_copied.setInterval(_COPIED_FOR)
        self._forget_copied.timeout.connect(self._on_copied_seen)
        self._is_whole = True

    def forget(self) -> None:
        """The messages are others: nothing is pointed at."""
        self._hovered = self._focused = self._copied = _NOTHING
        self._hovered_row = self._current = ""
        self._rings_message = False
        self._mouse.forget()
        self._address.hide()
        self._walker.stop()
        self.selecting.clear()

    def lose(self, first: int, last: int) -> bool:
        """These rows are about to go; what was about them is forgotten. True when the current message is among them.

        The one below them is current then, else the one above: a command goes on from where the reader is.
        """
        self._walker.stop()
        rows = self._view.rows
        lost = {rows.message(row).id for row in range(first, last + 1)}
        selection = self.selecting.selection
        if any(spot is not None and spot.message_id in lost for spot in (selection.anchor, selection.head)):
            self._mouse.forget()
            self.selecting.clear()
        if {self._hovered_row, self._focused[0]} & lost:
            self._address.hide()
        if self._hovered_row in lost:
            self._hovered, self._hovered_row = _NOTHING, ""
        if self._copied[0] in lost:
            self._copied = _NOTHING
        if self._focused[0] in lost:
            self._focused, self._rings_message = _NOTHING, True
        if self._current not in lost:
            return False
        near = last + 1 if last + 1 < len(rows.heights) else first - 1
        self._current = rows.message(near).id if near >= 0 else ""
        self._rings_message = self._rings_message and near >= 0
        return True

    def take_place(self) -> None:
        """After the current message was lost: show which one is current now, when the keyboard is at messages."""
        if self._rings_message:
            self.go_to_message(0)

    # ── what the painting asks ──────────────────────────────────────────────────────────────────────────────────

    def hovered_in(self, message_id: str) -> str:
        return self._hovered[1] if self._hovered[0] == message_id else ""

    def focused_in(self, message_id: str) -> str:
        return self._focused[1] if self._focused[0] == message_id and self._view.hasFocus() else ""

    def copied_in(self, message_id: str) -> str:
        return self._copied[1] if self._copied[0] == message_id else ""

    def is_row_hovered(self, message_id: str) -> bool:
        return message_id == self._hovered_row

    def is_row_ringed(self, message_id: str) -> bool:
        """Whether the keyboard is at this message as a whole."""
        return self._rings_message and message_id == self._current and self._view.hasFocus()

    def ranges(self, row: int, layout: RowLayout) -> Ranges:
        return self.selecting.ranges(row, layout)

    @property
    def rings_view(self) -> bool:
        """Whether the view itself shows that it has the keyboard."""
        return self._ring and self._view.hasFocus() and self._focused == _NOTHING and not self._rings_message

    @property
    def rings_edges(self) -> bool:
        """Whether something is ringed that moves with the edges of the view or of a message."""
        return self._view.hasFocus() and (self._ring or self._rings_message)

    @property
    def has_focused(self) -> bool:
        """Whether something that can be pressed has the keyboard."""
        return self._focused != _NOTHING

    # ── events ──────────────────────────────────────────────────────────────────────────────────────────────────

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._is_whole:
            return False
        if watched is self._view:
            return self._view_event(event)
        if isinstance(event, QContextMenuEvent):
            return self._menu(event)
        return self._mouse.handle(event)

    def _view_event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return keyboard.press(self._view, self, event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if keyboard.is_ours(event):
                event.accept()
            return False
        if isinstance(event, QContextMenuEvent):
            return self._menu(event)
        if isinstance(event, QFocusEvent):
            self._walker.stop()
            self._ring = event.gotFocus() and event.reason() in _BY_KEYBOARD
            if event.reason() != Qt.FocusReason.PopupFocusReason:
                self._focused, self._rings_message = _NOTHING, False
                self._address.hide()
            self._view.viewport().update()
        return False

    def touch(self, message_id: str) -> None:
        """The mouse went down, on a message or beside all of them."""
        self._walker.stop()
        self._focused, self._ring, self._rings_message = _NOTHING, False, False
        self._current = message_id or self._current

    def point_at(self, message_id: str, target: Target | None) -> None:
        """The mouse is over this now."""
        thing = (message_id, target.key) if target else _NOTHING
        if (message_id, thing) == (self._hovered_row, self._hovered):
            return
        if thing != self._hovered:
            self._address.show(self._row(message_id), target)
        before, self._hovered_row, self._hovered = self._hovered_row, message_id, thing
        over_text = message_id and target is None
        shape = Qt.CursorShape.IBeamCursor if over_text else Qt.CursorShape.ArrowCursor
        self._view.viewport().setCursor(Qt.CursorShape.PointingHandCursor if target else shape)
        for row in {self._row(one) for one in (before, message_id) if one}:
            if row >= 0:
                self._view.update_row(row)

    def _on_selection_changed(self) -> None:
        if not self.selecting.selection.is_empty:
            self._view.scroll_keeper.hold()
        self._view.viewport().update()

    def _row(self, message_id: str) -> int:
        model = self._view.messages
        return model.row_of(message_id) if model is not None else -1

    # ── keyboard ────────────────────────────────────────────────────────────────────────────────────────────────

    def walk(self, *, forward: bool) -> bool:
        """Go to the next thing that can be pressed, later when it takes long to find.

        False where there is none and the focus may leave.
        """
        if self._walker.is_under_way:
            return True
        seen = self._view.rows_in_sight()
        if not seen:
            return False
        message_id, key = self._focused
        row = self._row(message_id) if message_id else -1
        if row < 0:
            row, key = (seen[0] if forward else seen[-1]), ""
        place = self._view.row_rect(row)
        room = (float(-place.top()), float(self._view.viewport().height() - place.top()))
        return self._walker.begin(Walk(self._view.rows, row, key, forward=forward, seen=room))

    def _arrive(self, stop: Stop | None) -> None:
        if stop is not None:
            self._focus(stop.row, stop.target)
            return
        self._focused = _NOTHING
        self._address.hide()
        self._view.viewport().update()

    def _focus(self, row: int, target: Target) -> None:
        view = self._view
        message_id = view.rows.message(row).id
        self._focused, self._current, self._rings_message = (message_id, target.key), message_id, False
        view.setCurrentIndex(view.model().index(row, 0))
        view.settle()
        show_target(view, row, target.key)
        if target.rects:
            ring = view.theme.sizes.space_s
            place = target.rects[0].translated(QPointF(view.row_rect(row).topLeft()))
            view.reveal(place.adjusted(0, -ring, 0, ring))
        view.speech.point_at(message_id, target)
        self._address.show(row, target)
        view.viewport().update()

    def go_to(self, message_id: str) -> None:
        """The keyboard goes to this message, and the view to its start."""
        self._current, self._rings_message = message_id, False
        self._view.scroll_keeper.go_to(Place(message_id, -1, 0.0))
        self.go_to_message(0)

    def go_to_message(self, by: int) -> None:
        """The keyboard goes to the message `by` rows below; first to the one that is current."""
        view, row = self._view, self._row(self.current())
        self._walker.stop()
        if row < 0:
            return
        if self._rings_message:
            row = min(max(row + by, 0), view.model().rowCount() - 1)
        self._current, self._focused, self._rings_message = view.rows.message(row).id, _NOTHING, True
        self.selecting.begin_in(self._current)
        view.setCurrentIndex(view.model().index(row, 0))
        view.scrollTo(view.currentIndex())
        if view.messages is not None:
            view.speech.say(view.messages.spoken(view.rows.message(row)))
        self._address.hide()
        view.viewport().update()

    def press_focused(self) -> None:
        message_id, key = self._focused
        row = self._row(message_id)
        target = self._view.rows.layout(row).target(key) if row >= 0 else None
        if target is not None:
            self.act(message_id, target)

    def reach(self, row: int, target: Target, *, press: bool) -> None:
        """Press something, or put the keyboard on it, for a screen reader."""
        if press:
            self.act(self._view.rows.message(row).id, target)
        else:
            self._focus(row, target)

    # ── what a press does ───────────────────────────────────────────────────────────────────────────────────────

    def act(self, message_id: str, target: Target) -> None:
        view = self._view
        match target.action:
            case Action.TOGGLE:
                view.scroll_keeper.hold()
                view.rows.toggle(self._row(message_id), target.value)
                view.settle()
                view.scroll_keeper.moved()
            case Action.COPY | Action.COPY_WHOLE:
                QGuiApplication.clipboard().setText(copied(view.rows.message(self._row(message_id)), target))
                self._copied = (message_id, target.key)
                self._forget_copied.start()
                self._on_copied()
            case Action.LINK if target.value:
                view.link_activated.emit(target.value)
            case Action.RETRY:
                view.retry_requested.emit(message_id)
            case Action.SECRET:
                view.secret_requested.emit(message_id)
            case Action.WHOLE:
                view.whole_requested.emit(message_id, target.value)
            case Action.DETAILS:
                view.details_requested.emit(message_id)
            case Action.EDIT:
                view.edit_requested.emit(message_id)
            case Action.VERSION:
                self.turn(message_id, target.key, int(target.value))
            case Action.SIDE:
                turn_to_side(view, self._row(message_id), target.key)
            case Action.SAVE:
                view.save_requested.emit(*target.value.split("\n", 1))
            case _:
                pass
        view.viewport().update()

    def turn(self, message_id: str, key: str, by: int) -> None:
        """Ask for another version; the keyboard is at the same place of that one then."""
        row, has_keyboard = self._row(message_id), self._focused == (message_id, key)
        self._view.version_requested.emit(message_id, by)
        if 0 <= row < len(self._view.rows.heights) and self._row(message_id) < 0:
            self._current = self._view.rows.message(row).id
            target = self._view.rows.layout(row).target(key)
            if has_keyboard and target is not None:
                self._focus(row, target)

    def _on_copied_seen(self) -> None:
        self._copied = _NOTHING
        self._view.viewport().update()

    # ── copying, the menu ───────────────────────────────────────────────────────────────────────────────────────

    def current(self) -> str:
        """The message that a command without a selection is about; the last one when none was touched."""
        if self._row(self._current) < 0:
            model = self._view.messages
            self._current = model.messages()[-1].id if model is not None and model.rowCount() else ""
        return self._current

    def select_more(self) -> None:
        """All of the current message; all messages when that is selected already."""
        self.selecting.take_more(self.current())

    def copy(self) -> None:
        """The selection, or the current message when nothing is selected."""
        if self.selecting.selection.is_empty:
            self.copy_message(self.current())
        else:
            self.copying.copy(self.selecting.rows())

    def copy_message(self, message_id: str, form: Form = "markdown") -> None:
        row = self._row(message_id) if message_id else -1
        if row >= 0:
            self.copying.copy_message(self._view.rows.message(row), form)

    def _on_copied(self) -> None:
        self._view.speech.say(self.tr("Copied"))

    def copy_address(self, link: str) -> None:
        QGuiApplication.clipboard().setText(link.removeprefix("mailto:"))
        self._view.speech.say(self.tr("Copied"))

    def _focused_link(self) -> str:
        """Where the link leads that has the keyboard."""
        row = self._row(self._focused[0]) if self.has_focused else -1
        target = self._view.rows.layout(row).target(self._focused[1]) if row >= 0 else None
        return target.value if target is not None and target.action is Action.LINK else ""

    def _menu(self, event: QContextMenuEvent) -> bool:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self._view.indexAt(event.pos()) if by_mouse else None
        self._current = self._view.rows.message(index.row()).id if index and index.isValid() else self.current()
        if not self._current:
            return True
        has_selection = not self.selecting.selection.is_empty
        link = self._mouse.link_at(QPointF(event.pos())) if by_mouse else self._focused_link()
        menu = message_menu(self._view, self._current, has_selection=has_selection, link=link)
        menu.popup(event.globalPos() if by_mouse else self._menu_place())
        return True

    def _menu_place(self) -> QPoint:
        row = self._row(self._current)
        place = QRectF(self._view.row_rect(row)).intersected(QRectF(self._view.viewport().rect()))
        return self._view.viewport().mapToGlobal(place.center().toPoint())
