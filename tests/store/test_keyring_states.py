"""What a real Secret Service tells about itself, and what is said while it asks for its password or refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from desktop.core.chatbot import Secret
from desktop.core.errors import SecretError
from desktop.store.secret_service import ServiceState, command_of, look_at_service, service_name
from desktop.store.secrets import Secrets, keyring_thread
from desktop.store.thread import DaemonThread

if TYPE_CHECKING:
    from tests.fakes.secret_service import SecretService

HERE = "https://agents.robofy.ai:443"
SECRET = Secret("rf_live_0123456789abcdef")
WAIT = 30.0

# The keyring library leaves its D-Bus socket to the garbage collector when a call fails.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture
def thread() -> Iterator[DaemonThread]:
    thread = keyring_thread()
    yield thread
    assert thread.close(WAIT)


def kept() -> Secrets:
    secrets = Secrets()
    secrets.keep("p1", HERE, SECRET)
    secrets.save("p1", HERE)
    return secrets


@pytest.mark.usefixtures("secret_service")
def test_the_keyring_is_called_what_people_call_it() -> None:
    secrets = kept()
    assert secrets.keyring_name() == "GNOME Keyring"
    assert not secrets.is_locked()
    assert not secrets.is_asking


@pytest.mark.parametrize(
    ("command", "name"),
    [("gnome-keyring-d", "GNOME Keyring"), ("kwalletd6", "KWallet"), ("ksecretd", "KWallet"), ("other", "")],
)
def test_other_secret_services_have_names_too(command: str, name: str) -> None:
    assert service_name(command) == name


def test_to_look_at_a_locked_keyring_opens_no_prompt(secret_service: SecretService) -> None:
    secrets = kept()
    secret_service.lock()
    with secret_service.start_prompter() as prompter:
        assert look_at_service() == ServiceState("GNOME Keyring", is_locked=True)
        assert secrets.is_locked()
        assert secrets.keyring_name() == "GNOME Keyring"
        assert not prompter.close()


def test_while_the_system_asks_for_the_password_it_can_be_told(
    secret_service: SecretService, thread: DaemonThread
) -> None:
    secrets = kept()
    secret_service.lock()
    with secret_service.start_prompter() as prompter:
        reading = thread.call(secrets.get, "p1", HERE)
        prompter.wait_until_asked()
        assert secrets.is_asking
        with pytest.raises(TimeoutError):
            reading.result(0.2)
        assert secrets.find("p1", HERE) is None, "what is kept in memory is found all the same"
    error = reading.exception(WAIT)
    assert isinstance(error, SecretError)
    assert error.problem.code in ("keyring_locked", "keyring_refused")
    assert not secrets.is_asking


def test_a_keyring_that_nobody_may_speak_with_refuses(secret_service: SecretService) -> None:
    secrets = kept()
    secret_service.deny()
    secrets.keep("p1", HERE, SECRET)
    with pytest.raises(SecretError) as refused:
        secrets.save("p1", HERE)
    assert refused.value.problem.code == "keyring_refused"
    assert secrets.keyring_name() == "system keyring", "it does not even tell who it is"
    assert secrets.find("p1", HERE) == SECRET


def test_a_service_without_a_keyring_is_not_locked(secret_service: SecretService) -> None:
    secret_service.remove_default()
    state = look_at_service()
    assert state is not None
    assert not state.is_locked


def test_no_service_is_none(secret_service: SecretService) -> None:
    secret_service.kill()
    assert look_at_service() is None


def test_a_process_that_does_not_show_itself_has_no_name() -> None:
    assert service_name(command_of(0)) == ""


def test_a_keyring_that_wakes_late_does_not_take_a_key_that_is_kept_from_it(
    secret_service: SecretService, thread: DaemonThread
) -> None:
    secrets, private = Secrets(), Secret("rf_live_fedcba9876543210")
    secret_service.pause()
    secrets.keep("p1", HERE, SECRET)
    saving = thread.call(secrets.save, "p1", HERE)
    with pytest.raises(TimeoutError):
        saving.result(0.2)
    secrets.keep("p1", HERE, private, private=True)
    secret_service.resume()
    saving.result(WAIT)
    assert secrets.get("p1", HERE) == private
    assert Secrets().get("p1", HERE) is None


def test_a_key_that_is_kept_from_the_keyring_takes_the_older_one_out(secret_service: SecretService) -> None:
    secrets, private = Secrets(), Secret("rf_live_fedcba9876543210")
    secrets.keep("p1", HERE, SECRET)
    secrets.save("p1", HERE)
    secrets.keep("p1", HERE, private, private=True)
    secrets.save("p1", HERE)
    assert secret_service.labels() == []
    assert secrets.get("p1", HERE) == private
    secrets.keep("p1", HERE, private)
    secrets.save("p1", HERE)
    assert Secrets().get("p1", HERE) == private
