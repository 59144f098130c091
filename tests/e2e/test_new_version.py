"""The first start of a new version: what was there is copied before anything of it is opened, and only once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from desktop import __version__
from desktop.core.desktop_settings import UpdateSettings
from desktop.core.message import Status
from desktop.store.paths import Paths
from desktop.store.settings import load_settings
from tests.e2e.conftest import Journey, Person

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
