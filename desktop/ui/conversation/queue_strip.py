"""The questions that wait for the reply before them, over the composer: each can be edited, moved up, sent, removed.

The trap: a row that is made anew loses the keyboard, so rows stay as long as their questions do.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.core.queue import Pause, Queue, Queued
from desktop.ui.conversation.header import ElidedLabel
from desktop.ui.look.measures import Margins, spaced
from desktop.ui.look.theme import ThemeSwitch, set_role
from desktop.ui.look.tinted import Tint
from desktop.ui.widgets.form import announce, filled, scrolled, words
from desktop.ui.words import tip

_MOST_ROWS: Final = 4
"""Rows in sight; the others are scrolled to."""


class QueueRow(QWidget):
    """One question. `wished` carries what is to be done with it: send, up, edit, remove."""

    wished = Signal(str)

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ElidedLabel(self)
        row = spaced(QHBoxLayout(self), switch.theme, "space_xs")
        row.addWidget(self._label, 1)
        self.buttons = {
            "send": self._button("arrow-up", switch),
            "up": self._button("chevron-up", switch),
            "edit": self._button("pencil", switch),
            "remove": self._button("x", switch),
        }
        for wish, button in self.buttons.items():
            row.addWidget(button)
            button.clicked.connect(lambda _checked=False, wish=wish: self.wished.emit(wish))

    def show_question(self, text: str, *, is_first: bool, is_held: bool, can_send: bool) -> None:
        said = " ".join(text.split())
        held = self.tr("%1 (being edited)").replace("%1", said)
        self._label.show_text(held if is_held else said)
        self.setAccessibleName(held if is_held else said)
        for wish, words_ in (
            ("send", self.tr("Send now")),
            ("up", self.tr("Move up")),
            ("edit", self.tr("Edit")),
            ("remove", self.tr("Remove from the queue")),
        ):
            self.buttons[wish].setToolTip(tip(words_))
            self.buttons[wish].setAccessibleName(f"{words_}: {said}")
        self.buttons["send"].setVisible(can_send)
        self.buttons["up"].setEnabled(not is_first)
        self.buttons["edit"].setEnabled(not is_held)

    def _button(self, icon: str, switch: ThemeSwitch) -> QToolButton:
        button = QToolButton(self)
        Tint(button, icon, switch, "text-secondary")
        return button


class QueueStrip(QFrame):
    """Hidden while nothing waits. Signals carry the id of a question."""

    edit_requested = Signal(str)
    remove_requested = Signal(str)
    up_requested = Signal(str)
    send_requested = Signal(str)
    go_on_requested = Signal()
    stop_requested = Signal()
    focus_left = Signal()

    def __init__(self, switch: ThemeSwitch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "queue")
        self._switch = switch
        self._rows: dict[str, QueueRow] = {}
        self._sentence = words(role="secondary")
        self.go_on_button = QPushButton(self.tr("Go on"), self)
        self.stop_button = QPushButton(self.tr("Stop asking again"), self)
        for button, signal in ((self.go_on_button, self.go_on_requested), (self.stop_button, self.stop_requested)):
            button.setAutoDefault(True)  # so that Enter presses it, too
            button.clicked.connect(signal)
        head = spaced(QHBoxLayout(), switch.theme, "space_s")
        head.addWidget(self._sentence, 1)
        head.addWidget(self.go_on_button)
        head.addWidget(self.stop_button)
        self._list = QWidget()
        self._column = spaced(QVBoxLayout(self._list), switch.theme)
        self._area = scrolled(self._list, self.tr("Questions that wait"))
        sides: Margins = ("space_m", "space_xs", "space_s", "space_xs")
        column = spaced(QVBoxLayout(self), switch.theme, "space_xs", margins=sides)
        column.addLayout(head)
        column.addWidget(self._area)
        self.hide()

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    @property
    def rows(self) -> list[QueueRow]:
        return list(self._rows.values())

    def texts(self) -> list[str]:
        """What waits, in its order, as it is shown."""
        return [row.accessibleName() for row in self._rows.values()]

    def show_queue(self, queue: Queue, *, streaming: bool) -> None:
        had_focus = self._has_focus()
        self._keep(queue.waiting)
        for at, one in enumerate(queue.waiting):
            can_send = queue.pause is not None and not streaming and one.id != queue.held
            self._rows[one.id].show_question(
                one.text, is_first=at == 0, is_held=one.id == queue.held, can_send=can_send
            )
        self.go_on_button.setVisible(queue.pause is not None and not streaming)
        self.stop_button.setVisible(bool(queue.again))
        self._say(_sentence(queue))
        self.setVisible(bool(queue.waiting))
        self._fit()
        if had_focus and not self._has_focus():
            self._give_focus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self._fit)

    def _keep(self, waiting: tuple[Queued, ...]) -> None:
        """A row for each question, in their order."""
        wanted = {one.id: self._rows.get(one.id) for one in waiting}
        for question_id, row in self._rows.items():
            if question_id not in wanted:
                self._column.removeWidget(row)
                row.hide()
                row.deleteLater()
        self._rows = {question_id: row or self._made(question_id) for question_id, row in wanted.items()}
        before: QWidget = self.stop_button
        for at, row in enumerate(self._rows.values()):
            if self._column.indexOf(row) != at:
                self._column.removeWidget(row)
                self._column.insertWidget(at, row)
                row.show()
            for button in row.buttons.values():
                QWidget.setTabOrder(before, button)
                before = button

    def _made(self, question_id: str) -> QueueRow:
        row = QueueRow(self._switch, self._list)
        wishes = {
            "send": self.send_requested,
            "up": self.up_requested,
            "edit": self.edit_requested,
            "remove": self.remove_requested,
        }
        row.wished.connect(lambda wish: wishes[wish].emit(question_id))
        return row

    def _say(self, sentence: str) -> None:
        if sentence == self.sentence:
            return
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        if sentence:
            announce(self)

    def _fit(self) -> None:
        """As high as its rows, within a limit."""
        rows = [row.sizeHint().height() for row in self._rows.values()]
        self._area.setFixedHeight(sum(rows[:_MOST_ROWS]))

    def _has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused) and focused.isVisible()

    def _give_focus(self) -> None:
        """What had the keyboard is gone: the first thing that can still be done here has it, else somebody else."""
        found = [self.go_on_button, *(row.buttons["remove"] for row in self._rows.values())]
        button = next((button for button in found if button.isVisibleTo(self)), None)
        if button is not None and self._rows:
            button.setFocus()
        else:
            self.focus_left.emit()


def _sentence(queue: Queue) -> str:
    if not queue.waiting:
        return ""
    match queue.pause:
        case Pause.FAILED:
            return _tr("The last question was not answered, so the others wait.")
        case Pause.STOPPED:
            return _tr("You stopped the answer, so the next questions wait.")
        case Pause.INTERRUPTED:
            return _tr("The connection was lost, so the next questions wait.")
        case Pause.RESTARTED:
            return _tr("The program ended before these questions were asked.")
        case None:
            return filled(_tr("Asked after this answer: %1"), QLocale().toString(len(queue.waiting)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("queue", text)
