"""What an administrator set: defaults lie under the user's choice, locked values over it."""

from msgspec.structs import replace

from desktop.core.managed import Managed, setting_names
from desktop.core.proxy import ProxyChoice, ProxySettings
from desktop.core.settings import ChatSettings, NetworkSettings, Settings

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


def test_only_a_choice_is_written_and_one_that_a_lock_overrules_stays() -> None:
    managed = Managed(values=SLOW, locked=frozenset({"network.connect"}))
    assert managed.chosen(managed.enforce(Settings()), {}) == {}
    before = {"network": {"connect": 12.0, "silence": 60.0}}
    in_force = managed.enforce(Settings(chat=ChatSettings(streaming=False)))
    assert managed.chosen(in_force, before) == before | {"chat": {"streaming": False}}


PROXY = ProxySettings(ProxyChoice.MANUAL, host="proxy.example")
BEHIND = Managed(
    defaults={"network": {"proxy": {"choice": "manual", "host": "proxy.example"}}},
    values=Settings(network=NetworkSettings(proxy=PROXY)),
)


def test_who_signs_in_to_a_locked_proxy_is_the_users_to_say() -> None:
    locked = replace(BEHIND, locked=frozenset({"network.proxy"}))
    own = ProxySettings(ProxyChoice.NONE, user="jo")
    in_force = locked.enforce(Settings(network=NetworkSettings(proxy=own)))
    assert in_force.network.proxy == replace(PROXY, user="jo")
    assert locked.chosen(in_force, {}) == {"network": {"proxy": {"user": "jo"}}}


def test_whoever_only_signs_in_to_a_proxy_has_not_chosen_it() -> None:
    signed = Settings(network=NetworkSettings(proxy=replace(PROXY, user="jo")))
    own = BEHIND.chosen(signed, {})
    assert own == {"network": {"proxy": {"user": "jo"}}}
    assert BEHIND.chosen(signed, own) == own
    assert BEHIND.beneath(own) == {"network": {"proxy": {"choice": "manual", "host": "proxy.example", "user": "jo"}}}
    assert BEHIND.beneath({"network": {"proxy": 7}}) == BEHIND.defaults


def test_the_address_of_a_proxy_is_chosen_as_one() -> None:
    other = Settings(network=NetworkSettings(proxy=replace(PROXY, port=8080)))
    address = {"choice": "manual", "kind": "http", "host": "proxy.example", "port": 8080, "exceptions": ""}
    assert BEHIND.chosen(other, {}) == {"network": {"proxy": address}}
    chosen = {"network": {"proxy": {"port": 8080}}}
    assert BEHIND.chosen(replace(other, network=NetworkSettings(proxy=replace(PROXY, user="jo"))), chosen) == {
        "network": {"proxy": address | {"port": 3128, "user": "jo"}}
    }


def test_of_a_file_that_was_written_whole_what_is_a_default_is_left_out() -> None:
    whole = {"network": {"connect": 30.0, "silence": 60.0, "first_byte": 9.0}, "later": {"kept": 1}, "chat": 7}
    assert Managed(values=SLOW).without_defaults(whole) == {
        "network": {"first_byte": 9.0},
        "later": {"kept": 1},
        "chat": 7,
    }


def test_settings_are_named_by_section() -> None:
    assert {"chat.streaming", "appearance.zoom", "network.connect"} <= setting_names()
    assert not [name for name in setting_names() if name.startswith("last_chatbot")]
