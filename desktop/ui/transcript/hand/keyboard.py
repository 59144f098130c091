"""The keys of the transcript: scrolling, going from message to message, selecting, copying, pressing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSlider

from desktop.ui.transcript.hand.selecting import Step

if TYPE_CHECKING:
    from desktop.ui.transcript.hand.hand import Hand
    from desktop.ui.transcript.view import TranscriptView

_SCROLL: Final = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}
_PRESS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_MOVES: Final[dict[QKeySequence.StandardKey, tuple[Step, bool]]] = {
    QKeySequence.StandardKey.SelectNextChar: ("character", True),
    QKeySequence.StandardKey.SelectPreviousChar: ("character", False),
    QKeySequence.StandardKey.SelectNextWord: ("word", True),
    QKeySequence.StandardKey.SelectPreviousWord: ("word", False),
    QKeySequence.StandardKey.SelectNextLine: ("line", True),
    QKeySequence.StandardKey.SelectPreviousLine: ("line", False),
    QKeySequence.StandardKey.SelectNextPage: ("page", True),
    QKeySequence.StandardKey.SelectPreviousPage: ("page", False),
    QKeySequence.StandardKey.SelectEndOfLine: ("line end", True),
    QKeySequence.StandardKey.SelectStartOfLine: ("line end", False),
    QKeySequence.StandardKey.SelectEndOfDocument: ("all", True),
    QKeySequence.StandardKey.SelectStartOfDocument: ("all", False),
}
_OWN: Final = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.SelectAll, *_MOVES)


def is_ours(event: QKeyEvent) -> bool:
    """Whether the transcript wants this key before a shortcut of the window gets it."""
    return any(event.matches(key) for key in _OWN) or _message_step(event) != 0


def press(view: TranscriptView, hand: Hand, event: QKeyEvent) -> bool:
    """Do what a key is for. False when it is for nothing here."""
    key = Qt.Key(event.key())
    move = next((move for standard, move in _MOVES.items() if event.matches(standard)), None)
    if event.matches(QKeySequence.StandardKey.Copy):
        hand.copy()
    elif event.matches(QKeySequence.StandardKey.SelectAll):
        hand.select_more()
    elif move is not None:
        step, forward = move
        hand.selecting.step(step, forward=forward)
    elif _message_step(event):
        hand.go_to_message(_message_step(event))
    elif key in _PRESS and hand.has_focused:
        hand.press_focused()
    elif key in _SCROLL and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        view.verticalScrollBar().triggerAction(_SCROLL[key])
    elif _is_words(event):
        view.typed.emit(event.text())
    else:
        return False
    return True


def _is_words(event: QKeyEvent) -> bool:
    """Whether somebody writes: that belongs into the composer, wherever the keyboard is."""
    command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    return bool(event.text().strip()) and event.text().isprintable() and not event.modifiers() & command


def _message_step(event: QKeyEvent) -> int:
    """-1 and 1 for the keys that go to the message above and below."""
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != Qt.KeyboardModifier.ControlModifier:
        return 0
    return {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
