"""Text that waits is brought into sections as far as there is time."""

from time import perf_counter

import pytest

from desktop.core import sections
from desktop.core.sections import Cut, Cutter
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.text.text_run import TextRun

ITEMS = "- a\n" * 20_000


@pytest.fixture
def fed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many characters each look for cuts went through."""
    sizes: list[int] = []
    feed = Cutter.feed

    def counting(cutter: Cutter, text: str) -> list[Cut]:
        before = cutter.at
        found = feed(cutter, text)
        sizes.append(cutter.at - before)
        return found

    monkeypatch.setattr(Cutter, "feed", counting)
    return sizes


def run_of(text: str, look: Look) -> TextRun:
    run = TextRun(look, "t")
    run.width = 500.0
    run.set_text(text, done=True)
    return run


def test_without_time_some_lines_are_looked_at(look: Look, fed: list[int]) -> None:
    run = run_of(ITEMS, look)
    run.take(0.0)
    assert fed == [4 * sections.LINES]
    assert run.is_waiting


def test_with_time_all_lines_are_looked_at(look: Look, fed: list[int]) -> None:
    run, slow = run_of(ITEMS, look), run_of(ITEMS, look)
    run.take(perf_counter() + 60)
    assert not run.is_waiting
    assert max(fed) == 4 * sections.LINES
    while slow.is_waiting:
        slow.take(0.0)
    assert [section.text for section in run.segments] == [section.text for section in slow.segments]
    assert "".join(section.text for section in run.segments) == ITEMS
