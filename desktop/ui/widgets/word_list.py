"""A list of a few lines of words, as high as the style sheet wants them.

The trap: whatever asks a list for a place before it is shown (a choice, a splitter, a screen reader) has its lines laid
out without the style sheet, which comes in with the first showing. Qt then paints them at their right height, one over
the other, until something else has them laid out again.
"""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QListWidget


class WordList(QListWidget):
    """Lays its lines out anew each time it is shown."""

    def showEvent(self, event: QShowEvent) -> None:
        self.scheduleDelayedItemsLayout()
        super().showEvent(event)
