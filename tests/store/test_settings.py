"""Settings survive a restart, and a bad one costs only itself."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from desktop.core.managed import Managed
from desktop.core.proxy import ProxyChoice, ProxySettings
from desktop.core.settings import AppearanceSettings, ChatSettings, NetworkSettings, SendKey, Settings, ThemeChoice
from desktop.store.settings import load_settings, save_settings

CHANGED = Settings(
    ChatSettings(streaming=False, send_key=SendKey.CTRL_ENTER),
    AppearanceSettings(ThemeChoice.DARK),
    NetworkSettings(2.5, 30.0, 15.0),
    "p1 / b1",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_settings_are_the_same_after_a_restart(file: Path) -> None:
    assert load_settings(file) == (Settings(), None)
    save_settings(file, CHANGED)
    assert load_settings(file) == (CHANGED, None)


def test_a_bad_value_is_the_default_and_the_rest_stays(file: Path) -> None:
    save_settings(file, CHANGED)
    values = json.loads(file.read_text())
    values["appearance"]["theme"] = "plaid"
    values["network"]["connect"] = 0
    values["network"]["silence"] = 20
    file.write_text(json.dumps(values))
    settings, problem = load_settings(file)
    assert problem is None
    assert settings.appearance == AppearanceSettings()
    assert settings.network == NetworkSettings(10.0, 30.0, 20.0)
    assert settings.chat == CHANGED.chat


def test_a_bad_file_gives_defaults_and_a_problem(file: Path) -> None:
    file.write_text("{")
    settings, problem = load_settings(file)
    assert settings == Settings()
    assert problem is not None
    save_settings(file, CHANGED)
    assert file.with_name(problem.params["kept"]).read_text() == "{"


def by_administrator(connect: float) -> Managed:
    return Managed(
        defaults={"network": {"connect": connect}}, values=Settings(network=NetworkSettings(connect=connect))
    )


def test_only_what_was_chosen_is_written(file: Path) -> None:
    save_settings(file, Settings(), Managed())
    assert json.loads(file.read_text()) == {"version": 2}
    save_settings(file, Settings(chat=ChatSettings(streaming=False)), Managed())
    assert json.loads(file.read_text()) == {"version": 2, "chat": {"streaming": False}}
    save_settings(file, Settings(), Managed())
    assert json.loads(file.read_text()) == {"version": 2, "chat": {"streaming": True}}, "it was chosen again"


def test_a_default_of_the_administrator_is_not_the_users_after_a_save(file: Path) -> None:
    for connect in (33.0, 44.0):
        settings, _ = load_settings(file, by_administrator(connect))
        assert settings.network.connect == connect
        save_settings(file, settings, by_administrator(connect))
    assert load_settings(file)[0].network.connect == 10.0


def test_the_default_of_the_program_can_be_chosen_against_the_administrators(file: Path) -> None:
    save_settings(file, Settings(), by_administrator(33.0))
    assert load_settings(file, by_administrator(44.0))[0].network.connect == 10.0


def test_in_a_file_that_was_written_whole_what_is_a_default_was_not_chosen(file: Path) -> None:
    whole = msgspec.to_builtins(Settings(network=NetworkSettings(connect=33.0, silence=7.0)))
    file.write_text(json.dumps({"version": 1} | whole))
    settings, problem = load_settings(file, by_administrator(33.0))
    assert problem is None
    save_settings(file, settings, by_administrator(33.0))
    assert json.loads(file.read_text()) == {"version": 2, "network": {"silence": 7.0}}


@pytest.mark.parametrize("wrong", ["abc", 0, None, {}, {"seconds": 5}])
def test_a_bad_value_is_no_choice(file: Path, wrong: object) -> None:
    for connect in (33.0, 44.0):
        file.write_text(json.dumps({"version": 2, "network": {"connect": wrong, "silence": 7.0}}))
        settings, problem = load_settings(file, by_administrator(connect))
        assert problem is None
        assert settings.network == NetworkSettings(connect=connect, silence=7.0)
        save_settings(file, settings, by_administrator(connect))
        assert json.loads(file.read_text()) == {"version": 2, "network": {"silence": 7.0}}


@pytest.mark.parametrize("network", [{"proxy": None}, {"proxy": 7}, {"proxy": {"port": "x"}}, None])
def test_who_signs_in_is_saved_over_what_is_no_proxy(file: Path, network: object) -> None:
    proxy = ProxySettings(ProxyChoice.MANUAL, host="proxy.example")
    locked = Managed(
        defaults={"network": {"proxy": {"choice": "manual", "host": "proxy.example"}}},
        values=Settings(network=NetworkSettings(proxy=proxy)),
        locked=frozenset({"network.proxy"}),
    )
    file.write_text(json.dumps({"version": 2, "network": network}))
    signed = Settings(network=NetworkSettings(proxy=replace(proxy, user="jo")))
    save_settings(file, signed, locked)
    assert json.loads(file.read_text()) == {"version": 2, "network": {"proxy": {"user": "jo"}}}
    assert load_settings(file, locked) == (signed, None)
