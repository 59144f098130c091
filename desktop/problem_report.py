"""What a problem report holds: versions, the system, settings, the log, and on request what was said.

The trap: each of these was written for somebody else. So texts are cleaned once more here, and what holds words of a
conversation is marked as private.
"""

from __future__ import annotations

import getpass
import io
import locale
import os
import platform
import socket
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QLibraryInfo, QSysInfo
from PySide6.QtGui import QGuiApplication

from desktop.core.message import Message
from desktop.core.part import Part, version_lines
from desktop.core.recording import Recording
from desktop.core.report import LONGEST, ReportFile, redacted, redacted_pieces, text_file
from desktop.core.report_stream import masked_stream
from desktop.core.running import LastRun
from desktop.core.settings import Settings
from desktop.store.recording_file import read_recording

_VARIABLES: Final = (
    *("XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "LANG", "LC_ALL"),
    *("QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "QT_AUTO_SCREEN_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "GDK_SCALE"),
)
"""Of the environment; what is not here may hold anything."""


def system_facts() -> str:
    """The computer as far as it matters. On the window's thread: it asks Qt for the screens."""
    facts = [
        ("System", QSysInfo.prettyProductName()),
        ("Kernel", f"{platform.system()} {platform.release()} {platform.machine()}"),
        ("Qt", QLibraryInfo.version().toString()),
        ("Platform plugin", QGuiApplication.platformName()),
        ("Encoding", locale.getencoding()),
        *((name, value) for name in _VARIABLES if (value := os.environ.get(name))),
    ]
    for screen in QGuiApplication.screens():
        size, scale = screen.size(), screen.devicePixelRatio()
        facts.append(
            (
                "Screen (points, scale, dpi)",
                f"{size.width()} x {size.height()} at {scale:g}, {screen.logicalDotsPerInch():.0f} dpi",
            )
        )
    return "".join(f"{name}: {value}\n" for name, value in facts)


def settings_text(settings: Settings) -> str:
    """The settings, which hold no secret. What names a person, a network or a chatbot is only told to be set."""
    updates = replace(settings.updates, feed=_set(settings.updates.feed), key="")
    proxy = settings.network.proxy
    proxy = replace(proxy, host=_set(proxy.host), user=_set(proxy.user), exceptions=_set(proxy.exceptions))
    network = replace(settings.network, proxy=proxy, ca_file=_set(settings.network.ca_file))
    shown = replace(settings, last_chatbot=_set(settings.last_chatbot), updates=updates, network=network)
    return msgspec.json.format(msgspec.json.encode(shown), indent=2).decode() + "\n"


def _set(value: str) -> str:
    return "[set]" if value else ""


def report_files(
    parts: Iterable[Part], facts: str, settings: Settings, logs: Sequence[Path], last: LastRun | None
) -> list[ReportFile]:
    """The files that hold nothing of what was said. Reads the log: not for the window's thread.

    A detailed log does hold it, and is marked then.
    """
    home, names = str(Path.home()), own_names()
    files = [
        text_file("versions.txt", version_lines((part.name, part.version) for part in parts)),
        text_file("system.txt", redacted(facts, home, names)),
        text_file("settings.json", redacted(settings_text(settings), home, names)),
    ]
    if last is not None and last.trace:
        files.append(text_file("crash.txt", redacted(last.trace, home, names) + "\n"))
    for path in logs:
        with suppress(OSError):
            text = path.read_text("utf-8", "replace")
            file = text_file(f"log/{path.name}.txt", redacted(text, home, names))
            files.append(replace(file, private=" DEBUG desktop" in text))
    return files


def messages_file(messages: Iterable[Message]) -> ReportFile:
    """What was asked and answered in a conversation."""
    text = "\n".join(f"[{one.role.value}, {one.status.value}]\n{one.text}\n" for one in messages)
    return replace(text_file("conversation.txt", redacted(text, str(Path.home()), own_names())), private=True)


def recording_file(number: int, whole: bytes) -> ReportFile:
    """A recording unpacked, with its head and its times as comments of the event stream. Raises StoreError."""
    name = f"recordings/answer-{number}.sse"
    recording = read_recording(io.BytesIO(whole), name)
    text = _event_stream(recording)[-2 * LONGEST :]  # what is cut here, perhaps amid a key, is cut off below as well
    masking = partial(redacted_pieces, home=str(Path.home()), names=own_names())
    return replace(text_file(name, masked_stream(text, masking)), private=True)


def _event_stream(recording: Recording) -> str:
    head = recording.head
    pieces = [
        f": {head.protocol} {head.status} {head.reason}\n",
        *(f": {name}: {value}\n" for name, value in head.headers),
    ]
    body = bytearray()
    for read in recording.reads:
        if not body or body.endswith(b"\n"):  # elsewhere a comment would come to stand within a line
            body += b": %.3f s\n" % read.after
        body += read.data
    end = recording.ending.value if recording.ending else "the recording breaks off here"
    lost = f"; {recording.lost} bytes had no room" if recording.lost else ""
    pieces += [body.decode("utf-8", "replace"), "" if not body or body.endswith(b"\n") else "\n", f": {end}{lost}\n"]
    return "".join(pieces)


def own_names() -> list[str]:
    """What this computer and its user are called."""
    names = [socket.gethostname(), socket.gethostname().partition(".")[0]]
    with suppress(OSError, KeyError, ImportError):
        names.append(getpass.getuser())
    return [name for name in names if name not in ("localhost", "root", "desktop", "user")]
