"""A row of widgets that goes on below where it finds no more room.

The trap: a layout of one's own is handed items that belong to Qt, and Qt deletes them. So this is a widget that places
its children itself; how high it is follows from how wide it is.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from desktop.ui.look.theme import ThemeSwitch


class FlowRow(QWidget):
    """Starts at the right in a mirrored window."""

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._switch = switch
        self._widgets: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """The last in the row."""
        widget.setParent(self)
        self._widgets.append(widget)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(width, moving=False)

    def sizeHint(self) -> QSize:
        sizes = [widget.sizeHint() for widget in self._shown()]
        width = sum(size.width() + self._spacing for size in sizes) - self._spacing
        return QSize(max(width, 0), max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:
        sizes = [widget.minimumSizeHint() for widget in self._shown()]
        least = max((size.width() for size in sizes), default=0)
        return QSize(least, max((size.height() for size in sizes), default=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width(), moving=True)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.LayoutDirectionChange, QEvent.Type.Show):
            self.updateGeometry()
            self._arrange(self.width(), moving=True)
        return super().event(event)

    @property
    def _spacing(self) -> int:
        return self._switch.theme.sizes.space_xs

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _arrange(self, width: int, *, moving: bool) -> int:
        """The height of all lines in this width."""
        x, y, line = 0, 0, 0
        room = QRect(0, 0, width, self.height())
        for widget in self._shown():
            size = widget.sizeHint()
            if line and x + size.width() > width:
                x, y, line = 0, y + line + self._spacing, 0
            if moving:
                place = QRect(QPoint(x, y), QSize(max(min(size.width(), width), 1), size.height()))
                widget.setGeometry(QStyle.visualRect(self.layoutDirection(), room, place))
            x, line = x + size.width() + self._spacing, max(line, size.height())
        return y + line
