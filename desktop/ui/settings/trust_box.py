"""Whom a profile trusts: further certificates of its own, and in need anybody, which is said loudly."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.ui.look.tokens import Theme
from desktop.ui.settings.ca_file_box import CaFileBox
from desktop.ui.widgets.form import announce, column, words


class TrustBox(QWidget):
    """`verify` and `ca_file` are as they stand; `changed` when one of them did."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.file = CaFileBox(
            theme, self.tr("For this profile alone. Those of the settings, under Network, hold for all.")
        )
        self.anybody = QCheckBox(self.tr("Do not verify the server's certificate"))
        self._warning = words(
            self.tr(
                "Anybody in between can read your messages and this key. Use it for a test server of your own, "
                "and never on a network that you do not know."
            ),
            "danger",
        )
        self._managed = words(
            self.tr("This profile comes from your administrator, so it is always verified."), "secondary"
        )
        self.file.changed.connect(self.changed)
        self.anybody.clicked.connect(self._on_clicked)
        layout = column(theme, "space_xs")
        for widget in (self.file, self.anybody, self._warning, self._managed):
            layout.addWidget(widget)
        self.setLayout(layout)
        self.show_trust(ca_file="", verify=True, managed=False)

    @property
    def verify(self) -> bool:
        return not self.anybody.isChecked()

    @property
    def ca_file(self) -> str:
        return self.file.path

    def show_trust(self, *, ca_file: str, verify: bool, managed: bool, profile_id: str = "") -> None:
        self.file.owner = profile_id
        self.file.show_path(ca_file)
        self.anybody.setChecked(not verify and not managed)
        for control in (*self.file.buttons, self.anybody):
            control.setEnabled(not managed)
        self._managed.setVisible(managed)
        self._warning.setVisible(self.anybody.isChecked())

    def _on_clicked(self) -> None:
        self._warning.setVisible(self.anybody.isChecked())
        if self.anybody.isChecked():
            announce(self._warning)
        self.changed.emit()
