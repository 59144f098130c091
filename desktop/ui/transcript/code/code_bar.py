"""The head of a code block: what language it is, and buttons to wrap, save and copy it.

Icons alone where there is little room. The trap: the head stays left to right with the code below it, also in a window
that reads right to left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.ui.look.tokens import ColorRole
from desktop.ui.transcript.chip import Chip, paint_icon, paint_ring
from desktop.ui.transcript.code.languages import Language
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action, Scene, Target

_ROOMY: Final = 26
"""How wide a block is, in lines of text, when Copy has words."""


@dataclass(frozen=True)
class IconChip(Chip):
    """A chip with nothing but an icon, in its middle. `name` and `tip` say what it is for."""

    def width(self, look: Look) -> float:
        return float(look.sizes.icon + 2 * look.sizes.space_s)

    def paint(self, painter: QPainter, rect: QRectF, look: Look, scene: Scene) -> None:
        self._paint_ground(painter, rect, look, hovered=scene.hovered == self.key)
        half = look.sizes.icon / 2
        paint_icon(painter, rect.center() - QPointF(half, half), self.icon, self.icon_role, look)
        if scene.focused == self.key:
            paint_ring(painter, rect, look)


class CodeBar:
    """`resize` first. `label` stands where a name is wanted that is no language's."""

    def __init__(self, look: Look, key: str, language: Language, label: str) -> None:
        self._look = look
        self._key = key
        self._language = language
        self._label = label or language.name or _tr("Code")
        self._width = 0.0
        self._drawn: dict[tuple[bool, bool], list[tuple[Chip, QRectF]]] = {}
        self.height = Chip("", Action.COPY, "", ()).height(look) + look.sizes.space_s

    def resize(self, width: float) -> None:
        if width != self._width:
            self._width = width
            self._drawn.clear()

    def targets(self, text: str, *, wraps: bool) -> list[Target]:
        return [chip.target(rect) for chip, rect in self._placed(text, wraps=wraps, is_copied=False)]

    def paint(self, painter: QPainter, scene: Scene, *, wraps: bool) -> None:
        look, sizes = self._look, self._look.sizes
        left = self._width
        state = (wraps, scene.copied == f"{self._key}:copy")
        if state not in self._drawn:
            self._drawn[state] = self._placed("", wraps=wraps, is_copied=state[1])
        for chip, rect in self._drawn[state]:
            chip.paint(painter, rect, look, scene)
            left = min(left, rect.left())
        place = QRectF(sizes.space_m, sizes.space_xs, left - 2 * sizes.space_m, self.height - sizes.space_s)
        painter.setFont(look.small)
        painter.setPen(look.color("text-secondary"))
        shown = look.metrics(look.small).elidedText(self._label, Qt.TextElideMode.ElideRight, place.width())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | side, shown)

    def _placed(self, text: str, *, wraps: bool, is_copied: bool) -> list[tuple[Chip, QRectF]]:
        """The chips from left to right, and where they stand; the last one keeps its width when its words change."""
        look, gap = self._look, self._look.sizes.space_xs
        at = self._width - gap
        found: list[tuple[Chip, QRectF]] = []
        for chip in (self._copy(text, is_copied=is_copied), self._save(text), self._wrap(wraps=wraps)):
            wide = self._copy("", is_copied=False).width(look) if chip.action is Action.COPY else chip.width(look)
            found.append((chip, QRectF(at - wide, gap, wide, chip.height(look))))
            at -= wide
        return found[::-1]

    def _copy(self, text: str, *, is_copied: bool) -> Chip:
        key, name = f"{self._key}:copy", _tr("Copy code")
        icon = "check" if is_copied else "copy"
        if self._width < _ROOMY * self._look.pitch(self._look.small):
            tip = _tr("Copied") if is_copied else name
            return IconChip(key, Action.COPY, text, (), icon=icon, dress="quiet", name=name, tip=tip)
        words = _tr("Copied") if is_copied else _tr("Copy")
        return Chip(key, Action.COPY, text, ((words, "text-secondary"),), icon=icon, dress="quiet", name=name)

    def _save(self, text: str) -> Chip:
        name = _tr("Save code as a file")
        value = f"code.{self._language.extension}\n{text}"
        return IconChip(
            f"{self._key}:save", Action.SAVE, value, (), icon="download", dress="quiet", name=name, tip=name
        )

    def _wrap(self, *, wraps: bool) -> Chip:
        name = _tr("Do not wrap lines") if wraps else _tr("Wrap lines")
        key = f"{self._key}:wrap"
        role: ColorRole = "accent" if wraps else "text-secondary"
        return IconChip(
            key, Action.TOGGLE, key, (), icon="text-wrap", icon_role=role, dress="quiet", name=name, tip=name
        )


def _tr(text: str) -> str:
    return QCoreApplication.translate("transcript", text)
