"""*Diagnose connection*: the steps as they are taken, each with its time, and a report to hand on.

The trap: the last step may take minutes. The dialog tells what is done meanwhile, and closing it ends the work.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QWidget

from desktop.core.diagnosis import CERTIFICATE, SENTENCES, TITLES, UNCHECKED, Step, certificate_facts
from desktop.core.errors import fill
from desktop.ui.look.icons import icon
from desktop.ui.look.measures import spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import ColorRole, Theme
from desktop.ui.settings.sentences import sentence
from desktop.ui.widgets.form import announce, answers, column, filled, scrolled, selectable, words
from desktop.ui.words import precise

_SIZE: Final = QSize(680, 520)


class DiagnosisDialog(QDialog):
    """`again_requested` to take the steps once more; its rejection means that nobody waits any longer."""

    again_requested = Signal()

    def __init__(self, profile_name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Diagnose connection"))
        self._theme = theme
        self._report = ""
        self._rows = 0
        heading = words(filled(self.tr("The way to %1"), profile_name), "title")
        what = words(self.tr("The last steps send the word “Hello” to the first chatbot of the profile."), "secondary")
        self._page = QWidget()
        self._grid = spaced(QGridLayout(), theme, "space_m", rows="space_s")
        self._grid.setColumnStretch(2, 1)
        inside = column(theme, "none")
        inside.addLayout(self._grid)
        inside.addStretch(1)
        self._page.setLayout(inside)
        self.state = words(role="secondary")
        self.copy_button = QPushButton(self.tr("Copy report"))
        self.again_button = QPushButton(self.tr("Try again"))
        self.close_button = QPushButton(self.tr("Close"))
        self.copy_button.clicked.connect(self._on_copy)
        self.again_button.clicked.connect(self.again_requested)
        self.close_button.clicked.connect(self.reject)
        foot = answers(theme, self.close_button, near=(self.copy_button, self.again_button))
        layout = column(theme, "space_m", margins="space_xl")
        for widget in (heading, what, scrolled(self._page, self.tr("Steps")), self.state):
            layout.addWidget(widget)
        layout.addLayout(foot)
        self.setLayout(layout)
        self.resize(theme.room(_SIZE, self.screen().availableSize()))
        self.begin()

    @property
    def report(self) -> str:
        return self._report

    @property
    def said(self) -> list[str]:
        """The words of each step so far."""
        items = [self._grid.itemAtPosition(row, 2) for row in range(self._rows)]
        labels = [item.widget() for item in items if item is not None]
        return [label.text() for label in labels if isinstance(label, QLabel)]

    def begin(self) -> None:
        """Nothing is known yet."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._rows, self._report = 0, ""
        self.state.setText(self.tr("Looking…"))
        self.copy_button.setEnabled(False)
        self.again_button.setEnabled(False)

    def add_step(self, step: Step) -> None:
        mark: tuple[str, ColorRole] = ("circle-check", "success") if step.ok else ("circle-x", "danger")
        sign = QLabel()
        side = self._theme.sizes.icon
        sign.setPixmap(icon(mark[0], self._theme, mark[1], side).pixmap(QSize(side, side), self.devicePixelRatioF()))
        sign.setAccessibleName(self.tr("Passed") if step.ok else self.tr("Failed"))
        title = words(QCoreApplication.translate("diagnosis", TITLES[step.kind]), wraps=False)
        said = selectable(words(_said(step)))
        set_role(said, "" if step.ok else "danger")
        time = words(precise(step.seconds), "secondary", wraps=False)
        for at, widget in enumerate((sign, title, said, time)):
            self._grid.addWidget(widget, self._rows, at, Qt.AlignmentFlag.AlignTop)
        self._rows += 1
        if not step.ok:
            announce(said)

    def finish(self, report: str, *, ok: bool) -> None:
        """`report` is the text to hand on."""
        self._report = report
        well = self.tr("Everything works.")
        self.state.setText(well if ok else self.tr("It goes no further than the last step."))
        self.copy_button.setEnabled(True)
        self.again_button.setEnabled(True)
        self.copy_button.setFocus()
        announce(self.state)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.state.setText(self.tr("The report is copied. It holds no key and no password."))
        announce(self.state)


def _said(step: Step) -> str:
    translate = QCoreApplication.translate
    if step.problem is not None:
        said = [sentence(step.problem)]
        if step.problem.detail:
            said.append(filled(translate("diagnosis", "The server said: “%1”"), step.problem.detail))
    else:
        said = [fill(translate("diagnosis", SENTENCES[step.kind]), step.facts)]
    if step.certificate is not None:
        said.append(fill(translate("diagnosis", CERTIFICATE), certificate_facts(step.certificate)))
    if not step.checked:
        said.append(translate("diagnosis", UNCHECKED))
    return " ".join(said)
