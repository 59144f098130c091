"""What a screen reader sees of things that are painted and no widgets: nodes, and who keeps them alive.

The trap is ownership. Qt's cache owns every node that it was told of and deletes it on its own, while Python would
delete one when its last reference goes, and leave the cache with a dangling pointer. So a node is kept here from its
first breath until Qt has deleted it, and it is deleted through Qt alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface, QWindow
from shiboken6 import Shiboken

_alive: Final[dict[int, Node]] = {}
_NO_INTERFACE: Final = Shiboken.VoidPtr(0)


class Node(QAccessibleInterface):
    """Answers nothing in particular. `actions` are what it can be told to do, by Qt's names of actions."""

    def __init__(self, actions: Mapping[str, Callable[[], None]]) -> None:
        super().__init__()
        self._actions = Actions(actions) if actions else None
        _alive[id(self)] = self
        QAccessible.registerAccessibleInterface(self)

    def delete(self) -> None:
        """Not while Qt may be asking it something: it could be the one that asks for this."""
        if _alive.pop(id(self), None) is not None and Shiboken.isValid(self):
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(self))

    # PySide's own annotation says int; it takes an address as this type only, and ends the process over any other.
    def interface_cast(self, kind: QAccessible.InterfaceType) -> Shiboken.VoidPtr:  # type: ignore[override]
        if kind is QAccessible.InterfaceType.ActionInterface and self._actions is not None:
            return Shiboken.VoidPtr(Shiboken.getCppPointer(self._actions)[0])
        return _NO_INTERFACE

    def object(self) -> QObject | None:  # type: ignore[override]  # what is painted has none
        return None

    def window(self) -> QWindow | None:  # type: ignore[override] # Qt takes none, its stub does not say so
        return None

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override] # Qt takes none, its stub does not say so
        return None

    def childCount(self) -> int:
        return 0

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override] # Qt takes none, its stub does not say so
        place = QPoint(x, y)
        nodes = (self.child(index) for index in range(self.childCount()))
        return next((node for node in nodes if node is not None and node.rect().contains(place)), None)

    def indexOfChild(self, node: QAccessibleInterface) -> int:
        return -1

    def rect(self) -> QRect:
        return QRect()

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing here can be renamed."""


class Actions(QAccessibleActionInterface):
    """What a node can be told to do."""

    def __init__(self, actions: Mapping[str, Callable[[], None]]) -> None:
        super().__init__()
        self._actions = dict(actions)

    def actionNames(self) -> list[str]:
        return list(self._actions)

    def doAction(self, name: str) -> None:
        if name in self._actions:
            self._actions[name]()

    def keyBindingsForAction(self, _name: str) -> list[str]:
        return []
