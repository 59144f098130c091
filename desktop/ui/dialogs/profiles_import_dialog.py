"""Which profiles of a file to take in, before anything is changed. None of them takes the place of one that is here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.core.profile_file import Arrival, Incoming
from desktop.ui.dialogs.fitted import FittedDialog
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import answers, column, filled, scrolled, words
from desktop.ui.words import sentence


class ProfilesImportDialog(FittedDialog):
    """`import_requested` carries the chosen profiles; rejecting it leaves everything as it is."""

    import_requested = Signal(object)  # tuple of Profile

    def __init__(self, file: str, found: Sequence[Incoming], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Import profiles"), theme, parent)
        self.boxes: list[tuple[QCheckBox, Incoming]] = []
        layout = column(theme, "space_m", margins="space_xl")
        layout.addWidget(words(self.tr("Import profiles from %1").replace("%1", file), "title"))
        layout.addWidget(
            words(self.tr("No key is in the file: you are asked for it when you first write."), "secondary")
        )
        rows = QWidget()
        lines = spaced(QVBoxLayout(rows), theme, "space_s")
        for one in found:
            self._add_row(lines, one)
        lines.addStretch(1)
        layout.addWidget(scrolled(rows, self.tr("Profiles in the file")) if len(found) > 6 else rows, 1)
        layout.addLayout(self._buttons(theme))
        self.setLayout(layout)
        self._on_toggled()
        self.fit()
        (self.import_button if self.import_button.isEnabled() else self.cancel_button).setFocus()

    def _add_row(self, lines: QVBoxLayout, one: Incoming) -> None:
        box = QCheckBox(self._title(one).replace("&", "&&"))
        box.setEnabled(one.profile is not None)
        box.setChecked(one.arrival is Arrival.NEW)
        note = self._note(one)
        box.setAccessibleDescription(note)
        box.toggled.connect(self._on_toggled)
        lines.addWidget(box)
        lines.addWidget(words(note, "danger" if one.arrival is Arrival.WRONG else "secondary"))
        self.boxes.append((box, one))

    def _title(self, one: Incoming) -> str:
        return filled(self.tr("%1 · %2"), one.name, one.profile.address) if one.profile else one.name

    def _note(self, one: Incoming) -> str:
        match one.arrival:
            case Arrival.NEW:
                return self.tr("New.")
            case Arrival.SAME:
                return self.tr("Here already, and the same.")
            case Arrival.KNOWN:
                text = self.tr("Here already, and different. It can be added beside it, as %1; yours stays as it is.")
                return text.replace("%1", one.profile.name if one.profile else one.name)
            case Arrival.WRONG:
                return sentence(one.problem) if one.problem else ""

    def _buttons(self, theme: Theme) -> QHBoxLayout:
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.import_button = QPushButton(self.tr("Import"))
        set_role(self.import_button, "primary")
        self.import_button.setDefault(True)
        self.import_button.clicked.connect(self._on_import)
        return answers(theme, self.cancel_button, self.import_button)

    def _on_toggled(self) -> None:
        self.import_button.setEnabled(any(box.isChecked() for box, _ in self.boxes))

    def _on_import(self) -> None:
        chosen = tuple(one.profile for box, one in self.boxes if box.isChecked() and one.profile is not None)
        self.accept()
        self.import_requested.emit(chosen)
