"""A real Secret Service for tests: gnome-keyring on a D-Bus session of its own, which never meets the user's.

The bus starts nothing by itself: no other keyring, and no password prompt. So a locked keyring answers that the prompt
was dismissed, and a killed one stays dead. A `Prompter` on the same bus takes the place of the password window.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Self

import secretstorage
from jeepney import DBusAddress, new_method_call

from tests.fakes.session_bus import CONFIG

TOOLS = ("dbus-daemon", "gnome-keyring-daemon")
PASSWORD = "made up"


def missing_tools() -> list[str]:
    return [tool for tool in TOOLS if shutil.which(tool) is None]


class SecretService:
    """Starts with an unlocked keyring; as a context it ends with everything that it started.

    `environment` is what a program needs to find this keyring and no other. The methods that speak D-Bus from this
    process need DBUS_SESSION_BUS_ADDRESS set to `address` first.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        config = self._config = folder / "bus.conf"
        config.write_text(CONFIG)
        self.environment = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
        self.environment |= {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "XDG_DATA_HOME": str(folder / "data")}
        self._bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=self.environment,
        )
        assert self._bus.stdout is not None
        self.address = self._bus.stdout.readline().strip()
        self._bus.stdout.close()
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.address
        self._keyring = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._keyring.kill()
        self._keyring.wait()
        self.end_bus()

    def wait(self) -> None:
        """Until the keyring answers."""
        while self._keyring.poll() is None:
            with closing(secretstorage.dbus_init()) as connection:
                if secretstorage.check_service_availability(connection):
                    return
        raise RuntimeError(f"gnome-keyring-daemon ended with status {self._keyring.returncode}")

    def lock(self) -> None:
        with closing(secretstorage.dbus_init()) as connection:
            secretstorage.get_default_collection(connection).lock()

    def unlock(self) -> None:
        """By starting it again, since to unlock a running one is left to its prompt."""
        self.kill()
        self._keyring = self._start()
        self.wait()

    def labels(self) -> list[str]:
        """What a keyring program would show."""
        while True:
            with closing(secretstorage.dbus_init()) as connection, suppress(secretstorage.ItemNotFoundException):
                # One that goes between the listing and its own turn is the other program at work: listed again.
                items = secretstorage.get_default_collection(connection).get_all_items()
                return sorted(item.get_label() for item in items)

    def pause(self) -> None:
        self._keyring.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._keyring.send_signal(signal.SIGCONT)

    def deny(self) -> None:
        """From now on nobody may speak with the keyring: the bus itself refuses, as that of a confined program does."""
        denied = '<deny send_destination="org.freedesktop.secrets"/>\n  </policy>'
        self._config.write_text(CONFIG.replace("</policy>", denied))
        with closing(secretstorage.dbus_init()) as connection:
            connection.send_and_get_reply(
                new_method_call(
                    DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus"), "ReloadConfig"
                )
            )

    def remove_default(self) -> None:
        """A desktop on which nobody has made a keyring yet."""
        with closing(secretstorage.dbus_init()) as connection:
            secretstorage.get_default_collection(connection).delete()

    def kill(self) -> None:
        """Both the keyring and the bus know of its end when this returns."""
        self._keyring.kill()
        self._keyring.wait()
        with closing(secretstorage.dbus_init()) as connection:
            while secretstorage.check_service_availability(connection):
                pass

    def end_bus(self) -> None:
        """By request, since a killed bus leaves its socket behind."""
        self._bus.terminate()
        self._bus.wait()

    def start_prompter(self) -> Prompter:
        return Prompter(self.environment)

    def _start(self) -> subprocess.Popen[str]:
        keyring = subprocess.Popen(
            ["gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            env=self.environment,
        )
        assert keyring.stdin is not None
        keyring.stdin.write(PASSWORD)
        keyring.stdin.close()
        return keyring


class Prompter:
    """A password window that nobody answers: it is asked to open, opens, and stays until the context ends."""

    def __init__(self, environment: dict[str, str]) -> None:
        module = [sys.executable, "-m", "tests.fakes.silent_prompter"]
        root = Path(__file__).parents[2]
        self._process = subprocess.Popen(module, stdout=subprocess.PIPE, text=True, env=environment, cwd=root)
        assert self._process.stdout is not None
        self._said = self._process.stdout
        assert self._said.readline() == "ready\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait_until_asked(self) -> None:
        assert self._said.readline() == "asked\n"

    def close(self) -> bool:
        """As when the desktop's shell crashes: the keyring takes that as a refusal. Whether it was asked since."""
        if self._said.closed:
            return False
        self._process.kill()
        self._process.wait()
        was_asked = "asked" in self._said.read()
        self._said.close()
        return was_asked
