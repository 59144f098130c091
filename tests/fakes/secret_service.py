"""A real Secret Service for tests: gnome-keyring on a D-Bus session of its own, which never meets the user's.

The bus starts nothing by itself: no other keyring, and no password prompt. So a locked keyring answers that the prompt
was dismissed, and a killed one stays dead.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Self

import secretstorage

TOOLS = ("dbus-daemon", "gnome-keyring-daemon")
PASSWORD = "made up"
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def missing_tools() -> list[str]:
    return [tool for tool in TOOLS if shutil.which(tool) is None]


class SecretService:
    """Starts with an unlocked keyring; as a context it ends with everything that it started.

    `environment` is what a program needs to find this keyring and no other. The methods that speak D-Bus from this
    process need DBUS_SESSION_BUS_ADDRESS set to `address` first.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        config = folder / "bus.conf"
        config.write_text(_CONFIG)
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
        with closing(secretstorage.dbus_init()) as connection:
            items = secretstorage.get_default_collection(connection).get_all_items()
            return sorted(item.get_label() for item in items)

    def pause(self) -> None:
        self._keyring.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._keyring.send_signal(signal.SIGCONT)

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
