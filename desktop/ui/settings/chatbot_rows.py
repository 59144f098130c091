"""The chatbots of a profile: a row of name and id for each, at least one.

The trap: a row takes a millisecond and a profile may have a thousand chatbots. So rows are made a few at a time and a
page at most unless more are asked for; the chatbots that have no row yet are kept as they came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.core.chatbot import Chatbot, clean_id
from desktop.core.errors import ProfileError
from desktop.ui.look.icons import icon
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import restyle, set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import announce, column, filled, words
from desktop.ui.words import sentence

_PAGE: Final = 50
_AT_ONCE: Final = 10
"""Rows that are there as soon as a profile is shown."""
_A_STEP: Final = 4


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
        self._rest: list[Chatbot] = []  # those without a row, which come after the rows
        self._wanted = _PAGE
        self._can_edit = True
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(lambda: self._fill(_A_STEP))
        self._lines = spaced(QVBoxLayout(), theme, "space_xs")
        self._error = words(role="danger")
        self._error.hide()
        self.more_button = QPushButton()
        self.more_button.setAutoDefault(False)
        set_role(self.more_button, "quiet")
        self.more_button.hide()
        self.more_button.clicked.connect(self._on_more)
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
        more = QHBoxLayout()
        more.addWidget(self.more_button)
        more.addStretch(1)
        layout.addLayout(more)
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

    def set_enabled(self, *, enabled: bool) -> None:
        """Whether they can be changed; all of them can be looked at anyway."""
        self._can_edit = enabled
        for part in (*(row.box for row in self._rows), self.add_button, self.find_button):
            part.setEnabled(enabled)

    def show_chatbots(self, chatbots: tuple[Chatbot, ...]) -> None:
        for row in self._rows:
            row.box.hide()
            row.box.deleteLater()
        self._rows, self._rest, self._wanted = [], list(chatbots) or [Chatbot("", "")], _PAGE
        self._fill(_AT_ONCE)
        self.set_error("")

    def typed(self) -> tuple[Chatbot, ...]:
        """What stands in the fields, unchecked."""
        return (*(_chatbot(row, row.id.text(), row.name.text()) for row in self._rows), *self._rest)

    def chatbots(self) -> tuple[Chatbot, ...]:
        """The chatbots as they are meant: rows that were left empty are none, unless all were."""
        self._show_what_is_wrong()
        found = []
        for row in [row for row in self._rows if not _is_empty(row)] or self._rows[: 0 if self._rest else 1]:
            try:
                key = _clean_id(row.id.text())
            except ProfileError as error:
                self.set_error(sentence(error.problem), row.id)
                raise
            found.append(_chatbot(row, key, self._clean_name(row.name.text())))
        rest = (replace(one, id=_clean_id(one.id), name=self._clean_name(one.name)) for one in self._rest)
        return (*found, *rest)

    def set_error(self, text: str, edit: QLineEdit | None = None, *, takes_focus: bool = True) -> None:
        """The sentence stands below the rows; `edit` is the field to mark, the first one when left out."""
        for row in self._rows:
            wrong = bool(text) and row.id is (edit or self._rows[0].id)
            if wrong != (row.id.property("invalid") == "true"):
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
        there = {chatbot.id.strip() for chatbot in self.typed()}
        new = [chatbot for chatbot in chatbots if chatbot.id not in there]
        if not new:
            return
        for row in [row for row in self._rows if _is_empty(row)]:
            self._rows.remove(row)
            row.box.hide()
            row.box.deleteLater()
        if not self._rest:
            self._wanted = len(self._rows) + _PAGE
        self._rest += new
        self._fill(_AT_ONCE)
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

    def _fill(self, most: int) -> None:
        """Make the rows that are wanted and not there, no more than `most` now and the others soon."""
        count = max(0, min(most, self._wanted - len(self._rows), len(self._rest)))
        made = [self._make_row(chatbot) for chatbot in self._rest[:count]]
        del self._rest[:count]
        self._put_in_tab_order(made)
        left = len(self._rest) - max(0, self._wanted - len(self._rows))
        if self._rest and len(self._rows) < self._wanted:
            self._later.start()
        text = self.tr("Show %1 of %2 more")
        self.more_button.setText(filled(text, *(QLocale().toString(number) for number in (min(left, _PAGE), left))))
        self.more_button.setVisible(left > 0)
        self._rows[0].remove.setVisible(len(self._rows) + len(self._rest) > 1)

    def _make_row(self, chatbot: Chatbot) -> _Row:
        row = _Row(chatbot, QWidget(), QLineEdit(chatbot.name), QLineEdit(chatbot.id), QToolButton())
        row.name.setPlaceholderText(self.tr("Name"))
        row.name.setAccessibleName(self.tr("Name of the chatbot"))
        row.id.setPlaceholderText(self.tr("Chatbot ID"))
        row.id.setAccessibleName(self.tr("Chatbot ID"))
        row.id.setCursorPosition(0)
        row.remove.setAccessibleName(self.tr("Remove this chatbot"))
        row.remove.setToolTip(self.tr("Remove this chatbot"))
        row.remove.setIcon(icon("trash-2", self._theme, "text-secondary"))
        row.box.setEnabled(self._can_edit)
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
        return row

    def _put_in_tab_order(self, made: Sequence[_Row]) -> None:
        """Where they stand, as the last rows: Qt puts what was made last behind everything else of the window."""
        passed: list[QWidget] = [one for row in made for one in (row.name, row.id, row.remove)]
        above = self._rows[-len(made) - 1].remove if len(self._rows) > len(made) else self._before()
        if above is not None:
            passed.insert(0, above)
        for one, following in pairwise((*passed, self.more_button, self.find_button, self.add_button)):
            QWidget.setTabOrder(one, following)

    def _before(self) -> QWidget | None:
        """What Tab goes to before it comes in here."""
        at = self.previousInFocusChain()
        while at is not None and at is not self:
            if at.focusPolicy() & Qt.FocusPolicy.TabFocus and not self.isAncestorOf(at):
                return at
            at = at.previousInFocusChain()
        return None

    def _show_what_is_wrong(self) -> None:
        """A chatbot that has to be marked needs a row."""
        if wrong := [at for at, chatbot in enumerate(self._rest, 1) if not _is_fine(chatbot)]:
            self._wanted = max(self._wanted, len(self._rows) + wrong[-1])
            self._fill(wrong[-1])

    def _clean_name(self, name: str) -> str:
        return " ".join(name.split()) or self.tr("Chatbot")

    def _on_more(self) -> None:
        at = len(self._rows)
        self._wanted += _PAGE
        self._fill(_A_STEP)
        self._rows[at].name.setFocus()

    def _on_add(self) -> None:
        self._fill(self._wanted)  # the new row is the last one
        row = self._make_row(Chatbot("", ""))
        self._wanted = max(self._wanted, len(self._rows))
        self._put_in_tab_order([row])
        self._fill(0)
        row.name.setFocus()
        self.changed.emit()

    def _on_remove(self, row: _Row) -> None:
        self._rows.remove(row)
        row.box.hide()
        row.box.deleteLater()
        self._fill(1)
        self.set_error("")
        self._rows[0].name.setFocus()
        self.changed.emit()

    def _on_left(self, row: _Row) -> None:
        """Say what is wrong with an id that was typed; the focus is elsewhere by now and stays there."""
        if row not in self._rows or not row.id.text().strip():
            return
        try:
            _clean_id(row.id.text())
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


def _clean_id(text: str) -> str:
    """Raises ProfileError."""
    return clean_id(text, "chatbot_missing", "chatbot_id")


def _is_fine(chatbot: Chatbot) -> bool:
    try:
        _clean_id(chatbot.id)
    except ProfileError:
        return False
    return True
