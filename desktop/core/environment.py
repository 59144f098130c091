"""The profile that environment variables describe: for scripts, containers and trials, and never stored.

The trap: what a process is started from inherits its environment, so whoever reads the key here also takes it out.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Final

from msgspec import Struct

from desktop.core.chatbot import (
    DEFAULT_ADDRESS,
    ENVIRONMENT_PROFILE,
    Chatbot,
    Profile,
    Secret,
    clean_address,
    clean_secret,
    origin,
)
from desktop.core.errors import Problem, ProfileError
from desktop.core.profile_check import clean_profile

KEY_VARIABLE: Final = "ROBOFY_API_KEY"
VARIABLES: Final = {
    "secret": KEY_VARIABLE,
    "address": "ROBOFY_ADDRESS",
    "project_id": "ROBOFY_PROJECT_ID",
    "chatbot_id": "ROBOFY_CHATBOT_ID",
}
"""The variable of each field of a profile. The address may be left out, and so may the key, which is then asked for."""
_NEEDED: Final = ("project_id", "chatbot_id")


class FromEnvironment(Struct, frozen=True):
    """`profile` is None when no variable names a project or a chatbot, or with the problem that keeps it from use."""

    profile: Profile | None = None
    secret: Secret | None = None
    problem: Problem | None = None


def read_environment(environment: Mapping[str, str], name: str) -> FromEnvironment:
    """What the variables describe; `name` is what the profile is called."""
    values = _values(environment)
    if not any(values[field] for field in _NEEDED):
        return FromEnvironment()
    missing = [VARIABLES[field] for field in _NEEDED if not values[field]]
    if missing:
        return FromEnvironment(problem=Problem("environment_incomplete", {"names": ", ".join(missing)}))
    chatbot = Chatbot(values["chatbot_id"], "")
    try:
        profile = clean_profile(
            Profile(ENVIRONMENT_PROFILE, name, values["address"] or DEFAULT_ADDRESS, values["project_id"], (chatbot,))
        )
        secret = clean_secret(values["secret"]) if values["secret"] else None
    except ProfileError as error:
        return FromEnvironment(problem=_wrong(error))
    return FromEnvironment(profile, secret)


def spare_key(environment: Mapping[str, str], profile: Profile) -> Secret | None:
    """The key of the variables for another profile, which its user has named; None where there is no key.

    A key is for one server, and the variables beside it say for which: raises ProfileError when that is another one
    than the profile's (environment_key_elsewhere), and for what cannot be used (environment_wrong).
    """
    values, place = _values(environment), origin(profile.address)
    if not values["secret"]:
        return None
    meant = place
    try:
        if values["address"] or any(values[field] for field in _NEEDED):
            meant = origin(clean_address(values["address"] or DEFAULT_ADDRESS))
        secret = clean_secret(values["secret"])
    except ProfileError as error:
        raise ProfileError(_wrong(error), error.field) from None
    if meant != place:
        raise ProfileError(Problem("environment_key_elsewhere", {"place": meant}), "secret")
    return secret


def take_key(environment: MutableMapping[str, str]) -> None:
    """Take the key out of an environment, so that the programs that are started from here do not get it."""
    environment.pop(KEY_VARIABLE, None)


def _values(environment: Mapping[str, str]) -> dict[str, str]:
    return {field: environment.get(variable, "").strip() for field, variable in VARIABLES.items()}


def _wrong(error: ProfileError) -> Problem:
    told = {"name": VARIABLES[error.field], "reason": error.problem.sentence}
    return Problem("environment_wrong", told)
