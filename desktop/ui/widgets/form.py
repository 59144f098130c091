"""A control with its label, its help and its error, and the plain words around it.

The trap: a QLabel guesses whether its text is HTML, so words from a server could bring markup. Every label here is
plain text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.look.measures import Length, Margins, spaced
from desktop.ui.look.theme import restyle, set_role
from desktop.ui.look.tokens import Theme

_EDITS: Final = Qt.TextInteractionFlag.TextSelectableByMouse
_MOST: Final = 1000
"""A stretch beside which others count for nothing."""


def words(text: str = "", role: str = "", *, wraps: bool = True) -> QLabel:
    """A plain-text label; `role` is one of the style sheet's roles for words."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wraps)
    if wraps:
        # A wrapped label's own hint is a guess at a pleasant shape, and it keeps a narrow page from being narrow.
        label.setMinimumWidth(1)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    if role:
        set_role(label, role)
    return label


def centred(label: QLabel) -> QLabel:
    """Wrapped words for the middle of a page, as high as they are there and not as they would be in a narrow column."""
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label


def filled(template: str, *values: str) -> str:
    """A translated text with its places %1, %2 … filled; what looks like a place in a value stays as it is."""
    return re.sub(r"%([1-9])", lambda place: values[int(place[1]) - 1], template)


def selectable(label: QLabel) -> QLabel:
    """The label with text that the mouse can select."""
    label.setTextInteractionFlags(_EDITS)
    return label


def line(orientation: str = "horizontal") -> QFrame:
    """A one-pixel line between groups."""
    made = QFrame()
    made.setProperty("orientation", orientation)
    set_role(made, "line")
    return made


def column(theme: Theme, spacing: Length, *, margins: Margins = "none") -> QVBoxLayout:
    """An empty vertical layout; lengths are tokens of the theme."""
    return spaced(QVBoxLayout(), theme, spacing, margins=margins)


class _Sheet(QWidget):
    """What scrolls: as high as its words are at its width. Qt would also ask for their height at the least width."""

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width(), 0 if self.hasHeightForWidth() else hint.height())


def scrolled(page: QWidget, name: str) -> QScrollArea:
    """A page that scrolls when the window is small; `name` is for screen readers."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setAccessibleName(name)
    sheet = _Sheet()
    around = QVBoxLayout(sheet)
    around.setContentsMargins(0, 0, 0, 0)
    around.addWidget(page)
    area.setWidget(sheet)
    # A style sheet makes both of these opaque, in the colour of the palette instead of the page's.
    area.viewport().setAutoFillBackground(False)
    sheet.setAutoFillBackground(False)
    return area


def centred_page(content: QWidget, theme: Theme, name: str, *, above: int = 2, below: int = 3) -> QScrollArea:
    """A page with nothing but this in its middle, as wide as it may be; the room around it is divided so."""
    middle = QHBoxLayout()
    middle.addStretch(1)
    middle.addWidget(content, _MOST)
    middle.addStretch(1)
    page = QWidget()
    outer = spaced(QVBoxLayout(page), theme, margins="space_xl")
    outer.addStretch(above)
    outer.addLayout(middle)
    outer.addStretch(below)
    return scrolled(page, name)


def answers(theme: Theme, *buttons: QWidget, near: Sequence[QWidget] = ()) -> QHBoxLayout:
    """The row at the end of a dialog: its buttons at the far side, what else can be done at the near one."""
    row = spaced(QHBoxLayout(), theme, "space_s")
    for widget in near:
        row.addWidget(widget)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return row


def fit(dialog: QDialog, width: int) -> None:
    """Give a dialog this width and the height that its words need at it: Qt's own hint is for words of one line."""
    for child in dialog.findChildren(QWidget):
        child.ensurePolished()
    layout = dialog.layout()
    if layout is not None:
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.activate()
        height = layout.totalHeightForWidth(width)
        dialog.setMinimumSize(width, height)
        dialog.resize(width, height)


def announce(widget: QWidget, text: str = "", *, politely: bool = False) -> None:
    """Let a screen reader read a widget that has just said something new, or this text about it.

    Politely is after what it is just saying.
    """
    if not QAccessible.isActive():
        return
    if politely:
        _say(widget, text, QAccessible.AnnouncementPoliteness.Polite)
        return
    QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))
    # Linux knows no alerts, so it is said as well.
    _say(widget, text, QAccessible.AnnouncementPoliteness.Assertive)


def _say(widget: QWidget, text: str, politeness: QAccessible.AnnouncementPoliteness) -> None:
    said = QAccessibleAnnouncementEvent(
        widget, text or QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    )
    said.setPoliteness(politeness)
    QAccessible.updateAccessibility(said)


class Field(QWidget):
    """A labelled line of text. `set_error` marks it and says why; typing takes the error away."""

    def __init__(self, label: str, help_text: str, theme: Theme, *, edit: QLineEdit | None = None) -> None:
        super().__init__()
        self.edit = edit or QLineEdit()
        self._label = words(label, wraps=False)
        self._label.setBuddy(self.edit)
        self._error = words(role="danger")
        self._help = words(help_text, "secondary")
        layout = column(theme, "space_xs")
        for widget in (self._label, self.edit, self._error, self._help):
            layout.addWidget(widget)
        self.setLayout(layout)
        self.setFocusProxy(self.edit)
        self.edit.setAccessibleName(label)
        self.edit.textEdited.connect(self.clear_error)
        self._show_error("")

    @property
    def text(self) -> str:
        return self.edit.text()

    @property
    def error(self) -> str:
        return self._error.text()

    def set_text(self, text: str) -> None:
        """Replace the text; undo cannot bring back what stood there before."""
        if self.edit.text() != text:
            self.edit.setText(text)
            self.edit.setCursorPosition(0)

    def follow(self, was: str, now: str) -> None:
        """Show what is in force `now`, unless something that is not `was` either is just being typed."""
        if self.text.strip() == was.strip():
            self.set_text(now)

    def set_help(self, text: str) -> None:
        self._help.setText(text)
        self._help.setVisible(bool(text))
        self._describe()

    def set_error(self, sentence: str) -> None:
        self._show_error(sentence)
        if sentence:
            announce(self._error)

    def clear_error(self) -> None:
        if self.error:
            self._show_error("")

    def _show_error(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self._help.setVisible(bool(self._help.text()))
        self.edit.setProperty("invalid", "true" if sentence else "false")
        restyle(self.edit)
        self._describe()

    def _describe(self) -> None:
        self.edit.setAccessibleDescription(" ".join(filter(None, (self._error.text(), self._help.text()))))
