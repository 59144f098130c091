"""Conversations on paper: every page has words on it, and no page is white on white in a dark theme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize
from pytestqt.qtbot import QtBot

from desktop.core.conversation import Conversation
from desktop.core.export.pieces import Opened, Piece, Said
from desktop.core.message import Message, Role, Status, Text, question
from desktop.store.thread import DaemonThread
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.look.tokens import ThemeChoice
from desktop.ui.transfer.paper import documents, print_on, write_pdf


class Sheet(QImage):
    """Paper that can be looked at: what is printed on it lies on one page."""

    def __init__(self) -> None:
        super().__init__(400, 500, QImage.Format.Format_RGB32)
        self.fill(QColor(255, 255, 255))

    def pageLayout(self) -> QPageLayout:
        size = QPageSize(QSizeF(self.width(), self.height()) * 72 / self.logicalDpiX(), QPageSize.Unit.Point)
        return QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF())

    def lightness(self) -> set[int]:
        every = ((x, y) for x in range(self.width()) for y in range(self.height()))
        return {self.pixelColor(x, y).lightness() for x, y in every}


LONG = "A paragraph of some words, again and again.\n\n" * 400


def pieces(count: int, text: str = "An **answer**.") -> Iterator[Piece]:
    for at in range(count):
        yield Opened(Conversation(f"c{at}", "s", "p", "b", "Bot", f"About {at}", 1e9))
        for message in (
            question("q", "A question", 1e9),
            Message("a", Role.CHATBOT, Status.COMPLETE, (Text("", text),), 1e9),
        ):
            yield Said(message, msgspec.json.encode(message).decode(), 2)


def pages(path: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


def test_each_conversation_begins_a_page(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "out.pdf"
    write_pdf(path, pieces(3))
    assert pages(path) == 3
    assert path.read_bytes().startswith(b"%PDF-")


def test_a_long_conversation_has_many_pages(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "out.pdf"
    write_pdf(path, pieces(1, LONG))
    assert pages(path) > 5


def test_pages_are_made_on_a_thread_without_a_word_from_qt(qtbot: QtBot, tmp_path: Path) -> None:
    thread = DaemonThread("test-files")
    for at in range(2):
        thread.call(write_pdf, tmp_path / f"{at}.pdf", pieces(2, LONG)).result(60)
    assert thread.close(5)
    assert pages(tmp_path / "0.pdf") == pages(tmp_path / "1.pdf") > 10


def test_a_long_conversation_is_several_documents() -> None:
    found = list(documents(pieces(2, LONG)))
    assert len(found) == 2
    many = [piece for _ in range(5) for piece in list(pieces(1, LONG * 5))[1:]]
    assert len(list(documents([next(pieces(1)), *many]))) > 2
    assert all(html.startswith("<!DOCTYPE html>") and html.rstrip().endswith("</html>") for html in found)
    assert list(documents(())) == []


def test_a_long_answer_is_several_documents_and_loses_nothing() -> None:
    text = "".join(f"Paragraph {number} of them.\n\n" for number in range(10_000))
    found = list(documents(pieces(1, text)))
    assert len(found) > 5
    assert max(map(len, found)) < 50_000
    assert all(html.count("<article") == html.count("</article>") > 0 for html in found)
    said = re.findall(r"<p>Paragraph (\d+) of them.</p>", "".join(found))
    assert said == [str(number) for number in range(10_000)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_words_are_dark_on_white_in_every_theme(switch: ThemeSwitch, theme: ThemeChoice) -> None:
    switch.set_choice(theme)
    sheet = Sheet()
    print_on(sheet, pieces(1, "- a point\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n`code`"))  # type: ignore[arg-type]  # pieces() makes both kinds
    found = sheet.lightness()
    assert min(found) < 40
    assert max(found) == 255
    # Grounds are light: nothing of a dark theme is on the paper but the words.
    corner = [sheet.pixelColor(x, y).lightness() for x in (0, sheet.width() - 1) for y in (0, sheet.height() - 1)]
    assert corner == [255] * 4


@pytest.mark.qt_log_ignore("QPainter", "QPdfEngine", "QPdfWriter", "QFile")
def test_paper_that_takes_nothing_is_an_error(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot be painted on"):
        write_pdf(tmp_path / "nowhere" / "out.pdf", pieces(1))
