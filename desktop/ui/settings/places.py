"""Where a secret is kept, in words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from desktop.core.errors import Problem
from desktop.core.secret_place import PlaceKind, SecretPlace
from desktop.ui.widgets.form import filled
from desktop.ui.words import sentence

_NEVER: Final = frozenset({"session_only", "keyring_missing"})
"""Why no keyring will take it, whatever is chosen."""


def kept(place: SecretPlace) -> str:
    """Where the secret is, with its last characters unless it is too short; empty when there is none."""
    has_end = bool(place.hint.strip("…"))
    match place.kind:
        case PlaceKind.KEYRING if not has_end:
            return filled(QCoreApplication.translate("places", "A key is kept in the %1."), place.name)
        case PlaceKind.SESSION if not has_end:
            return QCoreApplication.translate("places", "A key is kept until you quit.")
        case PlaceKind.KEYRING:
            words = QCoreApplication.translate("places", "A key that ends in %1 is kept in the %2.")
            return filled(words, place.hint, place.name)
        case PlaceKind.SESSION:
            words = QCoreApplication.translate("places", "A key that ends in %1 is kept until you quit.")
            return words.replace("%1", place.hint)
        case PlaceKind.NONE | PlaceKind.WAITING:
            return ""


def may_choose(place: SecretPlace) -> bool:
    """Whether a new secret may go to a keyring, so that it makes a difference to say that it shall not."""
    return place.problem is None or place.problem.code not in _NEVER


def was_chosen(place: SecretPlace) -> bool:
    """Whether the secret that is there is kept until the program ends because somebody said so."""
    return place.problem is not None and place.problem.code == "session_chosen"


def outlook(place: SecretPlace, *, session_only: bool = False) -> str:
    """Where a new secret would go, or why it would not be kept for good; empty while that is not known."""
    if session_only and may_choose(place):
        return QCoreApplication.translate("places", "The key will be kept until you quit.")
    if was_chosen(place):
        return ""
    if place.problem is not None:
        return sentence(place.problem)
    if place.name:
        return QCoreApplication.translate("places", "The key will be kept in the %1.").replace("%1", place.name)
    return "" if place.kind is PlaceKind.WAITING else sentence(Problem("keyring_missing"))
