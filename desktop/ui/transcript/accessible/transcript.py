"""The transcript as a screen reader sees it: a list of messages, and in each its links and buttons.

Qt's own interface for lists knows rows without anything in them. The trap: a screen reader asks at any time, also for
rows that are far away and for things that are gone, so a node holds ids and keys and looks up the rest when asked.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface, QWindow
from shiboken6 import Shiboken

from desktop.ui.transcript.accessible.node import Node
from desktop.ui.transcript.accessible.row import AccessibleRow

if TYPE_CHECKING:
    from desktop.ui.transcript.view import TranscriptView

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

    def object(self) -> QObject | None:  # type: ignore[override] # Qt takes none, its stub does not say so
        return self.view

    def window(self) -> QWindow | None:  # type: ignore[override] # Qt takes none, its stub does not say so
        return self.view.window().windowHandle() if self.view is not None else None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override] # Qt takes none, its stub does not say so
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

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override] # Qt takes none, its stub does not say so
        return self._row_at(index)

    def indexOfChild(self, node: QAccessibleInterface) -> int:
        return node.place()[0] if isinstance(node, AccessibleRow) else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override] # Qt takes none, its stub does not say so
        view = self.view
        if view is None:
            return None
        row = self._row_at(view.indexAt(view.viewport().mapFromGlobal(QPoint(x, y))).row())
        return (row.childAt(x, y) or row) if row is not None else None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override] # Qt takes none, its stub does not say so
        view = self.view
        row = self._row_at(view.currentIndex().row()) if view is not None and view.hasFocus() else None
        return (row.focusChild() or row) if row is not None else None


def _end(transcript: AccessibleTranscript, *_: object) -> None:
    """The view is gone, and with it everything in it."""
    for node in [*transcript.nodes(), transcript]:
        node.delete()
