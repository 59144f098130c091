"""The transcript as a screen reader sees it: a list of messages, and in each its links and buttons.

Qt's own interface for lists knows rows without anything in them. The trap: a screen reader asks at any time, also for
rows that are far away and for things that are gone, so a node holds ids and keys and looks up the rest when asked.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface, QWindow
from shiboken6 import Shiboken

from desktop.core.message import Status
from desktop.ui import words
from desktop.ui.transcript.accessible_node import Node
from desktop.ui.transcript.segment import Action, Target

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView

_BUDGET: Final = 0.008
"""Seconds for which a row is laid out when something about it is asked."""
_PRESS: Final = QAccessibleActionInterface.pressAction()
_FOCUS: Final = QAccessibleActionInterface.setFocusAction()


class AccessibleTranscript(Node):
    """The list. It takes the place of Qt's own interface for this view."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = weakref.ref(view)
        self._rows: dict[str, AccessibleRow] = {}
        self._gone: list[Node] = []
        # Qt has made its own by now, and the first one stays.
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(QAccessible.queryAccessibleInterface(view)))
        super().__init__({_FOCUS: self._take_focus})
        self._soon = QTimer(view)
        self._soon.setInterval(0)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._on_soon)
        self._wishes: list[Callable[[], None]] = []
        view.destroyed.connect(partial(_end, self))

    @property
    def is_asked(self) -> bool:
        """Whether Qt asks this node about the view.

        It asks another one when the view's meta-object has changed, which it does when a signal is connected to a
        method of the view for the first time.
        """
        return self.view is not None and QAccessible.queryAccessibleInterface(self.view) is self

    @property
    def view(self) -> TranscriptView | None:
        """None when it is gone, for Python or for Qt."""
        view = self._view()
        return view if view is not None and Shiboken.isValid(view) else None

    def row(self, message_id: str) -> AccessibleRow:
        """The node of a message, made when it is first asked for."""
        if message_id not in self._rows:
            self._rows[message_id] = AccessibleRow(self, message_id)
        return self._rows[message_id]

    def find(self, message_id: str) -> AccessibleRow | None:
        """The node of a message, if anybody ever asked for it."""
        return self._rows.get(message_id)

    def forget(self, message_id: str) -> None:
        """The message is no more."""
        row = self._rows.pop(message_id, None)
        if row is not None:
            self.bury(row, *row.known())

    def forget_all(self) -> None:
        for message_id in list(self._rows):
            self.forget(message_id)

    def bury(self, *nodes: Node) -> None:
        """Delete nodes when Qt is not amid a question to one of them."""
        self._gone += nodes
        self._soon.start()

    def later(self, wish: Callable[[], None]) -> None:
        """What a press does may delete what was pressed, and who pressed is not made to wait for it."""
        self._wishes.append(wish)
        self._soon.start()

    def _on_soon(self) -> None:
        gone, self._gone = self._gone, []
        wishes, self._wishes = self._wishes, []
        for node in gone:
            node.delete()
        for wish in wishes:
            wish()

    def nodes(self) -> Iterator[Node]:
        """Everything below the list."""
        yield from self._gone
        for row in self._rows.values():
            yield row
            yield from row.known()

    def _row_at(self, index: int) -> AccessibleRow | None:
        model = self.view.messages if self.view is not None else None
        return self.row(model.message_at(index).id) if model is not None and 0 <= index < model.rowCount() else None

    def _take_focus(self) -> None:
        if self.view is not None:
            self.view.setFocus()

    # ── what Qt asks ────────────────────────────────────────────────────────────────────────────────────────────

    def isValid(self) -> bool:
        return self.view is not None

    def object(self) -> QObject | None:  # type: ignore[override]
        return self.view

    def window(self) -> QWindow | None:  # type: ignore[override]
        return self.view.window().windowHandle() if self.view is not None else None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        above = self.view.parentWidget() if self.view is not None else None
        return QAccessible.queryAccessibleInterface(above) if above is not None else None

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.List

    def text(self, kind: QAccessible.Text) -> str:
        if self.view is None:
            return ""
        match kind:
            case QAccessible.Text.Name:
                return self.view.accessibleName()
            case QAccessible.Text.Description:
                return self.view.accessibleDescription()
            case _:
                return ""

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        view = self.view
        state.focusable = 1
        state.focused = int(view is not None and view.hasFocus())
        state.invisible = int(view is None or not view.isVisible())
        return state

    def rect(self) -> QRect:
        view = self.view
        return QRect(view.mapToGlobal(QPoint()), view.size()) if view is not None and view.isVisible() else QRect()

    def childCount(self) -> int:
        model = self.view.messages if self.view is not None else None
        return model.rowCount() if model is not None else 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return self._row_at(index)

    def indexOfChild(self, node: QAccessibleInterface) -> int:
        return node.place()[0] if isinstance(node, AccessibleRow) else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        view = self.view
        if view is None:
            return None
        row = self._row_at(view.indexAt(view.viewport().mapFromGlobal(QPoint(x, y))).row())
        return (row.childAt(x, y) or row) if row is not None else None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        view = self.view
        row = self._row_at(view.currentIndex().row()) if view is not None and view.hasFocus() else None
        return (row.focusChild() or row) if row is not None else None


class AccessibleRow(Node):
    """One message."""

    def __init__(self, transcript: AccessibleTranscript, message_id: str) -> None:
        self.transcript = transcript
        self._message_id = message_id
        self._targets: dict[str, AccessibleTarget] = {}
        super().__init__({_FOCUS: self._take_focus})

    @property
    def view(self) -> TranscriptView | None:
        return self.transcript.view

    @property
    def message_id(self) -> str:
        return self._message_id

    def known(self) -> tuple[AccessibleTarget, ...]:
        """What can be pressed in it, as it was when last looked at."""
        return tuple(self._targets.values())

    def target(self, key: str) -> AccessibleTarget | None:
        """Something in it that can be pressed."""
        self._look()
        return self._targets.get(key)

    def place(self) -> tuple[int, int]:
        """Its row, -1 when it is gone, and the number of rows."""
        model = self.view.messages if self.view is not None else None
        return (model.row_of(self._message_id), model.rowCount()) if model is not None else (-1, 0)

    def origin(self) -> QPoint:
        """Where its top left corner stands on the screen."""
        view, (row, _count) = self.view, self.place()
        return view.viewport().mapToGlobal(view.row_rect(row).topLeft()) if view is not None and row >= 0 else QPoint()

    def _look(self) -> None:
        view, (row, _count) = self.view, self.place()
        if view is None or row < 0:
            return
        fresh = view.rows.find(row) is None
        layout = view.rows.layout(row, perf_counter() + _BUDGET)
        found = {target.key: target for _index, target in layout.targets()}
        if fresh:
            view.settle()  # its height is now known
        before, self._targets = self._targets, {}
        for key, target in found.items():
            node = before.pop(key, None) or AccessibleTarget(self, target)
            node.target = target
            self._targets[key] = node
        if before:
            self.transcript.bury(*before.values())

    def _take_focus(self) -> None:
        view, (row, _count) = self.view, self.place()
        if view is not None and row >= 0:
            view.setFocus()
            view.setCurrentIndex(view.model().index(row, 0))
            view.scrollTo(view.currentIndex())

    # ── what Qt asks ────────────────────────────────────────────────────────────────────────────────────────────

    def isValid(self) -> bool:
        return self.place()[0] >= 0

    def parent(self) -> QAccessibleInterface:
        return self.transcript

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def text(self, kind: QAccessible.Text) -> str:
        view, (row, count) = self.view, self.place()
        if view is None or view.messages is None or row < 0:
            return ""
        match kind:
            case QAccessible.Text.Name:
                return view.messages.spoken(view.messages.message_at(row))
            case QAccessible.Text.Description:
                return words.position(row + 1, count)
            case _:
                return ""

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        view, (row, _count) = self.view, self.place()
        if view is None or row < 0:
            state.invalid = 1
            return state
        message = view.rows.message(row)
        current = view.hasFocus() and view.currentIndex().row() == row
        state.readOnly = state.focusable = 1
        state.focused = int(current and not view.hand.focused_in(message.id))
        state.busy = int(message.status is Status.STREAMING)
        state.offscreen = int(not view.viewport().rect().intersects(view.row_rect(row)))
        return state

    def rect(self) -> QRect:
        view, (row, _count) = self.view, self.place()
        return QRect(self.origin(), view.row_rect(row).size()) if view is not None and row >= 0 else QRect()

    def childCount(self) -> int:
        self._look()
        return len(self._targets)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        found = self.known()
        if not found:
            self._look()
            found = self.known()
        return found[index] if 0 <= index < len(found) else None

    def indexOfChild(self, node: QAccessibleInterface) -> int:
        return next((index for index, one in enumerate(self.known()) if one is node), -1)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        key = self.view.hand.focused_in(self._message_id) if self.view is not None else ""
        return self.target(key) if key else None


class AccessibleTarget(Node):
    """A link or a button in a message. `target` is what it was when it was last looked at."""

    def __init__(self, row: AccessibleRow, target: Target) -> None:
        self._row = row
        self.target = target
        super().__init__({_PRESS: partial(self._later, press=True), _FOCUS: partial(self._later, press=False)})

    def _later(self, *, press: bool) -> None:
        self._row.transcript.later(partial(self._reach, press=press))

    def _reach(self, *, press: bool) -> None:
        view, (row, _count) = self._row.view, self._row.place()
        target = view.rows.layout(row).target(self.target.key) if view is not None and row >= 0 else None
        if view is None or target is None:
            return
        if not press:
            view.setFocus()
        view.hand.reach(row, target, press=press)

    # ── what Qt asks ────────────────────────────────────────────────────────────────────────────────────────────

    def isValid(self) -> bool:
        return self._row.isValid()

    def parent(self) -> QAccessibleInterface:
        return self._row

    def role(self) -> QAccessible.Role:
        is_link = self.target.action is Action.LINK and self.target.value
        return QAccessible.Role.Link if is_link else QAccessible.Role.Button

    def text(self, kind: QAccessible.Text) -> str:
        match kind:
            case QAccessible.Text.Name:
                return self.target.name
            case QAccessible.Text.Description:
                return self.target.tip if self.target.tip != self.target.name else ""
            case _:
                return ""

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        view = self._row.view
        state.focusable = 1
        state.focused = int(view is not None and view.hand.focused_in(self._row.message_id) == self.target.key)
        state.offscreen = int(view is None or not view.rect().translated(_corner(view)).intersects(self.rect()))
        return state

    def rect(self) -> QRect:
        joined = QRect()
        for part in self.target.rects:
            joined = joined.united(part.toAlignedRect())
        return joined.translated(self._row.origin())


def _corner(view: TranscriptView) -> QPoint:
    return view.mapToGlobal(QPoint())


def _end(transcript: AccessibleTranscript, *_: object) -> None:
    """The view is gone, and with it everything in it."""
    for node in [*transcript.nodes(), transcript]:
        node.delete()
