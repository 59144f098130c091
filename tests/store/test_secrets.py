"""Secrets in a real keyring: healthy, locked, hung, killed, absent; and never for another origin."""

from __future__ import annotations

import subprocess
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop.core.chatbot import Secret
from desktop.core.errors import Problem, SecretError
from desktop.store.secrets import Keyring, Secrets, find_keyrings, keyring_thread
from desktop.store.thread import DaemonThread

if TYPE_CHECKING:
    from tests.fakes.secret_service import SecretService

HERE = "https://agents.robofy.ai:443"
THERE = "https://agents.example.org:443"
SECRET = Secret("rf_live_0123456789abcdef")
OTHER = Secret("rf_live_fedcba9876543210")
WAIT = 30.0

# The keyring library leaves its D-Bus socket to the garbage collector when a call fails.
leaks_sockets = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("other systems have a keyring at all times")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.fixture
def thread() -> Iterator[DaemonThread]:
    thread = keyring_thread()
    yield thread
    assert thread.close(WAIT)


def put(secrets: Secrets, profile_id: str, origin: str, secret: Secret) -> None:
    """Into the keyring, as a key is that somebody typed."""
    secrets.keep(profile_id, origin, secret)
    secrets.save(profile_id, origin)


def remove(secrets: Secrets, profile_id: str, origin: str) -> None:
    secrets.forget(profile_id, origin)
    secrets.save(profile_id, origin)


def hang_with(secrets: Secrets, service: SecretService, thread: DaemonThread) -> Future[None]:
    """A key that is on its way into a keyring that does not answer."""
    service.pause()
    secrets.keep("p1", HERE, SECRET)
    saving = thread.call(secrets.save, "p1", HERE)
    with pytest.raises(TimeoutError):
        saving.result(0.2)
    return saving


def refused(call: Future[Any]) -> str:
    error = call.exception(WAIT)
    assert isinstance(error, SecretError)
    return error.problem.code


# ── a healthy keyring ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("secret_service")
def test_a_secret_is_there_after_a_restart() -> None:
    secrets = Secrets()
    put(secrets, "p1", HERE, SECRET)
    assert secrets.find("p1", HERE) is None
    assert Secrets().get("p1", HERE) == SECRET


@pytest.mark.usefixtures("secret_service")
def test_a_secret_is_for_its_profile_and_its_origin_alone() -> None:
    secrets = Secrets()
    put(secrets, "p1", HERE, SECRET)
    secrets.keep("p2", HERE, OTHER)
    assert secrets.get("p1", THERE) is None
    assert secrets.get("p2", THERE) is None
    assert secrets.get("p3", HERE) is None
    assert secrets.get("p1", HERE.replace("https", "http")) is None


def test_a_new_secret_takes_the_place_of_the_old(secret_service: SecretService) -> None:
    secrets = Secrets()
    put(secrets, "p1", HERE, OTHER)
    put(secrets, "p1", HERE, SECRET)
    assert secrets.get("p1", HERE) == SECRET
    assert len(secret_service.labels()) == 1


def test_a_deleted_secret_is_gone_from_everywhere(secret_service: SecretService) -> None:
    secrets = Secrets()
    put(secrets, "p1", HERE, SECRET)
    secrets.keep("p1", HERE, OTHER)
    remove(secrets, "p1", HERE)
    remove(secrets, "p1", HERE)
    secrets.save("p1", HERE)
    assert secrets.get("p1", HERE) is None
    assert secret_service.labels() == []


def test_what_is_not_saved_stays_out_of_the_keyring(secret_service: SecretService) -> None:
    secrets = Secrets()
    secrets.keep("p1", HERE, SECRET)
    assert secrets.get("p1", HERE) == SECRET
    assert secrets.find("p1", HERE) == SECRET
    assert secrets.find("p1", THERE) is None
    assert secrets.keyring_name() == "GNOME Keyring"
    assert secret_service.labels() == []


def test_another_program_with_this_environment_finds_it(secret_service: SecretService) -> None:
    put(Secrets(), "p1", HERE, SECRET)
    program = (
        "import sys; from desktop.store.secrets import Secrets;"
        "secret = Secrets().get(*sys.argv[1:]); print(secret.hint, 'PySide6' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, "p1", HERE],
        env=secret_service.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert result.stdout == "…cdef False\n"


# ── locked, hung, killed, absent ──────────────────────────────────────────────────────────────────────────────────


@leaks_sockets
def test_a_locked_keyring_says_so_and_what_was_typed_is_kept_in_memory(secret_service: SecretService) -> None:
    secrets = Secrets()
    put(secrets, "p1", HERE, OTHER)
    secret_service.lock()
    with pytest.raises(SecretError) as reading:
        secrets.get("p1", HERE)
    with pytest.raises(SecretError) as writing:
        put(secrets, "p1", HERE, SECRET)
    assert reading.value.problem == writing.value.problem == Problem("keyring_locked", retryable=True)
    assert secrets.keyring_name() == "GNOME Keyring"
    assert secrets.get("p1", HERE) == SECRET


@leaks_sockets
def test_a_removal_that_a_locked_keyring_refuses_is_made_up_for(secret_service: SecretService) -> None:
    secrets = Secrets()
    put(secrets, "p1", HERE, SECRET)
    secret_service.lock()
    with pytest.raises(SecretError) as removing:
        remove(secrets, "p1", HERE)
    with pytest.raises(SecretError) as reading:
        secrets.get("p1", HERE)
    assert removing.value.problem == reading.value.problem == Problem("keyring_locked", retryable=True)
    secret_service.unlock()
    assert secrets.get("p1", HERE) is None
    assert secret_service.labels() == []


@leaks_sockets
def test_a_hung_keyring_holds_nobody_and_is_used_again_when_it_wakes(
    secret_service: SecretService, thread: DaemonThread
) -> None:
    secrets = Secrets()
    put(secrets, "p1", HERE, SECRET)
    secret_service.pause()
    hanging = thread.call(secrets.get, "p1", HERE)
    with pytest.raises(TimeoutError):
        hanging.result(0.2)
    secrets.keep("p2", HERE, OTHER)
    assert secrets.get("p2", HERE) == OTHER
    secret_service.resume()
    assert hanging.result(WAIT) == SECRET
    assert thread.call(secrets.get, "p1", HERE).result(WAIT) == SECRET


@leaks_sockets
def test_a_keyring_that_wakes_late_takes_the_newest_key(secret_service: SecretService, thread: DaemonThread) -> None:
    secrets = Secrets()
    saving = hang_with(secrets, secret_service, thread)
    secrets.keep("p1", HERE, OTHER)
    assert secrets.get("p1", HERE) == OTHER
    secret_service.resume()
    saving.result(WAIT)
    assert Secrets().get("p1", HERE) == OTHER
    assert secrets.find("p1", HERE) is None


@leaks_sockets
def test_a_key_that_was_removed_while_the_keyring_hung_is_not_there_when_it_wakes(
    secret_service: SecretService, thread: DaemonThread
) -> None:
    secrets = Secrets()
    saving = hang_with(secrets, secret_service, thread)
    secrets.forget("p1", HERE)
    secret_service.resume()
    saving.result(WAIT)
    assert secrets.get("p1", HERE) is None
    assert secret_service.labels() == []


@leaks_sockets
def test_a_key_that_follows_a_removal_outlives_it(secret_service: SecretService, thread: DaemonThread) -> None:
    """The removal waits in the queue behind a call that hangs; by its turn another key was given."""
    secrets = Secrets()
    saving = hang_with(secrets, secret_service, thread)
    secrets.forget("p1", HERE)
    removing = thread.call(secrets.save, "p1", HERE)
    secrets.keep("p1", HERE, OTHER)
    secret_service.resume()
    saving.result(WAIT)
    removing.result(WAIT)
    assert Secrets().get("p1", HERE) == OTHER


@leaks_sockets
def test_after_a_hang_the_next_call_fails_at_once(
    secret_service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.store.secrets.HANG", 0.0)
    thread, secrets = keyring_thread(), Secrets()
    secret_service.pause()
    hanging = thread.call(secrets.get, "p1", HERE)
    with pytest.raises(TimeoutError):
        hanging.result(0.2)
    assert refused(thread.call(secrets.get, "p1", HERE)) == "keyring_timeout"
    secret_service.resume()
    hanging.result(WAIT)
    assert thread.close(WAIT)


@leaks_sockets
def test_a_keyring_that_dies_during_a_call_is_missing(secret_service: SecretService, thread: DaemonThread) -> None:
    secrets = Secrets()
    setting = hang_with(secrets, secret_service, thread)
    secret_service.kill()
    assert refused(setting) == "keyring_missing"
    assert secrets.get("p1", HERE) == SECRET, "the sentence says that it is kept until you quit"


@leaks_sockets
@pytest.mark.parametrize("loss", ["keyring", "bus"])
def test_a_keyring_that_was_killed_is_none(secret_service: SecretService, loss: str) -> None:
    secrets = Secrets()
    put(secrets, "p1", HERE, SECRET)
    if loss == "keyring":
        secret_service.kill()
    else:
        secret_service.end_bus()
    assert secrets.get("p1", HERE) is None
    with pytest.raises(SecretError) as caught:
        put(secrets, "p1", HERE, OTHER)
    assert caught.value.problem == Problem("keyring_missing", retryable=True)
    assert secrets.get("p1", HERE) == OTHER


@pytest.mark.usefixtures("no_keyring")
def test_without_a_keyring_secrets_live_until_the_end_of_the_program() -> None:
    secrets = Secrets()
    assert secrets.keyring_name() == ""
    assert secrets.get("p1", HERE) is None
    with pytest.raises(SecretError) as caught:
        put(secrets, "p1", HERE, SECRET)
    assert caught.value.problem == Problem("keyring_missing", retryable=True)
    assert secrets.get("p1", HERE) == SECRET
    assert Secrets().get("p1", HERE) is None
    remove(secrets, "p1", HERE)
    assert secrets.get("p1", HERE) is None


@pytest.mark.usefixtures("no_keyring")
def test_a_backend_that_does_not_encrypt_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = tmp_path / "plain.py"
    plain.write_text(
        "from keyring.backend import KeyringBackend\n"
        "class Keyring(KeyringBackend):\n"
        "    priority = 99\n"
        "    def get_password(self, service, username): return 'from the file'\n"
        "    def set_password(self, service, username, password): open('leak', 'w').write(password)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "plain.Keyring")
    monkeypatch.chdir(tmp_path)
    import keyring

    assert keyring.core.load_env() is not None, "the library itself would use it"
    assert find_keyrings() == ()
    secrets = Secrets()
    with pytest.raises(SecretError):
        put(secrets, "p1", HERE, SECRET)
    assert Secrets().get("p1", HERE) is None
    assert not (tmp_path / "leak").exists()


# ── several keyrings, and their errors ────────────────────────────────────────────────────────────────────────────


class FakeBackend:
    """A keyring in a dict; raises `error` when there is one."""

    def __init__(self, error: Exception | None = None) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.error = error

    def get_password(self, service: str, username: str) -> str | None:
        self._fail()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._fail()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error


def test_of_two_keyrings_the_best_is_written_both_are_read_and_cleared() -> None:
    best, second = FakeBackend(), FakeBackend()
    second.kept["Robofy Desktop", f"p2 {HERE}"] = OTHER.reveal()
    secrets = Secrets(lambda: (Keyring("Best", best), Keyring("Second", second)))
    put(secrets, "p1", HERE, SECRET)
    assert secrets.keyring_name() == "Best"
    assert (len(best.kept), len(second.kept)) == (1, 1)
    assert secrets.get("p2", HERE) == OTHER
    remove(secrets, "p1", HERE)
    remove(secrets, "p2", HERE)
    assert best.kept == second.kept == {}


def named(name: str, cause: Exception | None = None) -> Exception:
    error: Exception = type(name, (Exception,), {})(f"could not store {SECRET.reveal()}")
    error.__cause__ = cause
    return error


def bus_error(name: str) -> Exception:
    error = named("DBusErrorResponse")
    error.name = name  # type: ignore[attr-defined]  # as the errors of D-Bus have
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (
            named("InitError", named("SecretServiceNotAvailableException", named("DBusErrorResponse"))),
            "keyring_missing",
        ),
        (bus_error("org.freedesktop.DBus.Error.AccessDenied"), "keyring_refused"),
        (bus_error("org.freedesktop.Secret.Error.IsLocked"), "keyring_locked"),
        (bus_error("org.freedesktop.DBus.Error.LimitsExceeded"), "keyring_failed"),
        (named("InitError", named("PromptDismissedException")), "keyring_refused"),
        (named("KeyringLocked"), "keyring_locked"),
        (named("LockedException"), "keyring_locked"),
        (named("PasswordSetError"), "keyring_refused"),
        (named("KeyringLocked", named("KeychainDenied")), "keyring_refused"),
        (ConnectionResetError(), "keyring_missing"),
        (ValueError("anything"), "keyring_failed"),
    ],
)
def test_each_failure_has_its_own_words_and_none_shows_the_secret(
    error: Exception, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    secrets = Secrets(lambda: (Keyring("Fake", FakeBackend(error)),))
    with pytest.raises(SecretError) as caught:
        put(secrets, "p1", HERE, SECRET)
    assert caught.value.problem.code == code
    assert SECRET.reveal() not in str(caught.value) + repr(caught.value) + caplog.text
    assert SECRET.reveal() not in "".join(traceback.format_exception(caught.value))


def test_what_is_kept_in_memory_can_be_forgotten_without_a_keyring() -> None:
    secrets = Secrets(find=list)
    secrets.keep("p1", HERE, SECRET)
    secrets.forget("p1", HERE)
    secrets.forget("p1", HERE)
    assert secrets.find("p1", HERE) is None
    assert secrets.get("p1", HERE) is None
