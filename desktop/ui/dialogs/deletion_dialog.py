"""Asks before conversations are deleted for ever: what nobody can take back is the one thing that is asked about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import answers, column, fit, words


class DeletionDialog(QDialog):
    """Accepted when they shall be deleted. `title` is that of the only one, empty for several."""

    def __init__(self, count: int, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Delete for ever"))
        asked = self.tr("Delete “%1” for ever?").replace("%1", title)
        heading = asked if title else self.tr("Delete %1 conversations for ever?").replace("%1", str(count))
        why = self.tr("All messages in it are deleted from this computer. This cannot be undone.")
        several = self.tr("All messages in them are deleted from this computer. This cannot be undone.")
        keep = QPushButton(self.tr("Keep"))
        keep.clicked.connect(self.reject)
        self.delete_button = QPushButton(self.tr("Delete for ever"))
        set_role(self.delete_button, "danger")
        self.delete_button.clicked.connect(self.accept)
        keep.setDefault(True)
        buttons = answers(theme, keep, self.delete_button)
        layout = column(theme, "space_m", margins="space_xl")
        layout.addWidget(words(heading, "title"))
        layout.addWidget(words(why if title else several))
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.setLayout(layout)
        fit(self, theme.sizes.column // 2)
        keep.setFocus()
