"""The window: first an empty frame that is there at once, then sidebar, banner, pages and menus inside it.

It only arranges; what happens is in the controllers. Two traps. What the frame imports, the first paint waits for, so
its content is imported by `fill`. And closing the last window ends Qt's loop, so the window never closes by itself: it
says that it was asked to, and whoever ends the program ends it.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QColor, QKeySequence, QMoveEvent, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.window_place import WindowPlace

if TYPE_CHECKING:
    from desktop.ui.conversation.page import ChatPage
    from desktop.ui.conversation.trust_warning import TrustWarning
    from desktop.ui.look.theme import ThemeSwitch
    from desktop.ui.search.page import SearchPage
    from desktop.ui.sidebar.conversation_model import ConversationModel
    from desktop.ui.sidebar.sidebar import Sidebar
    from desktop.ui.trouble.trouble_page import TroublePage
    from desktop.ui.welcome_page import WelcomePage
    from desktop.ui.widgets.banner import Banner
    from desktop.ui.window_caption import WindowCaption

_FIRST_SIZE: Final = QSize(1120, 760)
_SMALLEST: Final = QSize(480, 420)
_SIDEBAR_WIDTH: Final = 280


class MainWindow(QMainWindow):
    """`close_requested` when the user closes it, `painted` once, after the first paint.

    `zoom_requested` carries the direction: 1 larger, -1 smaller, 0 the usual size.
    """

    close_requested = Signal()
    painted = Signal()
    zoom_requested = Signal(int)

    caption: WindowCaption
    sidebar: Sidebar
    banner: Banner
    warning: TrustWarning
    welcome: WelcomePage
    trouble: TroublePage
    chat: ChatPage
    search: SearchPage
    page: ChatPage
    pages: QStackedWidget
    actions_by_id: dict[str, QAction]

    def __init__(self, geometry: QSettings) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Robofy Desktop"))
        self._geometry = geometry
        self._wanted_sidebar = True
        self._wanted_beside = True  # where there is room, while there is none
        self._is_filled = False
        self._is_narrow = False
        self._is_painted = False
        self._sidebar_width = float(_SIDEBAR_WIDTH)
        self.setMinimumSize(_SMALLEST)
        self.resize(_FIRST_SIZE)
        self._place = WindowPlace(self, geometry)
        self._place.restore()
        ground = geometry.value("ground")
        if isinstance(ground, QColor):
            palette = self.palette()
            palette.setColor(self.backgroundRole(), ground)
            self.setPalette(palette)

    def fill(self, model: ConversationModel, switch: ThemeSwitch) -> None:
        """Put the content in; once."""
        from desktop.ui.actions import make_actions
        from desktop.ui.conversation.page import ChatPage
        from desktop.ui.conversation.trust_warning import TrustWarning
        from desktop.ui.search.page import SearchPage
        from desktop.ui.sidebar.sidebar import Sidebar
        from desktop.ui.trouble.trouble_page import TroublePage
        from desktop.ui.welcome_page import WelcomePage
        from desktop.ui.widgets.banner import Banner
        from desktop.ui.window_caption import WindowCaption

        self._switch = switch
        self._zoom = switch.theme.zoom
        self.setPalette(QPalette())  # from here on the theme's
        self.caption = WindowCaption(self)
        self.sidebar = Sidebar(model, switch, self)
        self.banner = Banner(switch.theme, self)
        self.warning = TrustWarning(switch.theme, self)
        self.welcome = WelcomePage(switch.theme, self)
        self.chat = self.page = ChatPage(switch, self)
        self.search = SearchPage(switch, self)
        self.pages = QStackedWidget(self)
        self.trouble = TroublePage(switch.theme, self)
        self.pages.addWidget(self.welcome)
        self.pages.addWidget(self.trouble)
        self.pages.addWidget(self.chat)
        self.pages.addWidget(self.search)
        switch.theme_changed.connect(self.banner.set_theme)
        switch.theme_changed.connect(self.warning.set_theme)
        switch.theme_changed.connect(self.welcome.set_theme)
        switch.theme_changed.connect(self._on_theme_changed)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._arrange()
        self.actions_by_id = make_actions(self)
        self.addActions(list(self.actions_by_id.values()))
        self._make_menus()
        self.actions_by_id["sidebar"].triggered.connect(self.toggle_sidebar)
        self.actions_by_id["pane"].triggered.connect(self.focus_next_pane)
        for command_id, by in (("zoom_in", 1), ("zoom_out", -1), ("zoom_reset", 0)):
            self.actions_by_id[command_id].triggered.connect(partial(self.zoom_requested.emit, by))
        self._connect_page(self.chat)
        self.search.sidebar_requested.connect(self.toggle_sidebar)
        sidebar = self._geometry.value("sidebar")
        if isinstance(sidebar, QByteArray):
            self._splitter.restoreState(sidebar)
            self._note_sidebar()
        self._splitter.splitterMoved.connect(self._note_sidebar)
        self._is_filled = True
        self._is_narrow = self._has_to_be_narrow()
        self._wanted_sidebar = not self._is_narrow
        self._bound()
        self._lay_out_sidebar()

    @property
    def memory(self) -> QSettings:
        """What is kept of the window, and may be lost."""
        return self._geometry

    def show_welcome(self) -> None:
        self.pages.setCurrentWidget(self.welcome)
        self._lay_out_sidebar()
        self.welcome.setFocus()

    def show_trouble(self, sentence: str, *, readable: bool = False) -> None:
        self.trouble.show_sentence(sentence, readable=readable)
        self.pages.setCurrentWidget(self.trouble)
        self._lay_out_sidebar()
        self.trouble.setFocus()

    @Slot()
    def come_forward(self) -> None:
        """The user asked for this window, from somewhere else."""
        self.setWindowState((self.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
        self.show()
        self.raise_()
        self.activateWindow()

    def show_page(self, page: QWidget) -> None:
        """One that is not always there."""
        if self.pages.indexOf(page) < 0:
            self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        self._lay_out_sidebar()
        page.setFocus()

    def show_chat(self, page: ChatPage | None = None, *, behind: bool = False) -> None:
        """A conversation; `page` is another one than that of one's own conversations. `behind` leaves the search be."""
        self.page = page or self.chat
        if self.pages.indexOf(self.page) < 0:
            self.pages.addWidget(self.page)
            self._connect_page(self.page)
        if not behind or self.pages.currentWidget() is not self.search:
            self.pages.setCurrentWidget(self.page)
        self._lay_out_sidebar()

    def show_search(self) -> None:
        self.pages.setCurrentWidget(self.search)
        self._lay_out_sidebar()

    @Slot()
    def toggle_sidebar(self) -> None:
        self._wanted_sidebar = not self.sidebar.isVisible()
        self._lay_out_sidebar()
        if self.sidebar.isVisible():
            self.sidebar.pane.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def put_overlay_away(self) -> None:
        """After a choice in the sidebar: it must not cover what was chosen."""
        if self._is_narrow and self.sidebar.isVisible():
            self._wanted_sidebar = False
            self._lay_out_sidebar()

    @Slot()
    def focus_next_pane(self) -> None:
        """List, transcript, composer, and round again; or list, field, results."""
        panes: list[QWidget] = [self.sidebar.pane, self.page.transcript, self.page.composer.field]
        panes += [self.search.field, self.search.results]
        shown = [pane for pane in panes if pane.isVisible()]
        page = self.pages.currentWidget()
        if not shown:
            if page is not None:
                page.setFocus()
            return
        at = next((index for index, pane in enumerate(shown) if pane.hasFocus()), -1)
        shown[(at + 1) % len(shown)].setFocus(Qt.FocusReason.TabFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.save_place()
        self.close_requested.emit()

    def save_place(self) -> None:
        """Keep where the window stands and how it is divided."""
        self._place.save()
        if self._is_filled:
            self._geometry.setValue("sidebar", self._splitter.saveState())
            self._geometry.setValue("ground", self._switch.theme.color("window"))

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._place.note()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place.note()
        if self._is_filled:
            self._fit_sidebar()

    def _connect_page(self, page: ChatPage) -> None:
        from desktop.ui.widgets.wheel_zoom import WheelZoom

        wheel = WheelZoom(self)
        wheel.turned.connect(self.zoom_requested)
        page.transcript.viewport().installEventFilter(wheel)
        page.header.sidebar_requested.connect(self.toggle_sidebar)

    def _on_theme_changed(self) -> None:
        from desktop.ui.words import percent

        self._bound()
        if self._zoom != self._switch.theme.zoom:
            self._zoom = self._switch.theme.zoom
            self.chat.transcript.speech.say(self.tr("Zoom: %1").replace("%1", percent(self._zoom)))
        self._fit_sidebar()
        self._set_splitter()

    def _bound(self) -> None:
        """Not so small that words are cut off; but zooming makes no window larger: what would make it small again?"""
        self.setMinimumSize(self._switch.theme.room(_SMALLEST, self.size()))

    def _fit_sidebar(self) -> None:
        """Where the window becomes too narrow for it, also by zooming, it goes; where there is room again, it comes.

        Not when it had been hidden by hand, and was not brought since.
        """
        narrow = self._has_to_be_narrow()
        if narrow and not self._is_narrow:
            self._wanted_beside, self._wanted_sidebar = self._wanted_sidebar, False
        elif self._is_narrow and not narrow:
            self._wanted_sidebar = self._wanted_sidebar or self._wanted_beside
        self._is_narrow = narrow
        self._lay_out_sidebar()

    def _arrange(self) -> None:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.warning)
        column.addWidget(self.banner)
        column.addWidget(self.pages, 1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.sidebar)
        self._splitter.addWidget(page)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._set_splitter()
        self.setCentralWidget(self._splitter)

    def _set_splitter(self) -> None:
        """The sidebar's width is kept for 100 %, so that zooming there and back changes nothing."""
        if self._splitter.count() > 1:
            sidebar = round(self._sidebar_width * self._switch.theme.zoom / 100)
            self._splitter.setSizes([sidebar, max(self.width() - sidebar, 1)])

    def _note_sidebar(self) -> None:
        if self._splitter.count() > 1 and self._splitter.sizes()[0] > 0:
            self._sidebar_width = self._splitter.sizes()[0] * 100 / self._switch.theme.zoom

    def _make_menus(self) -> None:
        """A menu bar where the system has one of its own; elsewhere one menu behind the button in the sidebar."""
        from desktop.ui.actions import COMMANDS, words

        whole = QMenu(self)
        for title in dict.fromkeys(command.menu for command in COMMANDS):
            menu = QMenu(words(title), self)
            menu.addActions([self.actions_by_id[command.id] for command in COMMANDS if command.menu == title])
            if sys.platform == "darwin":
                self.menuBar().addMenu(menu)
            whole.addMenu(menu)
        self.sidebar.menu_button.clicked.connect(
            lambda: whole.popup(self.sidebar.menu_button.mapToGlobal(self.sidebar.menu_button.rect().topLeft()))
        )

    def _has_to_be_narrow(self) -> bool:
        return self.width() < self._switch.theme.sizes.overlay_below

    def _lay_out_sidebar(self) -> None:
        """Beside the page when there is room, over it when there is not."""
        shown = self._wanted_sidebar and self.pages.currentWidget() in (self.page, self.search)
        if self._is_narrow and self.sidebar.parentWidget() is self._splitter:
            self.sidebar.setParent(self)
        elif not self._is_narrow and self.sidebar.parentWidget() is not self._splitter:
            self._splitter.insertWidget(0, self.sidebar)
            self._set_splitter()
        if self._is_narrow and shown:
            width = self._switch.theme.sizes.sidebar_min
            start = self.width() - width if self.isRightToLeft() else 0
            self.sidebar.setGeometry(start, 0, width, self.height())
            self.sidebar.raise_()
        self.sidebar.setVisible(shown)
        self.page.header.sidebar_button.setVisible(not shown)
        self.search.sidebar_button.setVisible(not shown)

    def shortcut(self, command_id: str) -> str:
        """The keys of a command as this system writes them."""
        keys = self.actions_by_id[command_id].shortcut()
        return keys.toString(QKeySequence.SequenceFormat.NativeText)
