"""The line over a conversation: its title, who answers and where, and the session id to copy."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop.ui.actions import with_keys
from desktop.ui.look.measures import bounded, spaced
from desktop.ui.look.theme import ThemeSwitch, set_role
from desktop.ui.look.tinted import Tint
from desktop.ui.widgets.pictures import PictureLabel
from desktop.ui.widgets.profile_chip import ProfileChip
from desktop.ui.words import tip

_COPIED_FOR: Final = 2000


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis where the room does; the whole text is its tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._elide()

    def sizeHint(self) -> QSize:
        self.ensurePolished()  # the style sheet sets the font
        width = self.fontMetrics().horizontalAdvance(self._whole) + 1  # a part of a pixel would cut off letters
        return QSize(width + self._padding(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._elide()

    def _padding(self) -> int:
        """Pixels beside the text, which the style sheet says."""
        return max(super().sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text()), 0)

    def _elide(self) -> None:
        room = self.width() - self._padding()
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(shown)
        self.setToolTip(tip(self._whole) if shown != self._whole else "")


class ChatHeader(QFrame):
    """`sidebar_requested` comes from the button that stands here while the sidebar is away."""

    sidebar_requested = Signal()

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "header")
        bounded(self, switch.theme, height="header")
        self._session_id = ""
        self.sidebar_button = QToolButton(self)
        self.sidebar_button.setAccessibleName(self.tr("Show conversations"))
        self.sidebar_button.setToolTip(with_keys(self.tr("Show conversations"), "sidebar"))
        self.sidebar_button.clicked.connect(self.sidebar_requested)
        Tint(self.sidebar_button, "panel-left", switch, "text-secondary")
        self._title = ElidedLabel(self)
        set_role(self._title, "title")
        self._chatbot = ElidedLabel(self)  # in a narrow window, or a zoomed one, there is room for neither
        self._chatbot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        set_role(self._chatbot, "secondary")
        self._mark = ElidedLabel(self)
        self._mark.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        set_role(self._mark, "mark")
        self._mark.hide()
        self.chip = ProfileChip(self)
        self.picture = PictureLabel(switch, self)
        self.session_button = QPushButton(self)
        set_role(self.session_button, "quiet")
        self._copy_tint = Tint(self.session_button, "copy", switch, "text-secondary", beside_words=True)
        self.session_button.setAutoDefault(True)  # so that Enter presses it, too
        self.session_button.clicked.connect(self._on_copy)
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(_COPIED_FOR)
        self._copied.timeout.connect(self._show_session)
        row = spaced(QHBoxLayout(self), switch.theme, "space_s", margins=("space_l", "none", "space_s", "none"))
        row.addWidget(self.sidebar_button)
        row.addWidget(self._title, 1)
        row.addWidget(self._mark)
        row.addWidget(self.picture)
        row.addWidget(self._chatbot)
        row.addWidget(self.chip)
        row.addWidget(self.session_button)
        self.sidebar_button.hide()

    def show_conversation(self, title: str, chatbot: str, environment: str, session_id: str) -> None:
        """`environment` is the name of the profile: where the message goes."""
        self._title.show_text(title)
        same = environment in ("", chatbot)
        self._chatbot.show_text(chatbot if same else f"{chatbot} · {environment}")
        self._session_id = session_id
        self._show_session()

    @property
    def mark(self) -> str:
        """What goes on in the conversation by itself; empty when nothing does."""
        return "" if self._mark.isHidden() else self._mark.accessibleName()

    def show_mark(self, text: str) -> None:
        self._mark.show_text(text)
        self._mark.setVisible(bool(text))

    @Slot()
    def _show_session(self) -> None:
        self.session_button.setText(self.tr("Session ID"))
        self.session_button.setAccessibleName(self.tr("Copy session ID"))
        self.session_button.setToolTip(tip(self.tr("Copy the session ID %1").replace("%1", self._session_id)))
        self._copy_tint.show("copy", "text-secondary")

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._session_id)
        self.session_button.setText(self.tr("Copied"))
        self.session_button.setAccessibleName(self.tr("Copied"))
        self._copy_tint.show("check", "success")
        self._copied.start()
