"""The line above a message: who wrote it and when, and between them what can be done with it.

The trap: in a narrow window not everything fits. What was always to be seen stays longest; the menu has all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.ui import words
from desktop.ui.look.tokens import ColorRole
from desktop.ui.transcript.chip import Chip
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Scene, Segment, Target


class AuthorLine(Segment):
    """Author at the start, time at the end, and before it the chips: those in `always`, and on hover the others.

    The time says under the mouse what it is exactly.
    """

    wide = True

    def __init__(
        self, look: Look, author: str, time: str, exact: str, chips: Sequence[Chip], *, always: frozenset[str]
    ) -> None:
        super().__init__(look)
        self._author = author
        self._time = time
        self._exact = exact
        self._chips = tuple(chips)
        self._always = always
        self._placed: list[tuple[Chip, QRectF]] = []

    def resize(self, width: float) -> None:
        look = self.look
        high = max(chip.height(look) for chip in self._chips)
        time, gap = look.metrics(look.small).horizontalAdvance(self._time), look.sizes.space_s
        room, fitting = width - time, set()
        for chip in sorted(self._chips, key=lambda chip: chip.key not in self._always):
            if chip.width(look) + gap <= room:
                room -= chip.width(look) + gap
                fitting.add(chip.key)
        x = width - time
        self._placed = []
        for chip in reversed([chip for chip in self._chips if chip.key in fitting]):
            wide = chip.width(look)
            x -= gap + wide
            left = x if not look.mirrored else width - x - wide
            self._placed.insert(0, (chip, QRectF(round(left), 0, wide, high)))
        self.width, self.height = width, high

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        look = self.look
        lead, trail = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if look.mirrored:
            lead, trail = trail, lead
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        room = QRectF(0, 0, self.width, self.height)
        painter.setPen(look.color("text-secondary"))
        painter.setFont(look.small)
        painter.drawText(room, trail | middle, self._time)
        painter.setFont(look.small_strong)
        author = self._author_room(room)
        shown = look.metrics(look.small_strong).elidedText(self._author, Qt.TextElideMode.ElideRight, author.width())
        painter.drawText(author, lead | middle, shown)
        for chip, rect in self._placed:
            if chip.key in self._always or scene.row_hovered or chip.key in (scene.focused, scene.hovered):
                chip.paint(painter, rect, look, scene)

    def _author_room(self, room: QRectF) -> QRectF:
        if not self._placed:
            return room
        first = self._placed[0][1]
        if self.look.mirrored:
            return room.adjusted(first.right(), 0, 0, 0)
        return room.adjusted(0, 0, first.left() - self.width, 0)

    def targets(self) -> Iterable[Target]:
        for chip, rect in self._placed:
            yield replace(chip.target(rect), on_hover=chip.key not in self._always)

    def tip_at(self, x: float, y: float) -> str:
        wide = self.look.metrics(self.look.small).horizontalAdvance(self._time)
        return self._exact if (x < wide if self.look.mirrored else x >= self.width - wide) else ""


def details_chip(key: str) -> Chip:
    text = QCoreApplication.translate("transcript", "Details")
    return Chip(f"{key}:details", Action.DETAILS, "", ((text, "text-secondary"),), icon="info", dress="quiet")


def edit_chip(key: str) -> Chip:
    text = QCoreApplication.translate("transcript", "Edit")
    name = QCoreApplication.translate("transcript", "Edit this question")
    return Chip(f"{key}:edit", Action.EDIT, "", ((text, "text-secondary"),), icon="pencil", dress="quiet", name=name)


def version_chips(key: str, version: tuple[int, int], look: Look) -> list[Chip]:
    """`‹ 2 of 3` and `›` for a message that has several versions; from the last one it goes on to the first."""
    number, count = version
    if count < 2:
        return []
    place = words.position(number, count)
    before = QCoreApplication.translate("transcript", "Previous version, this is %1").replace("%1", place)
    after = QCoreApplication.translate("transcript", "Next version, this is %1").replace("%1", place)
    remembers = QCoreApplication.translate("transcript", "The chatbot remembers all versions in this session.")
    icons = ("chevron-right", "chevron-left") if look.mirrored else ("chevron-left", "chevron-right")
    shown: tuple[tuple[str, ColorRole], ...] = ((place, "text-secondary"),)
    tips = [f"{name}. {remembers}" for name in (before, after)]
    return [
        Chip(f"{key}:before", Action.VERSION, "-1", shown, icon=icons[0], dress="quiet", name=before, tip=tips[0]),
        Chip(f"{key}:after", Action.VERSION, "1", (), icon=icons[1], dress="quiet", name=after, tip=tips[1]),
    ]
