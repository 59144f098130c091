"""Where things live: the folders of this system, or one folder for everything that ROBOFY_DATA_DIR names.

The trap: these folders hold private conversations, and a new folder is open to everybody unless its mode says no.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct
from platformdirs import PlatformDirs

from desktop.store.failures import translated

APP_NAME: Final = "Robofy Desktop"
APP_AUTHOR: Final = "Robofy"
DATA_VARIABLE: Final = "ROBOFY_DATA_DIR"


class Paths(Struct, frozen=True):
    """The folders; none of them need exist before `create`."""

    data: Path
    config: Path
    log: Path
    cache: Path | None = None
    """None puts it beside the data."""

    @property
    def history(self) -> Path:
        return self.data / "history.db"

    @property
    def recordings(self) -> Path:
        return self.data / "recordings"

    @property
    def avatars(self) -> Path:
        return (self.cache or self.data / "cache") / "avatars"

    @property
    def settings(self) -> Path:
        return self.config / "settings.json"

    @property
    def profiles(self) -> Path:
        return self.config / "profiles.json"

    @property
    def leftovers(self) -> Path:
        return self.config / "leftover-keys.json"

    def create(self) -> None:
        """Make the folders that are missing, for this user alone; raises StoreError."""
        for folder in (self.data, self.config, self.log):
            with translated(folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def find_paths(environment: Mapping[str, str]) -> Paths:
    """The folders for these environment variables; `os.environ` in earnest. Nothing is made."""
    if named := environment.get(DATA_VARIABLE):
        folder = Path(named).expanduser().absolute()
        return Paths(folder, folder, folder / "logs", folder / "cache")
    system = PlatformDirs(APP_NAME, APP_AUTHOR)
    return Paths(system.user_data_path, system.user_config_path, system.user_log_path, system.user_cache_path)
