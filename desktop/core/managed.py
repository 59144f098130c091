"""What the administrator of a computer set for everybody: profiles, defaults of settings, and which of them are locked.

The trap: a default holds until its user chooses something else, a locked value always. So defaults lie under what the
user's file says, and locked values over it, each time that settings are read or changed; and what holds only by default
is never written into that file, where it would count as chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from desktop.core.chatbot import Profile
from desktop.core.settings import Settings

_PROXY: Final = ("network", "proxy")
_USER: Final = "user"


class Managed(Struct, frozen=True):
    """`defaults` are settings as in the settings file, by section; `values` is the same, checked.

    `locked` names settings as `section.field`; each of them has a default.
    """

    profiles: tuple[Profile, ...] = ()
    defaults: dict[str, dict[str, object]] = {}
    values: Settings = Settings()
    locked: frozenset[str] = frozenset()

    def beneath(self, values: Mapping[str, object]) -> dict[str, object]:
        """The values of a settings file, without what settings cannot be, with the defaults where it says nothing."""
        return _over(self.defaults, values)

    def enforce(self, settings: Settings) -> Settings:
        """The settings with every locked one as it was set.

        Who signs in to a proxy stays the user's to say, as the key of a managed profile does: it may be asked for.
        """
        user = settings.network.proxy.user
        for name in self.locked:
            section, _, field = name.partition(".")
            value = getattr(getattr(self.values, section), field)
            settings = replace(settings, **{section: replace(getattr(settings, section), **{field: value})})
        network = settings.network
        return replace(settings, network=replace(network, proxy=replace(network.proxy, user=user)))

    def chosen(self, settings: Settings, before: Mapping[str, object]) -> dict[str, object]:
        """What of the settings is for the user's file: what was chosen `before`, as it is now, and what is no default.

        A choice that a lock overrules stays in the file, for the day when the lock is gone. `before` has only what
        settings can be.
        """
        was, defaults = dict(_leaves(before)), dict(_leaves(msgspec.to_builtins(self.values)))
        return _tree(
            (name, was.get(name, value) if ".".join(name) in self.locked else value)
            for name, value in _leaves(msgspec.to_builtins(settings))
            if name in was or value != defaults[name]
        )

    def without_defaults(self, values: Mapping[str, object]) -> dict[str, object]:
        """The values of a file that was written whole, which does not tell what of it was chosen.

        What is a default, of the program or of the administrator, counts as not chosen.
        """
        ours, theirs = (dict(_leaves(msgspec.to_builtins(one))) for one in (Settings(), self.values))
        return _tree(
            (name, value)
            for name, value in _leaves(values)
            if name not in ours or value not in (ours[name], theirs[name])
        )


def setting_names() -> frozenset[str]:
    """Every setting that can be locked, as `section.field`."""
    return frozenset(
        f"{section.name}.{field.name}"
        for section in msgspec.structs.fields(Settings)
        if isinstance(section.type, type) and issubclass(section.type, Struct)
        for field in msgspec.structs.fields(section.type)
    )


_Name = tuple[str, ...]


def _over(defaults: Mapping[str, object], own: Mapping[str, object]) -> dict[str, object]:
    merged = dict(own)
    for name, default in defaults.items():
        value = own.get(name, default)
        if isinstance(default, dict):
            value = _over(default, value) if isinstance(value, dict) else default
        merged[name] = value
    return merged


def _leaves(values: Mapping[str, object], above: _Name = ()) -> Iterable[tuple[_Name, object]]:
    """Each value by where it stands. The address of a proxy is one value: half of it would lead to nowhere."""
    for key, value in values.items():
        name = (*above, key)
        if not isinstance(value, dict):
            yield name, value
        elif name != _PROXY:
            yield from _leaves(value, name)
        else:
            if address := {part: one for part, one in value.items() if part != _USER}:
                yield name, address
            if _USER in value:
                yield (*name, _USER), value[_USER]


def _tree(leaves: Iterable[tuple[_Name, object]]) -> dict[str, object]:
    """The values back in their sections. The address of a proxy comes before its user."""
    tree: dict[str, object] = {}
    for (*sections, last), value in leaves:
        at = tree
        for section in sections:
            at = at.setdefault(section, {})  # type: ignore[assignment] # only leaves are anything else
        at[last] = value
    return tree
