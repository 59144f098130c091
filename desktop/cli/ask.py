"""`ask`: one question from the command line, answered as it streams.

The trap is the end: Ctrl+C, a keyring that hangs, a name that is looked up for ever, a pipe that nobody reads any more.
Each ends the program soon, with what arrived on standard output and one sentence on standard error.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing
from typing import ParamSpec, TypeVar

from msgspec import Struct

from desktop.chat.proxy_keys import ProxyKeys
from desktop.chat.sign_in import SignedRobofy, SignIns
from desktop.cli import output
from desktop.cli.choice import UsageError, choose_chatbot
from desktop.cli.key_input import check_key_input, read_key
from desktop.cli.printer import Printer
from desktop.cli.problems import tell
from desktop.cli.profile_shelf import load_shelf, tell_all
from desktop.cli.replay import exit_status
from desktop.cli.report import as_json as json_report
from desktop.cli.status import FAILED, USAGE
from desktop.core.chatbot import Chatbot, Profile, Secret
from desktop.core.errors import AppError, ProfileError
from desktop.core.events import Failed, Stopped
from desktop.core.message import Message, empty_reply
from desktop.core.reducer import fold, fold_all
from desktop.core.request import ChatRequest
from desktop.core.settings import NetworkSettings
from desktop.store.paths import find_paths
from desktop.store.secrets import Secrets, keyring_thread
from desktop.store.settings import load_settings
from desktop.store.thread import DaemonThread

_P = ParamSpec("_P")
_T = TypeVar("_T")


class AskOptions(Struct, frozen=True):
    question: str
    profile: str | None = None
    sandbox: bool = False
    chatbot: str | None = None
    streaming: bool = True
    as_json: bool = False
    key_stdin: bool = False


def ask(options: AskOptions) -> int:
    """The exit status. Every foreseen error is a sentence on standard error."""
    try:
        if options.key_stdin:
            check_key_input(sandbox=options.sandbox, taken=options.question == "-")
        question = _read_question() if options.question == "-" else options.question
        if not question.strip():
            raise UsageError("The question is empty.")
        key = read_key() if options.key_stdin else None
        with asyncio.Runner() as runner:
            runner.get_loop().set_default_executor(LookUps())
            return runner.run(_ask(options, question, key))
    except UsageError as error:
        output.complain(str(error))
        return USAGE
    except AppError as error:
        tell(error.problem)
        return USAGE if isinstance(error, ProfileError) else FAILED


class LookUps(ThreadPoolExecutor):
    """Where the loop looks up names: on threads that hold neither Ctrl+C nor the exit, however long they hang."""

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        thread = DaemonThread("look-up")
        future = thread.call(fn, *args, **kwargs)
        thread.close(0)
        return future


def _read_question() -> str:
    """UTF-8 whatever the locale says; what is none becomes U+FFFD."""
    if sys.stdin is None:
        return ""
    return sys.stdin.buffer.read().decode("utf-8-sig", "replace").strip()


async def _ask(options: AskOptions, question: str, key: Secret | None) -> int:
    paths = find_paths(os.environ)
    shelf = load_shelf(paths) if not options.sandbox else None
    settings, problem = load_settings(paths.settings, shelf.managed if shelf else None)
    tell_all(problem)

    def request(profile: Profile, chatbot: Chatbot, secret: Secret) -> ChatRequest:
        return ChatRequest(profile, chatbot.id, secret, str(uuid.uuid4()), question, options.streaming)

    if shelf is not None:
        profile = shelf.choose(options.profile)
        chatbot = choose_chatbot(profile, options.chatbot)  # before the keyring, which may ask for a password
        secret = key or await shelf.secret(profile, named=options.profile is not None)
        return await _answer(request(profile, chatbot, secret), settings.network, chatbot.name, as_json=options.as_json)
    from desktop.sandbox.profile import sandbox_profile
    from desktop.sandbox.server import Sandbox

    chatbot = choose_chatbot(sandbox_profile("Sandbox"), options.chatbot)
    with Sandbox.start() as sandbox:
        asked = request(sandbox_profile("Sandbox", sandbox.address), chatbot, Secret(sandbox.secret))
        return await _answer(asked, settings.network, chatbot.name, as_json=options.as_json)


async def _answer(request: ChatRequest, network: NetworkSettings, source: str, *, as_json: bool) -> int:
    printer = None if as_json else Printer()
    reply = await _reply(request, network, printer)
    if printer is None:
        output.write(json_report(reply, source) + "\n")
    else:
        printer.end(reply)
    return exit_status(reply)


async def _reply(request: ChatRequest, network: NetworkSettings, printer: Printer | None) -> Message:
    """The reply as it ended. Ctrl+C cancels this task; what arrived until then is kept. Raises ProfileError."""
    from desktop.api.robofy import Robofy

    thread = keyring_thread()
    client = Robofy(network, find_password=ProxyKeys(thread, Secrets()).find)
    reply = empty_reply(str(uuid.uuid4()), time.time())
    try:
        async with aclosing(SignedRobofy(client, SignIns(client)).reply(request)) as batches:
            async for batch in batches:
                reply = fold_all(reply, batch.events, batch.at)
                if printer is not None:
                    printer.show(reply)
    except asyncio.CancelledError:
        reply = fold(reply, Stopped(), time.time())
    except ProfileError:
        raise
    except AppError as error:
        reply = fold(reply, Failed(error.problem), time.time())
    finally:
        await client.aclose()
        thread.close(0)
    return reply
