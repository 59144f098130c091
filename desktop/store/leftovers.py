"""Keys of profiles and addresses that are gone, which the keyring would not remove when it was asked to.

They are remembered over a restart, without the key: a locked keyring is asked again when it is open.
"""

from __future__ import annotations

from pathlib import Path

from desktop.store.files import JsonFile

KeyName = tuple[str, str]
"""What a key is kept under: the id of its profile, and the origin that it was given for."""


def load_leftovers(path: Path) -> tuple[KeyName, ...]:
    """None of a file that cannot be read: what is lost is only a reminder."""
    values, _ = JsonFile(path).load()
    items = values.get("keys", [])
    pairs = [item for item in items if isinstance(item, list) and len(item) == 2] if isinstance(items, list) else []
    return tuple((one, other) for one, other in pairs if isinstance(one, str) and isinstance(other, str))


def save_leftovers(path: Path, names: tuple[KeyName, ...]) -> None:
    """Raises StoreError."""
    if names or path.exists():
        JsonFile(path).save({"keys": [list(name) for name in names]})
