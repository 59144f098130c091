"""The words for a problem where there is no window: its sentence says what to do, and here that is something else."""

from __future__ import annotations

from typing import Final

from desktop.core.errors import Problem, fill

_WITHOUT_WINDOW: Final = {
    "secret_missing": "No key is stored for this profile and its address. "
    "Enter it with “profiles key NAME” or in the window (Settings, Chatbots), "
    "or name the profile and set ROBOFY_API_KEY.",
    "no_profiles": "No profile is set up yet. Add one with “profiles add”, set ROBOFY_PROJECT_ID, "
    "ROBOFY_CHATBOT_ID and ROBOFY_API_KEY, open the settings of the window, or use the built-in sandbox (--sandbox).",
    "unauthorized": "The chatbot did not accept the key. Enter a new one with “profiles key NAME”, in the window "
    "(Settings, Chatbots) or in ROBOFY_API_KEY, wherever this one came from.",
    "proxy_sign_in": "The proxy {proxy} asks for a user name and a password, or did not accept those it got. "
    "Open the window and enter them in "
    "Settings, Network, or name them in the address of the proxy (https_proxy).",
    "proxy_sign_in_long": "The user name or the password for the proxy {proxy} is too long: SOCKS takes {length} bytes "
    "of each. Nothing was sent. Open the window and enter shorter ones in "
    "Settings, Network, or name them in the address of the proxy (https_proxy).",
    "keyring_missing": "No keyring is available on this computer, and a key is stored nowhere else. Give it with each "
    "question: name the profile and set ROBOFY_API_KEY, or use --key-stdin.",
    "keyring_locked": "The system keyring is locked. Unlock it and ask again.",
    "keyring_refused": "The system keyring refused to hand out the key.",
    "keyring_timeout": "The system keyring does not answer; it may be waiting to be unlocked.",
    "keyring_asks": "The system asks for the password of your keyring and got no answer. Unlock it and ask again.",
    "keyring_failed": "The system keyring could not be used.",
}


def sentence(problem: Problem) -> str:
    words = _WITHOUT_WINDOW.get(problem.code)
    return problem.sentence if words is None else fill(words, problem.params)
