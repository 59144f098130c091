"""The inbox in the sidebar: of which chatbot, its sessions, and the way back to one's own conversations."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.core.errors import Problem
from desktop.ui.actions import with_keys
from desktop.ui.inbox.model import InboxModel
from desktop.ui.inbox.notice import InboxNotice
from desktop.ui.inbox.session_list import InboxList
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import ThemeSwitch, set_role
from desktop.ui.look.tinted import Tint
from desktop.ui.widgets.form import words


class InboxPanel(QWidget):
    """`chooser_requested` asks for the list of chatbots at a place on the screen."""

    back_requested = Signal()
    refresh_requested = Signal()
    chooser_requested = Signal(QPoint)
    more_requested = Signal()

    def __init__(self, model: InboxModel, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.back_button = QPushButton(self.tr("Conversations"), self)
        set_role(self.back_button, "quiet")
        self.back_button.setAccessibleName(self.tr("Back to your conversations"))
        self.back_button.setToolTip(with_keys(self.tr("Back to your conversations"), "inbox"))
        self.back_button.setAutoDefault(True)
        self.back_button.clicked.connect(self.back_requested)
        Tint(self.back_button, "message-square", switch, "text-secondary", beside_words=True)
        self.refresh_button = QToolButton(self)
        self.refresh_button.setAccessibleName(self.tr("Refresh the inbox"))
        self.refresh_button.setToolTip(with_keys(self.tr("Refresh the inbox"), "refresh"))
        self.refresh_button.clicked.connect(self.refresh_requested)
        Tint(self.refresh_button, "rotate-ccw", switch, "text-secondary")
        self.chatbot_button = QPushButton(self)
        set_role(self.chatbot_button, "quiet")
        self.chatbot_button.setAutoDefault(True)
        self.chatbot_button.clicked.connect(self._on_chooser)
        Tint(self.chatbot_button, "chevron-down", switch, "text-secondary", beside_words=True)
        self.notice = InboxNotice(switch.theme, self)
        self.list = InboxList(model, switch, self)
        self.more_button = QPushButton(self.tr("Show more sessions"), self)
        self.more_button.setAutoDefault(True)
        self.more_button.clicked.connect(self.more_requested)
        self.note = words(role="secondary")
        self._arrange(switch)
        self.show_more(is_there=False)

    def _arrange(self, switch: ThemeSwitch) -> None:
        theme = switch.theme
        first = spaced(QHBoxLayout(), theme, "space_xs", margins=("space_s", "none", "space_s", "none"))
        first.addWidget(self.back_button)
        first.addStretch(1)
        first.addWidget(self.refresh_button)
        second = spaced(QHBoxLayout(), theme, "space_xs", margins=("space_s", "none", "space_s", "space_xs"))
        second.addWidget(self.chatbot_button)
        second.addStretch(1)
        last = spaced(QVBoxLayout(), theme, "space_xs", margins=("space_m", "space_xs", "space_m", "space_xs"))
        last.addWidget(self.more_button)
        last.addWidget(self.note)
        column = spaced(QVBoxLayout(self), theme)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.notice)
        column.addWidget(self.list, 1)
        column.addLayout(last)

    def show_chatbot(self, name: str) -> None:
        self.chatbot_button.setText(self.tr("Inbox: %1").replace("%1", name).replace("&", "&&"))
        self.chatbot_button.setAccessibleName(self.tr("The inbox of %1; choose another chatbot").replace("%1", name))

    def show_loading(self) -> None:
        """What is here already stays in sight meanwhile."""
        self.notice.show_words(self.tr("Asking for the sessions…"))
        self.notice.setVisible(not self._model.sessions)
        self.refresh_button.setEnabled(False)

    def show_loaded(self, *, more: bool, unusable: int) -> None:
        self.refresh_button.setEnabled(True)
        self.notice.show_words(self.tr("No visitor has written to this chatbot yet."))
        self.notice.setVisible(not self._model.sessions)
        self.show_more(is_there=more)
        notes = []
        if any(session.when.lacks_zone for session in self._model.sessions):
            notes.append(self.tr("Times are shown as the server gave them; it does not say their time zone."))
        if unusable:
            notes.append(self.tr("Left out, because they name no session: %n.", "", unusable))
        self.note.setText(" ".join(notes))
        self.note.setVisible(bool(notes))

    def show_problem(self, problem: Problem) -> None:
        self.refresh_button.setEnabled(True)
        self.notice.show_problem(problem)
        self.notice.show()

    def show_more(self, *, is_there: bool) -> None:
        self.more_button.setVisible(is_there)
        self.note.setVisible(bool(self.note.text()))

    def _on_chooser(self) -> None:
        self.chooser_requested.emit(self.chatbot_button.mapToGlobal(QPoint(0, self.chatbot_button.height())))
