"""What is exported, and in which form; where to is asked afterwards, by the system's own dialog."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QRadioButton, QVBoxLayout, QWidget

from desktop.core.export.forms import ExportForm
from desktop.ui.dialogs.fitted import FittedDialog
from desktop.ui.look.measures import gap, spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import answers, column, words

_ORDER: Final = (
    ExportForm.MARKDOWN,
    ExportForm.HTML,
    ExportForm.PDF,
    ExportForm.TEXT,
    ExportForm.CSV,
    ExportForm.JSON,
)


def form_name(form: ExportForm) -> str:
    """The name of a form, and a sentence about it."""
    return _described(form)[0]


def _described(form: ExportForm) -> tuple[str, str]:
    tr = QCoreApplication.translate
    match form:
        case ExportForm.MARKDOWN:
            return tr("export", "Markdown"), tr("export", "For notes and wikis. Answers stay as they were written.")
        case ExportForm.HTML:
            return tr("export", "Web page"), tr(
                "export", "One file for every browser, light and dark, without scripts."
            )
        case ExportForm.PDF:
            return tr("export", "PDF"), tr("export", "Pages as they would be printed.")
        case ExportForm.TEXT:
            return tr("export", "Plain text"), tr("export", "Words alone, for every editor.")
        case ExportForm.CSV:
            return tr("export", "Table (CSV)"), tr("export", "A row for each message, for spreadsheets.")
        case ExportForm.JSON:
            return tr("export", "JSON"), tr("export", "Everything there is. This form can be imported again.")


class ExportDialog(FittedDialog):
    """`scopes` are (words, ids), no ids for everything; the first one is chosen. `export_requested` carries the ids and
    an ExportForm.
    """

    export_requested = Signal(object, object)

    def __init__(
        self, scopes: Sequence[tuple[str, tuple[str, ...]]], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("Export"), theme, parent)
        self._scopes = scopes
        self._what = QButtonGroup(self)
        self._form = QButtonGroup(self)
        layout = column(theme, "space_s", margins="space_xl")
        layout.addWidget(words(self.tr("What"), "title"))
        for at, (text, _ids) in enumerate(scopes):
            layout.addWidget(_choice(self._what, at, text))
        layout.addWidget(gap(theme, "space_s"))
        layout.addWidget(words(self.tr("As"), "title"))
        for at, form in enumerate(_ORDER):
            layout.addLayout(self._form_row(at, form, theme))
        layout.addWidget(gap(theme, "space_s"))
        about = self.tr("No key is in it. JSON has every version of a message, the others have the one in view.")
        layout.addWidget(words(about, "secondary"))
        layout.addLayout(self._buttons(theme))
        self.setLayout(layout)
        self.fit()
        self._what.buttons()[0].setFocus()

    @property
    def form(self) -> ExportForm:
        return _ORDER[self._form.checkedId()]

    def choose(self, form: ExportForm) -> None:
        self._form.button(_ORDER.index(form)).setChecked(True)

    def _form_row(self, at: int, form: ExportForm, theme: Theme) -> QVBoxLayout:
        name, sentence = _described(form)
        button = _choice(self._form, at, name)
        button.setAccessibleDescription(sentence)
        about = spaced(QHBoxLayout(), theme, margins=("space_xxl", "none", "none", "none"))
        about.addWidget(words(sentence, "secondary"))
        row = column(theme, "none")
        row.addWidget(button)
        row.addLayout(about)
        return row

    def _buttons(self, theme: Theme) -> QHBoxLayout:
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.export_button = QPushButton(self.tr("Choose a place…"))
        set_role(self.export_button, "primary")
        self.export_button.setDefault(True)
        self.export_button.clicked.connect(self._on_export)
        return answers(theme, self.cancel_button, self.export_button)

    def _on_export(self) -> None:
        self.accept()
        self.export_requested.emit(self._scopes[self._what.checkedId()][1], self.form)


def _choice(group: QButtonGroup, at: int, text: str) -> QRadioButton:
    button = QRadioButton(text.replace("&", "&&"))
    button.setChecked(at == 0)
    group.addButton(button, at)
    return button
