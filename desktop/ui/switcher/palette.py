"""The quick switcher over the window: a field, and below it what fits what is typed.

Three traps. The window's own shortcuts (Esc stops a reply) must not hear the keys that are meant for it. The keyboard
stays in the field, so a screen reader hears nothing of the row that is chosen unless it is told. And when it closes,
the keyboard goes back to where it was, but not when something else has taken it meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.text import elide
from desktop.ui.actions import native
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import ThemeSwitch, set_role
from desktop.ui.look.tinted import Tint
from desktop.ui.switcher.delegate import SwitcherDelegate
from desktop.ui.switcher.model import SwitcherModel
from desktop.ui.switcher.rows import Entry, Row, spoken
from desktop.ui.widgets.form import filled, words
from desktop.ui.widgets.pictures import Pictures

_QUOTED: Final = 40
_LONGEST: Final = 200
_WIDTH: Final = 0.8
"""Of the reading column."""
_HEIGHT: Final = 0.7
"""Of the window, at most."""
_MOVES: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
_PAGES: Final = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
_RETURN: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PAGE: Final = 8
_SAID_AFTER: Final = 250
"""Milliseconds after the last key until the best row is said: while somebody types, nobody listens."""


class SwitcherPalette(QWidget):
    """`chosen` carries an Entry, and whether the same question is to be asked there (Ctrl+Enter)."""

    text_changed = Signal(str)
    chosen = Signal(object, bool)
    closed = Signal()
    announced = Signal(str)

    _is_whole = False  # at exit Qt still sends events to an object that Python has emptied

    def __init__(self, switch: ThemeSwitch, pictures: Pictures, window: QWidget) -> None:
        super().__init__(window)
        self._switch = switch
        self._before: QWidget | None = None
        self._is_whole = True
        self.setAccessibleName(self.tr("Go to"))
        self.panel = QFrame(self)
        set_role(self.panel, "palette")
        self.field = QLineEdit(self.panel)
        self.field.setMaxLength(_LONGEST)
        self.field.textChanged.connect(self.text_changed)
        self.field.installEventFilter(self)
        self.close_button = QPushButton(self.panel)
        set_role(self.close_button, "quiet")
        self.close_button.setAccessibleName(self.tr("Close"))
        self.close_button.setToolTip(f"{self.tr('Close')} ({native('Esc')})")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes through the rows, Esc does the same
        Tint(self.close_button, "x", switch, "text-secondary")
        self.model = SwitcherModel(self)
        self.list = QListView(self.panel)
        self.nothing = words(role="secondary")
        self.clear_button = QPushButton(self.tr("Clear"), self.panel)
        self.hint = words(role="secondary")
        self._dress_list(pictures)
        self._arrange()
        self.close_button.clicked.connect(self.shut)
        self.clear_button.clicked.connect(self.field.clear)
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(_SAID_AFTER)
        self._telling.timeout.connect(self._tell)
        window.installEventFilter(self)
        switch.theme_changed.connect(self._fit)
        self.hide()

    # ── opening and closing ───────────────────────────────────────────────────────────────────────────────────────

    def open_with(self, rows: Sequence[Row], prompt: str, hint: str) -> None:
        """Show it empty; `prompt` says in the field what can be looked for."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self.field.setPlaceholderText(prompt)
        self.field.setAccessibleName(prompt)
        self.field.setAccessibleDescription(hint)
        self.hint.setText(hint)
        self.show_rows(rows, keep=False)
        self.show()
        self.raise_()
        self._fit()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def shut(self) -> None:
        """Close, and give the keyboard back."""
        if self.isHidden():
            return
        before, self._before = self._before, None
        is_ours = self.field.hasFocus()
        self.hide()
        self._telling.stop()
        if is_ours and before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    # ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def show_rows(self, rows: Sequence[Row], *, keep: bool, waiting: bool = False) -> None:
        """`keep` holds on to the chosen row, for rows that came late; `waiting` while more may come."""
        before = self.entry if keep else None
        self.model.show_rows(rows)
        row = self.model.row_of(before) if before is not None else -1
        self._choose(row if row >= 0 else self.model.first())
        if row < 0:
            self.list.scrollToTop()
        empty = not rows and not waiting
        self.nothing.setText(filled(self.tr("Nothing fits “%1”."), elide(" ".join(self.field.text().split()), _QUOTED)))
        for part in (self.nothing, self.clear_button):
            part.setVisible(empty)
        self.list.setVisible(not empty)
        self._fit()
        self._telling.start()

    @property
    def entry(self) -> Entry | None:
        """The chosen one."""
        return self.model.entry_at(self.list.currentIndex().row())

    def _choose(self, row: int) -> None:
        self.list.setCurrentIndex(self.model.index(row) if row >= 0 else self.model.index(-1))
        if row == self.model.first():
            self.list.scrollToTop()  # with the heading above it

    def _take(self, *, elsewhere: bool) -> None:
        entry = self.entry
        if entry is not None:
            self.shut()
            self.chosen.emit(entry, elsewhere)

    @Slot()
    def _tell(self) -> None:
        entry = self.entry
        if self.isHidden():
            return
        said = spoken(entry) if entry is not None else self.nothing.text()
        self.announced.emit(said)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.list, said))

    # ── keys and mouse ────────────────────────────────────────────────────────────────────────────────────────────

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._is_whole or self.isHidden():
            return False
        if watched is not self.field:
            if event.type() is QEvent.Type.Resize:
                self._fit()
            return False
        if event.type() is QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._on_focus_left)
        if not isinstance(event, QKeyEvent) or event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        return self._on_key(event, is_press=event.type() is QEvent.Type.KeyPress)

    def _on_key(self, event: QKeyEvent, *, is_press: bool) -> bool:
        """Whether the key is one of the switcher's; it acts when it is pressed, and no shortcut may have it before."""
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        by = _MOVES.get(Qt.Key(key), 0)
        if control and key == Qt.Key.Key_K and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            by = 1
        pages = _PAGES.get(Qt.Key(key), 0)
        if not (by or pages or key == Qt.Key.Key_Escape or key in _RETURN):
            return False
        event.accept()
        if not is_press:
            return True
        if key == Qt.Key.Key_Escape:
            self.shut()
        elif key in _RETURN:
            self._take(elsewhere=control)
        else:
            self._step(by, 1) if by else self._step(pages, _PAGE)
        return True

    def _step(self, by: int, times: int) -> None:
        row = self.list.currentIndex().row()
        for _ in range(times):
            further = self.model.step(row, by)
            if times > 1 and (further - row) * by <= 0:
                break  # a page does not go round the end
            row = further
        self._choose(row)
        self._telling.stop()
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.shut()

    def _on_focus_left(self) -> None:
        """Something else took the keyboard: it is out of the way, and takes nothing back."""
        focused = QApplication.focusWidget()
        if focused is not None and not self.isHidden() and not self.isAncestorOf(focused):
            self.shut()

    # ── how it looks ──────────────────────────────────────────────────────────────────────────────────────────────

    def _dress_list(self, pictures: Pictures) -> None:
        view = self.list
        view.setModel(self.model)
        view.setItemDelegate(SwitcherDelegate(self._switch, pictures, view))
        view.setAccessibleName(self.tr("Where to go"))
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setMouseTracking(True)
        view.clicked.connect(lambda _index: self._take(elsewhere=False))
        pictures.changed.connect(view.viewport().update)

    def _arrange(self) -> None:
        theme = self._switch.theme
        top = spaced(QHBoxLayout(), theme, "space_s")
        top.addWidget(self.field, 1)
        top.addWidget(self.close_button)
        empty = spaced(QHBoxLayout(), theme, "space_s")
        empty.addWidget(self.nothing, 1)
        empty.addWidget(self.clear_button)
        column = spaced(QVBoxLayout(self.panel), theme, "space_s", margins="space_m")
        column.addLayout(top)
        column.addLayout(empty)
        column.addWidget(self.list, 1)
        column.addWidget(self.hint)

    def _fit(self) -> None:
        """In the middle of the window, near its top, as high as its rows, but not as high as the window."""
        window, sizes = self.parentWidget(), self._switch.theme.sizes
        if window is None or self.isHidden():
            return
        self.setGeometry(window.rect())
        width = min(round(sizes.column * _WIDTH), window.width() - 2 * sizes.space_l)
        most = round(window.height() * _HEIGHT)
        rows = sum(self.list.sizeHintForRow(row) for row in range(min(self.model.rowCount(), 40)))
        frame = 2 * self.list.frameWidth() + sizes.space_xs
        chrome = self.field.sizeHint().height() + self.hint.heightForWidth(max(width - 2 * sizes.space_m, 1))
        chrome += 2 * sizes.space_m + 3 * sizes.space_s
        if self.list.isHidden():
            rows, frame = self.clear_button.sizeHint().height(), sizes.space_s
        height = min(most, rows + frame + chrome)
        top = min(sizes.header + sizes.space_s, max((window.height() - height) // 2, 0))
        self.panel.setGeometry((window.width() - width) // 2, top, width, height)
