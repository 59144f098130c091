"""Where to ask and as whom: profiles, chatbots and secrets.

A profile never holds its secret: the two are stored apart, and a secret belongs to the origin it was given for.
"""

from __future__ import annotations

import re
from enum import StrEnum
from ipaddress import IPv4Address
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

from desktop.core.errors import Problem, ProfileError

DEFAULT_ADDRESS = "https://agents.robofy.ai"
SANDBOX_PROFILE = "sandbox"
"""The id of the profile of the built-in local server; it is never stored."""
ENVIRONMENT_PROFILE = "environment"
"""The id of the profile that environment variables describe; it is never stored."""
BUILT_IN_PROFILES = frozenset({SANDBOX_PROFILE, ENVIRONMENT_PROFILE})

PROFILE_COLOURS = ("", "blue", "green", "amber", "red", "violet")
"""The colours that a profile can wear, by the names of the theme's tokens; the empty one is none."""

_LIVE = frozenset({"production", "prod", "live"})
LONGEST_ID = 200
"""Characters. Ids are opaque; those that are documented have 42 at most."""
_LONGEST_SECRET = 8192

_LOOPBACK_NAMES = frozenset({"localhost", "::1"})
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?|(?=.*:)[0-9a-f:.]+")
"""A host name of labels that the name service takes (RFC 1035, and `_`), or the inside of an IPv6 literal."""


class Chatbot(Struct, frozen=True, omit_defaults=True):
    """What answers. `id` is opaque and given by the server; `name` is what the user calls it.

    `starters` are questions to begin a conversation with, one click each. `avatar` is the address of its picture.
    """

    id: str
    name: str
    description: str = ""
    starters: tuple[str, ...] = ()
    avatar: str = ""


class Credential(StrEnum):
    """What the secret of a profile is. A client token answers chats only; a handshake fetches one, or it is pasted."""

    API_KEY = "api-key"
    CLIENT_TOKEN = "client-token"  # noqa: S105 - a kind, no secret


class Profile(Struct, frozen=True, omit_defaults=True):
    """Where and as whom: an address, a project, its chatbots. No secret in here.

    `colour` is one of PROFILE_COLOURS and `label` a word such as production; both are shown wherever a message is
    written. `handshake_path` has no default because none is documented. `ca_file` is the path of further certificates
    to trust (PEM), `verify` false means that the server may be anybody. A `managed` profile comes from the
    administrator and is not stored.
    """

    id: str
    name: str
    address: str = DEFAULT_ADDRESS
    project_id: str = ""
    chatbots: tuple[Chatbot, ...] = ()
    colour: str = ""
    label: str = ""
    credential: Credential = Credential.API_KEY
    handshake_path: str = ""
    ca_file: str = ""
    verify: bool = True
    managed: bool = False

    @property
    def worn_colour(self) -> str:
        """The colour that the profile shows itself in: the chosen one, and red for what is called production."""
        return self.colour or ("red" if self.label.casefold() in _LIVE else "")

    def find_chatbot(self, chatbot_id: str) -> Chatbot | None:
        return next((bot for bot in self.chatbots if bot.id == chatbot_id), None)


class Secret:
    """An API key or client token that will not print. `reveal` is for the request header and the keyring alone."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    @property
    def hint(self) -> str:
        """The last four characters of a long secret, to tell two apart; nothing of a short one."""
        return f"…{self._value[-4:]}" if len(self._value) >= 16 else "…"

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not serialised")


def origin(address: str) -> str:
    """The origin (scheme://host:port, RFC 6454) of an address; raises ProfileError for one that may not be used.

    https is accepted for every host, http only for this computer, so that a secret never travels in the clear.
    """
    parts = _split(address)
    host = (parts.hostname or "").lower()
    if parts.username is not None or parts.password is not None:
        raise ProfileError(Problem("address_userinfo"), "address")
    if parts.scheme == "http" and not is_loopback(host):
        raise ProfileError(Problem("address_insecure"), "address")
    port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}:{port}"


def is_loopback(host: str) -> bool:
    """Whether the host is this computer; `127.999.0.1` is a name that somebody else could answer to."""
    try:
        return host in _LOOPBACK_NAMES or IPv4Address(host).is_loopback
    except ValueError:
        return False


def clean_address(typed: str) -> str:
    """What a person typed or pasted, as an address: trimmed, https when no scheme is there, no slash at the end.

    Raises ProfileError when no address can be made of it.
    """
    address = typed.strip()
    if "://" not in address:
        address = f"https://{address}"
    address = address.rstrip("/")
    origin(address)
    return address


def clean_id(typed: str, missing: str, field: str) -> str:
    """A project or chatbot id, trimmed and without quotes; `missing` is the error code for an empty one."""
    value = typed.strip().strip("\"'").strip()
    if not value:
        raise ProfileError(Problem(missing), field)
    if not value.isprintable() or " " in value:
        raise ProfileError(Problem("id_invalid"), field)
    if len(value) > LONGEST_ID:
        raise ProfileError(Problem("id_too_long", {"length": str(LONGEST_ID)}), field)
    return value


def clean_secret(typed: str) -> Secret:
    """A pasted secret without what comes along when copying: spaces, quotes, a leading `Bearer`.

    Raises ProfileError for an empty one and for what cannot stand in a header (RFC 6750: visible ASCII), up to 8 KiB.
    """
    value = typed.strip().strip("\"'`").strip()
    value = re.sub(r"(?i)^(authorization:\s*)?bearer(\s+|\Z)", "", value).strip().strip("\"'`")
    if not value:
        raise ProfileError(Problem("secret_missing"), "secret")
    if len(value) > _LONGEST_SECRET:
        raise ProfileError(Problem("secret_too_long", {"length": str(_LONGEST_SECRET)}), "secret")
    if re.fullmatch(r"[\x21-\x7e]+", value) is None:
        raise ProfileError(Problem("secret_invalid"), "secret")
    return Secret(value)


def check_profile(profile: Profile) -> None:
    """Raise ProfileError, with its field, for the first thing that keeps this profile from being used."""
    origin(profile.address)
    clean_id(profile.project_id, "project_missing", "project_id")
    if not profile.chatbots:
        raise ProfileError(Problem("chatbot_missing"), "chatbot_id")
    for bot in profile.chatbots:
        clean_id(bot.id, "chatbot_missing", "chatbot_id")


def _split(address: str) -> SplitResult:
    invalid = ProfileError(Problem("address_invalid"), "address")
    if not address.isascii() or re.search(r"[\s\x00-\x1f\x7f\\<>\"]", address):
        raise invalid
    try:
        parts = urlsplit(address)
        port_is_fine = parts.port != 0 and not parts.netloc.endswith(":")
    except ValueError:
        raise invalid from None
    if parts.scheme not in ("http", "https") or not port_is_fine or parts.query or parts.fragment:
        raise invalid
    host = parts.hostname or ""
    if _HOST.fullmatch(host) is None or ("[" in parts.netloc) != (":" in host):
        raise invalid
    return parts
