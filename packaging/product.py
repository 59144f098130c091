"""What all packages say of the program: names, version, addresses, and the time that stands for the build's."""

import os
import platform
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
DIST = ROOT / "dist"

NAME = "robofy-desktop"
TITLE = "Robofy Desktop"
APP_ID = "ai.robofy.desktop"
SUMMARY = "Chat client for chatbots behind the Robofy API"
_PROMISE = (
    "Answers stream in as they are written, the tools that a chatbot uses show as badges, and nothing you wrote or "
    "received is lost: not when the connection breaks, not when the program is killed."
)
_TRIAL = (
    "A sandbox on your own computer has four chatbots to try everything without an account. Keys are kept in the "
    "keyring of the system and nowhere else."
)
DESCRIPTION = (_PROMISE, _TRIAL)
HOMEPAGE = "https://www.robofy.ai"
"""Of the service; `publisher.py` knows the rest of the addresses."""
SCHEME = "robofy-chat"
MIME_TYPE = "application/x-robofy-conversations+json"
FORMER = "0.0.9"
"""A version older than every released one, for the trial of an upgrade."""

_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)


def version() -> str:
    found = _VERSION.search((ROOT / "desktop" / "__init__.py").read_text(encoding="utf-8"))
    if found is None:
        raise ValueError("desktop/__init__.py names no version")
    return found[1]


def source_date() -> int:
    """Seconds since 1970 that stand in the packages for every time: SOURCE_DATE_EPOCH, or that of the last commit."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return 1_700_000_000  # a source archive without its history


def debian_architecture() -> str:
    return {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
