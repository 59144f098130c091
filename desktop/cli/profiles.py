"""`profiles`: what is connected, from the command line, with the key from standard input or the environment.

The trap: a profile without its key is of no use where no window can ask for it. So the key is kept first, and when the
keyring does not take it nothing is added; when the disk does not take the profile, the key goes again.
"""

from __future__ import annotations

import asyncio
import getpass
import json
import os
import sys
import uuid
from argparse import Namespace
from collections.abc import Coroutine
from typing import Any

import msgspec

from desktop.chat.connection import check_connection
from desktop.chat.profile_book import ProfileBook
from desktop.chat.proxy_keys import ProxyKeys
from desktop.chat.sign_in import SignedRobofy, SignIns
from desktop.cli import output
from desktop.cli.ask import LookUps
from desktop.cli.choice import UsageError, choose_chatbot
from desktop.cli.key_input import read_key
from desktop.cli.problems import as_members, tell
from desktop.cli.profile_shelf import ProfileShelf, load_shelf, tell_all
from desktop.cli.sentences import sentence
from desktop.cli.status import COMPLETE, FAILED, USAGE
from desktop.core.chatbot import ENVIRONMENT_PROFILE, Credential, Profile, Secret, check_profile, clean_secret
from desktop.core.connection_result import ConnectionResult
from desktop.core.environment import KEY_VARIABLE
from desktop.core.errors import AppError, ProfileError, SecretError, StoreError
from desktop.core.handshake import shakes_hands
from desktop.core.profile_check import clean_profile
from desktop.core.secret_place import PlaceKind
from desktop.store.paths import find_paths
from desktop.store.secrets import Secrets, keyring_thread
from desktop.store.settings import load_settings


def profiles(options: Namespace) -> int:
    """The exit status. Every foreseen error is a sentence on standard error."""
    try:
        match options.action:
            case "list":
                return _list(as_json=options.json)
            case "add":
                return _run(_add(options))
            case "key":
                return _run(_key(options))
            case "remove":
                return _run(_remove(options))
            case _:
                return _run(_test(options))
    except UsageError as error:
        output.complain(str(error))
        return USAGE
    except AppError as error:
        tell(error.problem)
        return USAGE if isinstance(error, ProfileError) else FAILED


def _run(work: Coroutine[Any, Any, int]) -> int:
    with asyncio.Runner() as runner:
        runner.get_loop().set_default_executor(LookUps())
        return runner.run(work)


def _list(*, as_json: bool) -> int:
    for profile in _shelf().profiles:
        output.write(_as_json(profile) if as_json else _line(profile))
    return COMPLETE


async def _add(options: Namespace) -> int:
    shelf = _shelf()
    profile = clean_profile(
        Profile(
            str(uuid.uuid4()),
            options.name,
            options.address,
            options.project,
            tuple(options.chatbot),
            colour=options.colour,
            label=options.label,
            credential=Credential(options.credential),
            handshake_path=options.handshake_path,
        )
    )
    if profile.handshake_path and profile.credential is not Credential.CLIENT_TOKEN:
        raise UsageError("--handshake-path is for client tokens. Add “--credential client-token”, or leave it out.")
    if profile.name in [other.name for other in shelf.profiles]:
        raise UsageError(f"There is a profile with the name “{profile.name}” already. Choose another name.")
    secret = _typed_secret(from_stdin=options.key_stdin)
    shelf.paths.create()
    with shelf.book() as book:
        if secret is not None:
            await _keep(book, profile, secret)
        await _put(book, profile)
    if secret is None and not shakes_hands(profile):
        output.complain(
            "The profile has no key yet. Add it with “profiles key NAME”, or in the settings of the window."
        )
    output.write(f"{json.dumps({'id': profile.id})}\n" if options.json else f"{profile.id}\n")
    return COMPLETE


async def _put(book: ProfileBook, profile: Profile) -> None:
    """Raises StoreError; then the key that was kept for the profile is gone too."""
    try:
        await book.put(profile)
    except StoreError:
        try:
            await book.forget_secret(profile)
        except SecretError as error:
            tell_all(error.problem)
        raise


async def _key(options: Namespace) -> int:
    shelf = _shelf()
    profile = shelf.choose(options.profile)
    if profile.id == ENVIRONMENT_PROFILE:
        raise UsageError(f"This profile comes from environment variables. Set {KEY_VARIABLE} to its key.")
    secret = _typed_secret(from_stdin=options.key_stdin)
    if secret is None:
        raise UsageError(
            f"There is no key. Give it on standard input (--key-stdin), in {KEY_VARIABLE}, or on a terminal."
        )
    shelf.paths.create()
    with shelf.book() as book:
        await _keep(book, profile, secret)
    if options.json:
        output.write(f"{json.dumps({'id': profile.id})}\n")
    return COMPLETE


async def _keep(book: ProfileBook, profile: Profile, secret: Secret) -> None:
    """In the keyring, or not at all: this program ends at once. Raises SecretError, UsageError."""
    place = await book.keep_secret(profile, secret)
    if place.kind is not PlaceKind.KEYRING:
        raise SecretError(place.problem) if place.problem else UsageError("The key could not be kept.")


async def _remove(options: Namespace) -> int:
    shelf = _shelf()
    profile = shelf.choose(options.profile)
    if profile.id == ENVIRONMENT_PROFILE:
        raise UsageError("This profile comes from environment variables. Unset them to remove it.")
    with shelf.book() as book:
        try:
            await book.remove(profile.id)
        except SecretError as error:
            tell_all(error.problem)  # the profile is gone all the same
    if options.json:
        output.write(f"{json.dumps({'id': profile.id})}\n")
    return COMPLETE


async def _test(options: Namespace) -> int:
    from desktop.api.robofy import Robofy

    shelf = _shelf()
    profile = shelf.choose(options.profile)
    chatbot = choose_chatbot(profile, options.chatbot)
    check_profile(profile)
    named = options.profile is not None
    secret = read_key() if options.key_stdin else await shelf.secret(profile, named=named)
    settings, problem = load_settings(shelf.paths.settings, shelf.managed)
    tell_all(problem)
    thread = keyring_thread()
    client = Robofy(settings.network, find_password=ProxyKeys(thread, Secrets()).find)
    try:
        result = await check_connection(SignedRobofy(client, SignIns(client)), profile, chatbot.id, secret)
    finally:
        await client.aclose()
        thread.close(0)
    _say_result(result, profile, as_json=options.json)
    return COMPLETE if result.ok else FAILED


def _say_result(result: ConnectionResult, profile: Profile, *, as_json: bool) -> None:
    if as_json:
        problem = result.problem
        told = problem and as_members(problem, sentence(problem))
        content = {
            "ok": result.ok,
            "profile": profile.id,
            "chatbot": result.chatbot_name,
            "seconds": round(result.seconds, 3),
            "excerpt": result.excerpt,
            "problem": told,
            "field": result.field,
        }
        output.write(f"{json.dumps(content, ensure_ascii=False)}\n")
    elif result.ok:
        said = output.printable(f"{result.chatbot_name} answered in {result.seconds:.1f} s: “{result.excerpt}”")
        output.write(f"{said}\n")
    else:
        tell_all(result.problem)


def _shelf() -> ProfileShelf:
    return load_shelf(find_paths(os.environ))


def _typed_secret(*, from_stdin: bool) -> Secret | None:
    """The key that was handed in; None when nobody was asked or had one. Raises ProfileError, UsageError."""
    if from_stdin:
        return read_key()
    typed = os.environ.get(KEY_VARIABLE, "")
    if not typed and sys.stdin is not None and sys.stdin.isatty():
        typed = getpass.getpass("Key (not shown; only Enter for none): ", sys.stderr)
    return clean_secret(typed) if typed.strip() else None


def _line(profile: Profile) -> str:
    bots = ", ".join(chatbot.name for chatbot in profile.chatbots)
    cells = (profile.id, profile.name, profile.label, profile.address, profile.project_id, bots)
    return "\t".join(output.printable(" ".join(cell.split())) for cell in cells) + "\n"


def _as_json(profile: Profile) -> str:
    source = "environment" if profile.id == ENVIRONMENT_PROFILE else "managed" if profile.managed else "file"
    content: dict[str, object] = {
        name: getattr(profile, name)
        for name in ("id", "name", "address", "project_id", "colour", "label", "credential")
    }
    content |= {"source": source, "chatbots": [{"id": bot.id, "name": bot.name} for bot in profile.chatbots]}
    return msgspec.json.encode(content).decode() + "\n"
