"""What an import would bring, before anything is changed."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPushButton, QWidget

from desktop.core.merging import Comparison
from desktop.ui.dialogs.fitted import FittedDialog
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import answers, column, filled, words


class ImportDialog(FittedDialog):
    """`import_requested` carries whether what is newer in the file takes the place of what is here; rejecting it leaves
    everything as it is.
    """

    import_requested = Signal(bool)

    def __init__(self, file: str, found: Comparison, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Import"), theme, parent)
        self._found = found
        layout = column(theme, "space_m", margins="space_xl")
        layout.addWidget(words(self.tr("Import %1").replace("%1", file), "title"))
        layout.addLayout(self._counts(theme))
        self.newer = QCheckBox(self.tr("Where both differ, take what happened later"))
        if found.different:
            layout.addWidget(self.newer)
            layout.addWidget(
                words(self.tr("Otherwise what differs stays as it is here. Nothing is ever deleted."), "secondary")
            )
        self._note = words(role="secondary")
        layout.addWidget(self._note)
        layout.addLayout(self._buttons(theme))
        self.setLayout(layout)
        self.newer.toggled.connect(self._on_toggled)
        self._on_toggled()
        self.fit()
        (self.import_button if self.import_button.isEnabled() else self.cancel_button).setFocus()

    def _rows(self) -> list[tuple[str, int, str]]:
        found = self._found
        messages = self.tr("%1 messages")
        locale = QLocale()
        new, changed = (
            messages.replace("%1", locale.toString(count)) for count in (found.new_messages, found.different_messages)
        )
        return [
            (self.tr("New conversations"), found.new, ""),
            (self.tr("Conversations with new messages or tags"), found.grown, new),
            *([(self.tr("Conversations that come back from the trash"), found.restored, "")] if found.restored else []),
            (self.tr("Conversations that differ from those here"), found.different, changed),
            (self.tr("Unchanged conversations"), found.unchanged, ""),
        ]

    def _counts(self, theme: Theme) -> QGridLayout:
        grid = spaced(QGridLayout(), theme, "space_xl", rows="space_s")
        grid.setColumnStretch(0, 1)
        for at, (name, count, more) in enumerate(self._rows()):
            grid.addWidget(words(name, "" if count else "secondary"), at, 0)
            number = QLocale().toString(count)
            text = filled(self.tr("%1 (%2)"), number, more) if more and count else number
            grid.addWidget(words(text, "" if count else "secondary", wraps=False), at, 1, Qt.AlignmentFlag.AlignRight)
        return grid

    def _buttons(self, theme: Theme) -> QHBoxLayout:
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.import_button = QPushButton(self.tr("Import"))
        set_role(self.import_button, "primary")
        self.import_button.setDefault(True)
        self.import_button.clicked.connect(self._on_import)
        return answers(theme, self.cancel_button, self.import_button)

    def _on_toggled(self) -> None:
        some = self._found.adds_something or (self.newer.isChecked() and self._found.different > 0)
        self.import_button.setEnabled(some)
        self._note.setText(
            self.tr("A backup of the history is made first.") if some else self.tr("There is nothing new in this file.")
        )

    def _on_import(self) -> None:
        self.accept()
        self.import_requested.emit(self.newer.isChecked())
