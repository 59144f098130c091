"""New versions as a feed announces them: a JSON file, and beside it its minisign signature (`feed.json.minisig`).

    {"format": 1,
     "issued": 1790000000,                 when the feed was written, seconds since the epoch; only ever grows
     "releases": [{"version": "0.2.0",     numbers with dots
                   "page": "https://…",    where people get it
                   "published": "2026-12-01",
                   "notes": "Markdown"}]}

The trap: an old feed with a good signature is as well signed as a new one. So one that was issued before the newest
that was seen is refused, and a version that is not newer than ours is never offered.
"""

from __future__ import annotations

import re
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from desktop.core.errors import Problem, ProtocolError
from desktop.core.text import well_formed

FORMAT: Final = 1
_VERSION: Final = r"\d{1,6}(\.\d{1,6}){0,3}"


class Release(Struct, frozen=True):
    version: Annotated[str, Meta(pattern=f"^{_VERSION}$")]
    page: Annotated[str, Meta(pattern="^https://[!-~]{1,1000}$")]
    notes: Annotated[str, Meta(max_length=100_000)] = ""
    published: Annotated[str, Meta(pattern=r"^(\d{4}-\d\d-\d\d)?$")] = ""


class Feed(Struct, frozen=True):
    issued: Annotated[int, Meta(ge=1)]
    releases: tuple[Release, ...]
    format: int = FORMAT


def parse_feed(content: bytes) -> Feed:
    """Raises ProtocolError: update_unreadable, update_newer."""
    try:
        feed = msgspec.json.decode(content, type=Feed)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ProtocolError(Problem("update_unreadable")) from None
    if feed.format != FORMAT:
        raise ProtocolError(Problem("update_newer"))
    return feed


def newest(feed: Feed, running: str, seen: int) -> Release | None:
    """The release that is worth telling of; None when nothing newer than `running` is there.

    Raises ProtocolError(update_replayed) for a feed that is older than the newest one that was `seen`.
    """
    if feed.issued < seen:
        raise ProtocolError(Problem("update_replayed"))
    later = [release for release in feed.releases if numbers(release.version) > numbers(running)]
    return max(later, key=lambda release: numbers(release.version), default=None)


def numbers(version: str) -> tuple[int, ...]:
    """`0.2` and `0.2.0` are the same; what is not a number ends it: a version in the making counts as that version."""
    found = re.match(_VERSION, version)
    values = [int(part) for part in found[0].split(".")] if found else []
    while values and values[-1] == 0:
        values.pop()
    return tuple(values)


def notes_of(release: Release) -> str:
    return well_formed(release.notes)
