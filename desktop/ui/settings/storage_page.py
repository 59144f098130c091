"""The page about what is kept beside the conversations: recordings, how much of them, and an end to all of them.

The trap: a smaller limit deletes at once. So a number counts when it is typed to its end, and the wheel turns only the
number that was gone to on purpose.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPushButton, QWidget

from desktop.core.recording import RecordingUsage
from desktop.core.settings import RecordingSettings
from desktop.ui.look.measures import gap, spaced
from desktop.ui.look.theme import set_role
from desktop.ui.look.tokens import Theme
from desktop.ui.settings.locks import Controls
from desktop.ui.settings.number_box import NumberBox
from desktop.ui.widgets.form import column, filled, words
from desktop.ui.words import data_size

_MOST_MEGABYTES: Final = 100_000
_MOST_DAYS: Final = 3650


class StoragePage(QWidget):
    """`changed` carries RecordingSettings."""

    changed = Signal(object)
    deletion_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._settings = RecordingSettings()
        self.keep = QCheckBox(self.tr("Record answers as they come"))
        self.keep.clicked.connect(self._on_changed)
        self.megabytes = NumberBox(self.tr("Size of all recordings at most"), self.tr(" MB"), 1, _MOST_MEGABYTES)
        self.days = NumberBox(self.tr("Age of a recording at most"), self.tr(" days"), 1, _MOST_DAYS)
        self._usage = words(role="secondary", wraps=False)
        self.delete_button = QPushButton(self.tr("Delete all…"))
        self.delete_button.setAutoDefault(False)
        self.delete_button.setEnabled(False)
        self.question = _DeletionQuestion(theme)
        self.delete_button.clicked.connect(self.question.ask)
        self.question.confirmed.connect(self.deletion_requested)
        for number in (self.megabytes, self.days):
            number.valueChanged.connect(self._on_changed)
        self._lay_out(theme)
        self.show_usage(RecordingUsage())

    @property
    def controls(self) -> Controls:
        return {
            "recordings.keep": (self.keep,),
            "recordings.megabytes": (self.megabytes,),
            "recordings.days": (self.days,),
        }

    def show_settings(self, settings: RecordingSettings) -> None:
        self._settings = settings
        self.keep.setChecked(settings.keep)
        self.megabytes.show_value(settings.megabytes)
        self.days.show_value(settings.days)

    def show_usage(self, usage: RecordingUsage) -> None:
        text = filled(self.tr("Recordings: %1, %2 on the disk"), QLocale().toString(usage.count), data_size(usage.size))
        self._usage.setText(text)
        self.delete_button.setEnabled(usage.count > 0)

    def _lay_out(self, theme: Theme) -> None:
        layout = column(theme, "space_s", margins="space_xl")
        layout.addWidget(words(self.tr("Recordings"), "title"))
        layout.addWidget(self.keep)
        layout.addWidget(
            words(
                self.tr(
                    "A recording holds an answer byte for byte as the server sent it, with the times of arrival. "
                    "It shows what went wrong, and can be replayed. Keys are masked in it."
                ),
                "secondary",
            )
        )
        layout.addWidget(gap(theme, "space_m"))
        grid = spaced(QGridLayout(), theme, "space_m", rows="space_s")
        grid.setColumnStretch(2, 1)
        for row, number in enumerate((self.megabytes, self.days)):
            label = words(number.accessibleName(), wraps=False)
            label.setBuddy(number)
            grid.addWidget(label, row, 0)
            grid.addWidget(number, row, 1)
        layout.addLayout(grid)
        layout.addWidget(words(self.tr("The oldest recordings make room for new ones."), "secondary"))
        layout.addWidget(gap(theme, "space_m"))
        foot = spaced(QHBoxLayout(), theme, "space_m")
        foot.addWidget(self._usage)
        foot.addWidget(self.delete_button)
        foot.addStretch(1)
        layout.addLayout(foot)
        layout.addWidget(self.question)
        layout.addStretch(1)
        self.setLayout(layout)

    def _on_changed(self) -> None:
        settings = replace(
            self._settings, keep=self.keep.isChecked(), megabytes=self.megabytes.value(), days=self.days.value()
        )
        if settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)


class _DeletionQuestion(QWidget):
    """Asked on the page, under the button that leads to it."""

    confirmed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.delete_button = QPushButton(self.tr("Delete"))
        set_role(self.delete_button, "danger")
        keep = QPushButton(self.tr("Keep"))
        for button in (self.delete_button, keep):
            button.setAutoDefault(False)
            button.clicked.connect(self.hide)
        self.delete_button.clicked.connect(self.confirmed)
        layout = spaced(QHBoxLayout(self), theme, "space_s")
        layout.addWidget(words(self.tr("Delete all recordings? Conversations stay.")), 1)
        layout.addWidget(self.delete_button)
        layout.addWidget(keep)
        self.hide()

    def ask(self) -> None:
        self.show()
        self.delete_button.setFocus()
