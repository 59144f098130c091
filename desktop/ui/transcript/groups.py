"""Which segments a message consists of: its parts in order, in groups that are made anew only when they change.

The trap: a growing reply is a new message each time, but its finished parts are the same objects as before; a group
is kept as long as everything that it was made from is equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import UNSET
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication

from desktop.core.json_tree import is_open
from desktop.core.message import File, Message, Notice, Part, Reasoning, Role, Source, Status, Step, Text, ToolCall
from desktop.core.text import elide, revealed
from desktop.ui import words
from desktop.ui.transcript.author_line import AuthorLine, details_chip, edit_chip, version_chips
from desktop.ui.transcript.chip import Chip
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.notes import DayLine, Waiting, ending, notice
from desktop.ui.transcript.segment import Action, Segment
from desktop.ui.transcript.text.text_run import TextRun
from desktop.ui.transcript.titles import Titles
from desktop.ui.transcript.tools import sources as sources_chips
from desktop.ui.transcript.tools.steps import StepRow, preview_of, reasoning_row
from desktop.ui.transcript.tools.tool_badge import badges, is_running
from desktop.ui.transcript.tools.tool_card import card, glimpse

_WEB = ("http://", "https://")


@dataclass(frozen=True)
class Setting:
    """What a row shows besides its message.

    `opened` holds the keys of what was opened, `now` is in seconds since the epoch; as time goes by, the setting stays
    the same. `in_flight` is true of a question whose reply is being written: it is on its way, whatever its status
    still says. `has_reply` is true of one below which a reply stands: what went wrong and what to do about it is said
    there, once. `day` is named above the first message of a day. `has_question` is false of a reply whose question was
    deleted: it cannot be asked again. `version` is which one of how many versions the message is. `waiting` is said of
    a reply that is waited for. `can_edit` is false where nobody can ask anything.
    """

    author: str = ""
    opened: frozenset[str] = frozenset()
    now: float = field(default=0.0, compare=False)
    in_flight: bool = False
    has_reply: bool = False
    day: str = ""
    has_question: bool = True
    version: tuple[int, int] = (1, 1)
    waiting: str = ""
    can_edit: bool = True


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
    if setting.day:
        yield "day", setting.day, lambda: [DayLine(look, setting.day)]
    yield _author(message, setting, look)
    yield from _body(message, setting, look)
    if is_waiting(message) or (setting.waiting and message.status is Status.STREAMING):
        yield "waiting", setting.waiting, lambda: [Waiting(look, setting.waiting)]
    sources = tuple(part for part in message.parts if isinstance(part, Source))
    if sources:
        shows_all = sources_chips.ALL in setting.opened
        yield "sources", (sources, shows_all), lambda: [sources_chips.sources_flow(sources, look, shows_all=shows_all)]
    if not setting.in_flight:
        made_from = (message.status, message.problem, message.finish_reason, setting.has_reply, setting.has_question)
        yield "ending", made_from, lambda: _ending(message, setting, look)


def _ending(message: Message, setting: Setting, look: Look) -> Sequence[Segment]:
    return ending(message, look, "ending", has_reply=setting.has_reply, has_question=setting.has_question)


def _body(message: Message, setting: Setting, look: Look) -> Iterator[Recipe]:
    """The parts in order. Tool calls that stand together share their line, also when they are of several steps."""
    tools: list[tuple[str, ToolCall]] = []
    steps, step, is_worded, is_folded = 0, "", False, False
    for index, part in enumerate(message.parts):
        if isinstance(part, Step):
            steps += 1
            step = f"step:{index}" if steps > 1 else ""
        if not is_shown(part):
            continue
        if step and is_worded:
            yield from _tools(tools, message, setting, look)
            tools, is_worded = [], False
            is_folded = not is_open(step, setting.opened, by_default=True)
            yield _step(step, steps, setting, look)
        step, is_worded = "", is_worded or isinstance(part, Text)
        if is_folded:
            continue
        if isinstance(part, ToolCall):
            tools.append((f"tool:{index}", part))
            continue
        yield from _tools(tools, message, setting, look)
        tools = []
        yield from _part(index, part, message, setting, look)
    yield from _tools(tools, message, setting, look)


def is_shown(part: Part) -> bool:
    """Whether a part stands among the words; sources stand below them."""
    match part:
        case Text() | Reasoning() | Notice():
            return bool(part.text)
        case File():
            return not part.reasoning
        case _:
            return isinstance(part, ToolCall)


def _author(message: Message, setting: Setting, look: Look) -> Recipe:
    details = message.skipped_count > 0 or message.problem is not None
    can_edit = message.is_question and setting.can_edit

    def make() -> list[Segment]:
        time = words.clock_time(message.created) if message.created else ""
        exact = words.exact_time(message.created)
        versions = version_chips("author", setting.version, look)
        edit = [edit_chip("author")] if can_edit else []
        shown = frozenset(chip.key for chip in versions) | ({"author:details"} if details else frozenset())
        chips = (*versions, *edit, details_chip("author"))
        return [AuthorLine(look, setting.author, time, exact, chips, always=shown)]

    return "author", (setting.author, setting.version, message.created, details, can_edit), make


def _step(key: str, number: int, setting: Setting, look: Look) -> Recipe:
    opened = _opened(setting, key)
    shows = is_open(key, opened, by_default=True)
    return key, (number, opened), lambda: [StepRow(look, key, number, opened, shows=shows)]


def _tools(calls: Sequence[tuple[str, ToolCall]], message: Message, setting: Setting, look: Look) -> Iterator[Recipe]:
    """The badges of calls that stand together, and below them the cards of those that are open."""
    if not calls:
        return
    ended = message.status is not Status.STREAMING
    opened = setting.opened & {key for key, _call in calls}
    running = not ended and any(is_running(call) for _key, call in calls)
    heads = tuple((key, replace(call, input_text=None, input=UNSET, output=UNSET)) for key, call in calls)
    made_from = (heads, opened, ended, int(setting.now) if running else 0)
    yield calls[0][0], made_from, lambda: [badges(heads, look, opened, setting.now, ended=ended)]
    for key, call in calls:
        if key in opened:
            yield _card(key, glimpse(call, ended=ended), _opened(setting, key), look, ended=ended)


def _card(key: str, call: ToolCall, opened: frozenset[str], look: Look, *, ended: bool) -> Recipe:
    return f"{key}:card", (call, opened, ended), lambda: card(call, look, key, opened, ended=ended)


def _opened(setting: Setting, key: str) -> frozenset[str]:
    """What the reader opened or closed inside something."""
    return frozenset(one for one in setting.opened if one.startswith(f"{key}:"))


def _part(index: int, part: Part, message: Message, setting: Setting, look: Look) -> Iterator[Recipe]:
    match part:
        case Text() if part.text:
            yield _text(index, message, look)
        case Reasoning() if part.text:
            yield from _reasoning(index, part, message, setting, look)
        case Notice() if part.text:
            yield f"notice:{index}", part.text, lambda: notice(part.text, look, f"notice:{index}")
        case File() if not part.reasoning:
            yield f"file:{index}", part, lambda: [file_chip(part, look, f"file:{index}")]
        case _:
            pass


def _text(index: int, message: Message, look: Look) -> Recipe:
    plain = message.role is Role.USER
    return f"text:{index}", None, lambda: TextRun(look, f"text:{index}", plain=plain)


def _reasoning(index: int, part: Reasoning, message: Message, setting: Setting, look: Look) -> Iterator[Recipe]:
    key = f"reasoning:{index}"
    opened = key in setting.opened
    live = message.status is Status.STREAMING and part is _newest(message) and not part.done
    preview = preview_of(part.text) if live and not opened else ""
    made_from = (opened, live, preview if live else part.text)
    yield key, made_from, lambda: [reasoning_row(look, key, part, opened=opened, preview=preview, live=live)]
    if opened:
        yield f"{key}:text", None, lambda: TextRun(look, f"{key}:text", levels=("quote",))


def _newest(message: Message) -> Text | Reasoning | ToolCall | None:
    """What moves while a reply is written."""
    for part in reversed(message.parts):
        if isinstance(part, Text | Reasoning | ToolCall) and is_shown(part):
            return part
    return None


def is_waiting(message: Message) -> bool:
    """Whether the reader waits with nothing on screen that moves: no words arriving, no tool at work."""
    if message.status is not Status.STREAMING:
        return False
    last = _newest(message)
    return last is None or (not is_running(last) if isinstance(last, ToolCall) else last.done)


def grown(key: str, message: Message) -> tuple[str, bool]:
    """The text that a run shows, and whether it has ended."""
    part = message.parts[int(key.split(":")[1])]
    text = part.text if isinstance(part, Text | Reasoning) else ""
    done = message.status is not Status.STREAMING or (isinstance(part, Text | Reasoning) and part.done)
    return text, done


def file_chip(part: File, look: Look, key: str) -> Titles:
    return Titles(look, [_file(part, key)], key)


def _file(part: File, key: str) -> Chip:
    is_page = part.url.startswith(_WEB)
    named = part.url.partition("?")[0].rstrip("/").rpartition("/")[2] if is_page else ""
    title = elide(revealed(named) or part.media_type or QCoreApplication.translate("transcript", "File"), 60)
    return Chip(
        key,
        Action.LINK,
        part.url if is_page else "",
        ((title, "link" if is_page else "text"),),
        icon="file-text",
        tip=revealed(part.url if is_page else part.media_type),
    )
