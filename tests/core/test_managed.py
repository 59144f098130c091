"""What an administrator set: defaults lie under the user's choice, locked values over it."""

from msgspec.structs import replace

from desktop.core.managed import Managed, setting_names
from desktop.core.settings import NetworkSettings, Settings

SLOW = Settings(network=NetworkSettings(connect=30.0))


def test_a_default_holds_until_the_user_chooses() -> None:
    managed = Managed(defaults={"network": {"connect": 30.0}, "chat": {"streaming": False}})
    assert managed.beneath({"network": {"silence": 5}}) == {
        "network": {"connect": 30.0, "silence": 5},
        "chat": {"streaming": False},
    }
    assert managed.beneath({"network": {"connect": 12}, "chat": 7}) == {
        "network": {"connect": 12},
        "chat": {"streaming": False},
    }


def test_a_locked_setting_cannot_be_changed_and_the_others_can() -> None:
    managed = Managed(values=SLOW, locked=frozenset({"network.connect"}))
    chosen = Settings(network=NetworkSettings(connect=1.0, silence=7.0))
    assert managed.enforce(chosen) == replace(chosen, network=NetworkSettings(connect=30.0, silence=7.0))
    assert Managed().enforce(chosen) == chosen


def test_settings_are_named_by_section() -> None:
    assert {"chat.streaming", "appearance.zoom", "network.connect"} <= setting_names()
    assert not [name for name in setting_names() if name.startswith("last_chatbot")]
