"""What an administrator set for everybody, from one start to the next, in the window and at the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from desktop.core.proxy import ProxyChoice
from desktop.store.managed import load_managed
from desktop.store.paths import Paths
from desktop.store.settings import load_settings
from tests.e2e.conftest import Journey, Person

Live = Callable[[Journey], None]


@pytest.fixture
def managed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    file = tmp_path / "managed.json"
    monkeypatch.setenv("ROBOFY_MANAGED_FILE", str(file))
    return file


async def nothing(person: Person) -> None:
    await person.until(lambda: not person.desktop.tasks.is_running("save-settings"), "the settings on the disk")


def test_defaults_hold_from_start_to_start_until_the_user_chooses(live: Live, managed: Path, paths: Paths) -> None:
    live(nothing)
    assert paths.settings.exists()
    proxy = {"choice": "manual", "host": "proxy.example"}
    for connect in (33, 44):
        managed.write_text(json.dumps({"settings": {"network": {"connect": connect, "proxy": proxy}}}))

        async def look(person: Person, connect: int = connect) -> None:
            network = person.desktop.settings.settings.network
            assert (network.connect, network.proxy.choice) == (connect, ProxyChoice.MANUAL)
            await nothing(person)

        live(look)
        network = load_settings(paths.settings, load_managed(managed)[0])[0].network  # as the commands read them
        assert (network.connect, network.proxy.host) == (connect, "proxy.example")

    async def choose(person: Person) -> None:
        network = person.desktop.settings.settings.network
        await person.act(lambda: person.desktop.settings.change_network(replace(network, connect=10.0)))
        await nothing(person)

    live(choose)

    async def chosen(person: Person) -> None:
        network = person.desktop.settings.settings.network
        assert (network.connect, network.proxy.choice) == (10.0, ProxyChoice.MANUAL)

    live(chosen)
