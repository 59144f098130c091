"""The left side: a new conversation, the list of them, settings, and how the connection stands."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.ui.actions import with_keys
from desktop.ui.conversation_list import ConversationList
from desktop.ui.conversation_model import ConversationModel
from desktop.ui.measures import bounded, spaced
from desktop.ui.theme import ColorRole, ThemeSwitch, set_role
from desktop.ui.tinted import Tint


class Connection(Enum):
    """What the last exchange with the server told; `IDLE` before the first."""

    IDLE = "idle"
    CONNECTED = "connected"
    OFFLINE = "offline"
    SIGN_IN = "sign-in"


class Sidebar(QFrame):
    """`chooser_requested` asks for the list of chatbots; `new_requested` takes the one in use."""

    new_requested = Signal()
    chooser_requested = Signal()
    settings_requested = Signal()

    def __init__(self, model: ConversationModel, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "sidebar")
        self._switch = switch
        bounded(self, switch.theme, least_width="sidebar_min", most_width="sidebar_max")
        self.new_button = QPushButton(self.tr("New conversation"), self)
        self.new_button.setToolTip(with_keys(self.tr("New conversation with the same chatbot"), "new"))
        self.new_button.setAutoDefault(True)  # so that Enter presses it, too
        self.new_button.clicked.connect(self.new_requested)
        Tint(self.new_button, "plus", switch, beside_words=True)
        self.chooser_button = QToolButton(self)
        self.chooser_button.setAccessibleName(self.tr("New conversation with another chatbot"))
        self.chooser_button.setToolTip(with_keys(self.tr("New conversation with another chatbot"), "choose"))
        self.chooser_button.clicked.connect(self.chooser_requested)
        Tint(self.chooser_button, "chevron-down", switch, "text-secondary")
        self.list = ConversationList(model, switch, self)
        self._empty = QWidget(self)
        self._empty_words = QLabel(self.tr("Your conversations appear here."), self._empty)
        self._empty_words.setWordWrap(True)
        set_role(self._empty_words, "secondary")
        self.settings_button = QToolButton(self)
        self.settings_button.setAccessibleName(self.tr("Settings"))
        self.settings_button.setToolTip(with_keys(self.tr("Settings"), "settings"))
        self.settings_button.clicked.connect(self.settings_requested)
        Tint(self.settings_button, "settings", switch, "text-secondary")
        self.menu_button = QToolButton(self)
        self.menu_button.setAccessibleName(self.tr("Menu"))
        self.menu_button.setToolTip(self.tr("Menu"))
        Tint(self.menu_button, "ellipsis", switch, "text-secondary")
        self._dot = QLabel(self)
        self._dot_tint = Tint(self._dot, "circle-dot", switch, "text-secondary")
        self._state = QLabel(self)
        set_role(self._state, "secondary")
        self._arrange()
        self.show_connection(Connection.IDLE)
        model.rowsInserted.connect(self._on_rows_changed)
        model.rowsRemoved.connect(self._on_rows_changed)
        model.modelReset.connect(self._on_rows_changed)
        self._on_rows_changed()

    def show_connection(self, connection: Connection) -> None:
        looks: dict[Connection, tuple[str, ColorRole, str]] = {
            Connection.IDLE: ("circle-dot", "text-secondary", ""),
            Connection.CONNECTED: ("wifi", "success", self.tr("Connected")),
            Connection.OFFLINE: ("wifi-off", "warning", self.tr("Not connected")),
            Connection.SIGN_IN: ("key-round", "danger", self.tr("A key is needed")),
        }
        icon, role, words = looks[connection]
        self._dot_tint.show(icon, role)
        self._dot.setVisible(bool(words))
        self._state.setText(words)

    def _arrange(self) -> None:
        theme = self._switch.theme
        top = spaced(QHBoxLayout(), theme, "space_xs", margins="space_s")
        top.addWidget(self.new_button, 1)
        top.addWidget(self.chooser_button)
        foot = spaced(QHBoxLayout(), theme, "space_s", margins=("space_s", "space_xs", "space_m", "space_s"))
        foot.addWidget(self.settings_button)
        foot.addWidget(self.menu_button)
        foot.addStretch(1)
        foot.addWidget(self._dot)
        foot.addWidget(self._state)
        around = spaced(QVBoxLayout(self._empty), theme, margins=("space_l", "space_s", "space_l", "space_s"))
        around.addWidget(self._empty_words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._empty)
        column.addWidget(self.list, 1)
        column.addLayout(foot)

    def _on_rows_changed(self) -> None:
        self._empty.setVisible(self.list.model().rowCount() == 0)
