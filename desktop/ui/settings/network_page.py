"""The page of the network: proxy, certificates, time-outs. A choice is in force with the next message."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.core.proxy import ProxySettings
from desktop.core.settings import NetworkSettings
from desktop.ui.look.measures import gap, spaced
from desktop.ui.look.tokens import Theme
from desktop.ui.settings.ca_file_box import CaFileBox
from desktop.ui.settings.locks import Controls
from desktop.ui.settings.number_box import NumberBox
from desktop.ui.settings.proxy_box import ProxyBox
from desktop.ui.widgets.form import column, words

_LONGEST_CONNECT: Final = 600
_LONGEST_WAIT: Final = 3600


class NetworkPage(QWidget):
    """`changed` carries NetworkSettings."""

    changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._settings = NetworkSettings()
        self.proxy = ProxyBox(theme)
        self.proxy.changed.connect(self._on_proxy_changed)
        self.ca_file = CaFileBox(
            theme,
            self.tr(
                "The certificates of the system are always trusted. A file is needed where an organisation inspects "
                "encrypted connections: its administrators have it, in PEM form."
            ),
        )
        self.ca_file.changed.connect(self._on_file_changed)
        seconds = self.tr(" s")
        self.connect_time = NumberBox(self.tr("To connect, at most"), seconds, 1, _LONGEST_CONNECT)
        self.first_byte = NumberBox(self.tr("To the first word of an answer, at most"), seconds, 1, _LONGEST_WAIT)
        self.silence = NumberBox(self.tr("Between two words, at most"), seconds, 1, _LONGEST_WAIT)
        for number in self._numbers():
            number.valueChanged.connect(self._on_time_changed)
        self._lay_out(theme)

    @property
    def controls(self) -> Controls:
        return {
            "network.connect": (self.connect_time,),
            "network.first_byte": (self.first_byte,),
            "network.silence": (self.silence,),
            "network.proxy": self.proxy.controls,
            "network.ca_file": self.ca_file.buttons,
        }

    def show_settings(self, settings: NetworkSettings) -> None:
        self._settings = settings
        self.proxy.show_settings(settings.proxy)
        if self.ca_file.path != settings.ca_file:
            self.ca_file.show_path(settings.ca_file)
        times = (settings.connect, settings.first_byte, settings.silence)
        for number, value in zip(self._numbers(), times, strict=True):
            number.show_value(round(value))

    def _numbers(self) -> tuple[NumberBox, NumberBox, NumberBox]:
        return self.connect_time, self.first_byte, self.silence

    def _lay_out(self, theme: Theme) -> None:
        layout = column(theme, "space_s", margins="space_xl")
        layout.addWidget(self.proxy)
        layout.addWidget(gap(theme, "space_l"))
        layout.addWidget(words(self.tr("Certificates"), "title"))
        layout.addWidget(self.ca_file)
        layout.addWidget(gap(theme, "space_l"))
        layout.addWidget(words(self.tr("Patience"), "title"))
        grid = spaced(QGridLayout(), theme, "space_m", rows="space_s")
        grid.setColumnStretch(2, 1)
        for row, number in enumerate(self._numbers()):
            label = words(number.accessibleName(), wraps=False)
            label.setBuddy(number)
            grid.addWidget(label, row, 0)
            grid.addWidget(number, row, 1)
        layout.addLayout(grid)
        layout.addStretch(1)
        self.setLayout(layout)

    def _on_proxy_changed(self, proxy: ProxySettings) -> None:
        self._change(replace(self._settings, proxy=proxy))

    def _on_file_changed(self, path: str) -> None:
        self._change(replace(self._settings, ca_file=path))

    def _on_time_changed(self) -> None:
        """Each for itself: a file can say halves of a second, which stay unless that number is changed."""
        times = [self._settings.connect, self._settings.first_byte, self._settings.silence]
        for at, number in enumerate(self._numbers()):
            if number.value() != round(times[at]):
                times[at] = float(number.value())
        self._change(replace(self._settings, connect=times[0], first_byte=times[1], silence=times[2]))

    def _change(self, settings: NetworkSettings) -> None:
        if settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)
