"""Explains, when the window is closed into the tray for the first time, that the program goes on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.dialogs.fitted import FittedDialog
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import answers, column, words


class TrayDialog(FittedDialog):
    """Accepted when the window may go. `quit_requested` when the program shall end instead."""

    quit_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Close the window"), theme, parent)
        layout = column(theme, "space_m", margins="space_xl")
        layout.addWidget(words(self.tr("Robofy Desktop keeps running"), "title"))
        layout.addWidget(
            words(
                self.tr(
                    "The window goes away, and the icon in the tray brings it back. Answers that are being written are "
                    "written to their end. You chose this in the settings, under Desktop."
                )
            )
        )
        layout.addWidget(words(self.tr("This is said once."), "secondary"))
        self.quit_button = QPushButton(self.tr("Quit instead"))
        self.quit_button.clicked.connect(self.reject)
        self.quit_button.clicked.connect(self.quit_requested)
        self.close_button = QPushButton(self.tr("Close the window"))
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        set_role(self.close_button, "primary")
        row = answers(theme, self.quit_button, self.close_button)
        layout.addLayout(row)
        self.setLayout(layout)
        self.fit()
        self.close_button.setFocus()
