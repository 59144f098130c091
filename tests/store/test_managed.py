"""The administrator's file: read where it is, understood as far as it goes, and never touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.core.managed import Managed
from desktop.core.settings import ChatSettings, Settings
from desktop.store.managed import load_managed, managed_path
from desktop.store.settings import load_settings, save_settings

FLEET = {"id": "fleet", "name": "Fleet", "project_id": "42", "chatbots": [{"id": "b1", "name": "Ann"}]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "managed.json"


def write(file: Path, **values: object) -> None:
    file.write_text(json.dumps(values))


@pytest.mark.parametrize(
    ("system", "environment", "path"),
    [
        ("linux", {}, "/etc/robofy-desktop/managed.json"),
        ("darwin", {}, "/Library/Application Support/Robofy Desktop/managed.json"),
        ("win32", {"PROGRAMDATA": "/data"}, "/data/Robofy Desktop/managed.json"),
        ("win32", {"ROBOFY_MANAGED_FILE": "/own.json"}, "/own.json"),
    ],
)
def test_where_it_is(system: str, environment: dict[str, str], path: str) -> None:
    assert managed_path(environment, system) == Path(path)


@pytest.mark.parametrize("name", ["managed.json", "no/managed.json"])
def test_no_file_manages_nothing(tmp_path: Path, name: str) -> None:
    assert load_managed(tmp_path / name) == (Managed(), None)


def test_profiles_and_settings_of_the_file_are_in_force(file: Path, tmp_path: Path) -> None:
    write(
        file,
        version=1,
        profiles=[FLEET | {"ca_file": "/etc/own.pem", "verify": False, "label": "production"}],
        settings={"chat": {"streaming": False}, "network": {"connect": 30}},
        locked=["network", "chat.streaming"],
    )
    managed, problem = load_managed(file)
    assert problem is None
    (profile,) = managed.profiles
    assert (profile.id, profile.managed, profile.ca_file, profile.verify) == ("fleet", True, "/etc/own.pem", False)
    assert managed.locked == {"network.connect", "chat.streaming"}
    own = tmp_path / "settings.json"
    save_settings(own, Settings(chat=ChatSettings(streaming=True)))
    settings, _ = load_settings(own, managed)
    assert (settings.chat.streaming, settings.network.connect) == (False, 30.0)


def test_a_default_that_is_not_locked_gives_way(file: Path, tmp_path: Path) -> None:
    write(file, settings={"chat": {"streaming": False}})
    managed, _ = load_managed(file)
    own = tmp_path / "settings.json"
    assert not load_settings(own, managed)[0].chat.streaming
    save_settings(own, Settings(chat=ChatSettings(streaming=True)), managed)
    assert load_settings(own, managed)[0].chat.streaming


@pytest.mark.parametrize("content", ["", "[]", "{", "[" * 100_000, '{"a": NaN}', " " * 1_000_001])
def test_a_bad_file_is_told_and_stays_as_it_is(file: Path, content: str) -> None:
    file.write_text(content)
    managed, problem = load_managed(file)
    assert managed == Managed()
    assert problem is not None
    assert (problem.code, problem.params) == ("managed_unreadable", {"file": str(file)})
    assert file.read_text() == content
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_may_not_be_read_is_told(powerless_folder: Path) -> None:
    file = powerless_folder / "managed.json"
    write(file)
    file.chmod(0)
    _, problem = load_managed(file)
    assert problem is not None
    assert problem.code == "managed_unreadable"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"profiles": 5}, "profiles"),
        ({"profiles": [7]}, "profiles 1"),
        ({"profiles": [FLEET, FLEET]}, "profiles 2 id"),
        ({"profiles": [FLEET | {"id": ""}]}, "profiles 1 id"),
        ({"profiles": [FLEET | {"id": "sandbox"}]}, "profiles 1 id"),
        ({"profiles": [FLEET | {"address": "http://a.example"}]}, "profiles 1 address"),
        ({"settings": []}, "settings"),
        ({"settings": {"nothing": {}}}, "settings nothing"),
        ({"settings": {"last_chatbot": {}}}, "settings last_chatbot"),
        ({"settings": {"chat": 5}}, "settings chat"),
        ({"settings": {"chat": {"streaming": "yes"}}}, "settings chat.streaming"),
        ({"settings": {"chat": {"nothing": 1}}}, "settings chat.nothing"),
        ({"locked": 5}, "locked"),
        ({"locked": [5]}, "locked 5"),
        ({"locked": ["chat.streaming"]}, "locked chat.streaming"),
        ({"locked": ["chat"]}, "locked chat"),
    ],
)
def test_what_cannot_be_used_is_named_and_the_rest_is_in_force(
    file: Path, values: dict[str, object], reason: str
) -> None:
    other = {"appearance": {"zoom": 150}}
    settings = values.get("settings", {})
    write(file, **(values | {"settings": settings | other if isinstance(settings, dict) else settings}))
    managed, problem = load_managed(file)
    assert problem is not None
    assert (problem.code, problem.params["reason"]) == ("managed_partly", reason)
    assert managed.values.appearance.zoom == (150 if isinstance(settings, dict) else 100)
