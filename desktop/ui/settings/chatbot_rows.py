"""The chatbots of a profile: a row of name and id for each, at least one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.core.chatbot import Chatbot, clean_id
from desktop.core.errors import ProfileError
from desktop.ui.look.icons import icon
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import restyle, set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import announce, column, words
from desktop.ui.words import sentence


@dataclass
class _Row:
    shown: Chatbot
    box: QWidget
    name: QLineEdit
    id: QLineEdit
    remove: QToolButton


class ChatbotRows(QWidget):
    """`chatbots` may raise ProfileError, after marking the field that is wrong. `submitted` when Enter was pressed."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[_Row] = []
        self._lines = spaced(QVBoxLayout(), theme, "space_xs")
        self._error = words(role="danger")
        self._error.hide()
        self.add_button = QPushButton(self.tr("Add another chatbot"))
        self.add_button.setAutoDefault(False)
        set_role(self.add_button, "quiet")
        self.add_button.clicked.connect(self._on_add)
        self.find_button = QPushButton(self.tr("Find chatbots"))
        self.find_button.setAutoDefault(False)
        self.find_button.setToolTip(self.tr("Ask the server which chatbots this project has"))
        layout = column(theme, "space_xs")
        layout.addWidget(words(self.tr("Chatbots"), wraps=False))
        layout.addLayout(self._lines)
        layout.addWidget(self._error)
        help_text = self.tr("The ID is on the page of the chatbot in the Robofy dashboard. The name is your choice.")
        layout.addWidget(words(help_text, "secondary"))
        foot = QHBoxLayout()
        foot.addWidget(self.find_button)
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        layout.addLayout(foot)
        self.setLayout(layout)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for row in self._rows:
            row.remove.setIcon(icon("trash-2", theme, "text-secondary"))

    def show_chatbots(self, chatbots: tuple[Chatbot, ...]) -> None:
        for row in self._rows:
            row.box.hide()
            row.box.deleteLater()
        self._rows = []
        for chatbot in chatbots or (Chatbot("", ""),):
            self._add(chatbot)
        self.set_error("")

    def typed(self) -> tuple[Chatbot, ...]:
        """What stands in the fields, unchecked."""
        return tuple(_chatbot(row, row.id.text(), row.name.text()) for row in self._rows)

    def chatbots(self) -> tuple[Chatbot, ...]:
        """The chatbots as they are meant: rows that were left empty are none, unless all were."""
        found = []
        for row in [row for row in self._rows if not _is_empty(row)] or self._rows[:1]:
            try:
                key = clean_id(row.id.text(), "chatbot_missing", "chatbot_id")
            except ProfileError as error:
                self.set_error(sentence(error.problem), row.id)
                raise
            found.append(_chatbot(row, key, " ".join(row.name.text().split()) or self.tr("Chatbot")))
        return tuple(found)

    def set_error(self, text: str, edit: QLineEdit | None = None, *, takes_focus: bool = True) -> None:
        """The sentence stands below the rows; `edit` is the field to mark, the first one when left out."""
        for row in self._rows:
            wrong = bool(text) and row.id is (edit or self._rows[0].id)
            row.id.setProperty("invalid", "true" if wrong else "false")
            restyle(row.id)
        self._error.setText(text)
        self._error.setVisible(bool(text))
        if text:
            announce(self._error)
        if text and takes_focus:
            (edit or self._rows[0].id).setFocus()

    @property
    def error(self) -> str:
        return self._error.text()

    def add_found(self, chatbots: Sequence[Chatbot]) -> None:
        """Add those that are not there yet, in the place of rows that were left empty."""
        there = {row.id.text().strip() for row in self._rows}
        new = [chatbot for chatbot in chatbots if chatbot.id not in there]
        if not new:
            return
        for row in [row for row in self._rows if _is_empty(row)]:
            self._rows.remove(row)
            row.box.hide()
            row.box.deleteLater()
        for chatbot in new:
            self._add(chatbot)
        self.set_error("")
        self._rows[-1].name.setFocus()
        self.changed.emit()

    def focus_last(self) -> None:
        """Where a chatbot is entered by hand: the first empty row, else a new one."""
        empty = next((row for row in self._rows if _is_empty(row)), None)
        if empty is None:
            self._on_add()
        else:
            empty.name.setFocus()

    def _add(self, chatbot: Chatbot) -> _Row:
        row = _Row(chatbot, QWidget(), QLineEdit(chatbot.name), QLineEdit(chatbot.id), QToolButton())
        row.name.setPlaceholderText(self.tr("Name"))
        row.name.setAccessibleName(self.tr("Name of the chatbot"))
        row.id.setPlaceholderText(self.tr("Chatbot ID"))
        row.id.setAccessibleName(self.tr("Chatbot ID"))
        row.id.setCursorPosition(0)
        row.remove.setAccessibleName(self.tr("Remove this chatbot"))
        row.remove.setToolTip(self.tr("Remove this chatbot"))
        row.remove.setIcon(icon("trash-2", self._theme, "text-secondary"))
        line = spaced(QHBoxLayout(row.box), self._theme, "space_s")
        line.addWidget(row.name, 2)
        line.addWidget(row.id, 3)
        line.addWidget(row.remove)
        for edit in (row.name, row.id):
            edit.textEdited.connect(self._on_edited)
            edit.returnPressed.connect(self.submitted)
        row.id.editingFinished.connect(lambda: self._on_left(row))
        row.remove.clicked.connect(lambda: self._on_remove(row))
        self._lines.addWidget(row.box)
        self._rows.append(row)
        self._show_remove_buttons()
        self._put_in_tab_order()
        return row

    def _put_in_tab_order(self) -> None:
        """Where they stand: Qt puts what was made last behind everything else of the window."""
        passed: list[QWidget] = [one for row in self._rows for one in (row.name, row.id, row.remove)]
        if (before := self._before()) is not None:
            passed.insert(0, before)
        for one, following in pairwise((*passed, self.find_button, self.add_button)):
            QWidget.setTabOrder(one, following)

    def _before(self) -> QWidget | None:
        """What Tab goes to before it comes in here."""
        at = self.previousInFocusChain()
        while at is not None and at is not self:
            if at.focusPolicy() & Qt.FocusPolicy.TabFocus and not self.isAncestorOf(at):
                return at
            at = at.previousInFocusChain()
        return None

    def _show_remove_buttons(self) -> None:
        for row in self._rows:
            row.remove.setVisible(len(self._rows) > 1)

    def _on_add(self) -> None:
        self._add(Chatbot("", "")).name.setFocus()
        self.changed.emit()

    def _on_remove(self, row: _Row) -> None:
        self._rows.remove(row)
        row.box.hide()
        row.box.deleteLater()
        self._show_remove_buttons()
        self.set_error("")
        self._rows[0].name.setFocus()
        self.changed.emit()

    def _on_left(self, row: _Row) -> None:
        """Say what is wrong with an id that was typed; the focus is elsewhere by now and stays there."""
        if row not in self._rows or not row.id.text().strip():
            return
        try:
            clean_id(row.id.text(), "chatbot_missing", "chatbot_id")
        except ProfileError as error:
            self.set_error(sentence(error.problem), row.id, takes_focus=False)

    def _on_edited(self) -> None:
        self.set_error("")
        self.changed.emit()


def _chatbot(row: _Row, chatbot_id: str, name: str) -> Chatbot:
    """What stands in a row, with what is known of the same chatbot and has no field."""
    if chatbot_id != row.shown.id:
        return Chatbot(chatbot_id, name)
    return replace(row.shown, name=name)


def _is_empty(row: _Row) -> bool:
    return not row.id.text().strip() and not row.name.text().strip()
