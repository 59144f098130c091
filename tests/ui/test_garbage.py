"""Cycles are found on the window's thread; what was there at the start is not looked at again and again."""

import gc
import linecache
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.garbage import GarbageCollector, forget_sources


class Knot:
    """Holds itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    made = GarbageCollector()
    yield made
    made.close()
    gc.enable()


@pytest.mark.usefixtures("qapp")
def test_what_is_made_later_is_collected_and_what_was_there_after_the_end(collector: GarbageCollector) -> None:
    early, late = Knot(), Knot()
    seen_early, seen_late = weakref.ref(early), weakref.ref(late)
    del late
    gc.collect()
    assert seen_late() is None
    collector.spare_what_is_there()
    late = Knot()
    seen_late = weakref.ref(late)
    del early, late
    gc.collect()
    assert seen_late() is None
    assert seen_early() is not None
    collector.close()
    gc.collect()
    assert seen_early() is None


def test_sources_that_were_looked_into_are_not_kept() -> None:
    linecache.getlines(__file__)
    forget_sources()
    assert not linecache.cache
