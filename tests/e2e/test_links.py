"""What leaves the window when a link is pressed: pages and mail go to the system, nothing else goes anywhere."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]
SCHEMES = ("http", "https", "mailto", "file", "javascript", "data", "vbscript", "ftp", "smb", "about")


class System(QObject):
    """Stands where the system's browser and mail program would."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def system(qapp: QApplication) -> Iterator[System]:
    found = System()
    for scheme in SCHEMES:
        QDesktopServices.setUrlHandler(scheme, found, "open")  # type: ignore[arg-type]  # it says bytes and takes a str
    yield found
    for scheme in SCHEMES:
        QDesktopServices.unsetUrlHandler(scheme)


def test_only_pages_and_mail_are_opened(live: Live, system: System) -> None:
    good = ["https://example.com/a?b#c", "http://example.com", "mailto:ida@example.com"]
    bad = ["file:///etc/passwd", "/etc/passwd", "x", "", " https://example.com", *(f"{one}:x" for one in SCHEMES[3:])]

    async def journey(person: Person) -> None:
        for address in (*bad, *good):
            await person.act(partial(person.window.chat.transcript.link_activated.emit, address))

    live(journey)
    assert system.opened == good
