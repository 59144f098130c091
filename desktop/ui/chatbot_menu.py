"""The chatbots in a menu, below the names of their profiles.

The trap: the keyboard and a screen reader pass over a heading, so a chatbot of which there are several of one name
says itself whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtWidgets import QMenu

from desktop.core.chatbot import Profile
from desktop.core.profile_names import Key
from desktop.ui.words import tip


def add_chatbots(
    menu: QMenu,
    profiles: Iterable[Profile],
    names: Mapping[Key, str],
    choose: Callable[[str, str], object],
    checked: Key | None = None,
) -> None:
    """`choose` is called with the ids of profile and chatbot; with `checked` the entries show which one it is now."""
    for profile in profiles:
        if profile.chatbots:
            menu.addAction(profile.name.replace("&", "&&")).setEnabled(False)
        for chatbot in profile.chatbots:
            key = (profile.id, chatbot.id)
            action = menu.addAction(names[key].replace("&", "&&"))
            action.setToolTip(tip(chatbot.description))
            if checked is not None:
                action.setCheckable(True)
                action.setChecked(key == checked)
            run = partial(choose, *key)
            action.triggered.connect(lambda _checked=False, run=run: run())
