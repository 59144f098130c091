"""Where pictures of chatbots come from: the cache on the disk, else the network; decoded on a thread of their own.

The sandbox's are asked on this computer and not kept: its address is another one at every start.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from msgspec.structs import replace

from desktop.core.avatar import is_at, is_picture, may_ask
from desktop.core.chatbot import SANDBOX_PROFILE, Profile
from desktop.store.avatars import AvatarCache
from desktop.store.thread import DaemonThread

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from desktop.api.robofy import Robofy
    from desktop.api.ways import Way

_AT_ONCE: Final = 4
"""Pictures that are fetched at the same time."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class AvatarSource:
    """`robofy` gives the client that the ways to the servers belong to."""

    def __init__(self, folder: Path, robofy: Callable[[], Awaitable[Robofy]]) -> None:
        self._robofy = robofy
        self._thread = DaemonThread("pictures")
        self._cache = AvatarCache(folder)
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def load(self, address: str, profile: Profile) -> QImage | None:
        """The picture at this address, which came with this profile; None when there is none to show."""
        trusted = profile.address if profile.id == SANDBOX_PROFILE else ""
        if not may_ask(address, trusted):
            return None
        async with self._turns:
            data = await self._data(address, profile, trusted)
        if data is None or not is_picture(data):
            return None
        from desktop.ui.widgets.avatar_image import decode

        return await self._call(decode, data)

    def close(self) -> None:
        self._thread.close(0)

    async def _data(self, address: str, profile: Profile, trusted: str) -> bytes | None:
        is_kept = not is_at(address, trusted)
        data = await self._call(self._cache.find, address) if is_kept else None
        if data is None:
            await self._call(importlib.import_module, "desktop.api.avatars")
            from desktop.api.avatars import AvatarFetcher

            ways = (await self._robofy()).ways

            async def find_way(place: str) -> Way:
                return await ways.find(replace(profile, address=place, verify=True))

            data = await AvatarFetcher(find_way).fetch(address, trusted)
            if data is not None and is_kept:
                await self._call(self._cache.keep, address, data)
        return data

    async def _call(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        return await asyncio.wrap_future(self._thread.call(function, *args, **kwargs))
