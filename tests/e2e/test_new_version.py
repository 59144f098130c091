"""The first start of a new version: what was there is copied before anything of it is opened, and only once."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop import __version__
from desktop.core.desktop_settings import UpdateSettings
from desktop.core.message import Status
from desktop.store.paths import Paths
from desktop.store.settings import load_settings
from tests.e2e.conftest import Journey, Person
from tests.store.conftest import small_disk

__all__ = ["small_disk"]  # a fixture

Live = Callable[[Journey], None]


def copies(paths: Paths) -> list[Path]:
    return sorted(paths.history.parent.glob(f"{paths.history.name}.version-*"))


def test_the_first_start_of_a_version_copies_the_history(live: Live, paths: Paths) -> None:
    async def with_the_old_version(person: Person) -> None:
        await person.begin_with("Concierge")
        await person.ask("What can you do?")
        await person.reply(Status.COMPLETE)
        old = UpdateSettings(started="0.0.1")
        await person.act(lambda: person.desktop.settings.change_section(updates=old))

    async def with_this_one(person: Person) -> None:
        await person.until(lambda: len(person.messages()) == 2, "the messages")

    live(with_the_old_version)
    assert copies(paths) == []
    live(with_this_one)
    (copy,) = copies(paths)
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT count(*) FROM messages").fetchone() == (2,)
    assert load_settings(paths.settings)[0].updates.started == __version__
    live(with_this_one)
    assert copies(paths) == [copy]


class TestOnAFullDisk:
    @pytest.fixture
    def paths(self, tmp_path: Path, small_disk: Callable[[int], Path]) -> Paths:
        """The data on a small disk, the rest where there is room."""
        return Paths(small_disk(16_384), tmp_path / "config", tmp_path / "log")

    def test_a_copy_that_fails_is_said_and_made_at_the_next_start(self, live: Live, paths: Paths) -> None:
        async def with_the_old_version(person: Person) -> None:
            await person.begin_with("Concierge")
            await person.act(lambda: person.desktop.chat.submit("Hello, instantly " + "x" * 600_000))
            await person.reply(Status.COMPLETE)
            old = UpdateSettings(started="0.0.1")
            await person.act(lambda: person.desktop.settings.change_section(updates=old))

        async def without_room(person: Person) -> None:
            await person.until(lambda: len(person.messages()) == 2, "the messages")
            await person.until(
                lambda: "disk is full, so your conversations could not be copied" in person.window.banner.text,
                "that there is no copy",
            )

        async def with_room(person: Person) -> None:
            await person.until(lambda: len(person.messages()) == 2, "the messages")
            assert person.window.banner.isHidden()

        filler = paths.data / "filler"
        live(with_the_old_version)
        free = shutil.disk_usage(paths.data).free
        filler.write_bytes(b"x" * (free - 400_000))
        live(without_room)
        assert copies(paths) == []
        assert load_settings(paths.settings)[0].updates.started == "0.0.1"
        filler.unlink()
        live(with_room)
        assert len(copies(paths)) == 1
        assert load_settings(paths.settings)[0].updates.started == __version__


def test_a_version_that_is_installed_over_the_open_window_is_said(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "robofy-desktop"
    program.write_text("the program as it was")
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    async def journey(person: Person) -> None:
        new = tmp_path / "robofy-desktop.dpkg-new"
        new.write_text("a newer one")
        await person.act(lambda: new.replace(program))
        await person.until(lambda: "A new version was installed." in person.window.banner.text, "the sentence")

    live(journey)
