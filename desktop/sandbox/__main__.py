"""`python -m desktop.sandbox`: the sandbox alone, until Ctrl+C. It never prints a secret that somebody gave it."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence

from desktop.sandbox.handshake import PATH
from desktop.sandbox.server import Sandbox

USAGE_ERROR = 2
MAX_PORT = 65_535


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > MAX_PORT:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m desktop.sandbox",
        description="A local Robofy server to try things on. "
        f"It also hands out client tokens: the path of its handshake is {PATH}.",
    )
    parser.add_argument("--port", type=_port, default=0, help="the port to listen on (default: any free one)")
    parser.add_argument(
        "--secret-from-env",
        metavar="NAME",
        help="demand the key in this environment variable (default: any key is accepted)",
    )
    return parser.parse_args(argv)


def welcome(sandbox: Sandbox, variable: str | None) -> str:
    """What to type into the app to reach this server."""
    key = f"the one in {variable}" if variable else "any text"
    width = max(len(bot.name) for bot in sandbox.chatbots)
    chatbots = "\n".join(f"    {bot.name:<{width}}  {bot.id}" for bot in sandbox.chatbots)
    return (
        f"The Robofy sandbox is running.\n\n"
        f"  Address     {sandbox.address}\n"
        f"  Project id  {sandbox.project_id}\n"
        f"  Key         {key}\n"
        f"  Handshake   {PATH}\n"
        f"  Chatbot ids\n{chatbots}\n\n"
        f"To connect, open Settings, then Chatbots, choose Add a profile and type address, project id, key and a\n"
        f"chatbot id in. To sign in with client tokens, choose Client token and type the path of the handshake in;\n"
        f"then no key is needed.\n"
        f"Add ?speed=instant, fast, normal or slow to a request, or say so in the message.\n"
        f"Ctrl+C stops the server."
    )


def _until_told() -> None:
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    told.wait()


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _arguments(argv)
    variable: str | None = arguments.secret_from_env
    secret = os.environ.get(variable) if variable else None
    if variable and not secret:
        print(f"The environment variable {variable} is empty or not set.", file=sys.stderr)
        return USAGE_ERROR
    try:
        sandbox = Sandbox.start(arguments.port, secret=secret, any_secret=not variable)
    except OSError as error:
        print(f"Port {arguments.port} cannot be used: {error}", file=sys.stderr)
        return 1
    with sandbox:
        print(welcome(sandbox, variable), flush=True)
        _until_told()
    return 0


if __name__ == "__main__":
    sys.exit(main())
