"""The quiet rows between the words of an answer: where another step begins, and what the chatbot reasoned.

A tired reader wants the answer, so reasoning is closed from the start and a row for a step stands only where it
explains why the chatbot begins again: after words of the answer. Steps that only call one tool after the other need
none, their badges stand side by side. A step can be folded away, with everything down to the next such row.

The trap: reasoning that streams changes with every delta, so its row shows the beginning of the line being written,
which stands still once it is long enough.
"""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale, QRectF
from PySide6.QtGui import QPainter

from desktop.core.json_tree import toggle
from desktop.core.message import Reasoning
from desktop.core.text import elide, well_formed
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.notes import Disclosure
from desktop.ui.transcript.segment import Scene

_PREVIEW: Final = 80
_TAIL: Final = 2_000
"""Characters from the end in which the line being written is looked for."""
_MARKS: Final = re.compile(r"[*_`#>]+")
_LETTERS_PER_WORD: Final = 15
"""More than this on average is a script that puts no spaces between words."""


class StepRow(Disclosure):
    """Where a step begins: its number, and a thin line across."""

    def __init__(self, look: Look, key: str, number: int, opened: frozenset[str], *, shows: bool) -> None:
        text = _tr("Step %1").replace("%1", QLocale().toString(number))
        flips = toggle(key, opened, by_default=True)
        super().__init__(look, key, text, opened=shows, value=flips, name=_stated(text, shows=shows))

    def paint(self, painter: QPainter, scene: Scene, selection: tuple[int, int] | None) -> None:
        super().paint(painter, scene, selection)
        (target,) = self.targets()
        words, gap = target.rects[0], float(self.look.sizes.space_s)
        start, stop = (words.right() + gap, self.width) if not self.look.mirrored else (0.0, words.left() - gap)
        line = QRectF(start, round(self.height / 2), max(stop - start, 0.0), self.look.sizes.line_width)
        painter.fillRect(line, self.look.color("line"))


def reasoning_row(look: Look, key: str, part: Reasoning, *, opened: bool, preview: str, live: bool) -> Disclosure:
    """The row above reasoning; `live` while it is being written."""
    if live:
        label = _tr("Reasoning…")
        return Disclosure(look, key, f"{label} {preview}".rstrip(), opened=opened, name=_stated(label, shows=opened))
    label = f"{_tr('Reasoning')} · {_amount(part.text)}"
    return Disclosure(look, key, label, opened=opened, name=_stated(label.replace(" · ", ", "), shows=opened))


def preview_of(text: str) -> str:
    """The beginning of the line that is being written, without its marks."""
    last = text[-_TAIL:].rstrip().rpartition("\n")[2]
    return elide(_MARKS.sub("", well_formed(last)).strip(), _PREVIEW)


def _amount(text: str) -> str:
    words, letters = len(text.split()), len(text)
    if letters > words * _LETTERS_PER_WORD:
        return _tr("%1 characters").replace("%1", QLocale().toString(letters))
    return _tr("1 word") if words == 1 else _tr("%1 words").replace("%1", QLocale().toString(words))


def _stated(text: str, *, shows: bool) -> str:
    return f"{text}, {_tr('open') if shows else _tr('closed')}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("transcript", text)
