"""Which segments a message consists of: its parts in order, in groups that are made anew only when they change.

The trap: a growing reply is a new message each time, but its finished parts are the same objects as before; a group
is kept as long as everything that it was made from is equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from desktop.core.message import File, Message, Notice, Part, Reasoning, Role, Source, Status, Text, ToolCall
from desktop.core.text import elide, well_formed
from desktop.ui import words
from desktop.ui.transcript.chip import Chip, Flow
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.notes import AuthorLine, Disclosure, IconLine, Waiting, ending
from desktop.ui.transcript.segment import Action, Segment
from desktop.ui.transcript.text_run import TextRun
from desktop.ui.transcript.tool_badge import badges, is_running
from desktop.ui.transcript.tool_card import card

_WEB = ("http://", "https://")


@dataclass(frozen=True)
class Setting:
    """What a row shows besides its message.

    `opened` holds the keys of what was opened, `now` is in seconds since the epoch. `in_flight` is true of a question
    whose reply is being written: it is on its way, whatever its status still says. `has_reply` is true of one below
    which a reply stands: what went wrong and what to do about it is said there, once.
    """

    author: str = ""
    opened: frozenset[str] = frozenset()
    now: float = 0.0
    in_flight: bool = False
    has_reply: bool = False


@dataclass
class Group:
    """Segments that belong together; `run` when they are text that grows."""

    made_from: object
    segments: list[Segment] = field(default_factory=list)
    run: TextRun | None = None

    @property
    def shown(self) -> Sequence[Segment]:
        return self.run.segments if self.run else self.segments


Recipe = tuple[str, object, Callable[[], "Sequence[Segment] | TextRun"]]
"""A group's key, what it is made from, and how."""


def recipes(message: Message, setting: Setting, look: Look) -> Iterator[Recipe]:
    """What the row of a message is made of, from top to bottom."""
    yield _author(message, setting, look)
    tools: list[tuple[str, ToolCall]] = []
    for index, part in enumerate(message.parts):
        if isinstance(part, ToolCall):
            tools.append((f"tool:{index}", part))
            continue
        found = list(_part(index, part, message, setting, look))
        if found and tools:
            yield _tools(tuple(tools), message, setting, look)
            tools = []
        yield from found
    if tools:
        yield _tools(tuple(tools), message, setting, look)
    if is_waiting(message):
        yield "waiting", None, lambda: [Waiting(look)]
    sources = tuple(part for part in message.parts if isinstance(part, Source))
    if sources:
        yield "sources", sources, lambda: [_sources(sources, look)]
    if not setting.in_flight:
        made_from = (message.status, message.problem, setting.has_reply)
        yield "ending", made_from, lambda: ending(message, look, "ending", has_reply=setting.has_reply)


def _author(message: Message, setting: Setting, look: Look) -> Recipe:
    details = message.skipped_count > 0 or message.problem is not None
    time = words.clock_time(message.created) if message.created else ""
    made_from = (setting.author, time, details)
    return "author", made_from, lambda: [AuthorLine(look, "author", setting.author, time, details=details)]


def _tools(calls: tuple[tuple[str, ToolCall], ...], message: Message, setting: Setting, look: Look) -> Recipe:
    ended = message.status is not Status.STREAMING
    opened = setting.opened & {key for key, _call in calls}
    running = not ended and any(is_running(call) for _key, call in calls)

    def make() -> list[Segment]:
        cards = [segment for key, call in calls if key in opened for segment in card(call, look, key)]
        return [badges(calls, look, opened, setting.now, ended=ended), *cards]

    return calls[0][0], (calls, opened, ended, int(setting.now) if running else 0), make


def _part(index: int, part: Part, message: Message, setting: Setting, look: Look) -> Iterator[Recipe]:
    match part:
        case Text() if part.text:
            yield _text(index, message, look)
        case Reasoning() if part.text:
            yield from _reasoning(index, setting, look)
        case Notice() if part.text:
            yield (
                f"notice:{index}",
                part.text,
                lambda: [IconLine(look, "info", well_formed(part.text), "text-secondary")],
            )
        case File() if not part.reasoning:
            yield f"file:{index}", part, lambda: [Flow(look, [_file(part, f"file:{index}")])]
        case _:
            pass


def _text(index: int, message: Message, look: Look) -> Recipe:
    plain = message.role is Role.USER
    return f"text:{index}", None, lambda: TextRun(look, f"text:{index}", plain=plain)


def _reasoning(index: int, setting: Setting, look: Look) -> Iterator[Recipe]:
    key = f"reasoning:{index}"
    opened = key in setting.opened
    text = QCoreApplication.translate("transcript", "Reasoning")
    yield key, opened, lambda: [Disclosure(look, key, text, opened=opened)]
    if opened:
        yield f"{key}:text", None, lambda: TextRun(look, f"{key}:text", levels=("quote",))


def is_waiting(message: Message) -> bool:
    """Whether the reader waits with nothing on screen that moves: no words arriving, no tool at work."""
    if message.status is not Status.STREAMING:
        return False
    shown = [part for part in message.parts if isinstance(part, Text | ToolCall | Reasoning)]
    last = shown[-1] if shown else None
    if isinstance(last, ToolCall):
        return not is_running(last)
    return not (isinstance(last, Text) and last.text and not last.done)


def grown(key: str, message: Message) -> tuple[str, bool]:
    """The text that a run shows, and whether it has ended."""
    part = message.parts[int(key.split(":")[1])]
    text = part.text if isinstance(part, Text | Reasoning) else ""
    done = message.status is not Status.STREAMING or (isinstance(part, Text | Reasoning) and part.done)
    return text, done


def _sources(sources: tuple[Source, ...], look: Look) -> Flow:
    return Flow(look, [_source(number, source) for number, source in enumerate(sources, start=1)])


def _source(number: int, source: Source) -> Chip:
    is_page = source.url.startswith(_WEB)
    title = elide(" ".join((source.title or source.filename or source.url or source.id).split()), 60)
    name = QCoreApplication.translate("transcript", "Source %1: %2").replace("%1", str(number)).replace("%2", title)
    return Chip(
        f"source:{number}",
        Action.LINK,
        source.url if is_page else "",
        ((f"{number}  ", "text-secondary"), (title, "link" if is_page else "text")),
        icon="link" if is_page else "file-text",
        name=name,
        tip=source.url or source.filename,
    )


def _file(part: File, key: str) -> Chip:
    is_page = part.url.startswith(_WEB)
    named = part.url.partition("?")[0].rstrip("/").rpartition("/")[2] if is_page else ""
    title = elide(named or part.media_type or QCoreApplication.translate("transcript", "File"), 60)
    return Chip(
        key,
        Action.LINK,
        part.url if is_page else "",
        ((title, "link" if is_page else "text"),),
        icon="file-text",
        tip=part.url if is_page else part.media_type,
    )
