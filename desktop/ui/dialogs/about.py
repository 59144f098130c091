"""What this program is, which version, and of what parts it is made, each with its licence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QWidget,
)

from desktop.core.part import Part, version_lines
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import announce, answers, column, filled, words
from desktop.ui.widgets.word_list import WordList

_SIZE = QSize(760, 600)
_SMALLEST = QSize(520, 420)


class AboutDialog(QDialog):
    """The parts come a moment later, with `show_parts`: reading them takes longer than a frame."""

    def __init__(self, version: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Robofy Desktop"))
        self._parts: tuple[Part, ...] = ()
        self._version = version
        number = words(self.tr("Version %1").replace("%1", version), "secondary", wraps=False)
        number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Find a part or a licence"))
        self.search.setAccessibleName(self.tr("Find a part or a licence"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.list = WordList()
        self.list.setAccessibleName(self.tr("Parts and their licences"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.list.currentItemChanged.connect(self._show)
        self.found = words(self.tr("Reading the list of parts …"), "secondary", wraps=False)
        self._lay_out(theme, number)
        self._show(None)
        self.setMinimumSize(theme.room(_SMALLEST, self.screen().availableSize()))
        self.resize(theme.room(_SIZE, self.screen().availableSize()))
        self.close_button.setFocus()

    def show_parts(self, parts: Sequence[Part]) -> None:
        self._parts = tuple(parts)
        for part in parts:
            item = QListWidgetItem(" ".join(filter(None, (part.name, part.version))))
            item.setData(Qt.ItemDataRole.UserRole, part.name)
            item.setToolTip(part.licence)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._filter()

    def copy_versions(self) -> None:
        """All of them, as plain text."""
        parts = self._parts or (Part("Robofy Desktop", self._version),)
        QGuiApplication.clipboard().setText(version_lines((part.name, part.version) for part in parts))
        self.copy_button.setText(self.tr("Copied"))
        announce(self.copy_button)

    def _lay_out(self, theme: Theme, number: QLabel) -> None:
        layout = column(theme, "space_s", margins="space_xl")
        layout.addWidget(words(self.tr("Robofy Desktop"), "heading"))
        layout.addWidget(number)
        layout.addWidget(words(self.tr("A desktop chat client for chatbots behind the Robofy API.")))
        layout.addWidget(
            words(self.tr("MIT licence. Icons: Lucide, ISC licence. Qt for Python: LGPL version 3."), "secondary")
        )
        row = spaced(QHBoxLayout(), theme, "space_s")
        row.addWidget(self.search, 1)
        row.addWidget(self.found)
        layout.addLayout(row)
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.setChildrenCollapsible(False)
        middle.addWidget(self.list)
        middle.addWidget(self.text)
        middle.setStretchFactor(0, 2)
        middle.setStretchFactor(1, 3)
        layout.addWidget(middle, 1)
        self.copy_button = QPushButton(self.tr("Copy versions"))
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(self.copy_versions)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.reject)
        set_role(self.close_button, "primary")
        foot = answers(theme, self.close_button, near=(self.copy_button,))
        layout.addLayout(foot)
        self.setLayout(layout)

    def _filter(self) -> None:
        """Parts whose name, version or licence holds what is typed."""
        wanted = self.search.text().casefold().strip()
        shown = 0
        for row, part in enumerate(self._parts):
            fits = wanted in f"{part.name} {part.version} {part.licence}".casefold()
            self.list.item(row).setHidden(not fits)
            shown += fits
        if self._parts:
            self.found.setText(filled(self.tr("%1 of %2 parts"), str(shown), str(len(self._parts))))

    def _show(self, item: QListWidgetItem | None) -> None:
        name = item.data(Qt.ItemDataRole.UserRole) if item is not None else ""
        part = next((one for one in self._parts if one.name == name), Part(""))
        self.text.setAccessibleName(self.tr("Licence of %1").replace("%1", part.name))
        head = "\n".join(filter(None, (part.licence, part.url)))
        body = part.text or (self.tr("Its text is at that address.") if part.name else "")
        self.text.setPlainText(f"{head}\n\n{body}".strip())
