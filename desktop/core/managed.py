"""What the administrator of a computer set for everybody: profiles, defaults of settings, and which of them are locked.

The trap: a default holds until its user chooses something else, a locked value always. So defaults lie under what the
user's file says, and locked values over it, each time that settings are read or changed.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from desktop.core.chatbot import Profile
from desktop.core.settings import Settings


class Managed(Struct, frozen=True):
    """`defaults` are settings as in the settings file, by section; `values` is the same, checked.

    `locked` names settings as `section.field`; each of them has a default.
    """

    profiles: tuple[Profile, ...] = ()
    defaults: dict[str, dict[str, object]] = {}
    values: Settings = Settings()
    locked: frozenset[str] = frozenset()

    def beneath(self, values: Mapping[str, object]) -> dict[str, object]:
        """The values of a settings file, with the defaults where it says nothing."""
        merged: dict[str, object] = dict(values)
        for section, defaults in self.defaults.items():
            own = values.get(section)
            merged[section] = defaults | own if isinstance(own, dict) else defaults
        return merged

    def enforce(self, settings: Settings) -> Settings:
        """The settings with every locked one as it was set."""
        for name in self.locked:
            section, _, field = name.partition(".")
            value = getattr(getattr(self.values, section), field)
            settings = replace(settings, **{section: replace(getattr(settings, section), **{field: value})})
        return settings


def setting_names() -> frozenset[str]:
    """Every setting that can be locked, as `section.field`."""
    return frozenset(
        f"{section.name}.{field.name}"
        for section in msgspec.structs.fields(Settings)
        if isinstance(section.type, type) and issubclass(section.type, Struct)
        for field in msgspec.structs.fields(section.type)
    )
