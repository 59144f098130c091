"""All that is known about a message besides its words, as names and values: for the dialog of details and to be copied.

The trap: it is pasted into reports for everybody to read, so neither question nor answer stand in it, and what the
server said was cleaned of the secret when it came in.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.core.message import Message, Status
from desktop.ui.problem_facts import problem_facts
from desktop.ui.words import duration, exact_time, position, sentence


def facts(message: Message, version: tuple[int, int] = (1, 1)) -> list[tuple[str, str]]:
    """What is known, in order; nothing without a value. `version` is which one it is, of how many."""
    first, whole = message.first_text - message.created, message.finished - message.created
    found = [
        (_tr("Status"), status_name(message.status)),
        (_tr("Version"), _versions(*version)),
        *(problem_facts(message.problem, sentence(message.problem)) if message.problem is not None else ()),
        (_tr("Made"), exact_time(message.created)),
        (_tr("First word after"), duration(first) if message.first_text else ""),
        (_tr("Finished"), exact_time(message.finished)),
        (_tr("Finished after"), duration(whole) if message.finished else ""),
        (_tr("Finish reason"), _reason(message)),
        (_tr("Message ID of the server"), message.server_id),
        (_tr("Session ID"), message.session_id),
        (_tr("Message ID"), message.id),
    ]
    return [(name, value) for name, value in found if value]


def facts_text(message: Message) -> str:
    """The same, a line each."""
    return "\n".join(f"{name}: {value}" for name, value in facts(message))


def status_name(status: Status) -> str:
    texts = {
        Status.NOT_SENT: "Not sent",
        Status.SENT: "Sent",
        Status.STREAMING: "Being written",
        Status.COMPLETE: "Complete",
        Status.STOPPED: "Stopped by you",
        Status.INTERRUPTED: "Interrupted",
        Status.FAILED: "Failed",
    }
    return QCoreApplication.translate("status", texts[status])


def _versions(number: int, count: int) -> str:
    if count < 2:
        return ""
    return _tr("%1. The chatbot remembers all versions in this session.").replace("%1", position(number, count))


def _reason(message: Message) -> str:
    raw, normal = message.raw_finish_reason, message.finish_reason
    return f"{normal} ({raw})" if normal and raw and raw != normal else normal or raw


def _tr(text: str) -> str:
    return QCoreApplication.translate("MessageDetailsDialog", text)
