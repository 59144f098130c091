"""What stands above the list: which shelf it shows, what it is narrowed to, and how many wait to be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.core.conversation import ALL, Listing, Shelf
from desktop.core.outline import ChatbotCount, TagCount
from desktop.ui.actions import with_keys
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import ThemeSwitch, set_role
from desktop.ui.look.tinted import Tint
from desktop.ui.widgets.form import words


def shelf_name(shelf: Shelf) -> str:
    return {
        Shelf.LIST: QCoreApplication.translate("shelves", "Conversations"),
        Shelf.ARCHIVE: QCoreApplication.translate("shelves", "Archive"),
        Shelf.TRASH: QCoreApplication.translate("shelves", "Trash"),
    }[shelf]


class ListFilter(QWidget):
    """`menu_requested` asks for what the list can be narrowed to, `listing_chosen` carries a Listing."""

    menu_requested = Signal()
    listing_chosen = Signal(object)
    unread_requested = Signal()
    emptying_requested = Signal()
    inbox_requested = Signal()

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listing: Listing = ALL
        self._chatbot = ""
        self.button = QPushButton(shelf_name(Shelf.LIST), self)
        set_role(self.button, "quiet")
        self.button.setToolTip(with_keys(self.tr("What the list shows"), "filter"))
        self.button.clicked.connect(self.menu_requested)
        Tint(self.button, "list-filter", switch, "text-secondary", beside_words=True)
        self.unread_button = QPushButton(self)
        set_role(self.unread_button, "quiet")
        self.unread_button.setToolTip(with_keys(self.tr("Show the next one with an unread answer"), "next_unread"))
        self.unread_button.clicked.connect(self.unread_requested)
        self.note: QLabel = words(role="secondary")
        self.clear_button = QPushButton(self.tr("Show all"), self)
        self.clear_button.clicked.connect(self.clear)
        self.empty_button = QPushButton(self.tr("Empty…"), self)
        self.empty_button.setAccessibleName(self.tr("Empty the trash"))
        self.empty_button.clicked.connect(self.emptying_requested)
        for button in (self.button, self.unread_button, self.clear_button, self.empty_button):
            button.setAutoDefault(True)  # so that Enter presses it, too
        first = spaced(QHBoxLayout(), switch.theme, "space_xs", margins=("space_xs", "none", "space_xs", "none"))
        first.addWidget(self.button)
        first.addStretch(1)
        first.addWidget(self.unread_button)
        second = spaced(QHBoxLayout(), switch.theme, "space_s", margins=("space_m", "space_xs", "space_s", "space_xs"))
        second.addWidget(self.note, 1)
        second.addWidget(self.clear_button)
        second.addWidget(self.empty_button)
        column = spaced(QVBoxLayout(self), switch.theme)
        column.addLayout(first)
        column.addLayout(second)
        self.show_listing(ALL)
        self.show_unread(0)

    @property
    def narrowed(self) -> str:
        """What the list is narrowed to, in words; empty when it is not."""
        tag = f"#{self.listing.tag}" if self.listing.tag else ""
        return " · ".join(filter(None, (self._chatbot if self.listing.chatbot else "", tag)))

    def show_listing(self, listing: Listing, chatbot: str = "", *, is_empty: bool = True) -> None:
        """`chatbot` is the name of the one that the listing is narrowed to."""
        self.listing, self._chatbot = listing, chatbot
        in_trash = listing.shelf is Shelf.TRASH
        kept = self.tr("Deleted after 30 days") if in_trash else ""
        note = " · ".join(filter(None, (self.narrowed, kept)))
        self.button.setText(shelf_name(listing.shelf))
        self.button.setAccessibleName(self.tr("The list shows: %1").replace("%1", shelf_name(listing.shelf)))
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.clear_button.setVisible(bool(self.narrowed))
        self.empty_button.setVisible(in_trash and not self.narrowed and not is_empty)

    def clear(self) -> None:
        """Everything on this shelf; of a shelf that is shown whole, the way back to the conversations."""
        self.listing_chosen.emit(Listing(self.listing.shelf) if self.narrowed else ALL)

    def show_unread(self, count: int) -> None:
        self.unread_button.setText(self.tr("%1 unread").replace("%1", QLocale().toString(count)))
        self.unread_button.setVisible(count > 0)

    def menu(self, chatbots: Sequence[ChatbotCount], tags: Sequence[TagCount]) -> QMenu:
        """The shelves, and what this one can be narrowed to; deleted when it closes."""
        menu, now = QMenu(self), self.listing
        menu.aboutToHide.connect(menu.deleteLater)
        self._choice(menu, [(shelf_name(shelf), Listing(shelf)) for shelf in Shelf], Listing(now.shelf))
        inbox = menu.addAction(self.tr("Inbox of visitors…"))
        inbox.triggered.connect(lambda _checked=False: self.inbox_requested.emit())
        if chatbots:
            menu.addSeparator()
            everyone = (self.tr("All chatbots"), replace(now, chatbot=None))
            named = [(one.name, replace(now, chatbot=(one.profile_id, one.chatbot_id))) for one in chatbots]
            self._choice(menu, [everyone, *named], now)
        if tags:
            menu.addSeparator()
            tagged = [(f"#{one.tag}", replace(now, tag=one.tag)) for one in tags]
            self._choice(menu, [(self.tr("With or without tags"), replace(now, tag="")), *tagged], now)
        return menu

    def _choice(self, menu: QMenu, entries: Sequence[tuple[str, Listing]], now: Listing) -> None:
        group = QActionGroup(menu)
        for text, listing in entries:
            action = menu.addAction(text.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(listing == now)
            group.addAction(action)
            choose: Callable[[], object] = partial(self.listing_chosen.emit, listing)
            action.triggered.connect(lambda _checked=False, run=choose: run())
