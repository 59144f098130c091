"""What stands in the window when the history is damaged or gone: what happened, what is left, and what can be done.

The trap: who reads this is afraid. So nothing is done before a button is pressed, the recommended one has the keyboard,
and each sentence about what is left has a number in it.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.core.recovery import Findings, Progress
from desktop.ui.look.measures import bounded, gap, spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.widgets.form import announce, centred, centred_page, column, filled, words
from desktop.ui.words import day_and_time


class RecoveryPage(QWidget):
    """First `show_search`, then `show_findings` or `show_failure`."""

    restore_requested = Signal()
    empty_requested = Signal()
    folder_requested = Signal()
    retry_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("The history can be restored"))
        self._what = words("", "heading")
        self._kept = words()
        self._facts = words()
        self._promise = words(self.tr("Nothing is deleted or written over, whatever you choose."), "secondary")
        self._step = words("", "secondary")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self.restore_button = self._button(self.tr("Restore"), self.restore_requested)
        self.empty_button = self._button(self.tr("Start empty"), self.empty_requested)
        self.folder_button = self._button(self.tr("Show the folder"), self.folder_requested)
        self.retry_button = self._button(self.tr("Try again"), self.retry_requested)
        for button in (self.restore_button, self.retry_button):
            set_role(button, "primary")
        self._lay_out(theme)
        self.setFocusProxy(self.restore_button)

    def show_search(self, damaged: str) -> None:
        """`damaged` is the name of the file that was kept aside, empty when the history is gone."""
        self._what.setText(
            self.tr("Your conversations file is damaged") if damaged else self.tr("Your conversations file is gone")
        )
        self._kept.setText(
            self.tr("The file cannot be used as it is. It was kept aside as %1.").replace("%1", damaged)
            if damaged
            else self.tr("The file is not in its folder any more, or it is empty, but there are backups of it.")
        )
        self.show_progress_from_start()

    def show_progress_from_start(self) -> None:
        self._facts.hide()
        self._offer()
        self.show_progress(Progress(0, 0))

    def show_progress(self, progress: Progress) -> None:
        self._step.setText(self.tr("Looking at what can be restored. This may take a while for a large file."))
        self._step.show()
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        self._bar.show()

    def show_restoring(self) -> None:
        self._offer()
        self.show_progress(Progress(0, 0))
        self._step.setText(self.tr("Restoring your conversations…"))

    def show_findings(self, found: Findings) -> None:
        self._facts.setText("\n".join(self._lines(found)))
        self._facts.show()
        self._end_progress()
        if found.is_empty:
            self._offer(self.empty_button, self.folder_button)
        else:
            self._offer(self.restore_button, self.empty_button, self.folder_button)
        self.setAccessibleDescription(self._facts.text())
        self._take_keyboard()

    def restored(self, found: Findings) -> str:
        """What to say when it is done."""
        total = self._conversations(found.total_conversations), self._messages(found.total_messages)
        text = filled(self.tr("%1 and %2 were restored."), *total)
        if found.kept:
            text += " " + self.tr("The damaged file is kept as %1.").replace("%1", found.kept[-1])
        return text

    def started_empty(self) -> str:
        return self.tr("A new history was started. The old files are still in its folder.")

    def show_failure(self, sentence: str) -> None:
        """The search did not come to its end; nothing was changed."""
        self._facts.setText(sentence)
        self._facts.show()
        self._end_progress()
        self._offer(self.retry_button, self.folder_button)
        self._take_keyboard()

    def _lines(self, found: Findings) -> list[str]:
        lines = [self.tr("There is no backup.")]
        if found.backup is not None:
            held = self._conversations(found.backup.conversations)
            lines = [filled(self.tr("A backup of %1 holds %2."), day_and_time(found.backup.made), held)]
        if found.kept:
            read = self._conversations(found.conversations), self._messages(found.messages)
            lines.append(filled(self.tr("From the damaged file %1 and %2 could be read."), *read))
        if found.is_empty:
            return [*lines, self.tr("So there is nothing to restore. The damaged file stays where it is.")]
        total = self._conversations(found.total_conversations), self._messages(found.total_messages)
        lines.append(filled(self.tr("Put together, %1 and %2 can be restored, each once, as it was last."), *total))
        if found.backup is not None:
            lines.append(self.tr("What you deleted after the backup may be there again."))
        return lines

    def _conversations(self, count: int) -> str:
        text = self.tr("1 conversation") if count == 1 else self.tr("%1 conversations")
        return text.replace("%1", QLocale().toString(count))

    def _messages(self, count: int) -> str:
        text = self.tr("1 message") if count == 1 else self.tr("%1 messages")
        return text.replace("%1", QLocale().toString(count))

    def _button(self, text: str, wish: SignalInstance) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(True)  # so that Enter presses it, too
        button.clicked.connect(wish)
        return button

    def _offer(self, *offered: QPushButton) -> None:
        for button in (self.restore_button, self.retry_button, self.empty_button, self.folder_button):
            button.setVisible(button in offered)
        if offered:
            self.setFocusProxy(offered[0])

    def _take_keyboard(self) -> None:
        if self.isVisible():
            self.setFocus()
            announce(self)

    def _end_progress(self) -> None:
        self._step.hide()
        self._bar.hide()

    def _lay_out(self, theme: Theme) -> None:
        buttons = spaced(QHBoxLayout(), theme, "space_s")
        buttons.addStretch(1)
        for button in (self.folder_button, self.empty_button, self.retry_button, self.restore_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        inner = column(theme, "space_m")
        for label in (self._what, self._kept, self._facts, self._step):
            inner.addWidget(centred(label))
        inner.addWidget(self._bar)
        inner.addWidget(gap(theme, "space_s"))
        inner.addLayout(buttons)
        inner.addWidget(centred(self._promise))
        measure = bounded(QWidget(), theme, most_width="column")
        measure.setLayout(inner)
        spaced(QVBoxLayout(self), theme).addWidget(centred_page(measure, theme, self.accessibleName()))
