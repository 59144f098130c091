"""`ask`: one question from the command line, answered as it streams."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
import uuid
from contextlib import aclosing
from typing import Final

from msgspec import Struct

from desktop.chat.profile_book import ProfileBook
from desktop.cli.commands import FAILED, USAGE
from desktop.cli.replay import exit_status
from desktop.cli.report import as_json, printable, tool_line
from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.errors import AppError, Problem, ProfileError
from desktop.core.events import Failed, Stopped
from desktop.core.message import Message, ToolState, empty_reply
from desktop.core.reducer import fold, fold_all
from desktop.core.request import ChatRequest
from desktop.store.paths import find_paths
from desktop.store.profiles import load_profiles, save_profiles
from desktop.store.secrets import Secrets, keyring_thread
from desktop.store.settings import load_settings
from desktop.store.thread import DaemonThread

_PREPARING: Final = (ToolState.INPUT_STREAMING,)


class AskOptions(Struct, frozen=True):
    question: str
    profile: str | None
    sandbox: bool
    chatbot: str | None
    streaming: bool
    as_json: bool


def ask(options: AskOptions) -> int:
    """The exit status. Every foreseen error is a sentence on standard error."""
    _make_output_safe()
    if options.question == "-":
        options = AskOptions(
            sys.stdin.read().strip(),
            options.profile,
            options.sandbox,
            options.chatbot,
            options.streaming,
            options.as_json,
        )
    if not options.question.strip():
        return _complain("The question is empty.", USAGE)
    try:
        with asyncio.Runner() as runner:
            return runner.run(_ask(options))
    except ProfileError as error:
        return _complain(error.problem.sentence, USAGE)
    except AppError as error:
        return _complain(error.problem.sentence, FAILED)


async def _ask(options: AskOptions) -> int:
    if not options.sandbox:
        paths = find_paths(os.environ)
        profiles, problem = load_profiles(paths.profiles)
        if problem is not None:
            _complain(problem.sentence, FAILED)
        profile = _choose_profile(profiles, options.profile)
        disk, keyring = DaemonThread("disk"), keyring_thread()
        book = ProfileBook(disk, lambda changed: save_profiles(paths.profiles, changed), keyring, Secrets())
        book.load(profiles)
        secret = await book.secret(profile)
        if secret is None:
            raise ProfileError(Problem("secret_missing"), "secret")
        return await _answer(options, profile, secret)
    from desktop.sandbox.profile import sandbox_profile
    from desktop.sandbox.server import Sandbox

    with Sandbox.start() as sandbox:
        return await _answer(options, sandbox_profile("Sandbox", sandbox.address), Secret(sandbox.secret))


async def _answer(options: AskOptions, profile: Profile, secret: Secret) -> int:
    chatbot = _choose_chatbot(profile, options.chatbot)
    session = str(uuid.uuid4())
    request = ChatRequest(profile, chatbot.id, secret, session, options.question, options.streaming)
    printer = None if options.as_json else _Printer()
    reply = await _reply(request, printer)
    if printer is None:
        print(as_json(reply, chatbot.name))
    else:
        printer.end(reply)
    return exit_status(reply)


async def _reply(request: ChatRequest, printer: _Printer | None) -> Message:
    from desktop.api.robofy import Robofy

    settings, _problem = load_settings(find_paths(os.environ).settings)
    client = Robofy(settings.network)
    reply = empty_reply(str(uuid.uuid4()), time.time())
    _stop_on_interrupt()
    try:
        async with aclosing(client.reply(request)) as batches:
            async for batch in batches:
                reply = fold_all(reply, batch.events, batch.at)
                if printer is not None:
                    printer.show(reply)
    except asyncio.CancelledError:
        reply = fold(reply, Stopped(), time.time())
    except AppError as error:
        reply = fold(reply, Failed(error.problem), time.time())
    finally:
        await client.aclose()
    return reply


class _Printer:
    """Prints what is new of a growing reply: text to standard output, tool calls to standard error."""

    def __init__(self) -> None:
        self._printed = ""
        self._tools: dict[str, ToolState] = {}
        self._clean = printable if sys.stdout.isatty() else str

    def show(self, reply: Message) -> None:
        for call in reply.tool_calls:
            if self._tools.get(call.id) is not call.state and call.state not in _PREPARING:
                self._tools[call.id] = call.state
                sys.stdout.flush()
                print(tool_line(call), file=sys.stderr, flush=True)
        text = reply.text
        if text.startswith(self._printed) and not _is_half(text):
            self._write(text[len(self._printed) :])
            self._printed = text

    def end(self, reply: Message) -> None:
        """The rest, also when parts grew out of order: then the whole answer is printed once more."""
        if not reply.text.startswith(self._printed):
            self._write("\n\n")
            self._printed = ""
        self.show(reply)
        self._write("\n" if self._printed else "")
        if reply.problem is not None:
            _complain(reply.problem.sentence, 0)
            if reply.problem.detail and reply.problem.code != "error_event":
                _complain(f"The server said: {reply.problem.detail}", 0)

    def _write(self, text: str) -> None:
        sys.stdout.write(self._clean(text))
        sys.stdout.flush()


def _is_half(text: str) -> bool:
    """Whether the text ends in the first half of a character; the other half is on its way."""
    return "\ud800" <= text[-1:] <= "\udbff"


def _choose_profile(profiles: tuple[Profile, ...], name: str | None) -> Profile:
    if name is None and profiles:
        return profiles[0]
    found = next((profile for profile in profiles if name is not None and _is_called(name, profile)), None)
    if found is None:
        known = ", ".join(profile.name for profile in profiles)
        code = "profile_unknown" if profiles and name else "no_profiles"
        raise ProfileError(Problem(code, {"name": name or "", "names": known}), "")
    return found


def _choose_chatbot(profile: Profile, name: str | None) -> Chatbot:
    found = next((bot for bot in profile.chatbots if name is None or _is_called(name, bot)), None)
    if found is None:
        known = ", ".join(bot.name for bot in profile.chatbots)
        raise ProfileError(Problem("chatbot_unknown", {"name": name or "", "names": known}), "chatbot_id")
    return found


def _is_called(name: str, thing: Profile | Chatbot) -> bool:
    return name == thing.id or name.casefold() == thing.name.casefold()


def _stop_on_interrupt() -> None:
    """Ctrl+C stops the reply; what arrived is kept, and the status says that it is not complete."""
    task = asyncio.current_task()
    if task is not None and sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, task.cancel)


def _make_output_safe() -> None:
    """An answer may hold characters that this terminal cannot show; they must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _complain(sentence: str, status: int) -> int:
    print(f"robofy-desktop: {printable(sentence)}", file=sys.stderr)
    return status
