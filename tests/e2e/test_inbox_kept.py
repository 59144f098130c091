"""What is kept of the inbox: all of it or a word that it is not, once, and with what visitors left as a lead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.store.paths import Paths
from tests.e2e.conftest import Journey, Person
from tests.e2e.test_full_disk import fill_up
from tests.e2e.test_inbox import open_inbox, page_of, read_first
from tests.store.conftest import small_disk

Live = Callable[[Journey], None]
__all__ = ["small_disk"]  # a fixture


@pytest.fixture
def full_disk(tmp_path: Path, small_disk: Callable[[int], Path]) -> Paths:
    """The data on a small disk, the rest where there is room."""
    return Paths(small_disk(2048), tmp_path / "config", tmp_path / "log")


class TestOnAFullDisk:
    @pytest.fixture
    def paths(self, full_disk: Paths) -> Paths:
        return full_disk

    @pytest.mark.parametrize("button", ["save_button", "continue_button"])
    def test_a_copy_is_whole_as_soon_as_there_is_room(self, live: Live, paths: Paths, button: str) -> None:
        filler = paths.data / "filler"

        async def journey(person: Person) -> None:
            await open_inbox(person, "Order desk")
            messages = await read_first(person)
            bar = page_of(person).bar
            fill_up(filler)
            await person.click(getattr(bar, button))
            await person.until(lambda: "disk is full" in person.window.banner.text, "the sentence about the disk")
            assert bar.save_button.text() == "Save"
            assert bar.save_button.isEnabled()
            filler.unlink()
            await person.until(lambda: "everything is saved" in person.window.banner.text, "the good news")
            archive = person.desktop.archive
            kept = next(one for one in await archive.list_conversations() if one.title == "Inbox: Anna")
            assert kept.tags == ("inbox",)
            stored = [one.text for one in await archive.load_messages(kept.id)]
            assert [one.text for one in messages] == [one for one in stored if one]
            await person.until(lambda: person.window.sidebar.list.model().rowCount() == 1, "it in the list")

        live(journey)
