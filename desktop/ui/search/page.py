"""The search in all conversations: a field, what it is narrowed to, and what was found.

The trap: Esc and the keys of the list belong to the page while one types. So the field hands the arrows to the results,
and the page takes Esc before the window's shortcut for stopping a reply gets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.search import Hit
from desktop.core.text import elide
from desktop.ui.actions import native, with_keys
from desktop.ui.look.measures import bounded, gap, spaced
from desktop.ui.look.theme import ThemeSwitch, set_role
from desktop.ui.look.tinted import Tint
from desktop.ui.search.filters import SearchFilters
from desktop.ui.search.results import SearchResults
from desktop.ui.widgets.form import announce, filled, words

_QUOTED: Final = 60
_RESTED: Final = 700
"""Milliseconds without another result or key after which a screen reader is told how many there are."""


class SearchPage(QWidget):
    """`search_changed` when something else is looked for, `more_requested` when the last rows came into sight."""

    search_changed = Signal()
    more_requested = Signal()
    hit_chosen = Signal(object)  # Hit
    close_requested = Signal()
    sidebar_requested = Signal()

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._switch = switch
        self.sidebar_button = QToolButton(self)
        self.sidebar_button.setAccessibleName(self.tr("Show conversations"))
        self.sidebar_button.setToolTip(with_keys(self.tr("Show conversations"), "sidebar"))
        self.sidebar_button.clicked.connect(self.sidebar_requested)
        Tint(self.sidebar_button, "panel-left", switch, "text-secondary")
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Search all conversations"))
        self.field.setAccessibleName(self.tr("Search all conversations"))
        self.field.setClearButtonEnabled(False)
        self.field.installEventFilter(self)
        self.close_button = QToolButton(self)
        self.close_button.setAccessibleName(self.tr("Back to the conversation"))
        self.close_button.setToolTip(f"{self.tr('Back to the conversation')} ({native('Esc')})")
        self.close_button.clicked.connect(self.close_requested)
        Tint(self.close_button, "x", switch, "text-secondary")
        self.filters = SearchFilters(switch, self)
        self.status = words(role="secondary")
        self.note = words(role="secondary")
        self.results = SearchResults(switch, self)
        self.state = words()
        self.state.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.clear_button = QPushButton(self.tr("Clear filters"), self)
        self.clear_button.setAutoDefault(True)  # so that Enter presses it, too
        self.clear_button.clicked.connect(self.filters.clear)
        self._said = QTimer(self)
        self._said.setSingleShot(True)
        self._said.setInterval(_RESTED)
        self._said.timeout.connect(self._announce)
        self._arrange()
        self.field.textChanged.connect(self._on_changed)
        self.filters.filters_changed.connect(self._on_changed)
        self.results.end_neared.connect(self.more_requested)
        self.results.hit_chosen.connect(self.hit_chosen)
        self.show_hint()
        self.show_whole(True)

    # ── what others call ────────────────────────────────────────────────────────────────────────────────────────

    @property
    def text(self) -> str:
        return self.field.text()

    def focus_field(self) -> None:
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_hint(self) -> None:
        """Nothing is looked for."""
        self.results.show_hits(())
        keys = native("Ctrl+F")
        hint = self.tr("Type a few letters of what was said, or of what a tool did, in any conversation.")
        within = filled(self.tr("%1 finds in one conversation."), keys)
        self._show_state(f"{hint}\n{within}", "")

    def show_searching(self) -> None:
        self.results.show_hits(())
        self._show_state(self.tr("Searching…"), "")

    def show_hits(self, hits: Sequence[Hit], *, more: bool) -> None:
        """The first ones for what is looked for now."""
        self.results.show_hits(hits)
        self._show_count(more=more)

    def add_hits(self, hits: Sequence[Hit], *, more: bool) -> None:
        self.results.found.add(hits)
        self._show_count(more=more)

    def show_none(self) -> None:
        self.results.show_hits(())
        text, spoken = " ".join(self.text.split()), self.filters.spoken
        nothing = filled(self.tr("Nothing found for “%1”."), elide(text, _QUOTED)) if text else ""
        said = nothing or self.tr("Nothing found.")
        where = self.tr("Searched in all conversations but the trash.")
        if spoken:
            where = filled(self.tr("Searched only: %1. The trash is never searched."), spoken)
        self._show_state(f"{said}\n{where}", said, clearable=bool(spoken))

    def show_problem(self, sentence: str) -> None:
        """Why it cannot be searched, or a hit cannot be shown."""
        self.results.show_hits(())
        self._show_state(sentence, sentence)

    def tell(self, sentence: str) -> None:
        """Something about the results, which stay."""
        self.status.setText(sentence)
        announce(self.status)

    def show_whole(self, is_whole: bool) -> None:
        """Whether everything was searched."""
        self.note.setText(self.tr("Older messages are still being made searchable; some may be missing."))
        self.note.setVisible(not is_whole)

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _arrange(self) -> None:
        theme = self._switch.theme
        head = QFrame(self)
        set_role(head, "header")
        bounded(head, theme, height="header")
        top = spaced(QHBoxLayout(head), theme, "space_s", margins=("space_l", "none", "space_s", "none"))
        top.addWidget(self.sidebar_button)
        top.addStretch(1)
        top.addWidget(bounded(self.field, theme, most_width="column"), 1000)
        top.addStretch(1)
        top.addWidget(self.close_button)
        above = bounded(QWidget(self), theme, most_width="column")
        lines = spaced(QVBoxLayout(above), theme, "space_xs", margins=("none", "space_s", "none", "space_xs"))
        lines.addWidget(self.filters)
        lines.addWidget(self.status)
        lines.addWidget(self.note)
        row = spaced(QHBoxLayout(), theme, margins=("space_l", "none", "space_l", "none"))
        row.addStretch(1)
        row.addWidget(above, 1000)
        row.addStretch(1)
        empty = QWidget(self)
        middle = spaced(QVBoxLayout(empty), theme, "space_m", margins="space_xl")
        middle.addWidget(gap(theme, "space_xl"))
        middle.addWidget(self.state)
        middle.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(1)
        self._body = QStackedWidget(self)
        self._body.addWidget(empty)
        self._body.addWidget(self.results)
        column = spaced(QVBoxLayout(self), theme)
        column.addWidget(head)
        column.addLayout(row)
        column.addWidget(self._body, 1)

    def _on_changed(self) -> None:
        self._said.stop()
        self.search_changed.emit()

    def _show_state(self, text: str, spoken: str, *, clearable: bool = False) -> None:
        self.state.setText(text)
        self.clear_button.setVisible(clearable)
        self._body.setCurrentIndex(0)
        self.status.setVisible(False)
        self._say(spoken)

    def _show_count(self, *, more: bool) -> None:
        count = QLocale().toString(self.results.found.rowCount())
        said = filled(self.tr("%1 or more found") if more else self.tr("%1 found"), count)
        self._body.setCurrentIndex(1)
        self.status.setText(said)
        self.status.setVisible(True)
        self._say(said)

    def _say(self, text: str) -> None:
        """To a screen reader, once nothing happens any more."""
        self.results.setAccessibleDescription(text)
        if text:
            self._said.start()
        else:
            self._said.stop()

    def _announce(self) -> None:
        if self.isVisible():
            announce(self.results, self.results.accessibleDescription(), politely=True)

    # ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_escape(event):
            self.close_requested.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._pressed_in_field(event)
        return False

    def _pressed_in_field(self, event: QKeyEvent) -> bool:
        page = self.results.page
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        by = steps.get(Qt.Key(event.key()), 0) if plain else 0
        if by:
            self.results.step(by)
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.results.choose_current()
        else:
            return False
        return True


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier
