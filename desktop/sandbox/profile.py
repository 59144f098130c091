"""The sandbox as a profile like any other, so that the rest of the program need not know it is special."""

from typing import Final

from desktop.core.chatbot import SANDBOX_PROFILE, Chatbot, Profile
from desktop.sandbox.bots import BOTS, PROJECT_ID, STARTERS

_NO_PORT_YET: Final = "http://127.0.0.1"


def sandbox_profile(name: str, address: str = _NO_PORT_YET) -> Profile:
    """The profile of a sandbox at this address; without one it can be shown, not asked."""
    pictures = "" if address == _NO_PORT_YET else f"{address}/avatars"
    chatbots = tuple(
        Chatbot(bot.id, bot.name, bot.description, STARTERS[bot.id], pictures and f"{pictures}/{bot.id}.png")
        for bot in BOTS
    )
    return Profile(SANDBOX_PROFILE, name, address, PROJECT_ID, chatbots)
