"""Settings survive a restart, and a bad one costs only itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
