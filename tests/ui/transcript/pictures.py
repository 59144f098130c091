"""A message laid out as it comes and all at once, and what of it can be compared: places, words and painted points."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from desktop.core.message import Status, Text
from desktop.ui.transcript.code import code, lexing
from desktop.ui.transcript.groups import Setting
from desktop.ui.transcript.layout import RowLayout
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.painting import paint_row
from desktop.ui.transcript.segment import Scene
from tests.ui.transcript.conftest import answered

WIDTH = 640.0
_PAGE = 1_000
_SETTING = Setting(now=0.0)


def at_once(text: str, look: Look, width: float = WIDTH, setting: Setting = _SETTING) -> RowLayout:
    layout = RowLayout(look, width)
    layout.update(answered("a", Text("t", text, done=True)), setting)
    layout.complete()
    return layout


def streamed(text: str, cuts: Sequence[int], look: Look, width: float = WIDTH, *, hurried: int = 2) -> RowLayout:
    """Laid out at each cut as the view does it, with the end in sight. Every so many times there is no time at all."""
    layout = RowLayout(look, width)
    for number, cut in enumerate(cuts):
        deadline = 0.0 if number % hurried else None
        layout.update(answered("a", Text("t", text[:cut]), status=Status.STREAMING), _SETTING, deadline=deadline)
        layout.wake_up(len(layout.segments), _PAGE, deadline)
        layout.rest()
    layout.update(answered("a", Text("t", text, done=True)), _SETTING, deadline=0.0)
    layout.complete()
    return layout


def shape(layout: RowLayout) -> list[tuple[str, tuple[object, ...], str]]:
    """Every segment that is laid out, with its place in its section, its sides, and its words."""
    return [
        (
            type(segment).__name__,
            (segment.rect, segment.rtl, segment.levels),
            segment.plain(0, segment.length),
        )
        for segment in layout.leaves
    ]


def painted(layout: RowLayout) -> Iterator[QImage]:
    """The row as it is painted, a page at a time."""
    for top in range(0, layout.height, _PAGE):
        page = QImage(int(layout.width), min(_PAGE, layout.height - top), QImage.Format.Format_RGB32)
        page.fill(layout.look.color("window"))
        painter = QPainter(page)
        painter.translate(0, -top)
        seen = QRectF(0, top, page.width(), page.height())
        painter.setClipRect(seen)
        with unhurried():
            paint_row(painter, layout, seen, Scene(), {})
        painter.end()
        yield page


@contextmanager
def unhurried() -> Iterator[None]:
    """All colours of code are found at the first painting, also when its lexer is still to be loaded."""

    def loaded(name: str) -> bool:
        lexing.load(name)
        return True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(code, "_TIME", 60.0)
        patch.setattr(lexing, "is_ready", loaded)
        yield


def assert_same(found: RowLayout, wanted: RowLayout, *, sections: bool = True) -> None:
    """Without `sections` they may be cut at other places."""
    if sections:
        assert shape(found) == shape(wanted)
        assert [part.rect for part in found.segments] == [part.rect for part in wanted.segments]
    assert words(found) == words(wanted)
    assert found.height == wanted.height
    for number, (one, other) in enumerate(zip(painted(found), painted(wanted), strict=True)):
        assert one == other, f"page {number} differs"


def words(layout: RowLayout) -> list[str]:
    return [segment.plain(0, segment.length) for segment in layout.leaves]
