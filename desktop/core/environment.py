"""The profile that environment variables describe: for scripts, containers and trials, and never stored.

The trap: what a process is started from inherits its environment, so whoever reads the key here also takes it out.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Final

from msgspec import Struct

from desktop.core.chatbot import DEFAULT_ADDRESS, ENVIRONMENT_PROFILE, Chatbot, Profile, Secret, clean_secret
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
    values = {field: environment.get(variable, "").strip() for field, variable in VARIABLES.items()}
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
        told = {"name": VARIABLES[error.field], "reason": error.problem.sentence}
        return FromEnvironment(problem=Problem("environment_wrong", told))
    return FromEnvironment(profile, secret)


def take_key(environment: MutableMapping[str, str]) -> None:
    """Take the key out of an environment, so that the programs that are started from here do not get it."""
    environment.pop(KEY_VARIABLE, None)
