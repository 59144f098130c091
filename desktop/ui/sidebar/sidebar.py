"""The left side: a new conversation, the list of them, settings, and how the connection stands."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.conversation import ALL, Listing, Shelf
from desktop.ui.actions import with_keys
from desktop.ui.look.measures import bounded, spaced
from desktop.ui.look.theme import ThemeSwitch, set_role
from desktop.ui.look.tinted import Tint
from desktop.ui.look.tokens import ColorRole
from desktop.ui.sidebar.conversation_list import ConversationList
from desktop.ui.sidebar.conversation_model import ConversationModel
from desktop.ui.sidebar.list_filter import ListFilter, shelf_name
from desktop.ui.widgets.form import words


class Connection(Enum):
    """What the last exchange with the server told; `IDLE` before the first."""

    IDLE = "idle"
    CONNECTED = "connected"
    OFFLINE = "offline"
    SIGN_IN = "sign-in"
    SLOW = "slow"


class Sidebar(QFrame):
    """`chooser_requested` asks for the list of chatbots; `new_requested` takes the one in use."""

    new_requested = Signal()
    chooser_requested = Signal()
    search_requested = Signal()
    settings_requested = Signal()

    def __init__(self, model: ConversationModel, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "sidebar")
        self._switch = switch
        self._chatbot = ""
        self._place: QWidget | None = None
        self._connection = Connection.IDLE
        self._is_slow = False
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
        self.search_button = self._quiet_button("search", self.tr("Search everything"), "search")
        self.search_button.clicked.connect(self.search_requested)
        self.filter = ListFilter(switch, self)
        self.list = ConversationList(model, switch, self)
        self.pane: QAbstractItemView = self.list
        self._empty = QWidget(self)
        self._empty_words = words(role="secondary")
        self.back_button = QPushButton(self._empty)
        self.back_button.setAutoDefault(True)
        self.back_button.clicked.connect(self.filter.clear)
        self.settings_button = QToolButton(self)
        self.settings_button.setAccessibleName(self.tr("Settings"))
        self.settings_button.setToolTip(with_keys(self.tr("Settings"), "settings"))
        self.settings_button.clicked.connect(self.settings_requested)
        Tint(self.settings_button, "settings", switch, "text-secondary")
        self.inbox_button = self._quiet_button("inbox", self.tr("Inbox of visitors"), "inbox")
        self.inbox_button.setToolTip(with_keys(self.tr("What visitors said to your chatbots"), "inbox"))
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

    def _quiet_button(self, icon: str, name: str, command_id: str) -> QToolButton:
        button = QToolButton(self)
        button.setAccessibleName(name)
        button.setToolTip(with_keys(name, command_id))
        Tint(button, icon, self._switch, "text-secondary")
        return button

    def show_connection(self, connection: Connection) -> None:
        self._connection = connection
        self._show_connection()

    def show_slow(self, *, is_slow: bool) -> None:
        """Whether the conversation in view waits for a slow reply: said instead of the connection, as long as it is."""
        if is_slow != self._is_slow:
            self._is_slow = is_slow
            self._show_connection()

    def _show_connection(self) -> None:
        looks: dict[Connection, tuple[str, ColorRole, str]] = {
            Connection.IDLE: ("circle-dot", "text-secondary", ""),
            Connection.CONNECTED: ("wifi", "success", self.tr("Connected")),
            Connection.OFFLINE: ("wifi-off", "warning", self.tr("Not connected")),
            Connection.SLOW: ("hourglass", "warning", self.tr("Slow")),
            Connection.SIGN_IN: ("key-round", "danger", self.tr("A key is needed")),
        }
        icon, role, said = looks[Connection.SLOW if self._is_slow else self._connection]
        self._dot_tint.show(icon, role)
        self._dot.setVisible(bool(said))
        self._state.setText(said)

    def _arrange(self) -> None:
        theme = self._switch.theme
        top = spaced(QHBoxLayout(), theme, ("space_xs", 0.5), margins="space_s")
        top.addWidget(self.new_button, 1)
        top.addWidget(self.chooser_button)
        top.addWidget(self.search_button)
        foot = spaced(QHBoxLayout(), theme, "space_s", margins=("space_s", "space_xs", "space_m", "space_s"))
        foot.addWidget(self.settings_button)
        foot.addWidget(self.inbox_button)
        foot.addWidget(self.menu_button)
        foot.addStretch(1)
        foot.addWidget(self._dot)
        foot.addWidget(self._state)
        around = spaced(
            QVBoxLayout(self._empty), theme, "space_s", margins=("space_l", "space_s", "space_l", "space_s")
        )
        around.addWidget(self._empty_words)
        around.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeading)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.filter)
        column.addWidget(self._empty)
        column.addWidget(self.list, 1)
        column.addLayout(foot)

    def show_place(self, place: QWidget | None, pane: QAbstractItemView | None = None) -> None:
        """Something else instead of the list of conversations, with a list of its own; nothing for that list again."""
        if self._place is not None:
            self._place.hide()
        column = self.layout()
        if place is not None and isinstance(column, QVBoxLayout) and column.indexOf(place) < 0:
            column.insertWidget(column.indexOf(self.list) + 1, place, 1)
        self._place, self.pane = place, pane or self.list
        for widget in (self.filter, self.list):
            widget.setVisible(place is None)
        if place is not None:
            place.show()
        self._on_rows_changed()

    def _on_rows_changed(self) -> None:
        self._empty.setVisible(self.list.model().rowCount() == 0 and self._place is None)
        self._empty_words.setText(self._why_empty())
        whole = self.filter.listing == ALL
        self.back_button.setVisible(not whole)
        self.back_button.setText(self.tr("Show all") if self.filter.narrowed else self.tr("Show conversations"))

    def show_listing(self, listing: Listing, chatbot: str) -> None:
        """What the list shows; `chatbot` is the name of the one that it is narrowed to."""
        self._chatbot = chatbot
        self.filter.show_listing(listing, chatbot)

    def refresh(self) -> None:
        """The list was read: say what is in it, or why there is nothing."""
        is_empty = self.list.model().rowCount() == 0
        self.filter.show_listing(self.filter.listing, self._chatbot, is_empty=is_empty)
        self._on_rows_changed()

    def _why_empty(self) -> str:
        if self.filter.narrowed:
            none = self.tr("Nothing here for %1 (%2).")
            return none.replace("%2", shelf_name(self.filter.listing.shelf)).replace("%1", self.filter.narrowed)
        match self.filter.listing.shelf:
            case Shelf.LIST:
                return self.tr("Your conversations appear here.")
            case Shelf.ARCHIVE:
                return self.tr("The archive is empty. What you archive is out of the way, and is kept.")
            case Shelf.TRASH:
                return self.tr("The trash is empty. What you delete stays here for 30 days.")
