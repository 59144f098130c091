"""`diagnose`: the way to a chatbot, step by step, each with its time, up to where it fails.

The trap: what is printed is meant to be handed on, so it names servers and never a user, a password or a key.
"""

from __future__ import annotations

import asyncio
import os
import time
from typing import Final

import msgspec

from desktop import __version__
from desktop.chat.proxy_keys import ProxyKeys
from desktop.cli import output
from desktop.cli.ask import LookUps
from desktop.cli.choice import UsageError
from desktop.cli.key_input import check_key_input, read_key
from desktop.cli.profile_shelf import ProfileShelf, load_shelf, tell_all
from desktop.cli.sentences import sentence
from desktop.cli.status import COMPLETE, FAILED, USAGE
from desktop.core.chatbot import Profile, Secret
from desktop.core.diagnosis import TITLES, Step, report, shown_place
from desktop.core.errors import AppError, Problem, ProfileError, SecretError
from desktop.core.settings import NetworkSettings
from desktop.store.paths import find_paths
from desktop.store.secrets import Secrets, keyring_thread
from desktop.store.settings import load_settings

_NOT_ASKED: Final = ("secret_missing", "environment_key_elsewhere")


def diagnose(profile: str | None, *, sandbox: bool, as_json: bool, key_stdin: bool = False) -> int:
    """The exit status: 0 when an answer began, 1 when a step failed, 2 when the profile is not set up."""
    try:
        if key_stdin:
            check_key_input(sandbox=sandbox)
        key = read_key() if key_stdin else None
        with asyncio.Runner() as runner:
            runner.get_loop().set_default_executor(LookUps())
            return runner.run(_diagnose(profile, key, sandbox=sandbox, as_json=as_json))
    except UsageError as error:
        output.complain(str(error))
        return USAGE
    except AppError as error:
        output.complain(sentence(error.problem))
        return USAGE if isinstance(error, ProfileError) else FAILED


async def _diagnose(name: str | None, key: Secret | None, *, sandbox: bool, as_json: bool) -> int:
    paths = find_paths(os.environ)
    shelf = None if sandbox else load_shelf(paths)
    settings, problem = load_settings(paths.settings, shelf.managed if shelf else None)
    tell_all(problem)
    if shelf is None:
        from desktop.sandbox.profile import sandbox_profile
        from desktop.sandbox.server import Sandbox

        with Sandbox.start() as server:
            profile = sandbox_profile("Sandbox", server.address)
            return await _look(profile, Secret(server.secret), settings.network, as_json=as_json)
    profile = shelf.choose(name)
    secret = key or await _secret(shelf, profile, named=name is not None)
    return await _look(profile, secret, settings.network, as_json=as_json)


async def _secret(shelf: ProfileShelf, profile: Profile, *, named: bool) -> Secret | Problem:
    """Or why there is none to be had: the way can be looked at without."""
    try:
        return await shelf.secret(profile, named=named)
    except SecretError as error:
        output.complain(sentence(error.problem))
        return error.problem
    except ProfileError as error:
        if error.problem.code not in _NOT_ASKED:
            raise
        return error.problem


async def _look(profile: Profile, secret: Secret | Problem, network: NetworkSettings, *, as_json: bool) -> int:
    from desktop.api.robofy import Robofy

    thread = keyring_thread()
    client = Robofy(network, find_password=ProxyKeys(thread, Secrets()).find)
    try:
        steps = await client.diagnose(profile, secret, lambda _step: None)
        proxy = await client.proxy_of(profile)
    finally:
        await client.aclose()
        thread.close(0)
    place = shown_place(profile)
    text = _as_json(steps, place, proxy) if as_json else report(steps, place, proxy, __version__, time.time())
    output.write(text if text.endswith("\n") else text + "\n")
    return COMPLETE if steps[-1].ok else FAILED


def _as_json(steps: tuple[Step, ...], place: str, proxy: str) -> str:
    told = [
        {
            "step": step.kind.value,
            "title": TITLES[step.kind],
            "ok": step.ok,
            "seconds": round(step.seconds, 6),
            "sentences": step.sentences,
            "code": step.problem.code if step.problem else None,
        }
        for step in steps
    ]
    return msgspec.json.encode({"address": place, "proxy": proxy or None, "steps": told}).decode()
