"""The chatbots that a server says it has, to tick and add; and what to do when it says something else.

The trap: whatever comes or does not come, the way on must stay open: entering a chatbot by hand needs no list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidgetItem, QPushButton, QWidget

from desktop.core.errors import Problem
from desktop.core.found import FoundChatbot, FoundChatbots
from desktop.core.fuzzy import Candidate, words_of
from desktop.core.text import elide
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.problem_facts import came_otherwise, told
from desktop.ui.widgets.copy_details import CopyDetails
from desktop.ui.widgets.form import announce, column, filled, selectable, words
from desktop.ui.widgets.word_list import WordList
from desktop.ui.words import sentence, tip

_SIZE: Final = QSize(560, 520)
_SMALLEST: Final = QSize(360, 320)
_ITEM: Final = Qt.ItemDataRole.UserRole
_LONGEST: Final = 160
_IN_VAIN: Final = frozenset({"chatbots_client_token", "chatbots_key_missing"})
"""Codes that stay however often it is tried: the form has to be changed first."""


class DiscoveryDialog(QDialog):
    """`chosen` carries the FoundChatbots that were ticked; `by_hand` when somebody would rather type."""

    chosen = Signal(object)  # tuple of FoundChatbot
    retry_requested = Signal()
    by_hand = Signal()

    def __init__(self, place: str, known: Sequence[str], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Find chatbots"))
        self._place = place
        self._known = frozenset(known)
        self._candidates: list[tuple[QListWidgetItem, Candidate]] = []
        self.state = words()
        self.came = selectable(words(role="secondary"))
        self.copy_button = CopyDetails()
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search these chatbots"))
        self.search.setAccessibleName(self.tr("Search these chatbots"))
        self.search.textChanged.connect(self._filter)
        self.list = WordList()
        self.list.setAccessibleName(self.tr("Chatbots of this project"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.itemChanged.connect(self._count)
        self.all_button = QPushButton(self.tr("Tick all shown"))
        self.retry_button = QPushButton(self.tr("Try again"))
        self.hand_button = QPushButton(self.tr("Enter by hand"))
        self.add_button = QPushButton()
        set_role(self.all_button, "quiet")
        set_role(self.hand_button, "quiet")
        set_role(self.add_button, "primary")
        self.add_button.setDefault(True)
        self._lay_out(theme)
        self._connect()
        available = self.screen().availableSize()
        self.setMinimumSize(theme.room(_SMALLEST, available))
        self.resize(theme.room(_SIZE, available))
        self.show_asking()

    def show_asking(self) -> None:
        self._show_state(self.tr("Asking %1 for its chatbots…").replace("%1", self._place), "", can_retry=False)
        self._fill(())
        self.hand_button.setFocus()

    def show_problem(self, problem: Problem) -> None:
        """What happened, and what came; typing is still possible."""
        came = elide(" ".join(told(problem).split()), 2 * _LONGEST)
        can_retry = problem.code not in _IN_VAIN
        label = self.tr("What came: %1") if came_otherwise(problem) else self.tr("The server said: %1")
        self._show_state(sentence(problem), filled(label, came) if came else "", can_retry=can_retry)
        self.copy_button.show_problem(problem, self.state.text())
        self._fill(())
        (self.retry_button if can_retry else self.hand_button).setFocus()

    def show_found(self, found: FoundChatbots) -> None:
        count = QLocale().toString(len(found.chatbots))
        said = [self.tr("%1 chatbots. Tick those you want to talk to.").replace("%1", count)]
        if not found.chatbots:
            said = [self.tr("The server lists no chatbot for this project and key.")]
        if not found.is_whole:
            said.append(self.tr("There are more; these are the first ones."))
        if found.skipped:
            skipped = QLocale().toString(found.skipped)
            said.append(self.tr("Left out because they have no ID: %1.").replace("%1", skipped))
        self._show_state(" ".join(said), "", can_retry=not found.chatbots)
        self._fill(found.chatbots)
        (self.search if found.chatbots else self.hand_button).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the search to the list."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            self.list.setCurrentRow(next((row for row, item in self._shown()), -1))
        else:
            super().keyPressEvent(event)

    def ticked(self) -> tuple[FoundChatbot, ...]:
        items = [item for item, _candidate in self._candidates if item.checkState() is Qt.CheckState.Checked]
        return tuple(item.data(_ITEM) for item in items if item.flags() & Qt.ItemFlag.ItemIsEnabled)

    # ── what it shows ─────────────────────────────────────────────────────────────────────────────────────────────

    def _show_state(self, said: str, came: str, *, can_retry: bool) -> None:
        self.state.setText(said)
        self.came.setText(came)
        self.came.setVisible(bool(came))
        self.copy_button.show_problem(None, "")
        self.retry_button.setVisible(can_retry)
        announce(self.state)

    def _fill(self, chatbots: Sequence[FoundChatbot]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        self._candidates = []
        for found in chatbots:
            item = self._item(found)
            self.list.addItem(item)
            self._candidates.append((item, Candidate(found.name or found.id, found.description, found.id)))
        self.list.blockSignals(False)
        for part in (self.search, self.list, self.all_button, self.add_button):
            part.setVisible(bool(chatbots))
        self._filter(self.search.text())
        self._count()

    def _item(self, found: FoundChatbot) -> QListWidgetItem:
        is_known = found.id in self._known
        notes = [self.tr("in this profile already") if is_known else "", readiness_words(found.readiness)]
        below = " · ".join(filter(None, (*notes, " ".join(found.description.split()))))
        name = found.name or found.id
        item = QListWidgetItem(f"{name}\n{elide(below, _LONGEST)}" if below else name)
        item.setToolTip(tip(f"{name}\n{found.description}\n{found.id}"))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, (name, below))))
        item.setData(_ITEM, found)
        item.setCheckState(Qt.CheckState.Checked if is_known else Qt.CheckState.Unchecked)
        if is_known:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
        return item

    def _filter(self, text: str) -> None:
        typed = words_of(text)
        for item, candidate in self._candidates:
            item.setHidden(candidate.score(typed) is None)
        self.all_button.setEnabled(any(True for _ in self._shown()))

    def _shown(self) -> list[tuple[int, QListWidgetItem]]:
        """Those in sight that can be ticked, with their rows."""
        enabled = Qt.ItemFlag.ItemIsEnabled
        items = [(row, item) for row, (item, _candidate) in enumerate(self._candidates)]
        return [(row, item) for row, item in items if not item.isHidden() and item.flags() & enabled]

    def _count(self) -> None:
        count = len(self.ticked())
        self.add_button.setEnabled(count > 0)
        one, many = self.tr("Add 1 chatbot"), self.tr("Add %1 chatbots")
        self.add_button.setText(one if count == 1 else many.replace("%1", QLocale().toString(count)))

    # ── putting it together ───────────────────────────────────────────────────────────────────────────────────────

    def _lay_out(self, theme: Theme) -> None:
        buttons = spaced(QHBoxLayout(), theme, "space_s")
        for button in (self.all_button, self.hand_button, self.retry_button, self.add_button):
            button.setAutoDefault(button is not self.all_button)
            if button is self.hand_button:
                buttons.addStretch(1)
            buttons.addWidget(button)
        layout = column(theme, "space_m", margins="space_xl")
        layout.addWidget(words(self.tr("Find chatbots"), "title"))
        layout.addWidget(self.state)
        layout.addWidget(self.came)
        layout.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addStretch(0)
        layout.addLayout(buttons)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.all_button.clicked.connect(self._tick_all)
        self.retry_button.clicked.connect(self._on_retry)
        self.hand_button.clicked.connect(self._on_by_hand)
        self.add_button.clicked.connect(self._on_add)

    def _tick_all(self) -> None:
        for _row, item in self._shown():
            item.setCheckState(Qt.CheckState.Checked)

    def _on_retry(self) -> None:
        self.show_asking()
        self.retry_requested.emit()

    def _on_by_hand(self) -> None:
        self.reject()
        self.by_hand.emit()

    def _on_add(self) -> None:
        ticked = self.ticked()
        if ticked:
            self.accept()
            self.chosen.emit(ticked)


def readiness_words(said: str) -> str:
    """What a server says of readiness; its own word where it has one."""
    match said:
        case "":
            return ""
        case "yes":
            return QCoreApplication.translate("DiscoveryDialog", "ready")
        case "no":
            return QCoreApplication.translate("DiscoveryDialog", "not ready yet")
        case _:
            return said
