"""*Test connection* and its plain answer."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.core.connection_result import ConnectionResult
from desktop.core.errors import Problem
from desktop.ui.look.icons import icon
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import ColorRole, Theme
from desktop.ui.problem_facts import told
from desktop.ui.settings.sentences import sentence
from desktop.ui.widgets.copy_details import CopyDetails
from desktop.ui.widgets.form import announce, column, filled, selectable, words
from desktop.ui.words import duration


class ConnectionBox(QWidget):
    """One button: it tests, and while a test runs it cancels."""

    test_requested = Signal()
    cancel_requested = Signal()
    diagnosis_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._running = False
        self._mark: tuple[str, ColorRole] | None = None
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._on_clicked)
        self._icon = QLabel()
        self._answer = words()
        self._detail = selectable(words(role="secondary"))
        self.copy_button = CopyDetails()
        self.copy_button.setAutoDefault(False)
        answer = spaced(QHBoxLayout(), theme, "space_s")
        answer.addWidget(self._icon)
        answer.addWidget(self._answer, 1)
        row = spaced(QHBoxLayout(), theme, "space_m")
        self.diagnose_button = QPushButton(self.tr("Diagnose…"))
        self.diagnose_button.setAutoDefault(False)
        self.diagnose_button.clicked.connect(self.diagnosis_requested)
        row.addWidget(self.button)
        row.addWidget(self.diagnose_button)
        row.addWidget(words(self.tr("Sends the word “Hello” to the first chatbot."), "secondary"), 1)
        layout = column(theme, "space_s")
        layout.addLayout(row)
        layout.addLayout(answer)
        layout.addWidget(self._detail)
        layout.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignLeading)
        self.setLayout(layout)
        self.clear()

    @property
    def answer(self) -> str:
        return self._answer.text()

    @property
    def detail(self) -> str:
        return self._detail.text()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._paint_mark()

    def clear(self) -> None:
        self._set_running(running=False)
        self._show("", None)

    def show_result(self, result: ConnectionResult | None) -> None:
        """None while the test runs."""
        self._set_running(running=result is None)
        if result is None:
            self._show(self.tr("Asking…"), ("hourglass", "text-secondary"))
        elif result.problem is not None:
            self.show_words(sentence(result.problem), good=False)
            self._show_problem(result.problem)
        else:
            text = self.tr("%1 answered in %2: “%3”")
            self.show_words(filled(text, result.chatbot_name, duration(result.seconds), result.excerpt), good=True)

    def show_words(self, text: str, *, good: bool) -> None:
        self._show(text, ("circle-check", "success") if good else ("circle-alert", "danger"))
        announce(self._answer)

    def _show(self, text: str, mark: tuple[str, ColorRole] | None) -> None:
        self._show_problem(None)
        self._answer.setText(text)
        self._mark = mark
        set_role(self._answer, mark[1] if mark and mark[1] == "danger" else "")
        self._answer.setVisible(bool(text))
        self._icon.setVisible(mark is not None)
        self._paint_mark()

    def _show_problem(self, problem: Problem | None) -> None:
        detail = told(problem) if problem is not None else ""
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.copy_button.show_problem(problem, self.answer)

    def _paint_mark(self) -> None:
        if self._mark is not None:
            size = self._theme.sizes.icon
            picture = icon(self._mark[0], self._theme, self._mark[1], size)
            self._icon.setPixmap(picture.pixmap(QSize(size, size), self.devicePixelRatioF()))

    def _set_running(self, *, running: bool) -> None:
        self._running = running
        self.button.setText(self.tr("Cancel the test") if running else self.tr("Test connection"))

    def _on_clicked(self) -> None:
        if self._running:
            self.clear()
            self.cancel_requested.emit()
        else:
            self.test_requested.emit()
