"""Conversations on pages, for a printer or a PDF: the same page that is exported as HTML, set by Qt's text engine.

Runs on a thread of its own: Qt lets text documents and paper devices be used there. The trap: a document is set as a
whole before its first page, so a long conversation, or message, is printed as several, each on a new page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEventLoop, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from desktop.core.export.html_writer import ARTICLE_END, HtmlWriter
from desktop.core.export.pieces import Opened, Piece
from desktop.ui.look.theme import load

_MOST: Final = 40_000
"""Characters of HTML that are set as one document: about 15 pages, in which nothing else of Python runs."""
_GOES_ON: Final = '<article><div dir="auto">'
_MARGIN: Final = 18.0  # millimetres
_POINTS: Final = 10.0
_DPI: Final = 300


def write_pdf(path: Path, pieces: Iterable[Piece]) -> None:
    """Fill the file; raises OSError when it cannot be written."""
    writer = QPdfWriter(str(path))
    writer.setResolution(_DPI)
    writer.setCreator("Robofy Desktop")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN), QPageLayout.Unit.Millimeter)
    print_on(writer, pieces)


def print_on(device: QPagedPaintDevice, pieces: Iterable[Piece]) -> None:
    """Print on a device that is set up; raises OSError when it takes nothing."""
    # A text engine starts a timer for what it would set later. It is never run, but Qt warns when a thread has nothing
    # that could; a loop that is only made, and never entered, brings that along.
    _timers = QEventLoop()
    painter = QPainter()
    if not painter.begin(device):
        raise OSError(0, "the paper cannot be painted on")
    try:
        _Pages(device, painter).print(pieces)
    finally:
        has_ended = painter.end()
    if not has_ended:
        raise OSError(0, "the paper could not be finished")


class _Pages:
    def __init__(self, device: QPagedPaintDevice, painter: QPainter) -> None:
        self._device = device
        self._painter = painter
        self._number = 0
        self._palette = QPalette()  # the window's may be a dark one
        self._palette.setColor(QPalette.ColorRole.Text, load("light").color("text"))
        area = device.pageLayout().paintRectPixels(device.logicalDpiX())
        self._foot = device.logicalDpiY() / 3
        self._size = QSizeF(area.width(), area.height() - self._foot)

    def print(self, pieces: Iterable[Piece]) -> None:
        for html in documents(pieces):
            self._print_document(html)

    def _print_document(self, html: str) -> None:
        document = QTextDocument()
        font = QFont("sans-serif")
        font.setPointSizeF(_POINTS)
        document.setDefaultFont(font)
        layout = document.documentLayout()
        layout.setPaintDevice(self._device)
        document.setDocumentMargin(0)
        document.setHtml(html)
        document.setPageSize(self._size)
        for page in range(document.pageCount()):
            if self._number:
                self._device.newPage()
            self._number += 1
            self._print_page(layout, page)

    def _print_page(self, layout: QAbstractTextDocumentLayout, page: int) -> None:
        top = page * self._size.height()
        painter = self._painter
        painter.save()
        painter.translate(0, -top)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(0, top, self._size.width(), self._size.height())
        painter.setClipRect(context.clip)
        context.palette = self._palette
        layout.draw(painter, context)
        painter.restore()
        foot = QRectF(0, self._size.height(), self._size.width(), self._foot)
        text = QCoreApplication.translate("paper", "Page %1").replace("%1", str(self._number))
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, text)


def documents(pieces: Iterable[Piece]) -> Iterator[str]:
    """One for each conversation, several for a long one; also a long message is divided, between its blocks."""
    writer, parts, size = HtmlWriter(for_paper=True), [""], 0
    for piece in pieces:
        if (isinstance(piece, Opened) and size) or size > _MOST:
            yield "".join((*parts, writer.end()))
            parts, size = [""], 0
        if isinstance(piece, Opened):
            writer = HtmlWriter(for_paper=True)
        parts[0] = parts[0] or writer.begin()
        blocks = [writer.conversation(piece)] if isinstance(piece, Opened) else writer.message_pieces(piece)
        for html in blocks:
            if size > _MOST:
                yield "".join((*parts, ARTICLE_END, writer.end()))
                parts, size = [writer.begin(), _GOES_ON], 0
            parts.append(html)
            size += len(html)
        if not isinstance(piece, Opened):
            parts.append(ARTICLE_END)
    if size:
        yield "".join((*parts, writer.end()))
