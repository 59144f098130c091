"""What is selected, for who pastes with the middle button, or before all that was copied is made.

The trap: it is offered after each drag and hardly ever taken, so nothing is laid out, read or written for it before
somebody asks for its words; who asks waits for what is selected of a section alone.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMetaType, QMimeData

from desktop.ui.transcript.hand.clipboard import AT_ONCE, Making

_PLAIN: Final = "text/plain"


class Offer(QMimeData):
    """Gives words alone; of more text than is read at once, what was written."""

    def __init__(self, making: Making) -> None:
        super().__init__()
        self._making = making
        self._text: str | None = None

    def formats(self) -> list[str]:
        return [_PLAIN]

    def hasFormat(self, mimetype: str) -> bool:
        return mimetype == _PLAIN

    def retrieveData(self, mimetype: str, _type: QMetaType | QMetaType.Type) -> object:
        if mimetype != _PLAIN:
            return None
        if self._text is None:
            self._text = self._made()
        return self._text

    def _made(self) -> str:
        if self._making.size > AT_ONCE:
            return self._making.unread().text()
        while self._making.step():
            pass
        return self._making.mime().text()
